package lang

import (
	"fmt"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Count is a condition on how many elements of a list of the profile pass a test: from Low to High of them, both included.
// Passes is true for a profile whose list has one element if that element passes; it looks at nothing else of the profile.
type Count struct {
	List      Field
	Low, High int
	Passes    *Condition
}

// Count returns a condition as one on the number of elements of a list of the profile. It returns false if it is none: then its
// truth may depend on the list in any other way.
func (c *Condition) Count() (Count, bool) {
	counted, ok := c.counted()
	if !ok || counted.List.Object != "profile" {
		return Count{}, false
	}
	for _, f := range counted.Passes.Fields() {
		if f.Object == "profile" && f != counted.List {
			return Count{}, false
		}
	}
	return counted, true
}

func (c *Condition) counted() (Count, bool) {
	switch c.Form { //nolint:exhaustive // the others do not look at a list of the profile
	case Has, Shares:
		list := c.Left
		if list.Object != "profile" {
			list = c.Right
		}
		return Count{List: list, Low: 1, High: Unbounded, Passes: c}, c.Left.Object != c.Right.Object
	case Member:
		return Count{List: c.Right, Low: 1, High: Unbounded, Passes: c}, true
	case Length:
		return Count{List: c.Left, Low: c.Low, High: c.High, Passes: &Condition{Form: Always, Text: "true"}}, true
	case Opaque:
		tree, err := parse(c.Text)
		if err != nil {
			return Count{}, false
		}
		return countOf(tree)
	}
	return Count{}, false
}

// parse parses an admitted text.
func parse(text string) (ast.Node, error) {
	tree, err := parser.Parse(scan(text).text)
	if err != nil {
		return nil, fmt.Errorf("lang: parse %q: %w", text, err)
	}
	normaliseOperators(tree.Node)
	return tree.Node, nil
}

// countOf returns what a tree says about the number of elements: of "all" none fail, of "one" exactly one passes.
func countOf(n ast.Node) (Count, bool) {
	switch n := n.(type) {
	case *ast.BuiltinNode:
		switch n.Name {
		case "any":
			return countWhere(n, 1, Unbounded, "")
		case "none":
			return countWhere(n, 0, 0, "")
		case "one":
			return countWhere(n, 1, 1, "")
		case "all":
			return countWhere(n, 0, 0, "not ")
		}
	case *ast.BinaryNode:
		return comparedCount(n)
	}
	return Count{}, false
}

// comparedCount returns what a comparison of "count" with a number says.
func comparedCount(n *ast.BinaryNode) (Count, bool) {
	left, right, operator := n.Left, n.Right, n.Operator
	if isConstant(left) {
		left, right = right, left
		if flippedOperator, isOrder := flippedOrder(operator); isOrder {
			operator = flippedOperator
		}
	}
	call, isCall := left.(*ast.BuiltinNode)
	if !isCall || call.Name != "count" {
		return Count{}, false
	}
	if low, high, isRange := rangeOf(right); isRange && operator == "in" {
		return countWhere(call, low, high, "")
	}
	number, isNumber := right.(*ast.IntegerNode)
	if !isNumber {
		return Count{}, false
	}
	switch operator {
	case "==":
		return countWhere(call, number.Value, number.Value, "")
	case "<":
		return countWhere(call, -Unbounded, number.Value-1, "")
	case "<=":
		return countWhere(call, -Unbounded, number.Value, "")
	case ">":
		return countWhere(call, number.Value+1, Unbounded, "")
	case ">=":
		return countWhere(call, number.Value, Unbounded, "")
	}
	return Count{}, false
}

func flippedOrder(operator string) (string, bool) {
	other := flipped(operator)
	return other, other != ""
}

// countWhere returns the count of the elements that pass, or with "not " do not pass, the test of a call.
func countWhere(call *ast.BuiltinNode, low, high int, not string) (Count, bool) {
	list, isField := fieldOf(call.Arguments[0])
	if !isField || len(call.Arguments) != 2 {
		return Count{}, false
	}
	test, isPredicate := call.Arguments[1].(*ast.PredicateNode)
	if !isPredicate {
		return Count{}, false
	}
	text := fmt.Sprintf("any(%s.%s, %s(%s))", list.Object, list.Name, not, test.Node.String())
	tree, err := parse(text)
	if err != nil {
		return Count{}, false
	}
	passes, err := lowering{scan(text)}.condition(tree)
	return Count{List: list, Low: low, High: high, Passes: &passes}, err == nil
}

// Equals returns the two conditions of a condition that says that they are both true or both false; false if it is none.
func (c *Condition) Equals() (left, right *Condition, ok bool) {
	if c.Form != Opaque {
		return nil, nil, false
	}
	tree, err := parse(c.Text)
	if err != nil {
		return nil, nil, false
	}
	equal, isBinary := tree.(*ast.BinaryNode)
	if !isBinary || equal.Operator != "==" || !isCondition(equal.Left) || !isCondition(equal.Right) {
		return nil, nil, false
	}
	l := lowering{scan(c.Text)}
	a, err := l.condition(equal.Left)
	if err != nil {
		return nil, nil, false
	}
	b, err := l.condition(equal.Right)
	return &a, &b, err == nil
}

// isCondition reports whether an admitted tree is true or false.
func isCondition(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BoolNode:
		return true
	case *ast.UnaryNode:
		return n.Operator == "not" || n.Operator == "!"
	case *ast.BuiltinNode:
		return n.Name != "len" && n.Name != "count"
	case *ast.BinaryNode:
		return n.Operator != "+" && n.Operator != "-"
	}
	return false
}
