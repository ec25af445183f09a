package lang

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
)

// bounds returns the least and the greatest value of a number field; ok is false if the field has no bounds. A number that
// was not given for a meeting is 0.
func (c *checker) bounds(f Field) (low, high int, ok bool) {
	switch f {
	case Field{"profile", "level"}:
		return 0, c.language.vocabulary.MaxLevel(), true
	case Field{"profile", "minutes"}:
		return 0, bank.MaxMinutes, true
	case Field{"question", "minutes"}:
		return 1, bank.MaxQuestionMinutes, true
	case Field{"question", "depth"}:
		return 1, bank.MaxDepth, true
	case Field{"question", "from_level"}, Field{"question", "to_level"}:
		return 1, c.language.vocabulary.MaxLevel(), true
	}
	return 0, 0, false
}

// describeRange describes the bounds of a field in words.
func describeRange(f Field, low, high int) string {
	zero := ""
	if low == 0 {
		zero = ", or 0 if not given"
	}
	return fmt.Sprintf("%s.%s is from %d to %d%s", f.Object, f.Name, max(low, 1), high, zero)
}

// checkNumbers diagnoses a number, or numbers in a list, that a field never has.
func (c *checker) checkNumbers(side, numbers ast.Node) {
	field, isField := fieldOf(side)
	low, high, isBounded := c.bounds(field)
	if !isField || !isBounded {
		return
	}
	list := []ast.Node{numbers}
	if array, isList := numbers.(*ast.ArrayNode); isList {
		list = array.Nodes
	}
	for _, one := range list {
		if n, ok := c.constantNumber(one); ok && (n < low || n > high) {
			c.fault(one, bank.FaultOutOfRange, fmt.Sprintf("%s, so it is never %d.", describeRange(field, low, high), n))
		}
	}
}

// checkOrder diagnoses an order comparison between a field and a number that is never true, or always true because the
// number is out of the field's range.
func (c *checker) checkOrder(n *ast.BinaryNode) {
	side, number, operator := n.Left, n.Right, n.Operator
	if _, isField := fieldOf(side); !isField {
		side, number, operator = n.Right, n.Left, flipped(operator)
	}
	field, isField := fieldOf(side)
	low, high, isBounded := c.bounds(field)
	limit, isNumber := c.constantNumber(number)
	if !isField || !isBounded || !isNumber {
		return
	}
	atLow, atHigh := compare(low, operator, limit), compare(high, operator, limit)
	switch {
	case !atLow && !atHigh:
		c.fault(n, bank.FaultOutOfRange, describeRange(field, low, high)+", so this is never true.")
	case atLow && atHigh && (limit < low || limit > high):
		c.fault(n, bank.FaultOutOfRange, describeRange(field, low, high)+", so this is always true.")
	}
}

// flipped returns the order operator for swapped operands.
func flipped(operator string) string {
	return map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
}

func compare(n int, operator string, limit int) bool {
	switch operator {
	case "<":
		return n < limit
	case "<=":
		return n <= limit
	case ">":
		return n > limit
	}
	return n >= limit
}

// constantNumber returns the value of a number constant; ok is false if n is none, or if the scanner replaced a number
// that was too large.
func (c *checker) constantNumber(n ast.Node) (value int, ok bool) {
	minus, isUnary := n.(*ast.UnaryNode)
	if isUnary && minus.Operator == "-" {
		value, ok = c.constantNumber(minus.Node)
		return -value, ok
	}
	constant, isConstant := n.(*ast.IntegerNode)
	if !isConstant {
		return 0, false
	}
	from, _ := c.scan.span(n)
	if slices.ContainsFunc(c.scan.faults, func(f bank.Fault) bool { return f.Code == bank.FaultOutOfRange && f.Range[0] == from }) {
		return 0, false
	}
	return constant.Value, true
}
