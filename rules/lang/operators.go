package lang

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
	"twoway/words"
)

func (c *checker) binary(n *ast.BinaryNode) typ {
	if c.strayNot(n) {
		return typ{kind: boolean}
	}
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
		left := c.want(n.Left, c.check(n.Left), integer)
		right := c.want(n.Right, c.check(n.Right), integer)
		if !left || !right {
			return typ{}
		}
		return typ{kind: integer}
	default:
		return c.refuse(n, fmt.Sprintf("%q is not part of the rule language.", n.Operator))
	}
	return typ{kind: boolean}
}

// strayNot diagnoses a "not" that was meant for the whole comparison and takes its left side alone, which is no
// condition. It looks no deeper than at a field or a constant, as what it looks at is checked twice.
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
	f := c.fault(n, bank.FaultTypeMismatch, `This "not" takes only what stands next to it. Put the whole comparison in brackets.`)
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
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == texts && right.kind == text:
		c.lookInto(n, n.Left, n.Right)
	case left.kind == text && right.kind == texts:
		c.lookInto(n, n.Right, n.Left)
	case left.kind == texts || right.kind == texts || left.kind == integers || right.kind == integers:
		c.fault(n, bank.FaultTypeMismatch, `Lists are not compared with "=="; ask for one of their elements, as in "pay" in profile.cares.`)
	case left.kind != right.kind:
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("This compares %s with %s; they are never the same.", left.kind, right.kind))
	default:
		c.agree(n, left, right)
	}
}

func (c *checker) in(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	switch {
	case left.kind == unknown || right.kind == unknown:
	case left.kind == text && right.kind == texts, left.kind == integer && right.kind == integers:
		c.agree(n, left, right)
	default:
		c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf(
			`"in" looks for a text in a list of texts, or a number in a list of numbers; here it is %s in %s.`, left.kind, right.kind))
	}
}

func (c *checker) ordered(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	if c.isSeniority(n.Left, left) || c.isSeniority(n.Right, right) {
		c.fault(n, bank.FaultTypeMismatch, "Seniorities are texts and have no order; compare profile.level, a number from 1 to 8.")
		return
	}
	c.want(n.Left, left, integer)
	c.want(n.Right, right, integer)
}

func (c *checker) isSeniority(n ast.Node, t typ) bool {
	value, isConstant := n.(*ast.StringNode)
	return t.of == "seniority" || isConstant && slices.Contains(c.values["seniority"], value.Value)
}

func (c *checker) within(n *ast.BinaryNode) {
	left, right := c.check(n.Left), c.check(n.Right)
	if left.kind == texts && right.kind == text {
		c.lookInto(n, n.Left, n.Right)
		return
	}
	c.want(n.Left, left, text)
	c.want(n.Right, right, text)
}

// lookInto proposes "in" where a list is treated like a text.
func (c *checker) lookInto(n *ast.BinaryNode, list, value ast.Node) {
	operator := " in "
	if (n.Operator == "!=") != (c.negated == n) {
		operator = " not in "
	}
	fix := value.String() + operator + list.String()
	c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("To look into a list, write %s.", fix)).Fix = fix
}

// agree diagnoses texts of two vocabularies, and constants that the vocabulary of the other side does not know.
func (c *checker) agree(n *ast.BinaryNode, left, right typ) {
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

// maxProposals is for how many values of one text the nearest are looked up, in a bank that may hold thousands.
const maxProposals = 20

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
	if c.proposed == maxProposals {
		return
	}
	c.proposed++
	f.Nearest = words.Nearest(n.Value, known, 3)
	if len(f.Nearest) > 0 && words.Close(n.Value, f.Nearest[0]) {
		f.Detail += " Did you mean " + quoted(f.Nearest[0]) + "?"
		f.Fix = quoted(f.Nearest[0])
	}
}

func noun(of string) string {
	switch of {
	case "discloses":
		return "thing disclosed"
	case "asked_of":
		return "person to ask"
	}
	return of
}
