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

func isConstant(n ast.Node) bool {
	switch n.(type) {
	case *ast.StringNode, *ast.IntegerNode:
		return true
	}
	return false
}

func fieldOf(n ast.Node) (Field, bool) {
	member, ok := n.(*ast.MemberNode)
	if !ok {
		return Field{}, false
	}
	object, isName := member.Node.(*ast.IdentifierNode)
	name, isText := member.Property.(*ast.StringNode)
	if !isName || !isText {
		return Field{}, false
	}
	return Field{object.Value, name.Value}, true
}

// rangeOf returns the bounds of a list of numbers of which each is one more than the one before.
func rangeOf(n ast.Node) (low, high int, ok bool) {
	array, ok := n.(*ast.ArrayNode)
	if !ok || len(array.Nodes) == 0 {
		return 0, 0, false
	}
	for i, item := range array.Nodes {
		number, isNumber := item.(*ast.IntegerNode)
		if !isNumber || i > 0 && number.Value != high+1 {
			return 0, 0, false
		}
		if high = number.Value; i == 0 {
			low = high
		}
	}
	return low, high, true
}

func textsOf(n ast.Node) ([]string, bool) {
	array, ok := n.(*ast.ArrayNode)
	if !ok {
		return nil, false
	}
	var texts []string
	for _, item := range array.Nodes {
		value, isText := item.(*ast.StringNode)
		if !isText {
			return nil, false
		}
		texts = append(texts, value.Value)
	}
	slices.Sort(texts)
	return slices.Compact(texts), true
}

// fieldsBelow appends the fields in a tree to list, without duplicates.
func fieldsBelow(n ast.Node, list []Field) []Field {
	if field, ok := fieldOf(n); ok && !slices.Contains(list, field) {
		list = append(list, field)
	}
	for _, child := range children(n) {
		list = fieldsBelow(child, list)
	}
	return list
}

func classOf(n ast.Node) Class {
	class := Constant
	if field, ok := fieldOf(n); ok {
		class = classOfField(field)
	}
	for _, child := range children(n) {
		class |= classOf(child)
	}
	return class
}

func classOfField(f Field) Class {
	if f.Object == "profile" {
		return OfProfile
	}
	return OfQuestion
}
