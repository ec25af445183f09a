package bank

import "slices"

// Set is the answer to one profile: questions in the order in which to ask them, each with the reasons for it.
type Set struct {
	Release      ReleaseID
	Engine       int // version of the rule engine
	Profile      Profile
	Understood   []Understood
	Unrecognised []Unrecognised
	Minutes      int // of all items; at most Profile.Minutes
	Items        []Item
	Shortfall    []Shortfall // demands that could not be met
	KitID        string      // of an interviewer's kit; "" for a candidate's set
	Certificate  Certificate
}

// Expected is a question that the other side will probably ask, and why. Its ListenFor says what to prepare. Label names what it is
// about, differently for each question of a list.
type Expected struct {
	Question *Question // of the release; must not be written to
	Label    string
	Because  string
}

// Certificate says how good a set is. Goals has what the set should touch, the most important first: a set that touches one
// is better than any set that does not, whatever they do about those after it. Score adds up the points from rules, the points for
// what the person cares about (each further question on the same thing counts less), and the points that a seed adds for variety.
// No set that meets as many of the requirements and touches the same goals has a score above UpperBound.
type Certificate struct {
	Goals      []Goal
	Score      int
	UpperBound int
}

// GoalKind is what makes something a goal.
type GoalKind string

// The kinds of goals.
const (
	CareGoal      GoalKind = "care"      // the person named it
	EssentialGoal GoalKind = "essential" // a rule says that it is essential in this meeting
	MatterGoal    GoalKind = "matter"    // somebody with experience in the trade would want to know it first

	// Of an interviewer: what the job needs. They named it, or it is one of the role's competencies.
	CompetencyGoal  GoalKind = "competency"
	RequirementGoal GoalKind = "requirement"
)

// Goal is something that a set should touch, and what became of it. No set that does as well on the goals before it has
// more than Bound questions that count for it; Bound is greater than Reached only if the effort was spent before more was known.
type Goal struct {
	Kind    GoalKind
	About   About  // of CareGoal and MatterGoal: a care, an aspect or a term; of CompetencyGoal a topic or a skill, of RequirementGoal a requirement
	Rule    string // of EssentialGoal: ID
	Wanted  int    // how many questions should touch it
	Reached int    // how many do, at most Wanted
	Bound   int
}

// GapBasisPoints returns how far Score is below UpperBound, in hundredths of a percent of UpperBound, rounded up.
func (c Certificate) GapBasisPoints() int {
	if c.UpperBound <= 0 || c.Score >= c.UpperBound {
		return 0
	}
	return ((c.UpperBound-c.Score)*10_000 + c.UpperBound - 1) / c.UpperBound
}

// Item is one question of a set. Score is the sum of the points of its reasons. If Slots is not empty, the question is a copy of that of
// the release in which the blanks have these values, by name.
type Item struct {
	Question *Question // must not be written to
	Slots    map[string]string
	Score    int
	Reasons  []Reason
}

// ReasonKind is the source of a reason.
type ReasonKind string

// The kinds of reasons.
const (
	ByRule     ReasonKind = "rule"     // a rule applied and picked the question
	ByCoverage ReasonKind = "coverage" // it serves something that the person cares about
	ByOrder    ReasonKind = "order"    // the reason for its place in the order
)

// Reason is why a question is in a set. Without the rule of a reason, the item's score would be lower by Points.
type Reason struct {
	Kind    ReasonKind
	Rule    string // ID; "" if the reason is not a rule
	Because string
	Points  int
	About   bool     // of a coverage: the question asks about just what was named; otherwise it touches on it, or is a matter of the trade
	Cares   []string // of the profile, if the reason depends on them
	Aspects []string // likewise
	Stage   string   // likewise
}

// ShortfallKind is the kind of demand that a set does not meet.
type ShortfallKind string

// The kinds of shortfall.
const (
	ShortOfRequired ShortfallKind = "require" // a rule requires more of the questions that it picks
	ShortOfCare     ShortfallKind = "care"    // no question serves something that the person cares about

	ShortOfCompetency  ShortfallKind = "competency"  // no question asks about a competency that was named
	ShortOfRequirement ShortfallKind = "requirement" // no question asks about a requirement that was named
)

// Shortfall is a demand that a set could not meet: how many questions were wanted, and how many the set has.
type Shortfall struct {
	Kind   ShortfallKind
	Rule   string // for ShortOfRequired; or ""
	Care   string // for ShortOfCare; or ""
	Aspect string // for ShortOfCare, if an aspect was requested; or ""
	Term   string // for ShortOfCare, if a term of the trade was requested; or ""
	Wanted int
	Got    int

	Competency  string // for ShortOfCompetency: a topic or a skill; or ""
	Requirement string // for ShortOfRequirement; or ""
}

// Next returns the profile for more questions for the same meeting, without those of the set; false if the set is empty.
func (s Set) Next() (Profile, bool) {
	p := s.Profile
	p.Fixed = nil
	p.Exclude = slices.Clone(p.Exclude)
	for _, it := range s.Items {
		p.Exclude = append(p.Exclude, it.Question.ID)
	}
	slices.Sort(p.Exclude)
	p.Exclude = slices.Compact(p.Exclude)
	return p, len(s.Items) > 0
}
