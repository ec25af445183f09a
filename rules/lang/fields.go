package lang

import "twoway/bank"

// Profile is "profile" in a rule text.
type Profile struct {
	Role      string   `expr:"role"`
	Work      string   `expr:"work"` // of the role
	Seniority string   `expr:"seniority"`
	Stage     string   `expr:"stage"`
	AskedOf   string   `expr:"asked_of"`
	Level     int      `expr:"level"`
	Minutes   int      `expr:"minutes"`
	Cares     []string `expr:"cares"`
	Aspects   []string `expr:"aspects"`
	Terms     []string `expr:"terms"` // of the trade

	// Of the opening, named by an interviewer: topics and skills, and requirements.
	Competencies []string `expr:"competencies"`
	Requirements []string `expr:"requirements"`
}

// Question is "question" in a rule text. FromLevel and ToLevel are the levels of the seniorities that it suits: 1 and the
// highest level where its range is open.
type Question struct {
	ID        string   `expr:"id"`
	Topic     string   `expr:"topic"`
	Format    string   `expr:"format"`
	Cares     []string `expr:"cares"`
	Aspects   []string `expr:"aspects"`
	About     string   `expr:"about"`
	Roles     []string `expr:"roles"`
	Stages    []string `expr:"stages"`
	AskedOf   []string `expr:"asked_of"`
	Discloses []string `expr:"discloses"`
	PairsWith []string `expr:"pairs_with"`
	Minutes   int      `expr:"minutes"`
	Depth     int      `expr:"depth"`
	FromLevel int      `expr:"from_level"`
	ToLevel   int      `expr:"to_level"`

	Skills      []string `expr:"skills"`
	Requirement string   `expr:"requirement"`
}

// Env is the input of a compiled rule.
type Env struct {
	Profile  Profile  `expr:"profile"`
	Question Question `expr:"question"`
}

// ProfileOf converts a meeting for rules. Its lists are never nil.
func ProfileOf(v *bank.Vocabulary, m bank.Meeting) Profile {
	return Profile{
		Role: m.Role, Work: string(v.WorkOf(m.Role)), Seniority: m.Seniority, Stage: m.Stage, AskedOf: m.AskedOf, Level: v.Level(m.Seniority),
		Minutes: m.Minutes, Cares: notNil(m.Cares), Aspects: notNil(m.Aspects), Terms: notNil(m.Terms),
		Competencies: notNil(m.Competencies), Requirements: notNil(m.Requirements),
	}
}

// QuestionOf converts a question for rules. Its lists are never nil.
func QuestionOf(v *bank.Vocabulary, q *bank.Question) Question {
	from, to := q.Seniority.Levels(v)
	return Question{
		ID: q.ID, Topic: q.Topic, Format: string(q.Format), Cares: notNil(q.Cares), Aspects: notNil(q.Aspects), About: string(q.About),
		Roles: notNil(q.Roles), Stages: notNil(q.Stages), AskedOf: notNil(q.AskedOf), Discloses: notNil(q.Discloses),
		PairsWith: notNil(q.PairsWith), Minutes: q.Minutes, Depth: q.Depth, FromLevel: from, ToLevel: to,
		Skills: notNil(q.Skills), Requirement: q.Requirement,
	}
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// kind is the type of an expression in the rule language.
type kind int

const (
	unknown kind = iota // already diagnosed; compatible with everything
	boolean
	integer
	text
	texts
	integers
)

func (k kind) String() string {
	return [...]string{"an unknown value", "true or false", "a number", "a text", "a list of texts", "a list of numbers"}[k]
}

// typ is the type of an expression: a kind and, for texts, the vocabulary of its values ("" for any text).
type typ struct {
	kind  kind
	vocab string
}

// fields returns the fields of profile or question by name. It is the only table of names in the language.
func fields(object string) map[string]typ {
	if object == "profile" {
		return map[string]typ{
			"role": {text, "role"}, "work": {text, "work"}, "seniority": {text, "seniority"}, "stage": {text, "stage"},
			"asked_of": {text, "asked_of"}, "level": {kind: integer}, "minutes": {kind: integer},
			"cares": {texts, "care"}, "aspects": {texts, "aspect"}, "terms": {texts, "term"},
			"competencies": {texts, "competency"}, "requirements": {texts, "requirement"},
		}
	}
	return map[string]typ{
		"id": {text, "question"}, "topic": {text, "topic"}, "format": {text, "format"}, "cares": {texts, "care"},
		"aspects": {texts, "aspect"}, "about": {text, "about"}, "roles": {texts, "role"}, "stages": {texts, "stage"},
		"asked_of": {texts, "asked_of"}, "discloses": {texts, "discloses"}, "pairs_with": {texts, "question"},
		"minutes": {kind: integer}, "depth": {kind: integer}, "from_level": {kind: integer},
		"to_level": {kind: integer}, "skills": {texts, "skill"}, "requirement": {text, "requirement"},
	}
}
