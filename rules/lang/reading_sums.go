package lang

import (
	"strconv"
	"strings"
)

// sums reads a comparison of sums, or a chain of two comparisons.
func (r *reader) sums() *meant {
	text, ok := r.sum()
	if !ok {
		return nil
	}
	for n := range 2 {
		operator := r.peek(0)
		isOrder := strings.HasPrefix(operator.word, "<") || strings.HasPrefix(operator.word, ">")
		if operator.kind != opItem || !isOrder && (n == 1 || operator.word != "==" && operator.word != "!=") {
			if n == 0 {
				return r.fail(operator, "A comparison is missing here.")
			}
			break
		}
		r.at++
		right, ok := r.sum()
		if !ok {
			return nil
		}
		text += " " + operator.word + " " + right
	}
	if !strings.Contains(text, ".") {
		return r.fail(r.peek(-1), "This compares only numbers. Name a field.")
	}
	m := leaf(text)
	m.exact = true
	return r.saw(m)
}

// sum reads numbers, number fields and lengths with plus and minus between them.
func (r *reader) sum() (string, bool) {
	var text strings.Builder
	for {
		term, ok := r.term()
		if !ok {
			return "", false
		}
		text.WriteString(term)
		x := r.peek(0)
		next := r.peek(1).kind
		if x.kind != signItem || next != numberItem && next != fieldItem && next != functionItem {
			return text.String(), true
		}
		text.WriteString(" " + x.word + " ")
		r.at++
	}
}

func (r *reader) term() (string, bool) {
	x := r.peek(0)
	switch x.kind { //nolint:exhaustive // all others are problems
	case fieldItem:
		name, t, ok := r.fieldOf(x)
		if !ok {
			return "", false
		}
		if t.kind != integer {
			r.fail(x, "%s is no number.", name)
			return "", false
		}
		r.at++
		return name, true
	case functionItem:
		if x.word == "len" || x.word == "count" {
			return r.counted()
		}
	case numberItem:
		amount, _, ok := r.amount()
		return strconv.Itoa(amount.number), ok && !amount.isFraction
	}
	r.fail(x, "A number is missing here.")
	return "", false
}
