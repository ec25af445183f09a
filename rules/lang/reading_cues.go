package lang

import (
	"slices"
	"strings"
)

// cares reads what the person cares about, after "cares about".
func (r *reader) cares(x item) *meant {
	for k := r.peek(0); k.kind == aboutItem || k.kind == toItem || k.kind == opItem && slices.Contains([]string{"in", "has", "=="}, k.word) || k.kind == fromItem; k = r.peek(0) {
		r.at++
	}
	isNot := false
	for r.accept(notItem) {
		isNot = !isNot
	}
	if !r.personal(x) {
		return nil
	}
	list, joins := r.group("about")
	if len(list) == 0 {
		return r.missing("profile.cares", "care")
	}
	if isNot && joins[andItem] {
		return r.fail(x, `It is not clear whether "not" is about each of these or about all at once.`)
	}
	return r.saw(r.inList("profile.cares", "care", list, joins, isNot).inexact())
}

// asked reads who is asked, after "asked of".
func (r *reader) asked(x item) *meant {
	_, isNot, found := r.fieldOperator()
	list, _ := r.group("asked_of")
	switch {
	case len(list) == 0:
		return r.missing("profile.asked_of", "asked_of")
	case r.scope.Part == Pick:
		return r.fail(x, "%s", r.whoseValue(list[0], "asked_of"))
	case !r.personal(x):
		return nil
	}
	m := r.oneOf("profile.asked_of", "asked_of", list, isNot)
	if !found {
		m = m.inexact()
	}
	return r.saw(m)
}

// about reads what a question is about.
func (r *reader) about(x item) *meant {
	if strings.EqualFold(x.text, "über") && r.peek(0).kind == numberItem {
		r.at--
		x.word = ">"
		return r.compared("", x)
	}
	if r.scope.Part == When {
		return r.fail(x, `"when" can use only the profile. Put conditions on the question in "pick".`)
	}
	switch next := r.peek(0); next.kind { //nolint:exhaustive // all others are values
	case sharedItem:
		return nil
	case notItem:
		return nil
	case opItem:
		return nil
	case fieldItem:
		if next.word == "topic" {
			return nil
		}
	}
	list, _ := r.group("topic")
	if len(list) == 0 {
		return r.missing("question.topic", "topic")
	}
	return r.saw(r.onTopic(list))
}

// shared reads "what they care about", of a question.
func (r *reader) shared(x item) *meant {
	if r.scope.Part == When {
		return r.fail(x, `"when" can use only the profile. Put conditions on the question in "pick".`)
	}
	if !r.personal(x) {
		return nil
	}
	return r.saw(leaf("any(profile.cares, # in question.cares)"))
}

// call reads AND(…) or OR(…) of a spreadsheet.
func (r *reader) call(x item) *meant {
	r.at++
	if r.peek(0).kind != openItem {
		return nil
	}
	r.at++
	parts := r.arguments()
	if r.problem != nil {
		return nil
	}
	form := And
	if x.kind == orItem {
		form = Or
	}
	m := joined(form, parts...)
	if m.contradicts() {
		return r.fail(x, `Nothing has both values at once. Write "or" between values of which one is enough.`)
	}
	together := *m
	together.exact = true
	return &together
}

// choice reads IF(condition; yes; no) of a spreadsheet, if one of the results is yes and the other no.
func (r *reader) choice() *meant {
	x := r.next()
	m := r.argument()
	if r.problem != nil {
		return nil
	}
	var results []string
	for r.accept(commaItem) {
		results = append(results, r.truth(r.next()))
	}
	r.accept(closeItem)
	switch {
	case slices.Equal(results, []string{"true", "false"}):
		return m
	case slices.Equal(results, []string{"false", "true"}):
		return negated(m)
	}
	return r.fail(x, `Rules have no "if". Write the condition alone.`)
}

// truth returns "true" or "false" for a word that means it, "" for any other.
func (r *reader) truth(x item) string {
	table, _ := wordTable()
	switch m := table[strings.ToLower(x.text)]; {
	case x.kind == boolItem:
		return x.word
	case x.kind == notItem && strings.EqualFold(x.text, "no"), x.kind == numberItem && x.text == "0":
		return "false"
	case x.kind == numberItem && x.text == "1":
		return "true"
	case x.kind == valueItem && m.kind == boolItem:
		return m.word
	case x.kind == valueItem && strings.EqualFold(x.text, "no"):
		return "false"
	}
	return ""
}

// onList reads a function over a list, or a condition on its elements.
func (r *reader) onList() *meant {
	x := r.peek(0)
	if x.kind == elementItem {
		return r.elementTest()
	}
	if x.word == "len" || x.word == "count" {
		return r.sums()
	}
	text, ok := r.overList()
	if !ok {
		return nil
	}
	m := leaf(text)
	m.exact = true
	return r.saw(m)
}

// counted reads len(list) or count(list, condition).
func (r *reader) counted() (string, bool) { return r.overList() }

// overList reads a function, its list and, except for len, the condition on its elements.
func (r *reader) overList() (string, bool) {
	name := r.next()
	if !r.accept(openItem) {
		r.fail(name, noCondition)
		return "", false
	}
	x := r.next()
	if x.kind != fieldItem {
		r.fail(x, noCondition)
		return "", false
	}
	field, t, ok := r.fieldOf(x)
	if !ok {
		return "", false
	}
	if t.kind != texts {
		r.fail(x, noCondition)
		return "", false
	}
	if name.word == "len" {
		r.accept(closeItem)
		return "len(" + field + ")", true
	}
	if name.word == "count" && r.accept(closeItem) {
		return "len(" + field + ")", true
	}
	if operator, other := r.peek(0), r.peek(1); operator.kind == opItem && operator.word == "in" && other.kind == fieldItem && r.peek(2).kind == closeItem {
		r.at += 3
		list, ofOther, ok := r.fieldOf(other)
		if ok && ofOther.kind == texts && haveCommonValues(t.vocab, ofOther.vocab) {
			return name.word + "(" + field + ", # in " + list + ")", true
		}
		r.fail(other, noCondition)
		return "", false
	}
	if !r.accept(commaItem) || r.element != "" {
		r.fail(x, noCondition)
		return "", false
	}
	r.element = t.vocab
	m := r.argument()
	r.element = ""
	if r.problem != nil {
		return "", false
	}
	r.accept(closeItem)
	return name.word + "(" + field + ", " + m.render() + ")", true
}

// elementTest reads a condition on an element of a list.
func (r *reader) elementTest() *meant {
	x := r.next()
	if r.element == "" {
		return r.fail(x, strayElement)
	}
	operator, isNot, _ := r.fieldOperator()
	if operator != "==" && operator != "in" {
		return r.fail(x, "It is not clear what # is compared with.")
	}
	if next := r.peek(0); next.kind == fieldItem {
		return r.twoFields("#", r.element, isNot)
	}
	list, _ := r.group(r.element)
	if len(list) == 0 {
		return r.missing("#", r.element)
	}
	return r.oneOf("#", r.element, list, isNot)
}
