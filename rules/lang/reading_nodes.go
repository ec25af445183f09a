package lang

import (
	"slices"
	"strconv"
	"strings"
)

// meant is a condition that was read, as a tree. A leaf has text in the rule language.
type meant struct {
	form   Form // And, Or, Not, Always, Never; Opaque for a leaf
	parts  []*meant
	text   string
	exact  bool   // a leaf that was written as a comparison, with a field and a sign
	on     string // of a leaf that compares a text field with values: the field
	ids    []string
	isNot  bool   // the leaf is true for other values than these
	value  string // of a leaf that looks for a value in a list field: the value
	list   string
	listed bool // several values with nothing but commas between them
	either bool // several values with "or" between them, and no field
}

func leaf(text string) *meant { return &meant{form: Opaque, text: text} }

// render returns the condition in the rule language, with brackets wherever "and" and "or" meet.
func (m *meant) render() string {
	switch m.form { //nolint:exhaustive // a reading has no other forms
	case Always:
		return "true"
	case Never:
		return "false"
	case Not:
		return "not (" + m.parts[0].render() + ")"
	case And, Or:
		word := " and "
		if m.form == Or {
			word = " or "
		}
		list := make([]string, 0, len(m.parts))
		for _, p := range m.parts {
			text := p.render()
			if p.form == And || p.form == Or {
				text = "(" + text + ")"
			}
			list = append(list, text)
		}
		return strings.Join(list, word)
	}
	return m.text
}

// joined returns the condition that all of the parts, or at least one of them, hold.
func joined(form Form, parts ...*meant) *meant {
	var list []*meant
	for _, p := range parts {
		switch {
		case p.form == form:
			list = append(list, p.parts...)
		case form == And && p.form == Always:
		case slices.ContainsFunc(list, func(known *meant) bool { return known.render() == p.render() }):
		default:
			list = append(list, p)
		}
	}
	switch len(list) {
	case 0:
		return &meant{form: Always}
	case 1:
		return list[0]
	}
	return &meant{form: form, parts: list}
}

// negated returns the condition that another does not hold.
func negated(m *meant) *meant {
	switch {
	case m.form == Always:
		return &meant{form: Never}
	case m.form == Never:
		return &meant{form: Always}
	case m.form == Not:
		return m.parts[0]
	case m.form == Opaque && m.on != "":
		not := *textLeaf(m.on, m.ids, !m.isNot)
		not.exact = m.exact
		return &not
	case m.form == Opaque && m.list != "":
		not := *memberLeaf(m.value, m.list, !m.isNot)
		not.exact = m.exact
		return &not
	}
	return &meant{form: Not, parts: []*meant{m}}
}

// textLeaf compares a text field with one or more values.
func textLeaf(field string, ids []string, isNot bool) *meant {
	var list []string
	for _, id := range ids {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	m := &meant{form: Opaque, on: field, ids: list, isNot: isNot}
	if len(list) == 1 {
		m.text = field + map[bool]string{false: " == ", true: " != "}[isNot] + quoted(list[0])
		return m
	}
	texts := make([]string, 0, len(list))
	for _, id := range list {
		texts = append(texts, quoted(id))
	}
	m.text = field + map[bool]string{false: " in [", true: " not in ["}[isNot] + strings.Join(texts, ", ") + "]"
	return m
}

// memberLeaf looks for a value in a list field.
func memberLeaf(value, list string, isNot bool) *meant {
	text := quoted(value) + map[bool]string{false: " in ", true: " not in "}[isNot] + list
	return &meant{form: Opaque, value: value, list: list, isNot: isNot, text: text}
}

// numberLeaf compares a number field with a number. A number with a fraction is replaced by the whole number that means the same,
// since the fields are whole numbers.
func numberLeaf(field, operator string, x item) (*meant, bool) {
	n := x.number
	if x.isFraction {
		switch operator {
		case ">=", ">":
			operator, n = ">=", n+1
		case "<=", "<":
			operator = "<="
		default:
			return nil, false
		}
	}
	return leaf(field + " " + operator + " " + strconv.Itoa(n)), true
}

// betweenLeaf says that a number field is between two numbers, which it may equal.
func betweenLeaf(field string, low, high int) *meant {
	return leaf(strconv.Itoa(low) + " <= " + field + " <= " + strconv.Itoa(high))
}

// contradicts reports whether the condition asks one field for two different values.
func (m *meant) contradicts() bool {
	if m.form == And {
		values := map[string][]string{}
		for _, p := range m.parts {
			if p.on == "" || p.isNot {
				continue
			}
			if known, has := values[p.on]; has && !slices.ContainsFunc(p.ids, func(id string) bool { return slices.Contains(known, id) }) {
				return true
			}
			values[p.on] = p.ids
		}
	}
	return slices.ContainsFunc(m.parts, (*meant).contradicts)
}
