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
	for {
		x := r.peek(0)
		switch {
		case x.kind == notItem:
			isNot = !isNot
		case x.kind == opItem && !(found && operator != "==" && x.word != "in" && x.word != "=="):
			switch {
			case x.word == "!=":
				isNot, x.word = !isNot, "=="
			case strings.HasPrefix(x.word, "not "):
				isNot, x.word = !isNot, "in"
			case x.word == "has not":
				isNot, x.word = !isNot, "has"
			}
			if operator == "" || operator == "==" {
				operator = x.word
			}
			found = true
		case x.kind == aboutItem && x.text == ":":
		default:
			if operator == "" {
				operator = "=="
			}
			return operator, isNot, found
		}
		r.at++
	}
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
	switch operator {
	case "like", "startsWith", "endsWith", "has":
		if r.isPattern() || operator != "has" && operator != "like" {
			return r.pattern(field, operator, isNot)
		}
		if operator == "has" && r.occursHere(field) {
			return r.pattern(field, "contains", isNot)
		}
	case "<", "<=", ">", ">=":
		if vocab != "seniority" {
			return r.fail(r.peek(0), "%s has no order. Compare it with ==.", field)
		}
		return r.ordered(operator, isNot)
	}
	if x := r.peek(0); x.kind == betweenItem && vocab == "seniority" {
		return r.rangeOf("profile.level")
	}
	if x := r.peek(0); x.kind == fieldItem {
		return r.twoFields(field, vocab, isNot)
	}
	if x := r.peek(0); (operator == "==" || operator == "in") && x.kind == valueItem && strings.ContainsAny(strings.Trim(x.text, " "), "%*") {
		return r.pattern(field, "like", isNot)
	}
	list, _ := r.group(vocab)
	if len(list) == 0 {
		return r.missing(field, vocab)
	}
	if m, isOrdered := r.orMore(list, vocab); isOrdered {
		return m
	}
	return r.oneOf(field, vocab, list, isNot)
}

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

// missing is the problem that a field is compared with nothing that its vocabulary has.
func (r *reader) missing(field, vocab string) *meant {
	x := r.peek(0)
	switch {
	case x.kind == valueItem:
		return r.fail(x, "Twoway does not know the %s %q.", noun(vocab), x.text)
	case x.kind == unknownItem:
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
	if operator == "like" || operator == "has" {
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

// listField reads what is looked for in a list field.
func (r *reader) listField(field, vocab string) *meant {
	if m, found := r.empties(field, texts); found {
		return m
	}
	_, isNot, _ := r.fieldOperator()
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
