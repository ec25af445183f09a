package bank

import (
	"cmp"
	"slices"
	"strings"
)

// Asker is the side of the table that a question, a rule or a profile belongs to.
type Asker string

// The two sides of an interview.
const (
	Candidate   Asker = "candidate"
	Interviewer Asker = "interviewer"
)

// Format is the form of an interviewer's question; empty for a candidate's question.
type Format string

// The formats of structured interviewing (US OPM, "Structured Interviews: A Practical Guide", 2008), a stated
// requirement, and an unscored prompt.
const (
	Behavioural Format = "behavioural"
	Situational Format = "situational"
	Knowledge   Format = "knowledge"
	WorkSample  Format = "work_sample"  // a small piece of the work itself, done or planned aloud
	WalkThrough Format = "walk_through" // a piece of their own work, step by step
	Requirement Format = "requirement"
	Prompt      Format = "prompt"
)

// Formats returns all formats: the scored ones, then the others.
func Formats() []Format { return append(ScoredFormats(), Requirement, Prompt) }

// ScoredFormats returns the formats of scored questions.
func ScoredFormats() []Format {
	return []Format{Behavioural, Situational, Knowledge, WorkSample, WalkThrough}
}

// IsCase reports whether a question of the format puts a case to somebody, which takes more words than a question.
func (f Format) IsCase() bool { return f == Situational || f == WorkSample }

// Bounds of a question.
const (
	MaxQuestionMinutes = 15
	MaxDepth           = 3
)

// Status is the stage of a question or rule in its life cycle. Only ready ones are served.
type Status string

// A question or rule is a draft until it is ready. It is retired, never deleted.
const (
	Draft   Status = "draft"
	Ready   Status = "ready"
	Retired Status = "retired"
	// Publishing sets these on a ready rule that is not in force at the time: see Rule.From and Rule.Until.
	Waiting Status = "waiting" // not yet
	Ended   Status = "ended"   // no longer
)

// Question is one question of the bank. After Content.Normalise no list is nil, except Occupations, Skills, Slots and Waivers. Empty Roles, Stages or
// AskedOf mean all of them. Occupations restricts the roles that have one of them: see Occupation.
type Question struct {
	ID      string `json:"id" yaml:"id"` // a slug, never reused
	Version int    `json:"version" yaml:"version"`
	Status  Status `json:"status" yaml:"status"`
	Locale  string `json:"locale" yaml:"locale"` // BCP 47
	Source  string `json:"source" yaml:"source"`
	License string `json:"license" yaml:"license"` // SPDX
	Asker   Asker  `json:"asker" yaml:"asker"`

	Text     string `json:"text" yaml:"text"`
	Softer   string `json:"softer" yaml:"softer"`         // the same question, more gently
	Firmer   string `json:"firmer" yaml:"firmer"`         // the same question, more directly
	HowToAsk string `json:"how_to_ask" yaml:"how_to_ask"` // one sentence on manner

	Topic       string         `json:"topic" yaml:"topic"`
	Cares       []string       `json:"cares" yaml:"cares"`
	Aspects     []string       `json:"aspects" yaml:"aspects"`
	About       About          `json:"about,omitempty" yaml:"about,omitempty"`
	Roles       []string       `json:"roles" yaml:"roles"`
	Occupations []string       `json:"occupations,omitempty" yaml:"occupations"`
	Skills      []string       `json:"skills,omitempty" yaml:"skills"` // of its roles, that an interviewer's scored question tests; see Skill
	Seniority   SeniorityRange `json:"seniority" yaml:"seniority"`
	Stages      []string       `json:"stages" yaml:"stages"`
	AskedOf     []string       `json:"asked_of" yaml:"asked_of"`
	Minutes     int            `json:"minutes" yaml:"minutes"`   // to ask and answer, 1–15
	Depth       int            `json:"depth" yaml:"depth"`       // 1 opening, 2 going deeper, 3 probing
	Negative    bool           `json:"negative" yaml:"negative"` // asks about something that goes, or went, wrong

	Reveals    string   `json:"reveals" yaml:"reveals"`
	ListenFor  []string `json:"listen_for" yaml:"listen_for"`
	WatchFor   []string `json:"watch_for" yaml:"watch_for"`
	FollowUps  []string `json:"follow_ups" yaml:"follow_ups"`
	CheckFirst []string `json:"check_first" yaml:"check_first"` // what to look up before asking
	Discloses  []string `json:"discloses" yaml:"discloses"`     // what asking may reveal about the asker
	PairsWith  []string `json:"pairs_with" yaml:"pairs_with"`   // IDs of the counterparts on the other side

	Format      Format `json:"format,omitempty" yaml:"format"`
	Requirement string `json:"requirement,omitempty" yaml:"requirement,omitempty"` // of the format requirement: what it asks about; "" for any other
	Slots       []Slot `json:"slots,omitempty" yaml:"slots,omitempty"`             // what the interviewer fills in; see Slot

	Anchors *Anchors `json:"anchors,omitempty" yaml:"anchors,omitempty"` // nil for a candidate's or unscored question

	Waivers []Waiver `json:"waivers,omitempty" yaml:"waivers"` // of rules of the editorial standard
}

// FillIn sets the defaults of a question: version 1, ready, in English. Who wrote it, and under which licence, must be said.
func (q *Question) FillIn() {
	q.Version = cmp.Or(q.Version, 1)
	q.Status = cmp.Or(q.Status, Ready)
	q.Locale = cmp.Or(q.Locale, "en")
}

// termPrefix starts an about that is a term of a trade.
const termPrefix = "term:"

// About is the one thing that the text of a question itself asks about: the ID of an aspect or a care, or "term:" and a term of
// a trade's lexicon. It is empty if the text asks about none of them; what a question touches besides is in its cares and aspects.
type About string

// AboutTerm returns the about of a term of a trade.
func AboutTerm(term string) About { return About(termPrefix + term) }

// Term returns the term of the trade; "" if it is none.
func (a About) Term() string {
	term, found := strings.CutPrefix(string(a), termPrefix)
	if !found {
		return ""
	}
	return term
}

// Waiver allows a question to break a wording rule, for a reason.
type Waiver struct {
	Rule    string `json:"rule" yaml:"rule"` // such as read.long or form.words
	Because string `json:"because" yaml:"because"`
}

// IsRated reports whether answers to the question are rated.
func (q *Question) IsRated() bool { return q.Anchors != nil }

// Waives reports whether the question may break a wording rule.
func (q *Question) Waives(rule string) bool {
	return slices.ContainsFunc(q.Waivers, func(w Waiver) bool { return w.Rule == rule })
}

// SeniorityRange is a span of seniorities, both ends included; an empty end is open.
type SeniorityRange struct {
	From string `json:"from" yaml:"from"`
	To   string `json:"to" yaml:"to"`
}

// Anchors describe what an answer that deserves a rating of 1, 3 or 5 out of 5 sounds like (behaviourally anchored
// ratings: Smith & Kendall 1963).
type Anchors struct {
	One   string `json:"1" yaml:"1"`
	Three string `json:"3" yaml:"3"`
	Five  string `json:"5" yaml:"5"`
}

// Levels returns the first and last level of the range; an open end is 1 or the highest level of v.
func (r SeniorityRange) Levels(v *Vocabulary) (from, to int) {
	from, to = 1, v.MaxLevel()
	if r.From != "" {
		from = v.Level(r.From)
	}
	if r.To != "" {
		to = v.Level(r.To)
	}
	return from, to
}
