package lang

import (
	"slices"
	"strings"
)

// wanted is what comes next in a text that makes sense so far.
type wanted int

const (
	nothing     wanted = iota // nothing that could be proposed
	anOperand                 // a condition, or the first half of one
	aList                     // the list of any, len and the like
	anOperator                // after the first half of a condition
	aValue                    // after "=="
	aFigure                   // after "<" and the like
	aHolder                   // after "in"
	anItem                    // between square brackets
	aSeparator                // after an item
	aConnective               // after a condition
)

// reading follows a text from lexeme to lexeme, and knows what is wanted next. It takes text that makes no sense as well.
type reading struct {
	scope   Scope
	want    wanted
	left    typ      // the first half of the condition that is being written
	said    []string // the items of the list that is being written
	called  string   // the function whose bracket comes next
	frames  []frame  // the brackets that are open
	element *typ     // what # stands for
}

// frame is an open bracket, and what held outside of it.
type frame struct {
	function string // "" for a mere bracket
	left     typ
	element  *typ
}

func (r *reading) read(x lexeme) {
	switch x.kind {
	case aText:
		r.constant(typ{kind: text}, x.text)
	case aNumber:
		r.constant(typ{kind: integer}, x.text)
	case aWord:
		r.word(x.text)
	case aSign:
		r.sign(x.text)
	}
}

func (r *reading) constant(t typ, said string) {
	switch r.want {
	case anItem:
		r.said, r.want = append(r.said, said), aSeparator
	case anOperand:
		r.left, r.want = t, anOperator
	case aValue, aFigure:
		r.want = aConnective
	case nothing, aList, anOperator, aHolder, aSeparator, aConnective:
		r.want = nothing
	}
}

func (r *reading) word(word string) {
	switch word {
	case "and", "or":
		r.want = anOperand
	case "not":
		// either the beginning of a condition, or of "not in"
	case "in":
		r.want = aHolder
	case "contains", "startsWith", "endsWith":
		r.want = nothing
	case "true", "false":
		r.want = aConnective
	case "any", "all", "none", "one", "count", "len":
		r.called = word
	default:
		object, name, _ := strings.Cut(word, ".")
		r.field(fields(object)[name])
	}
}

// field is a member of the profile or the question, or #.
func (r *reading) field(t typ) {
	switch r.want {
	case anOperand:
		r.left, r.want = t, anOperator
	case aList:
		r.left, r.want = t, nothing
	case aValue, aFigure, aHolder:
		r.want = aConnective
	case nothing, anOperator, anItem, aSeparator, aConnective:
		r.want = nothing
	}
}

func (r *reading) sign(sign string) {
	switch sign {
	case "&&", "||", "{", "!":
		r.want = anOperand
	case "==", "!=":
		if r.want = aValue; r.left.kind == integer {
			r.want = aFigure
		}
	case "<", "<=", ">", ">=", "+", "-":
		r.want = aFigure
	case "(":
		r.frames = append(r.frames, frame{function: r.called, left: r.left, element: r.element})
		if r.want = anOperand; r.called != "" {
			r.want = aList
		}
		r.called = ""
	case "[":
		r.frames, r.said = append(r.frames, frame{left: r.left, element: r.element}), nil
		if r.want != aHolder {
			r.left = typ{}
		}
		r.want = anItem
	case ",":
		r.comma()
	case ")", "]", "}":
		r.close(sign)
	case "#":
		if r.element != nil {
			r.field(*r.element)
		}
	default:
		r.want = nothing
	}
}

// comma stands between the items of a list, or between a list and what is asked of its elements.
func (r *reading) comma() {
	if r.want == aSeparator {
		r.want = anItem
		return
	}
	r.want = nothing
	if n := len(r.frames); n > 0 && slices.Contains([]string{"any", "all", "none", "one", "count"}, r.frames[n-1].function) {
		r.element, r.want = &typ{kind: text, of: r.left.of}, anOperand
	}
}

func (r *reading) close(sign string) {
	r.want = aConnective
	if sign == "}" || len(r.frames) == 0 {
		return
	}
	closed := r.frames[len(r.frames)-1]
	r.frames, r.element, r.left = r.frames[:len(r.frames)-1], closed.element, closed.left
	if closed.function == "len" || closed.function == "count" {
		r.left, r.want = typ{kind: integer}, anOperator
	}
}
