package publish

import (
	"context"
	"maps"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/internal/background"
	"twoway/release/serve"
)

// KitMinutes is the usual time of an interviewer's questions. That of a candidate's is CoverageMinutes.
const KitMinutes = 40

// PhaseUnchosen is the phase of FindUnchosen, which is no part of a check.
const PhaseUnchosen Phase = "unchosen"

// Unchosen are the ready questions that are in the set of no meeting that was tried: the candidates' first, each side sorted by ID.
type Unchosen struct {
	Ready     int // how many questions there are
	Meetings  int // that were tried
	Questions []UnchosenQuestion
}

// UnchosenQuestion is a question that no meeting chooses, and why one that was made for it does not.
type UnchosenQuestion struct {
	ID, Text string
	Version  int
	Asker    bank.Asker
	Meeting  bank.Profile // the first that was made for it
	Why      WhyUnchosen
	Score    int // that the question would have in the meeting
}

// WhyUnchosen is why a question is not in the set of a meeting.
type WhyUnchosen string

// The reasons why a question is not chosen.
const (
	WhyUnsuited  WhyUnchosen = "unsuited"  // it suits no meeting at all
	WhyExcluded  WhyUnchosen = "excluded"  // by a rule
	WhyLimited   WhyUnchosen = "limited"   // a rule allows no more questions like it
	WhyTwin      WhyUnchosen = "twin"      // one that is nearly the same is in the set
	WhyOutranked WhyUnchosen = "outranked" // others come first
)

// FindUnchosen chooses the set of many meetings, and returns the questions that are in none. For both sides, these are every role, and
// none, with every seniority and stage; for candidates also every role, and none, with every single care and every stage, at one seniority.
// For a question that is in none of these, meetings are made: of its trade, at its stages, for somebody who names just what it is about. It
// tells how far it is (see WithProgress), and returns the error of ctx.
func FindUnchosen(ctx context.Context, release *serve.Compiled) (Unchosen, error) {
	meetings, questions := unchosenMeetings(&release.Content.Vocabulary), release.Content.ReadyQuestions()
	t := &unchosenTrial{
		release: release, chosen: map[string]bool{}, found: make([]*UnchosenQuestion, len(questions)), tell: telling(ctx, PhaseUnchosen),
		total: len(meetings) + len(questions),
	}
	background.Each(len(meetings), func(i int) { t.do(func() error { return t.try(ctx, meetings[i]) }) })
	before := maps.Clone(t.chosen) // so that it does not matter which question comes first
	background.Each(len(questions), func(i int) {
		t.do(func() (err error) {
			if !before[questions[i].ID] {
				t.found[i], err = t.tryFor(ctx, questions[i])
			}
			return err
		})
	})
	if t.err != nil {
		return Unchosen{}, t.err
	}
	result := Unchosen{Ready: len(questions), Meetings: t.tried}
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		for _, q := range t.found {
			if q != nil && q.Asker == asker && !t.chosen[q.ID] {
				result.Questions = append(result.Questions, *q)
			}
		}
	}
	return result, nil
}

// unchosenMeetings returns the meetings that are tried, in the order of the vocabulary.
func unchosenMeetings(v *bank.Vocabulary) []bank.Profile {
	roles := []string{""}
	for i := range v.Roles {
		roles = append(roles, v.Roles[i].ID)
	}
	var list []bank.Profile
	for _, role := range roles {
		for _, stage := range v.Stages {
			add := func(asker bank.Asker, seniority bank.Seniority, cares ...bank.Chosen) {
				p := usualMeeting(asker, role, seniority)
				p.Stage, p.Cares = stage.ID, cares
				list = append(list, p)
			}
			for _, seniority := range v.Seniorities {
				add(bank.Candidate, seniority)
				add(bank.Interviewer, seniority)
			}
			for _, care := range v.Cares {
				add(bank.Candidate, usualSeniority(v), bank.Chosen{Care: care.ID})
			}
		}
	}
	return list
}

// usualMeeting returns a meeting of the usual length.
func usualMeeting(asker bank.Asker, role string, seniority bank.Seniority) bank.Profile {
	p := bank.Profile{
		Asker: asker, Role: role, Seniority: seniority.ID, Level: seniority.Level, Minutes: CoverageMinutes, Count: bank.DefaultCount, Locale: "en",
	}
	if asker == bank.Interviewer {
		p.Minutes = KitMinutes
	}
	return p
}

