package bank

import "slices"

// Set is the answer for one profile: questions in the order in which to ask them, each with why it is there.
type Set struct {
	Release      ReleaseID
	Engine       int // version of the engine that chose
	Profile      Profile
	Unrecognised []Unrecognised
	Minutes      int // of all items together; never over Profile.Minutes
	Items        []Item
	Shortfall    []Shortfall // demands that could not be met
	KitID        string      // of an interviewer's kit; "" for a candidate's set
	Certificate  Certificate
}

// Expected is a question that the other side will probably ask, and why. What to have ready for it is what it listens for.
type Expected struct {
	Question *Question // of the release; not to be written to
	Because  string
}

// Certificate tells how good a set is. Score is what it is worth: the points of its rules, what it serves of what the
// person cares about, each further question on the same thing counting less, and what a seed adds for variety. No set that meets as much of the
// requirements is worth more than UpperBound.
type Certificate struct {
	Score      int
	UpperBound int
}

// GapBasisPoints is how far below the bound the score may be, in hundredths of a percent, rounded up.
func (c Certificate) GapBasisPoints() int {
	if c.UpperBound <= 0 || c.Score >= c.UpperBound {
		return 0
	}
	return ((c.UpperBound-c.Score)*10_000 + c.UpperBound - 1) / c.UpperBound
}

// Item is one question of a set. Score is the sum of the points of its reasons.
type Item struct {
	Question *Question // of the release; not to be written to
	Score    int
	Reasons  []Reason
}

// ReasonKind tells where a reason comes from.
type ReasonKind string

// The kinds of reasons.
const (
	ByRule     ReasonKind = "rule"     // a rule applied and picked the question
	ByCoverage ReasonKind = "coverage" // it serves something that the person cares about
	ByOrder    ReasonKind = "order"    // why it stands where it stands
)

// Reason is why a question is in a set. Taking the rule of a reason away lowers the item's score by its points.
type Reason struct {
	Kind    ReasonKind
	Rule    string // id; "" unless a rule gave the reason
	Because string
	Points  int
	Cares   []string // of the profile, that this reason turns on
	Aspects []string // likewise
	Stage   string   // the profile's, if the reason turns on it
}

// ShortfallKind names the demand that a set fell short of.
type ShortfallKind string

// The kinds of shortfall.
const (
	ShortOfRequired ShortfallKind = "require" // a rule wanted more of what it picks
	ShortOfCare     ShortfallKind = "care"    // nothing was found for something that the person cares about
)

// Shortfall is a demand that a set could not meet: how many were wanted, and how many it holds.
type Shortfall struct {
	Kind   ShortfallKind
	Rule   string // of a require; else ""
	Care   string // of a care; else ""
	Aspect string // of a care that was said as an aspect; else ""
	Wanted int
	Got    int
}

// Next is the profile of more questions for the same meeting, none of them twice; false if the set is empty.
func (s Set) Next() (Profile, bool) {
	p := s.Profile
	p.Exclude = slices.Clone(p.Exclude)
	for _, it := range s.Items {
		p.Exclude = append(p.Exclude, it.Question.ID)
	}
	slices.Sort(p.Exclude)
	return p, len(s.Items) > 0
}
