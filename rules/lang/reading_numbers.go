package lang

import (
	"slices"
	"strconv"
	"strings"
)

// minutesField returns the field of a time that was said without one.
func (r *reader) minutesField() string {
	if r.scope.Part == When {
		return "profile.minutes"
	}
	return "question.minutes"
}

// amount reads a number with its unit, or a seniority, whose level it is. It returns the field that it belongs to, "" for any.
func (r *reader) amount() (x item, field string, ok bool) {
	x = r.peek(0)
	if x.kind == valueItem {
		level, ok := r.ranked(x)
		if ok {
			r.at++
		}
		return level, "profile.level", ok
	}
	if x.kind == depthItem && r.at > 0 {
		r.at++
		x.number, _, _ = decimal(x.word)
		return x, "question.depth", true
	}
	if x.kind != numberItem {
		return x, "", false
	}
	r.at++
	if plus := r.peek(0); plus.kind == moreItem && plus.text == "+" { // "30+ minutes"
		r.items[r.at], r.items[r.at+1] = r.items[r.at+1], plus
	}
	unit := r.peek(0)
	isUnit := unit.kind == unitItem || unit.kind == fieldItem && unit.word == "minutes" && unit.object == "" && r.peek(1).kind != opItem
	switch {
	case x.word == "minutes":
		return x, r.minutesField(), true
	case !isUnit:
		return x, "", true
	case unit.word == "hours" && x.isFraction:
		return x, "", false
	case unit.word == "hours":
		x.number *= 60
	}
	r.at++
	return x, r.minutesField(), true
}

// same returns the field that a comparison is about, of the one that was written and those of its amounts; "" if they differ.
func (r *reader) same(x item, written string, ofAmounts ...string) string {
	field := written
	for _, other := range ofAmounts {
		switch {
		case other == "" || other == field || field != "" && strings.HasSuffix(field, ".minutes") && strings.HasSuffix(other, ".minutes"):
		case field == "":
			field = other
		default:
			r.fail(x, "%s cannot be compared with this.", field)
			return ""
		}
	}
	switch {
	case field == "":
		r.fail(x, "It is not clear what the number %s counts.", x.text)
	case written == "" && field == "profile.level" && r.scope.Part == Pick:
		r.fail(x, "It is not clear whose level is meant: write profile.level, question.from_level or question.to_level.")
		return ""
	}
	return field
}

// numberLeafOf compares a field with an amount. Nobody whose seniority is unknown is below a seniority that was named.
func (r *reader) numberLeafOf(field, written, operator string, x item) *meant {
	m, ok := numberLeaf(field, operator, x)
	if !ok {
		return r.fail(x, "Only whole numbers are allowed in rules.")
	}
	r.times = append(r.times, operator)
	m.exact = written != ""
	if written == "" && field == "profile.level" && strings.HasPrefix(operator, "<") {
		return r.saw(joined(And, leaf("profile.level > 0"), m))
	}
	return r.saw(m)
}

// suffix reads "or more", "or less" or "+" after an amount, and returns the operator, "" for none.
func (r *reader) suffix() string {
	x := r.peek(0)
	next := r.peek(1).kind
	isPlus := x.kind == signItem && x.word == "+" && next != valueItem && next != numberItem && next != fieldItem && next != functionItem
	isAfter := x.kind == opItem && (x.text == "minimum" || x.text == "maximum" || x.text == "max") && next != numberItem && next != valueItem
	switch {
	case isPlus:
		r.at++
		return ">="
	case x.kind == moreItem, isAfter:
		r.at++
		return x.word
	}
	return ""
}

// compared reads an operator and an amount: "at least 30 minutes", "below lead", "at most depth 2".
func (r *reader) compared(written string, operator item) *meant {
	r.at++
	if x := r.peek(0); x.kind == fieldItem && written == "" {
		name, t, ok := r.fieldOf(x)
		if !ok {
			return nil
		}
		if t.kind == integer {
			r.at++
			written = name
		}
	}
	x, of, ok := r.amount()
	if !ok {
		return r.fail(r.peek(0), "A number is missing after %q.", operator.text)
	}
	field := r.same(x, written, of)
	if field == "" {
		return nil
	}
	return r.numberLeafOf(field, written, operator.word, x)
}

// ordered compares the level of a seniority.
func (r *reader) ordered(operator string, isNot bool) *meant {
	x, of, ok := r.amount()
	if !ok || of != "" && of != "profile.level" || x.isFraction {
		return r.fail(r.peek(0), "A seniority is missing here.")
	}
	m := leaf("profile.level " + operator + " " + strconv.Itoa(x.number))
	m.exact = true
	if isNot {
		return negated(m)
	}
	return m
}

// orMore reads "or above" and the like after a single seniority.
func (r *reader) orMore(list []item, vocab string) (*meant, bool) {
	if vocab != "seniority" || len(list) != 1 {
		return nil, false
	}
	operator := r.suffix()
	if operator == "" {
		return nil, false
	}
	x, ok := r.ranked(list[0])
	if !ok {
		return nil, false
	}
	return r.numberLeafOf("profile.level", "", operator, x), true
}