// usualSeniority returns the seniority of those who state none, or the first if the vocabulary does not have its level.
func usualSeniority(v *bank.Vocabulary) bank.Seniority {
	const mid = 3
	i := slices.IndexFunc(v.Seniorities, func(s bank.Seniority) bool { return s.Level == mid })
	switch {
	case i >= 0:
		return v.Seniorities[i]
	case len(v.Seniorities) > 0:
		return v.Seniorities[0]
	}
	return bank.Seniority{}
}

// unchosenTrial collects the questions that meetings choose.
type unchosenTrial struct {
	release *serve.Compiled
	found   []*UnchosenQuestion // by question; nil for those that are chosen. Each is written by one goroutine
	tell    func(done, total int)
	total   int

	mu          sync.Mutex // guards the rest, and calls of tell
	done, tried int
	chosen      map[string]bool // by ID
	err         error           // of one of the steps
}

// do does a step, unless something has failed, and tells that it is done.
func (t *unchosenTrial) do(step func() error) {
	if t.hasFailed() {
		return
	}
	err := step()
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.err = err
		return
	}
	t.done++
	t.tell(t.done, t.total)
}

func (t *unchosenTrial) hasFailed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err != nil
}

// try chooses the set of a meeting.
func (t *unchosenTrial) try(ctx context.Context, p bank.Profile) error {
	_, err := t.choose(ctx, p)
	return err
}

// choose returns the set of a meeting, whose questions are chosen from now on.
func (t *unchosenTrial) choose(ctx context.Context, p bank.Profile) (bank.Set, error) {
	set, err := t.release.Choose(ctx, p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tried++
	for _, it := range set.Items {
		t.chosen[it.Question.ID] = true
	}
	return set, err
}

// tryFor chooses the sets of meetings that are made for a question, until one has it. It returns why the first does not; nil if one does.
func (t *unchosenTrial) tryFor(ctx context.Context, q *bank.Question) (*UnchosenQuestion, error) {
	var why *UnchosenQuestion
	for _, p := range meetingsFor(&t.release.Content.Vocabulary, q) {
		set, err := t.choose(ctx, p)
		if err != nil {
			return nil, err
		}
		standing, _ := t.release.Standing(set, q.ID) // it is ready
		if standing.Place > 0 {
			return nil, nil //nolint:nilnil // there is nothing to say of a question that is chosen
		}
		if why == nil {
			why = &UnchosenQuestion{
				ID: q.ID, Text: q.Text, Version: q.Version, Asker: q.Asker, Meeting: p, Why: whyOf(&standing), Score: standing.Score,
			}
		}
	}
	return why, nil
}

// whyOf returns why a question is not in a set.
func whyOf(s *bank.Standing) WhyUnchosen {
	switch {
	case len(s.Unsuited) > 0:
		return WhyUnsuited
	case len(s.Excluded) > 0:
		return WhyExcluded
	case len(s.Full) > 0:
		return WhyLimited
	case s.Twin != nil:
		return WhyTwin
	}
	return WhyOutranked
}

// meetingsFor returns a meeting for each stage of a question, with its trade, a level that suits it, and somebody who names what it asks
// about alone.
func meetingsFor(v *bank.Vocabulary, q *bank.Question) []bank.Profile {
	first := func(list []string) string { return slices.Concat(list, []string{""})[0] }
	seniority := usualSeniority(v)
	if from, to := q.Seniority.Levels(v); seniority.Level < from || to < seniority.Level {
		i := slices.IndexFunc(v.Seniorities, func(s bank.Seniority) bool { return from <= s.Level && s.Level <= to })
		seniority = v.Seniorities[max(0, i)]
	}
	p := usualMeeting(q.Asker, first(q.Roles), seniority)
	p.Occupation, p.AskedOf = first(q.Occupations), first(q.AskedOf)
	if p.Occupation == p.Role { // which stands for the role as a whole
		p.Occupation = ""
	}
	if q.Asker == bank.Candidate {
		p.Cares = caresOf(v, q)
	}
	var list []bank.Profile
	for _, stage := range v.Stages {
		if len(q.Stages) == 0 || slices.Contains(q.Stages, stage.ID) {
			p.Stage = stage.ID
			list = append(list, p)
		}
	}
	return list
}

// caresOf returns what somebody names for whom a question is made; nil for nothing.
func caresOf(v *bank.Vocabulary, q *bank.Question) []bank.Chosen {
	about := string(q.About)
	switch care := v.CareOf(about); {
	case q.About.Term() != "":
		return []bank.Chosen{{Term: q.About.Term()}}
	case care != "":
		return []bank.Chosen{{Care: care, Aspect: about}}
	case about != "":
		return []bank.Chosen{{Care: about}}
	case len(q.Cares) > 0:
		return []bank.Chosen{{Care: q.Cares[0]}}
	}
	return nil
}
