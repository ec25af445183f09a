package lang

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
)

// Some invalid comparisons can have only one meaning. The fix is then the comparison that was meant.

// suggest adds a fault over a range whose fix is what was meant. If that has faults of its own, there is no fix and they
// are added as well. What was meant is checked again, so it may contain only fields, constants and lists of constants.
func (c *checker) suggest(from, to int, detail string, meant ast.Node) {
	probe := *c
	probe.faults = nil
	result := probe.check(meant)
	f := faultAt(c.src, from, to, bank.FaultTypeMismatch, detail)
	if len(probe.faults) == 0 && result.kind == boolean {
		f.Fix = meant.String()
	}
	c.faults, c.proposed = append(append(c.faults, f), probe.faults...), probe.proposed
}

// suggestFor adds a fault over a node whose fix is what was meant.
func (c *checker) suggestFor(n ast.Node, detail string, meant ast.Node) {
	from, to := c.scan.span(n)
	c.suggest(from, to, detail, meant)
}

// located gives a node the location of another, for its faults.
func located[N ast.Node](n N, as ast.Node) N {
	n.SetLocation(as.Location())
	return n
}

// suggestIn suggests "in" where a list is compared like a text, or its length where the text is empty.
func (c *checker) suggestIn(n *ast.BinaryNode, list, value ast.Node) {
	if constant, ok := value.(*ast.StringNode); ok && constant.Value == "" {
		c.suggestLen(n, list)
		return
	}
	operator := " in "
	if c.isNegated(n) {
		operator = " not in "
	}
	fix := value.String() + operator + list.String()
	c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("%s is a list. Write %s.", list, fix)).Fix = fix
}

// comparedWithEmpty diagnoses a list that is compared with [], and reports whether it found one.
func (c *checker) comparedWithEmpty(n *ast.BinaryNode) bool {
	list := n.Left
	if isEmptyList(list) {
		list = n.Right
	} else if !isEmptyList(n.Right) {
		return false
	}
	if !isList(list) {
		return false
	}
	if c.check(list).kind == texts {
		c.suggestLen(n, list)
	}
	return true
}

func isEmptyList(n ast.Node) bool {
	array, ok := n.(*ast.ArrayNode)
	return ok && len(array.Nodes) == 0
}

// suggestLen suggests the length of a list where the list is compared with an empty value.
func (c *checker) suggestLen(n *ast.BinaryNode, list ast.Node) {
	what, fix := "is empty", "len("+list.String()+") == 0"
	if c.isNegated(n) {
		what, fix = "has elements", "len("+list.String()+") > 0"
	}
	c.fault(n, bank.FaultTypeMismatch, fmt.Sprintf("To check whether a list %s, write %s.", what, fix)).Fix = fix
}

// levelOf returns the level of a seniority that is written as a text, by ID or name; 0 for any other node.
func (c *checker) levelOf(n ast.Node) int {
	value, isText := n.(*ast.StringNode)
	if !isText {
		return 0
	}
	if level := c.language.vocabulary.Level(value.Value); level > 0 {
		return level
	}
	return c.language.vocabulary.Level(c.language.idByName(c.scope.Asker, "seniority", value.Value))
}

// suggestLevel adds a fault for a comparison that mixes up seniorities and numbers, and suggests to compare levels.
func (c *checker) suggestLevel(n *ast.BinaryNode, left, right typ, detail string) {
	meant := located(&ast.BinaryNode{Operator: n.Operator, Left: c.levelNode(n.Left, left), Right: c.levelNode(n.Right, right)}, n)
	for _, side := range []ast.Node{n.Left, n.Right} {
		if level := c.levelOf(side); level > 0 {
			detail += fmt.Sprintf(" %s is level %d.", side, level)
		}
	}
	if meant.Left == nil || meant.Right == nil || isConstant(meant.Left) && isConstant(meant.Right) {
		c.fault(n, bank.FaultTypeMismatch, detail)
		return
	}
	c.suggestFor(n, detail, meant)
}

// levelNode returns the level that corresponds to one side of a comparison; nil if there is none.
func (c *checker) levelNode(n ast.Node, t typ) ast.Node {
	field, isField := fieldOf(n)
	switch level := c.levelOf(n); {
	case level > 0:
		return located(&ast.IntegerNode{Value: level}, n)
	case isField && t.vocab == "seniority":
		object := located(&ast.IdentifierNode{Value: field.Object}, children(n)[0])
		return located(&ast.MemberNode{Node: object, Property: located(&ast.StringNode{Value: "level"}, n)}, n)
	case isField && strings.HasSuffix(field.Name, "level"), t.kind == integer && isConstant(n):
		return n
	}
	return nil
}

// suggestEqual diagnoses "in" between a field and one value, and reports whether it found one.
func (c *checker) suggestEqual(n *ast.BinaryNode, left, right typ) bool {
	field, value := n.Left, n.Right
	if isConstant(field) {
		field, value = value, field
	}
	if left.kind != right.kind || (left.kind != text && left.kind != integer) || !isAtom(field) || isConstant(field) || !isConstant(value) {
		return false
	}
	meant := located(&ast.BinaryNode{Operator: "==", Left: field, Right: value}, n)
	if c.isNegated(n) {
		meant.Operator = "!="
	}
	c.suggestFor(n, "Write "+meant.String()+".", meant)
	return true
}

