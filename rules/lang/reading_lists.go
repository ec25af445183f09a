package lang

import (
	"slices"
	"strings"
)

// listField reads what is looked for in a list field.
func (r *reader) listField(field, vocab string) *meant {
	if m, found := r.empties(field, texts); found {
		return m
	}
	operator, isNot, _ := r.fieldOperator()
	inBrackets := r.peek(0).kind == openItem && r.peek(1).kind == fieldItem && r.peek(2).kind == closeItem
	if inBrackets {
		r.at++
	}
	if x := r.peek(0); x.kind == fieldItem {
		r.at++
		if inBrackets {
			r.at++
		}
		other, t, ok := r.fieldOf(x)
		switch {
		case !ok:
			return nil
		case !haveCommonValues(vocab, t.vocab):
			return r.fail(x, "%s and %s are never equal.", field, other)
		case t.kind == text:
			m := leaf(other + map[bool]string{false: " in ", true: " not in "}[isNot] + field)
			m.exact = true
			return m
		}
		m := leaf(map[bool]string{false: "any(", true: "none("}[isNot] + field + ", # in " + other + ")")
		m.exact = true
		return m
	}
	list, joins := r.group(listVocab(vocab))
	joins[openItem] = joins[openItem] && operator == "in" // a list that something equals may mean any or all of it
	if len(list) == 0 {
		return r.missing(field, vocab)
	}
	return r.inList(field, vocab, list, joins, isNot)
}

// listVocab returns the vocabulary of a group in a list: cares, aspects and terms sound alike.
func listVocab(vocab string) string {
	if vocab == "care" || vocab == "aspect" || vocab == "term" {
		return "about"
	}
	return vocab
}

// inList looks for values in a list field, or in its neighbour that has them.
func (r *reader) inList(field, vocab string, list []item, joins map[itemKind]bool, isNot bool) *meant {
	var parts []*meant
	for _, x := range list {
		value, in, ok := r.inLists(field, vocab, x)
		if !ok {
			return r.fail(x, "Twoway does not know the %s %q.", noun(vocab), x.text)
		}
		m := memberLeaf(value, in, isNot)
		m.exact = true
		if !slices.ContainsFunc(parts, func(p *meant) bool { return p.text == m.text }) {
			parts = append(parts, m)
		}
	}
	if len(parts) > 1 && !joins[orItem] && !joins[openItem] && (!joins[andItem] || isNot) {
		return r.fail(list[1], `Write "and" if all of these count, and "or" if one is enough.`)
	}
	if len(parts) > 1 && joins[orItem] && joins[andItem] {
		return r.fail(list[1], `This mixes "and" and "or". Put what belongs together in brackets.`)
	}
	form := And
	if (joins[orItem] || joins[openItem]) != isNot {
		form = Or
	}
	m := joined(form, parts...)
	if m.form == Opaque {
		return m
	}
	together := *m
	together.exact = true
	return &together
}

// inLists returns the ID that a value means in a list field, and that field or the one of its object for cares, aspects or terms
// which has the value.
func (r *reader) inLists(field, vocab string, x item) (id, list string, ok bool) {
	if slices.Contains(r.language.values[vocab], x.text) {
		return x.text, field, true
	}
	object, _, _ := strings.Cut(field, ".")
	best := rankSpelling + 1
	kinds := []string{vocab}
	if listVocab(vocab) == "about" {
		kinds = append(kinds, "care", "aspect")
	}
	found := vocab
	for _, kind := range kinds {
		if one, rank := r.words.in(x.values, kind, r.scope.Asker); one != "" && rank < best {
			id, best, found = one, rank, kind
		}
	}
	if term, _ := r.words.in(x.values, "term", r.scope.Asker); id == "" && object == "profile" && listVocab(vocab) == "about" {
		id, found = term, "term"
	}
	if id == "" {
		return "", "", false
	}
	list = field
	if found != vocab {
		list = object + "." + found + "s"
	}
	return r.understood(x, found, id), list, true
}
