package lang

import (
	"slices"
	"strings"
)

// named returns the field that an item names: of the object that was said, or else of the one that has it here; ok is false if
// both may be meant or none is allowed.
func (r *reader) fieldOf(x item) (object string, t typ, ok bool) {
	object = x.object
	_, ofProfile := fields("profile")[x.word]
	_, ofQuestion := fields("question")[x.word]
	switch {
	case object != "":
	case r.scope.Part == When || !ofQuestion && ofProfile:
		object = "profile"
	case ofQuestion && !ofProfile:
		object = "question"
	default:
		r.fail(x, "It is not clear which is meant: write profile.%s or question.%s.", x.word, x.word)
		return "", typ{}, false
	}
	if object == "question" && r.scope.Part == When || object == "profile" && !ofProfile && ofQuestion {
		r.fail(x, `"when" can use only the profile. Put conditions on the question in "pick".`)
		return "", typ{}, false
	}
	if object == "profile" && isPersonal(x.word) && !r.personal(x) {
		return "", typ{}, false
	}
	name := x.word
	if object == "question" && (name == "role" || name == "stage") {
		name += "s"
	}
	t, ok = fields(object)[name]
	if !ok {
		r.fail(x, "A %s has no field %q.", object, x.word)
	}
	return object + "." + name, t, ok
}

// personal reports whether this rule may look at the person, or adds a problem.
func (r *reader) personal(x item) bool {
	if r.scope.Asker == "interviewer" {
		r.fail(x, "An interviewer's rule cannot use what the candidate cares about or who asks: every applicant gets the same scored questions.")
		return false
	}
	return true
}

// field reads a condition that begins with a field.
func (r *reader) field() *meant {
	x := r.next()
	name, t, ok := r.fieldOf(x)
	if !ok {
		return nil
	}
	switch t.kind { //nolint:exhaustive // fields have no other kinds
	case integer:
		return r.saw(r.numberField(name))
	case texts:
		return r.saw(r.listField(name, t.vocab))
	}
	return r.saw(r.textField(name, t.vocab))
}

// fieldOperator skips an operator after a field, with a "not" before or after it, and returns it: "==" if there is none.
func (r *reader) fieldOperator() (operator string, isNot, found bool) {
	operator = "=="
	for {
		x := r.peek(0)
		isFirst := !found || operator == "=="
		switch {
		case x.kind == notItem:
			isNot = !isNot
		case x.kind == opItem && (isFirst || x.word == "in" || x.word == "=="):
			positive, isNegative := positiveOf(x.word)
			if isNot = isNot != isNegative; isFirst {
				operator = positive
			}
			found = true
		default:
			return operator, isNot, found
		}
		r.at++
	}
}

// positiveOf returns an operator without its negation, and whether it has one.
func positiveOf(operator string) (positive string, isNegative bool) {
	switch operator {
	case "!=":
		return "==", true
	case "not in":
		return "in", true
	case "has not":
		return "has", true
	}
	return operator, false
}

// empties reads "is empty" and the like after a field, and reports whether it is there.
func (r *reader) empties(field string, k kind) (*meant, bool) {
	x := r.peek(0)
	isEmptyText := x.kind == opItem && (x.word == "==" || x.word == "!=") && r.peek(1).kind == valueItem && r.peek(1).quoted && r.peek(1).text == ""
	isBrackets := x.kind == opItem && (x.word == "==" || x.word == "!=") && r.peek(1).kind == openItem && r.peek(2).kind == closeItem
	switch {
	case x.kind == emptyItem:
		r.at++
	case isEmptyText:
		r.at += 2
	case isBrackets && k == texts:
		r.at += 3
	default:
		return nil, false
	}
	isFilled := x.word == "filled" || x.word == "!="
	text := map[kind][2]string{texts: {"len(" + field + ") == 0", "len(" + field + ") > 0"}, text: {field + ` == ""`, field + ` != ""`}, integer: {field + " == 0", field + " > 0"}}[k]
	m := leaf(text[0])
	if isFilled {
		m = leaf(text[1])
	}
	m.exact = true
	return m, true
}

