package rules

import (
	"twoway/bank"
	"twoway/rules/guard"
)

// Losses are the meetings in which a release has lost all questions, for both sides. Unproven is true if its rules are so entangled
// that there may be more. Boxes says how much work the proof was.
type Losses = guard.Losses

// Lost is a kind of meeting that had questions and has none now.
type Lost = guard.Lost

// GuardedMeeting is one meeting, as somebody may ask for it.
type GuardedMeeting = guard.Meeting

// Lost returns the meetings that had questions in the release of another engine, which may be nil, and have none in this one, for both
// sides: see guard.Find. Progress, which may be nil, is told how much is done.
func (e *Engine) Lost(before *Engine, progress func(done, total int)) Losses {
	var found Losses
	if before == nil {
		return found
	}
	for n, asker := range askers() {
		half := halfOf(progress, n)
		of := guard.Find(before.guarded(asker), e.guarded(asker), half)
		half(1, 1)
		found.Lost = append(found.Lost, of.Lost...)
		found.Unproven = found.Unproven || of.Unproven
		found.Boxes += of.Boxes
	}
	return found
}

// halfOf returns the progress of the work on one of the sides, given that of both, which may be nil.
func halfOf(progress func(done, total int), n int) guard.Progress {
	const steps = 1000 // of each half
	return func(done, total int) {
		if progress != nil {
			progress(n*steps+done*steps/total, len(askers())*steps)
		}
	}
}

// MinutesText returns a number of minutes in words.
func MinutesText(minutes int) string { return guard.MinutesText(minutes) }

func askers() []bank.Asker { return []bank.Asker{bank.Candidate, bank.Interviewer} }

// guarded returns one side of the release as the guard sees it.
func (e *Engine) guarded(asker bank.Asker) *guard.Side {
	side := &guard.Side{Asker: asker, Vocabulary: &e.content.Vocabulary, DefaultLevel: defaultLevel}
	side.Questions = make([]guard.Question, 0, len(e.questions))
	for _, q := range e.questions {
		if q.Asker == asker {
			side.Questions = append(side.Questions, guard.Question{Question: q.Question, Env: q.env})
		}
	}
	if e.sides[asker] == nil { // an engine that only checks single rules
		return side
	}
	for _, r := range e.sides[asker].rules {
		side.Rules = append(side.Rules, guard.Rule{Rule: r.Rule, WhenIs: &r.when.Condition, PickIs: &r.pick.Condition})
	}
	return side
}

// Fitting returns how many questions may be asked in the meeting of a profile that it has time for, before quotas.
func (e *Engine) Fitting(p bank.Profile) int {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	return e.match(p, nil, buf).scratch.eligible.CountBoth(e.index.InRange("minutes", 0, p.Minutes))
}
