package admin

import (
	"strings"

	"twoway/bank"
)

// shape says how a field of a term is shown and written.
type shape string

// The shapes of fields.
const (
	asLine   shape = "line"   // one line of text
	asText   shape = "text"   // a few sentences
	asLines  shape = "lines"  // a list of texts, one per line
	asNumber shape = "number" // a whole number
	asFlag   shape = "flag"   // yes or no
	asChoice shape = "choice" // one of several, by name
	asPicks  shape = "picks"  // several, by name, the most important first
	asTicks  shape = "ticks"  // several, by name, in no order
	asThing  shape = "thing"  // a care, an aspect or a term of the trade, by name
	asRows   shape = "rows"   // several of what has fields itself
)

// What fields choose from.
const (
	ofAskers       = "asker"
	ofWork         = "work"
	ofCompetencies = "competency"
	ofCares        = "care"
	ofStages       = "stage"
	ofAskedOf      = "asked_of"
	ofSeniorities  = "seniority"
	ofOccupations  = "occupation"
)

// wordField is a field of a term.
type wordField struct {
	name string // of the member in the body; of one within another, with a dot between
	as   shape
	of   string      // what is chosen from
	rows []wordField // of which a row consists; the first one names it
	more bool        // it is seldom needed
}

// termFields returns the fields that every term has.
func termFields() []wordField {
	return []wordField{{name: "name", as: asLine}, {name: "definition", as: asText}, {name: "synonyms", as: asLines}}
}

// fieldsOf returns the fields of the terms of a kind, in the order in which they are shown. All members of a body but the ID are among them.
func fieldsOf(kind bank.Kind) []wordField {
	fields := termFields()
	switch kind { //nolint:exhaustive // the others have no more
	case bank.KindSeniority:
		return append(fields, wordField{name: "level", as: asNumber})
	case bank.KindStage:
		return append(fields, wordField{name: "note", as: asText}, wordField{name: "terms", as: asFlag})
	case bank.KindCare:
		return append(fields, wordField{name: "aspects", as: asRows, rows: termFields()}, wordField{name: "work_needs", as: asLines, more: true})
	case bank.KindTopic:
		return append(fields, wordField{name: "asker", as: asChoice, of: ofAskers}, wordField{name: "scored", as: asFlag}, wordField{name: "terms", as: asFlag})
	case bank.KindDiscloses:
		return append(fields, wordField{name: "default", as: asChoice, of: ofCares}, wordField{name: "protected", as: asText})
	case bank.KindRequirement:
		return append(fields, wordField{name: "slots", as: asRows, rows: []wordField{{name: "label", as: asLine}}})
	case bank.KindRole:
		return roleFields()
	}
	return fields
}

func roleFields() []wordField {
	return []wordField{
		{name: "name", as: asLine},
		{name: "definition", as: asText},
		{name: "titles", as: asLines},
		{name: "suggestions", as: asLines},
		{name: "foreign", as: asLines},
		{name: "synonyms", as: asLines},
		{name: "work", as: asChoice, of: ofWork},
		{name: "occupations", as: asRows, rows: []wordField{{name: "name", as: asLine}, {name: "words", as: asLines}}},
		{name: "skills", as: asRows, rows: []wordField{
			{name: "name", as: asLine},
			{name: "said", as: asLines},
			{name: "occupations", as: asTicks, of: ofOccupations},
			{name: "seniority.from", as: asChoice, of: ofSeniorities},
			{name: "seniority.to", as: asChoice, of: ofSeniorities},
		}},
		{name: "competencies", as: asPicks, of: ofCompetencies},
		{name: "matters", as: asRows, rows: []wordField{
			{name: "about", as: asThing},
			{name: "stages", as: asTicks, of: ofStages},
			{name: "asked_of", as: asTicks, of: ofAskedOf},
			{name: "seniority.from", as: asChoice, of: ofSeniorities},
			{name: "seniority.to", as: asChoice, of: ofSeniorities},
			{name: "occupations", as: asTicks, of: ofOccupations},
		}},
		{name: "sayings", as: asRows, rows: []wordField{{name: "about", as: asThing}, {name: "said", as: asLines}}},
		{name: "lexicon", as: asLines},
		{name: "heads", as: asLines, more: true},
		{name: "fields", as: asLines, more: true},
		{name: "isco08", as: asLines, more: true},
		{name: "soc", as: asLines, more: true},
		{name: "onet", as: asLines, more: true},
	}
}

// wordKinds returns the kinds of terms, in the order in which they are shown: those that decide how people are understood come first.
func wordKinds() []bank.Kind {
	return []bank.Kind{
		bank.KindRole, bank.KindCare, bank.KindTopic, bank.KindRequirement, bank.KindSeniority, bank.KindStage, bank.KindAskedOf, bank.KindDiscloses,
	}
}

// rowID returns the name of the member that identifies a row of a field; "" for a row that has none.
func rowID(field string) string {
	switch field {
	case "aspects", "occupations", "skills":
		return "id"
	case "slots":
		return "name"
	}
	return ""
}

// isEmptyOmitted reports whether a member is left out of a body if it is empty.
func isEmptyOmitted(value any) bool {
	switch v := value.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// member returns a member of a body, or of an object in it: its name has a dot then.
func member(body map[string]any, name string) any {
	outer, inner, nested := strings.Cut(name, ".")
	if !nested {
		return body[name]
	}
	object, _ := body[outer].(map[string]any)
	return object[inner]
}

// setMember sets a member of a body. An empty one is left out.
func setMember(body map[string]any, name string, value any) {
	outer, inner, nested := strings.Cut(name, ".")
	if nested {
		object, found := body[outer].(map[string]any)
		if !found {
			object = map[string]any{}
			body[outer] = object
		}
		body, name = object, inner
	}
	if isEmptyOmitted(value) {
		delete(body, name)
		return
	}
	body[name] = value
}