// textField reads what a text field is compared with.
func (r *reader) textField(field, vocab string) *meant {
	if m, found := r.empties(field, text); found {
		return m
	}
	operator, isNot, _ := r.fieldOperator()
	x := r.peek(0)
	isOrder := strings.HasPrefix(operator, "<") || strings.HasPrefix(operator, ">")
	switch {
	case operator == "startsWith" || operator == "endsWith":
		return r.pattern(field, operator, isNot)
	case !isOrder && r.isPattern():
		return r.pattern(field, "like", isNot)
	case operator == "has" && r.occursHere(field):
		return r.pattern(field, "contains", isNot)
	case isOrder && vocab != "seniority":
		return r.fail(x, "%s has no order. Compare it with ==.", field)
	case isOrder:
		return r.ordered(operator, isNot)
	case x.kind == betweenItem && vocab == "seniority":
		return r.rangeOf("profile.level")
	case x.kind == fieldItem:
		return r.twoFields(field, vocab, isNot)
	}
	return r.textValues(field, vocab, isNot)
}

// textValues reads the values of a text field.
func (r *reader) textValues(field, vocab string, isNot bool) *meant {
	list, _ := r.group(vocab)
	if len(list) == 0 {
		return r.missing(field, vocab)
	}
	if m, isOrdered := r.orMore(list, vocab); isOrdered {
		return m
	}
	return r.oneOf(field, vocab, list, isNot)
}

// missing is the problem that a field is compared with nothing that its vocabulary has.
func (r *reader) missing(field, vocab string) *meant {
	x := r.peek(0)
	switch x.kind { //nolint:exhaustive // anything else is no value
	case valueItem:
		return r.fail(x, "Twoway does not know the %s %q.", noun(vocab), x.text)
	case unknownItem:
		return r.fail(x, "%s", r.unknown(x))
	}
	return r.fail(x, "A value for %s is missing.", field)
}

// oneOf compares a text field with values. A value that is a care or an aspect, and no topic, is looked for in the list of these.
func (r *reader) oneOf(field, vocab string, list []item, isNot bool) *meant {
	var ids []string
	var others []*meant
	for _, x := range list {
		if t, isTopic := r.language.vocabulary.Topic(x.text); vocab == "topic" && isTopic && t.Asker != r.scope.Asker {
			return r.fail(x, "%s is a topic for %ss, but this is %s rule.", quoted(x.text), t.Asker, whose(r.scope.Asker))
		}
		id, rank := r.words.in(x.values, vocab, r.scope.Asker)
		other, otherRank := r.elsewhere(x, vocab)
		switch {
		case id != "" && (other == nil || rank <= otherRank):
			ids = append(ids, r.understood(x, vocab, id))
		case other != nil:
			others = append(others, other)
		default:
			return r.fail(x, "Twoway does not know the %s %q.", noun(vocab), x.text)
		}
	}
	if len(ids) > 0 {
		others = slices.Insert(others, 0, textLeaf(field, ids, false))
	}
	m := joined(Or, others...)
	if isNot {
		for i := range others {
			others[i] = negated(others[i])
		}
		m = joined(And, others...)
	}
	if m.form != Opaque {
		m.parts = slices.Clone(m.parts)
	}
	m.exact = true
	return m
}

// elsewhere returns what a value means that is no topic but a care or an aspect.
func (r *reader) elsewhere(x item, vocab string) (*meant, int) {
	if vocab != "topic" {
		return nil, 0
	}
	for _, kind := range [...]string{"aspect", "care"} {
		if id, rank := r.words.in(x.values, kind, r.scope.Asker); id != "" {
			if other, otherRank := r.words.in(x.values, "care", r.scope.Asker); other != "" && otherRank < rank {
				id, rank, kind = other, otherRank, "care"
			}
			return memberLeaf(r.understood(x, kind, id), "question."+kind+"s", false), rank
		}
	}
	return nil, 0
}

// understood notes how a value was understood, and returns its ID.
func (r *reader) understood(x item, vocab, id string) string {
	if x.text != id {
		note := quoted(x.text) + " is the " + noun(vocab) + " " + id
		if vocab == "role" {
			note = quoted(x.text) + " is in the role " + id
		}
		if !slices.Contains(r.notes, note) {
			r.notes = append(r.notes, note)
		}
	}
	return id
}

// twoFields reads the second of two fields that are compared.
func (r *reader) twoFields(field, vocab string, isNot bool) *meant {
	x := r.next()
	other, t, ok := r.fieldOf(x)
	if !ok {
		return nil
	}
	if !haveCommonValues(vocab, t.vocab) {
		return r.fail(x, "%s and %s are never equal.", field, other)
	}
	sign := map[bool]string{false: " == ", true: " != "}[isNot]
	switch t.kind { //nolint:exhaustive // other kinds cannot be compared with a text
	case texts:
		sign = map[bool]string{false: " in ", true: " not in "}[isNot]
	case text:
	default:
		return r.fail(x, "%s and %s are never equal.", field, other)
	}
	m := leaf(field + sign + other)
	m.exact = true
	return m
}
