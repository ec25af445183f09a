package lang

import (
	"fmt"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
)

func (c *checker) binary(n *ast.BinaryNode) typ {
	if c.strayNot(n) {
		return typ{kind: boolean}
	}
	switch n.Operator {
	case "and", "&&":
		c.expect(n.Left, c.check(n.Left), boolean)
		c.expect(n.Right, c.check(n.Right), boolean)
	case "or", "||":
		c.or(n)
	case "==", "!=":
		c.equal(n)
	case "in":
		c.in(n)
	case "<", "<=", ">", ">=":
		c.ordered(n)
	case "contains", "startsWith", "endsWith":
		c.within(n)
	case "+", "-":
		left := c.expect(n.Left, c.check(n.Left), integer)
		right := c.expect(n.Right, c.check(n.Right), integer)
		if !left || !right {
			return typ{}
		}
		return typ{kind: integer}
	default:
		return c.refuse(n, fmt.Sprintf("%q is not part of the rule language.", n.Operator))
	}
	return typ{kind: boolean}
}

// strayNot diagnoses a "not" that was meant for the whole comparison but applies only to its left side, and reports
// whether it found one. It checks its operand twice, so the operand may only be a field or a constant.
func (c *checker) strayNot(n *ast.BinaryNode) bool {
	not, isUnary := n.Left.(*ast.UnaryNode)
	if !isUnary || not.Operator == "-" || not.Operator == "+" || !isAtom(not.Node) {
		return false
	}
	probe := *c
	probe.faults = nil
	if left := probe.check(not.Node); left.kind == unknown {
		return false
	}
	meant := *n
	meant.Left = not.Node
	result := probe.binary(&meant)
	f := c.fault(n, bank.FaultTypeMismatch, `This "not" applies only to the value after it. Put the whole comparison in brackets.`)
	if len(probe.faults) == 0 && result.kind == boolean {
		f.Fix = "not (" + meant.String() + ")"
	}
	c.faults, c.proposed = append(c.faults, probe.faults...), probe.proposed
	return true
}

func isAtom(n ast.Node) bool {
	switch n.(type) {
	case *ast.MemberNode, *ast.PointerNode, *ast.StringNode, *ast.IntegerNode:
		return true
	}
	return false
}

func (c *checker) equal(n *ast.BinaryNode) {
	if c.comparedWithEmpty(n) {
		return
	}
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == texts && right.kind == text:
		c.suggestIn(n, n.Left, n.Right)
	case left.kind == text && right.kind == texts:
		c.suggestIn(n, n.Right, n.Left)
	case left.kind == texts || right.kind == texts || left.kind == integers || right.kind == integers:
		c.fault(n, bank.FaultTypeMismatch, `Lists cannot be compared with "==". Look for an element instead, as in "pay" in profile.cares.`)
	case left.kind != right.kind:
		c.suggestLevel(n, left, right, fmt.Sprintf("This compares %s with %s, which are never equal.", left.kind, right.kind))
	default:
		c.checkComparable(n, left, right)
	}
}

func (c *checker) in(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == text && right.kind == texts, left.kind == integer && right.kind == integers:
		c.checkComparable(n, left, right)
	case c.suggestEqual(n, left, right), c.suggestAny(n, left, right):
	default:
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf(
			`"in" takes a text and a list of texts, or a number and a list of numbers. This is %s in %s.`, left.kind, right.kind))
	}
}

func (c *checker) ordered(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	if c.isSeniority(n.Left, left) || c.isSeniority(n.Right, right) {
		c.suggestLevel(n, left, right, "Seniorities have no order. Compare profile.level, a number from 1 to 8.")
		return
	}
	isLeft, isRight := c.expect(n.Left, left, integer), c.expect(n.Right, right, integer)
	if isLeft && isRight {
		c.checkOrder(n)
	}
}

func (c *checker) isSeniority(n ast.Node, t typ) bool {
	return t.vocab == "seniority" || c.levelOf(n) > 0
}

func (c *checker) within(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	if left.kind == texts && right.kind == text {
		c.suggestIn(n, n.Left, n.Right)
		return
	}
	c.expect(n.Left, left, text)
	c.expect(n.Right, right, text)
}
