package lang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
	"twoway/words"
)

func (c *checker) binary(n *ast.BinaryNode) typ {
	switch n.Operator {
	case "and", "&&", "or", "||":
		c.want(n.Left, c.check(n.Left), boolean)
		c.want(n.Right, c.check(n.Right), boolean)
	case "==", "!=":
		c.equal(n)
	case "in":
		c.in(n)
	case "<", "<=", ">", ">=":
		c.ordered(n)
	case "contains", "startsWith", "endsWith":
		c.within(n)
	case "+", "-":
		c.want(n.Left, c.check(n.Left), integer)
		c.want(n.Right, c.check(n.Right), integer)
		return typ{kind: integer}
	default:
		return c.refuse(n, fmt.Sprintf("%q is not part of the rule language.", n.Operator))
	}
	return typ{kind: boolean}
}

func (c *checker) equal(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == texts || right.kind == texts || left.kind == integers || right.kind == integers:
		c.fault(n, bank.FaultTypeMismatch, `Lists are not compared with "=="; ask for one of their elements, as in "pay" in profile.cares.`)
	case left.kind != right.kind:
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This compares %s with %s, which never holds.", left.kind, right.kind))
	default:
		c.values2(n, left, right)
	}
}

func (c *checker) in(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == text && right.kind == texts, left.kind == integer && right.kind == integers:
		c.values2(n, left, right)
	default:
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf(
			`"in" looks for a text in a list of texts, or a number in a list of numbers; here it is %s in %s.`, left.kind, right.kind))
	}
}

func (c *checker) ordered(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	for i, t := range []typ{left, right} {
		side := []ast.Node{n.Left, n.Right}[i]
		if t.kind == text && (left.of == "seniority" || right.of == "seniority") {
			c.fault(n, bank.FaultTypeMismatch, "Seniorities are texts and have no order; compare profile.level, a number from 1 to 8.")
			return
		}
		c.want(side, t, integer)
	}
}

func (c *checker) within(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	if left.kind == texts {
		f := c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("To look into a list, write %s in %s.", n.Right, n.Left))
		f.Fix = n.Right.String() + " in " + n.Left.String()
		return
	}
	c.want(n.Left, left, text)
	c.want(n.Right, right, text)
}

// values2 checks constants on one side against the vocabulary of the other.
func (c *checker) values2(n *ast.BinaryNode, left, right typ) {
	if left.of != "" && right.of != "" && left.of != right.of {
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This compares a %s with a %s, which never agree.", noun(left.of), noun(right.of)))
		return
	}
	c.constants(n.Left, right.of)
	c.constants(n.Right, left.of)
}

func (c *checker) constants(n ast.Node, of string) {
	if of == "" {
		return
	}
	switch n := n.(type) {
	case *ast.StringNode:
		c.value(n, of)
	case *ast.ArrayNode:
		for _, item := range n.Nodes {
			c.constants(item, of)
		}
	}
}

// value reports a text that the vocabulary does not know: a typo that expr cannot see.
func (c *checker) value(n *ast.StringNode, of string) {
	known := c.values[of]
	if slices.Contains(known, n.Value) {
		return
	}
	if n.Value == "" { // absent: a profile's field is "" when nothing was said
		return
	}
	detail := fmt.Sprintf("There is no %s %s.", noun(of), quoted(n.Value))
	f := c.fault(n, bank.FaultUnknownValue, detail)
	f.Nearest = words.Nearest(n.Value, known, 3)
	if len(f.Nearest) > 0 && words.Close(n.Value, f.Nearest[0]) {
		f.Detail += " Did you mean " + quoted(f.Nearest[0]) + "?"
		f.Fix = quoted(f.Nearest[0])
	}
}

func noun(of string) string {
	if of == "discloses" {
		return "thing disclosed"
	}
	return strings.ReplaceAll(of, "_", " ")
}
