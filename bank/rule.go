package bank

import "cmp"

// Rule says which questions matter to whom, and why. When is an expression over the profile, Pick is one over the question
// (and, if necessary, the profile); an empty expression is always true. See docs/rules.md for the language.
type Rule struct {
	ID      string `json:"id" yaml:"id"` // a slug, never reused
	Version int    `json:"version" yaml:"version"`
	Status  Status `json:"status" yaml:"status"`
	Asker   Asker  `json:"asker" yaml:"asker"`
	Name    string `json:"name" yaml:"name"`
	When    string `json:"when" yaml:"when"`
	Pick    string `json:"pick" yaml:"pick"`
	Effect  Effect `json:"effect" yaml:"effect"`
	Because string `json:"because" yaml:"because"` // the sentence shown to users
	Cases   []Case `json:"cases" yaml:"cases"`
	// From and Until are when the rule comes into force, and when it ends: instants in the form of ParseInstant, "" for always.
	// Nothing reads a clock when a set is chosen: a release is published at each of them.
	From  string `json:"from,omitempty" yaml:"from"`
	Until string `json:"until,omitempty" yaml:"until"`
}

// FillIn sets the defaults of a rule: version 1 and ready.
func (r *Rule) FillIn() { r.Version, r.Status = cmp.Or(r.Version, 1), cmp.Or(r.Status, Ready) }

// EffectKind is the kind of effect that a rule has on the questions that it picks.
type EffectKind string

// The effects of a rule.
const (
	Boost     EffectKind = "boost"     // adds points to the score
	Require   EffectKind = "require"   // a minimum number in the set
	Essential EffectKind = "essential" // a number that the set has after the person's first care, if there is time
	Limit     EffectKind = "limit"     // a maximum number in the set
	Exclude   EffectKind = "exclude"   // none in the set
	Place     EffectKind = "place"     // first or last in the set
)

// Effect is what a rule does. Kind says which of the other fields are used.
type Effect struct {
	Kind   EffectKind `json:"kind" yaml:"kind"`
	Points int        `json:"points,omitempty" yaml:"points"` // boost: −100…100, not 0; essential: 0–100, the most important first
	Count  int        `json:"count,omitempty" yaml:"count"`   // require, essential and limit: 1–20
	Where  string     `json:"where,omitempty" yaml:"where"`   // place: first or last
	By     string     `json:"by,omitempty" yaml:"by"`         // limit: topic, for a limit on each topic; or ""
}

// ByTopic is the only value of Effect.By, other than "".
const ByTopic = "topic"

// Case is a test of a rule: a meeting to which it must, or must not, apply. With a Question, Applies says whether the rule
// picks that question in the meeting; without, whether the rule applies to the meeting at all.
type Case struct {
	Applies  bool    `json:"applies" yaml:"applies"`
	Profile  Meeting `json:"profile" yaml:"profile"`
	Question string  `json:"question,omitempty" yaml:"question"`
}

// Meeting is what a rule sees of a profile: vocabulary IDs only, in the order of the request. A missing value is "", 0 or
// nil.
type Meeting struct {
	Role      string   `json:"role,omitempty" yaml:"role"`
	Seniority string   `json:"seniority,omitempty" yaml:"seniority"`
	Stage     string   `json:"stage,omitempty" yaml:"stage"`
	AskedOf   string   `json:"asked_of,omitempty" yaml:"asked_of"`
	Minutes   int      `json:"minutes,omitempty" yaml:"minutes"`
	Cares     []string `json:"cares,omitempty" yaml:"cares"`
	Aspects   []string `json:"aspects,omitempty" yaml:"aspects"`
	Terms     []string `json:"terms,omitempty" yaml:"terms"` // of the trade's lexicon

	Competencies []string `json:"competencies,omitempty" yaml:"competencies"` // of an interviewer's opening: IDs of scored topics, and of skills of the role
	Requirements []string `json:"requirements,omitempty" yaml:"requirements"` // likewise
}
