package lang

import (
	"slices"

	"github.com/expr-lang/expr/ast"
)

// extent returns the half-open range of runes of the scanned text that a node covers, without its outer brackets. The
// location that the parser gives to "? :" is after the node, so it is ignored.
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

// exceedsNodes reports whether a tree has more than most nodes. It stops counting there: the two comparisons of a chain,
// as in 1 < a < 2, share their middle, so walking a tree with few nodes can take millions of steps.
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

// children returns the child nodes of any node.
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

// unsupportedChildren returns the child nodes of a node that rules cannot contain.
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

// normaliseOperators replaces the operators of an admitted tree by their canonical form.
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
