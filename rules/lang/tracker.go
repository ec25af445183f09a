package lang

import (
	"slices"
	"strings"
)

// expectation is what may come next in a text.
type expectation int

const (
	expectNothing    expectation = iota // nothing that can be proposed
	expectOperand                       // a condition or its left side
	expectList                          // the list argument of any, len and the like
	expectOperator                      // after the left side of a condition
	expectValue                         // after "=="
	expectNumber                        // after "<" and the like
	expectContainer                     // after "in"
	expectItem                          // between square brackets
	expectSeparator                     // after an item
	expectConnective                    // after a condition
)

// tracker follows a text token by token and tracks what may come next. It accepts any text.
type tracker struct {
	scope    Scope
	expected expectation
	left     typ      // the left side of the current condition
	items    []string // the items of the current list
	function string   // the function whose bracket comes next
	frames   []frame  // the open brackets
	element  *typ     // the type of #; nil outside a predicate
}

// frame is an open bracket and the state to restore when it closes.
type frame struct {
	function string // "" if the bracket belongs to none
	left     typ
	element  *typ
}

func (r *tracker) read(x token) {
	switch x.kind {
	case textToken:
		r.constant(typ{kind: text}, x.text)
	case numberToken:
		r.constant(typ{kind: integer}, x.text)
	case wordToken:
		r.word(x.text)
	case signToken:
		r.sign(x.text)
	}
}

func (r *tracker) constant(t typ, said string) {
	switch r.expected {
	case expectItem:
		r.items, r.expected = append(r.items, said), expectSeparator
	case expectOperand:
		r.left, r.expected = t, expectOperator
	case expectValue, expectNumber:
		r.expected = expectConnective
	case expectNothing, expectList, expectOperator, expectContainer, expectSeparator, expectConnective:
		r.expected = expectNothing
	}
}

func (r *tracker) word(word string) {
	switch word {
	case "and", "or":
		r.expected = expectOperand
	case "not":
		// the start of a condition or of "not in": nothing changes
	case "in":
		r.expected = expectContainer
	case "contains", "startsWith", "endsWith":
		r.expected = expectNothing
	case "true", "false":
		r.expected = expectConnective
	case "any", "all", "none", "one", "count", "len":
		r.function = word
	default:
		object, name, _ := strings.Cut(word, ".")
		r.field(fields(object)[name])
	}
}

// field handles a field of the profile or the question, or #.
func (r *tracker) field(t typ) {
	switch r.expected {
	case expectOperand:
		r.left, r.expected = t, expectOperator
	case expectList:
		r.left, r.expected = t, expectNothing
	case expectValue, expectNumber, expectContainer:
		r.expected = expectConnective
	case expectNothing, expectOperator, expectItem, expectSeparator, expectConnective:
		r.expected = expectNothing
	}
}

func (r *tracker) sign(sign string) {
	switch sign {
	case "&&", "||", "{", "!":
		r.expected = expectOperand
	case "==", "!=":
		if r.expected = expectValue; r.left.kind == integer {
			r.expected = expectNumber
		}
	case "<", "<=", ">", ">=", "+", "-":
		r.expected = expectNumber
	case "(":
		r.frames = append(r.frames, frame{function: r.function, left: r.left, element: r.element})
		if r.expected = expectOperand; r.function != "" {
			r.expected = expectList
		}
		r.function = ""
	case "[":
		r.frames, r.items = append(r.frames, frame{left: r.left, element: r.element}), nil
		if r.expected != expectContainer {
			r.left = typ{}
		}
		r.expected = expectItem
	case ",":
		r.comma()
	case ")", "]", "}":
		r.close(sign)
	case "#":
		if r.element != nil {
			r.field(*r.element)
		}
	default:
		r.expected = expectNothing
	}
}

// comma handles a comma between the items of a list or between the arguments of a function.
func (r *tracker) comma() {
	if r.expected == expectSeparator {
		r.expected = expectItem
		return
	}
	r.expected = expectNothing
	if n := len(r.frames); n > 0 && slices.Contains([]string{"any", "all", "none", "one", "count"}, r.frames[n-1].function) {
		r.element, r.expected = &typ{kind: text, vocab: r.left.vocab}, expectOperand
	}
}

func (r *tracker) close(sign string) {
	r.expected = expectConnective
	if sign == "}" || len(r.frames) == 0 {
		return
	}
	closed := r.frames[len(r.frames)-1]
	r.frames, r.element, r.left = r.frames[:len(r.frames)-1], closed.element, closed.left
	if closed.function == "len" || closed.function == "count" {
		r.left, r.expected = typ{kind: integer}, expectOperator
	}
}
