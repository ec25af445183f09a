// Package guard proves things about all meetings at once: which of them a bank leaves without a question, and which rules never
// apply, hide each other or contradict each other. It looks at every dimension in which meetings differ, but not at every meeting:
// it takes all of them as one box, and cuts a box in two only where a rule or a question tells its meetings apart and the answer
// depends on it.
//
// For a box, each condition is true of all its meetings, of none, or undecided. So a question is in the sets of all meetings of a
// box, of none, or undecided. A box is done as soon as one question is certainly left; it is a finding as soon as certainly none is.
package guard

import (
	"twoway/bank"
	"twoway/rules/lang"
)

// Side is the part of a release that belongs to one asker.
type Side struct {
	Asker        bank.Asker
	Vocabulary   *bank.Vocabulary
	DefaultLevel int        // that questions must suit if no seniority was given
	Questions    []Question // that are ready
	Rules        []Rule     // that are ready, in the order of the release
}

// Question is a question, and what rules see of it.
type Question struct {
	*bank.Question

	Env lang.Question
}

// Rule is a rule with both of its texts compiled.
type Rule struct {
	*bank.Rule

	WhenIs, PickIs *lang.Condition
}

// removes reports whether a rule takes questions away for good: a limit that allows at least one leaves one.
func (r *Rule) removes() bool {
	return r.Effect.Kind == bank.Exclude || r.Effect.Kind == bank.Limit && r.Effect.Count <= 0
}

// Meeting is one meeting, as somebody may ask for it.
type Meeting struct {
	bank.Meeting

	Asker      bank.Asker
	Occupation string // of the role, that a job title names; "" for none
}

// Lost is a kind of meeting that had questions and has none now: Example, and all others of which Where says how they are like it.
type Lost struct {
	Example Meeting
	Where   []string // what the meetings have in common, as phrases: "stage panel", "10 minutes or less"; empty for all meetings
	Before  int      // questions that the example had
	Suiting int      // questions that suit the example now, before any rule
	Rules   []string // IDs of rules that take these away, none of which could be left out; empty if no question suits
	More    int      // kinds of meetings that the same rules have emptied besides
}

// Progress is told how much of a proof is done. It is called often, from one goroutine, and must be quick.
type Progress func(done, total int)
