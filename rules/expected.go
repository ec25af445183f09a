package rules

import (
	"cmp"
	"fmt"

	"twoway/bank"
	"twoway/rules/choose"
)

// The sizes of the sets of expected questions, small enough to prepare for.
const (
	expectedOfInterviewers = 6
	interviewersMinutes    = 40
	expectedOfCandidates   = 5
	candidatesMinutes      = 20

	// A forecast need not be proved optimal.
	expectedEffort = choose.MaxEffort / 20
)

// Expected returns what the other side will probably ask in the same meeting, in the order in which they would ask it:
// the scored questions of an interviewer, or a candidate's questions on what they care about. The result is not part of
// any set or kit. It never includes a question that discloses something about the candidate.
func (e *Engine) Expected(p bank.Profile) []bank.Expected { return e.Forecast(e.OtherSide(p)) }

// OtherSide returns the profile of the other side in the same meeting, with all that Forecast depends on, and nothing else.
func (e *Engine) OtherSide(p bank.Profile) bank.Profile {
	other := p
	other.Exclude, other.Fixed, other.Competencies, other.Requirements = nil, nil, nil, nil
	if p.Asker == bank.Candidate {
		other.Asker, other.Cares, other.AskedOf = bank.Interviewer, nil, ""
		other.Minutes, other.Count = interviewersMinutes, expectedOfInterviewers
	} else {
		other.Asker, other.Minutes, other.Count = bank.Candidate, candidatesMinutes, expectedOfCandidates
	}
	if !e.sides[other.Asker].occupations {
		other.Occupation = ""
	}
	for _, id := range p.Exclude {
		if i, found := e.find(id); found && e.questions[i].Asker == other.Asker {
			other.Exclude = append(other.Exclude, id)
		}
	}
	return other
}

// Forecast is Expected for the profile that OtherSide returned.
func (e *Engine) Forecast(other bank.Profile) []bank.Expected {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	never := e.disclosing
	if other.Asker == bank.Interviewer {
		never = e.unscored
	}
	m := e.match(other, never, buf)
	items, _, _, _ := e.choose(m, nil, expectedEffort)
	list, labels := []bank.Expected{}, map[string]bool{}
	for _, it := range items {
		label := e.label(m.profile.Role, it.Question)
		if labels[label] {
			label = e.names["topic/"+it.Question.Topic] + ": " + bank.InSentence(label)
		}
		for n, again := 2, label; labels[label]; n++ {
			label = fmt.Sprintf("%s (%d)", again, n)
		}
		labels[label] = true
		list = append(list, bank.Expected{Question: it.Question, Label: label, Because: m.whyExpected(it)})
	}
	return list
}

// label names what a question to somebody of a role is about: an interviewer's by the skill of the role that it tests, or its competency, a
// candidate's by what it asks about.
func (e *Engine) label(role string, q *bank.Question) string {
	topic := e.names["topic/"+q.Topic]
	if r := e.roles[role]; r != nil {
		for _, id := range q.Skills {
			if s := r.Skill(id); s != nil {
				return s.Name
			}
		}
	}
	if q.Asker == bank.Interviewer || q.About == "" {
		return topic
	}
	if term := q.About.Term(); term != "" {
		return bank.Capitalised(term)
	}
	return cmp.Or(e.names["aspect/"+string(q.About)], e.names["care/"+string(q.About)], topic)
}

// whyExpected says why the other side would ask a question.
func (m *match) whyExpected(it bank.Item) string {
	e := m.engine
	if m.profile.Asker == bank.Interviewer {
		return "Interviewers ask this to learn about " + bank.InSentence(e.names["topic/"+it.Question.Topic]) + "."
	}
	for _, c := range m.profile.Cares {
		if m.isAbout(it.Question, c.About()) {
			return "This candidate cares about " + bank.InSentence(e.chosenName(c)) + ", and this asks about it."
		}
	}
	for _, c := range m.profile.Cares {
		if e.touches(it.Question, m.profile.Role, c) {
			return "This candidate cares about " + bank.InSentence(e.chosenName(c)) + ", and this touches on it."
		}
	}
	for _, goal := range m.essentials() {
		if i, _ := e.find(it.Question.ID); goal.questions.Has(i) {
			return "It is among the first things to ask in such a meeting."
		}
	}
	if m.isDueMatter(it.Question) {
		return "People with experience in " + e.trade(&m.profile) + " make a point of asking about it."
	}
	return "It is worth asking at this stage, whatever somebody cares about."
}

func (e *Engine) chosenName(c bank.Chosen) string {
	switch {
	case c.Term != "":
		return c.Term
	case c.Aspect != "":
		return e.names["aspect/"+c.Aspect]
	}
	return e.names["care/"+c.Care]
}
