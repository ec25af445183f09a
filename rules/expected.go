package rules

import (
	"twoway/bank"
	"twoway/rules/choose"
)

// What is expected of the other side is a set of its own, of a size that one can prepare for.
const (
	expectedOfInterviewers = 6
	interviewersMinutes    = 40
	expectedOfCandidates   = 5
	candidatesMinutes      = 20

	// A forecast need not be proved the best there is.
	expectedEffort = choose.MaxEffort / 20
)

// Expected is what the other side will probably ask in the same meeting: an interviewer what is rated, a candidate what
// serves what they care about. It is in the order in which they would ask, and no part of a set or a kit. Nothing that
// would disclose something about the candidate is ever expected.
func (e *Engine) Expected(p bank.Profile) []bank.Expected {
	d := e.scratches.Get().(*scratch) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.scratches.Put(d)
	other, never := p, e.disclosing
	if p.Asker == bank.Candidate {
		other.Asker, other.Cares, other.Minutes, other.Count = bank.Interviewer, nil, interviewersMinutes, expectedOfInterviewers
		never = e.unscored
	} else {
		other.Asker, other.Minutes, other.Count = bank.Candidate, candidatesMinutes, expectedOfCandidates
	}
	items, _, _ := e.choose(e.match(other, never, d), nil, expectedEffort)
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
		if serves(q, c) {
			return "This candidate cares about " + bank.InSentence(e.chosenName(c)) + "."
		}
	}
	return "It is worth asking at this stage, whatever somebody cares about."
}

func (e *Engine) chosenName(c bank.Chosen) string {
	if c.Aspect != "" {
		return e.names["aspect/"+c.Aspect]
	}
	return e.names["care/"+c.Care]
}