// ranked returns a seniority as the number of its level; ok is false for any other value.
func (r *reader) ranked(x item) (level item, ok bool) {
	id, rank := r.words.in(x.values, "seniority", r.scope.Asker)
	if id == "" || rank > rankStem {
		return x, false
	}
	x.number = r.language.vocabulary.Level(id)
	if note := quoted(x.text) + " is level " + strconv.Itoa(x.number); !slices.Contains(r.notes, note) {
		r.notes = append(r.notes, note)
	}
	return x, true
}

// numberField reads what a number field is compared with.
func (r *reader) numberField(field string) *meant {
	if m, found := r.empties(field, integer); found {
		return m
	}
	if x := r.peek(0); x.kind == signItem && (r.peek(1).kind == numberItem || r.peek(1).kind == fieldItem || r.peek(1).kind == functionItem) {
		r.at--
		return r.sums()
	}
	operator, isNot, _ := r.fieldOperator()
	m := r.numberValue(field, operator)
	if m != nil && isNot {
		return negated(m)
	}
	return m
}

func (r *reader) numberValue(field, operator string) *meant {
	x := r.peek(0)
	isEqual := operator == "==" || operator == "in"
	switch {
	case x.kind == betweenItem || x.kind == fromItem || isEqual && r.isRange():
		return r.rangeOf(field)
	case x.kind == openItem && isEqual:
		r.at++
		return r.numbers(field, true)
	case x.kind == fieldItem || x.kind == functionItem || x.kind == numberItem && r.isSum():
		right, ok := r.sum()
		if !ok {
			return nil
		}
		m := leaf(field + " " + operator + " " + right)
		m.exact = true
		return m
	case isEqual:
		return r.numbers(field, false)
	}
	amount, of, ok := r.amount()
	if !ok {
		return r.fail(x, "%s is compared with a number.", field)
	}
	if r.same(amount, field, of) == "" {
		return nil
	}
	return r.numberLeafOf(field, field, operator, amount)
}

// isSum reports whether something is added to the number here, or taken from it.
func (r *reader) isSum() bool {
	next := r.peek(2)
	return r.peek(1).kind == signItem && (next.kind == fieldItem || next.kind == functionItem || next.kind == numberItem && r.peek(1).word == "+")
}

// numbers reads one or more numbers that a field may equal, up to the closing bracket if one is open.
func (r *reader) numbers(field string, inBrackets bool) *meant {
	var list []string
	var first item
	for {
		x, of, ok := r.amount()
		if !ok || x.isFraction {
			return r.fail(r.peek(0), "%s is compared with a whole number.", field)
		}
		if r.same(x, field, of) == "" {
			return nil
		}
		if len(list) == 0 {
			first = x
		}
		if !slices.Contains(list, strconv.Itoa(x.number)) {
			list = append(list, strconv.Itoa(x.number))
		}
		if !r.moreNumbers(field, inBrackets) {
			break
		}
		r.connective()
	}
	if inBrackets {
		r.accept(closeItem)
	}
	return r.equals(field, list, first)
}

// equals says that a field is one of numbers, or, of a single one, what "or more" and the like after it say.
func (r *reader) equals(field string, list []string, first item) *meant {
	if operator := r.suffix(); operator != "" && len(list) == 1 {
		return r.numberLeafOf(field, field, operator, first)
	}
	m := leaf(field + " in [" + strings.Join(list, ", ") + "]")
	if len(list) == 1 {
		m = leaf(field + " == " + list[0])
	}
	m.exact = true
	return m
}

// moreNumbers reports whether another number for a field follows, after a comma or "or".
func (r *reader) moreNumbers(field string, inBrackets bool) bool {
	x, i := r.peek(0), 1
	if r.peek(1).kind == orItem {
		i = 2
	}
	isJoined := x.kind == commaItem || x.kind == orItem || x.kind == andItem && inBrackets
	isForeign := r.peek(i+1).kind == unitItem && !strings.HasSuffix(field, "minutes")
	return isJoined && r.peek(i).kind == numberItem && !isForeign
}

// numberFirst reads a condition that begins with a number.
func (r *reader) numberFirst(written string) *meant {
	if r.isRange() {
		return r.rangeOf(written)
	}
	if r.isSum() {
		return r.sums()
	}
	x, of, ok := r.amount()
	if !ok {
		return r.fail(x, "It is not clear what the number %s counts.", x.text)
	}
	if operator := r.suffix(); operator != "" {
		field := r.same(x, written, of)
		if field == "" {
			return nil
		}
		return r.numberLeafOf(field, written, operator, x)
	}
	operator := r.peek(0)
	if operator.kind != opItem || x.isFraction {
		if field := r.same(x, written, of); field != "" && !x.isFraction {
			return r.saw(leaf(field + " == " + strconv.Itoa(x.number)))
		}
		return r.fail(x, "Only whole numbers are allowed in rules.")
	}
	r.at--
	if of != "" {
		r.at--
	}
	return r.sums()
}
