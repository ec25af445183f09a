package lang

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
)

// bounds are the least and the greatest that a number field can be. What was not said of a meeting is 0.
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

// rangeOf says what bounds a field has.
func describeRange(f Field, low, high int) string {
	said := ""
	if low == 0 {
		said = ", or 0 if not given"
	}
	return fmt.Sprintf("%s.%s is from %d to %d%s", f.Object, f.Name, max(low, 1), high, said)
}

// attainable reports numbers, one or those of a list, that a field never is.
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

// reachable reports an order between a field and a number that nothing can meet, or everything does because the number
// is beyond what the field can be.
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

// turned is an operator between two sides that have changed places.
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

// number is the value of a constant, unless the scanner has put it there.
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
