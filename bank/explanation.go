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
