package bank

// Explanation says which rules shaped a set, and what stopped the others.
type Explanation struct {
	Applied []AppliedRule // by ID
	Missed  []MissedRule  // the requested rules, in that order; without a request, the nearest misses, nearest first
}

// AppliedRule is a rule that applied to a meeting. Picked is the number of eligible questions that it picks (for an
// exclusion, the number that it removed), InSet the number of questions in the set that it picks.
type AppliedRule struct {
	Rule   *Rule // of the release; must not be written to
	Picked int
	InSet  int
}

// MissedRule is a rule that did not apply. Held is the number of its conditions that were true.
type MissedRule struct {
	Rule    *Rule // of the release; must not be written to
	Held    int
	Stopped []Stop // never empty
}

// Stop is a condition of a rule that was false: its canonical text, and what the meeting had instead.
type Stop struct {
	Condition string
	Saw       string // such as `profile.stage is "panel"`; "" if the condition reads no field
}

// MaxExplained is the maximum number of rules in a request for an explanation, and of near misses in an explanation.
const MaxExplained = 50

// Standing says what became of one question in the choice of a set. A question that suits the meeting and is not in the set was not
// needed: others served what the set should touch.
type Standing struct {
	Question *Question // of the release; must not be written to
	Place    int       // in the set, from 1; 0 if it is not in it
	// Unsuited has the fields of the question for which it does not suit the meeting, whatever rules say: "asker", "locale",
	// "seniority", "roles", "occupations", "skills", "stages", "asked_of", or "id" if the request excludes it.
	Unsuited []string
	Excluded []*Rule   // that apply and exclude it
	Full     []*Rule   // limits that pick it, of which the set has as many as they allow
	Twin     *Question // of the set, and nearly the same; nil for none
	Score    int
	Reasons  []Reason // that it would have in the set
}
