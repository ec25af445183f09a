package rules

import (
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
func (e *Engine) Expected(p bank.Profile) []bank.Expected {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	other, never := p, e.disclosing
	if p.Asker == bank.Candidate {
		other.Asker, other.Cares, other.Minutes, other.Count = bank.Interviewer, nil, interviewersMinutes, expectedOfInterviewers
		never = e.unscored
	} else {
		other.Asker, other.Minutes, other.Count = bank.Candidate, candidatesMinutes, expectedOfCandidates
	}
	items, _, _ := e.choose(e.match(other, never, buf), nil, expectedEffort)
	list := []bank.Expected{}
	for _, it := range items {
		list = append(list, bank.Expected{Question: it.Question, Because: e.whyExpected(other, it.Question)})
	}
	return list
}

func (e *Engine) whyExpected(other bank.Profile, q *bank.Question) string {
	if other.Asker == bank.Interviewer {
		return "Interviewers ask this to learn about " + bank.InSentence(e.names["topic/"+q.Topic]) + "."
	}
	for _, c := range other.Cares {
		if e.serves(q, other.Role, c) {
			return "This candidate cares about " + bank.InSentence(e.chosenName(c)) + "."
		}
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
