package lang

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

// extent is the half-open range of runes of the scanned text from the first to the last word of a node. The place that
// the parser gives to "? :" is behind it.
func extent(n ast.Node) (from, to int) {
	from, to = n.Location().From, n.Location().To
	if choice, ok := n.(*ast.ConditionalNode); ok {
		from, to = extent(choice.Cond)
	}
	for _, child := range children(n) {
		f, t := extent(child)
		from, to = min(from, f), max(to, t)
	}
	return from, to
}

// larger tells whether a tree has more nodes than most. It stops counting there: in a chain of comparisons, as in
// 1 < a < 2, two share their middle, so that a tree can be walked in millions of ways that has few nodes.
func exceedsNodes(n ast.Node, most int) bool {
	var count func(ast.Node)
	count = func(n ast.Node) {
		most--
		for _, child := range children(n) {
			if most >= 0 {
				count(child)
			}
		}
	}
	count(n)
	return most < 0
}

// children are the nodes right below one, of whatever kind.
func children(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.UnaryNode:
		return []ast.Node{n.Node}
	case *ast.BinaryNode:
		return []ast.Node{n.Left, n.Right}
	case *ast.MemberNode:
		return []ast.Node{n.Node, n.Property}
	case *ast.ArrayNode:
		return n.Nodes
	case *ast.BuiltinNode:
		return n.Arguments
	case *ast.PredicateNode:
		return []ast.Node{n.Node}
	case *ast.CallNode:
		return append([]ast.Node{n.Callee}, n.Arguments...)
	}
	return unsupportedChildren(n)
}

func unsupportedChildren(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case *ast.ChainNode:
		return []ast.Node{n.Node}
	case *ast.ConditionalNode:
		return []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.SliceNode:
		return slices.DeleteFunc([]ast.Node{n.Node, n.From, n.To}, func(n ast.Node) bool { return n == nil })
	case *ast.MapNode:
		return n.Pairs
	case *ast.PairNode:
		return []ast.Node{n.Key, n.Value}
	case *ast.SequenceNode:
		return n.Nodes
	case *ast.VariableDeclaratorNode:
		return []ast.Node{n.Value, n.Expr}
	}
	return nil
}

// plain writes the operators of an admitted tree in their one form.
func normaliseOperators(n ast.Node) {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "!" {
			n.Operator = "not"
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "&&":
			n.Operator = "and"
		case "||":
			n.Operator = "or"
		}
	}
	for _, child := range children(n) {
		normaliseOperators(child)
	}
}
