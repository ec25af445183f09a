package bank

// Explanation tells which rules had a part in a set, and what stopped others.
type Explanation struct {
	Applied []AppliedRule // by id
	Missed  []MissedRule  // those asked for, in that order; else those that came nearest, the nearest first
}

// AppliedRule is a rule that applied to a meeting. Picked is how many of the questions that may be asked it picks (for an
// exclusion, how many it took away), InSet how many of the set.
type AppliedRule struct {
	Rule   *Rule // of the release; not to be written to
	Picked int
	InSet  int
}

// MissedRule is a rule that did not apply. Held is how many of its conditions held beside those that stopped it.
type MissedRule struct {
	Rule    *Rule // of the release; not to be written to
	Held    int
	Stopped []Stop // never empty
}

// Stop is a condition of a rule that did not hold: its canonical text, and what the meeting had instead.
type Stop struct {
	Condition string
	Saw       string // such as `profile.stage is "panel"`; "" if the condition looks at nothing
}

// MaxExplained is how many rules an explanation may be asked for, and how many near misses it gives.
const MaxExplained = 50
