package lang

import (
	"slices"
	"strings"
)

// isPattern reports whether a value here has signs for any text.
func (r *reader) isPattern() bool {
	x := r.peek(0)
	if x.kind == openItem {
		x = r.peek(1)
	}
	return x.kind == valueItem && strings.ContainsAny(x.text, "%*")
}

// occursHere reports whether the text here is a part of an ID of a field's vocabulary.
func (r *reader) occursHere(field string) bool {
	x := r.peek(0)
	if x.kind == openItem {
		x = r.peek(1)
	}
	return (x.kind == valueItem || x.kind == unknownItem) && x.text != "" && r.occurs(field, "contains", strings.ReplaceAll(strings.ToLower(x.text), " ", "_"))
}

// pattern reads a text with signs for any text, as in LIKE '%engineer%'.
func (r *reader) pattern(field, operator string, isNot bool) *meant {
	inBrackets := r.accept(openItem)
	x := r.next()
	if inBrackets {
		r.accept(closeItem)
	}
	if x.kind != valueItem && x.kind != unknownItem {
		return r.fail(x, "A text to look for is missing.")
	}
	plain := strings.Trim(x.text, "%*")
	opens, closes := strings.HasPrefix(x.text, "%") || strings.HasPrefix(x.text, "*"), strings.HasSuffix(x.text, "%") || strings.HasSuffix(x.text, "*")
	if operator == "like" {
		switch {
		case opens && closes:
			operator = "contains"
		case closes:
			operator = "startsWith"
		case opens:
			operator = "endsWith"
		default:
			return r.fail(x, `Write "==" to compare with a whole text.`)
		}
	}
	plain = strings.ReplaceAll(strings.ToLower(plain), " ", "_")
	if plain == "" || strings.ContainsAny(plain, "%*") {
		return r.fail(x, "%q is not a text to look for.", x.text)
	}
	if !r.occurs(field, operator, plain) {
		return r.fail(x, "No value of %s has %q in this place.", field, plain)
	}
	m := leaf(field + " " + operator + " " + quoted(plain))
	m.exact = true
	if isNot {
		return &meant{form: Not, parts: []*meant{m}, exact: true}
	}
	return m
}

// occurs reports whether a text occurs in an ID of a field's vocabulary.
func (r *reader) occurs(field, operator, plain string) bool {
	object, name, _ := strings.Cut(field, ".")
	vocab := fields(object)[name].vocab
	return slices.ContainsFunc(r.language.values[vocab], func(id string) bool {
		switch operator {
		case "startsWith":
			return strings.HasPrefix(id, plain)
		case "endsWith":
			return strings.HasSuffix(id, plain)
		}
		return strings.Contains(id, plain)
	})
}