// suggestAny diagnoses "in" between two lists, and reports whether it found one.
func (c *checker) suggestAny(n *ast.BinaryNode, left, right typ) bool {
	if left.kind != texts || right.kind != texts || c.element != nil || left.vocab != "" && right.vocab != "" && left.vocab != right.vocab {
		return false
	}
	list, other := n.Left, n.Right
	if _, isField := fieldOf(list); !isField {
		list, other = other, list
	}
	if _, isField := fieldOf(list); !isField {
		return false
	}
	name := "any"
	if c.isNegated(n) {
		name = "none"
	}
	meant := anyOf(name, list, other)
	c.suggestFor(n, "Write "+meant.String()+".", meant)
	return true
}

// anyOf returns "any(list, # in other)", with the given function name.
func anyOf(name string, list, other ast.Node) ast.Node {
	test := located(&ast.BinaryNode{Operator: "in", Left: located(&ast.PointerNode{}, other), Right: other}, other)
	return located(&ast.BuiltinNode{Name: name, Arguments: []ast.Node{list, located(&ast.PredicateNode{Node: test}, other)}}, list)
}

// or checks the operands of "or". Values after a comparison were meant as more values for the same comparison.
func (c *checker) or(n *ast.BinaryNode) {
	parts := disjuncts(n)
	for len(parts) > 0 {
		end := 1
		for end < len(parts) && isConstant(parts[end]) {
			end++
		}
		before := len(c.faults)
		c.expect(parts[0], c.check(parts[0]), boolean)
		if !c.suggestOneOf(lastConjunct(parts[0]), parts[1:end], c.faults[before:]) {
			end = 1
		}
		parts = parts[end:]
	}
}

// disjuncts returns the operands of a chain of "or".
func disjuncts(n ast.Node) []ast.Node {
	if or, ok := n.(*ast.BinaryNode); ok && (or.Operator == "or" || or.Operator == "||") {
		return append(disjuncts(or.Left), disjuncts(or.Right)...)
	}
	return []ast.Node{n}
}

// lastConjunct returns the last operand of a chain of "and".
func lastConjunct(n ast.Node) ast.Node {
	for {
		and, ok := n.(*ast.BinaryNode)
		if !ok || (and.Operator != "and" && and.Operator != "&&") {
			return n
		}
		n = and.Right
	}
}

// suggestOneOf diagnoses values after a comparison with another value of the same kind, and reports whether it found any.
// The fix covers the comparison and the values, so no bracket may open or close between them. There is no fix if one of
// the faults found so far is in the comparison.
func (c *checker) suggestOneOf(comparison ast.Node, values []ast.Node, found []bank.Fault) bool {
	subject, all := comparedValues(comparison)
	all = append(slices.Clip(all), values...)
	if subject == nil || len(values) == 0 || !sameKind(all) {
		return false
	}
	from, _ := extent(comparison)
	_, to := extent(values[len(values)-1])
	if !c.scan.isBalanced(from, to) {
		return false
	}
	list := located(&ast.ArrayNode{Nodes: all}, all[0])
	meant := ast.Node(located(&ast.BinaryNode{Operator: "in", Left: subject, Right: list}, comparison))
	if isList(subject) {
		if c.element != nil {
			return false
		}
		meant = anyOf("any", subject, list)
	}
	from, to = c.scan.original(from), c.scan.original(to)
	detail := "Write " + meant.String() + "."
	if slices.ContainsFunc(found, func(f bank.Fault) bool { return f.Range[0] >= from }) {
		c.faults = append(c.faults, faultAt(c.src, from, to, bank.FaultTypeMismatch, detail))
	} else {
		c.suggest(from, to, detail, meant)
	}
	return true
}

// comparedValues returns the subject of a comparison and the constants for which it is true; nil if it has another form.
func comparedValues(n ast.Node) (subject ast.Node, values []ast.Node) {
	comparison, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil, nil
	}
	left, right := comparison.Left, comparison.Right
	array, isArray := right.(*ast.ArrayNode)
	switch {
	case comparison.Operator == "in" && isArray:
		subject, values = left, array.Nodes
	case comparison.Operator == "in" && isList(right):
		subject, values = right, []ast.Node{left}
	case comparison.Operator == "==" && isConstant(left) && !isList(right):
		subject, values = right, []ast.Node{left}
	case comparison.Operator == "==" && !isList(left):
		subject, values = left, []ast.Node{right}
	}
	if subject == nil || !isAtom(subject) || isConstant(subject) {
		return nil, nil
	}
	return subject, values
}

// sameKind reports whether all nodes are texts or all are numbers.
func sameKind(list []ast.Node) bool {
	texts, numbers := 0, 0
	for _, n := range list {
		switch n.(type) {
		case *ast.StringNode:
			texts++
		case *ast.IntegerNode:
			numbers++
		}
	}
	return texts == len(list) || numbers == len(list)
}

// isList reports whether a node is a list field.
func isList(n ast.Node) bool {
	field, ok := fieldOf(n)
	return ok && fields(field.Object)[field.Name].kind == texts
}
