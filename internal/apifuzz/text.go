package apifuzz

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// poolOf returns the pool of known values for a member or parameter, "" if there is none.
func poolOf(name string) string {
	switch name {
	case "cares":
		return "care"
	case "aspects":
		return "aspect"
	case "roles":
		return "role"
	case "stages":
		return "stage"
	case "from", "to":
		return "seniority"
	case "exclude", "pairs_with":
		return "question"
	case "explain_rules":
		return "rule"
	case "softer", "firmer":
		return "text"
	}
	return name
}

// text returns a string that a schema allows: a known value if there is one for the name, a value at a bound, or words.
func (m *maker) text(name string, s *openapi3.Schema) string {
	if len(s.Enum) > 0 {
		value, _ := oneOf(m, s.Enum...).(string)
		return value
	}
	if value := m.accountText(name, s); value != "" {
		return value
	}
	pool := poolOf(name)
	if s.Pattern == "" && m.chance(50) {
		if said := m.known.pick(m.rng, pool+" said"); said != "" {
			return within(said, s)
		}
	}
	if value := m.known.pick(m.rng, pool); value != "" && m.chance(85) {
		return within(value, s)
	}
	if s.Pattern != "" {
		return oneOf(m, "a", "0", "x7", "unknown", strings.Repeat("z", 64))
	}
	switch {
	case name == "asker":
		return oneOf(m, "candidate", "interviewer", "applicant", "employer", "Candidate", "robot")
	case (name == "when" || name == "pick") && m.chance(70):
		return m.condition(0)
	}
	return m.words(s)
}

// within cuts a text to the longest that a schema allows.
func within(text string, s *openapi3.Schema) string {
	runes := []rune(text)
	if s.MaxLength != nil && uint64(len(runes)) > *s.MaxLength {
		return string(runes[:*s.MaxLength])
	}
	return text
}

// words returns free text.
func (m *maker) words(s *openapi3.Schema) string {
	words := oneOf(m,
		"en", "pay", "What did you decide last quarter, and what did it cost you?", "Senior nurse (m/f/d)", "tone.accusation",
		"How old are you, and do you plan to have children?", "🦄 père noël", "שלום", "e\u0301te\u0301", "ﬃ", "İI", "a\u200bb", "engineer",
		"1", "null", "<b>x</b>", "{rota}", "'; --", "../..", "O*NET", "line one\nline two", "-", "0", "Twoway", "sre ", "\\", "\"",
	)
	switch {
	case s.MaxLength != nil && m.chance(4):
		return strings.Repeat("ä", min(int(*s.MaxLength), 4000)) //nolint:gosec // a small number
	case s.MinLength == 0 && m.chance(10):
		return ""
	}
	return within(words, s)
}

// condition returns the condition of a rule, most often a valid one.
func (m *maker) condition(depth int) string {
	if depth < 3 && m.chance(40) {
		a, b := m.condition(depth+1), m.condition(depth+1)
		return oneOf(m, a+" && "+b, a+" || "+b, "!("+a+")", "("+a+")", a+" and not ("+b+")")
	}
	id := func(pool string) string { return m.known.pick(m.rng, pool) }
	return oneOf(m,
		`profile.role == "`+id("role")+`"`, `profile.stage in ["`+id("stage")+`", "`+id("stage")+`"]`, `profile.level >= 4`,
		`"`+id("care")+`" in profile.cares`, `"`+id("aspect")+`" in question.aspects`, `question.topic == "`+id("topic")+`"`,
		`profile.minutes < 20`, `question.depth > 1`, `question.negative`, `true`, `any(question.cares, # in profile.cares)`,
		`profile.seniority == "senor"`, `profile.nothing == 1`, `1 +`, `"x" matches "("`, `len(profile.cares) > 0`, `profile.role == 7`,
		strings.Repeat("(", 40)+"true"+strings.Repeat(")", 40), `now()`, `question.id == "`+id("question")+`"`, "profile.role\n== \"é\"",
	)
}
