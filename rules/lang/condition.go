package lang

import (
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Class says what a condition looks at.
type Class int

// The classes of conditions.
const (
	Constant   Class = iota // neither: it is always true or always false
	OfProfile               // only the profile
	OfQuestion              // only the question
	Mixed                   // both
)

// Form is the structure of a condition.
type Form int

// The forms of conditions. OneOf and the forms after it are atoms.
const (
	Always     Form = iota
	Never           // always false
	And             // all of Parts
	Or              // at least one of Parts
	Not             // not Parts[0]
	OneOf           // the text Left is one of Texts
	Has             // the list Left contains Texts[0]
	Between         // the number Left is from Low to High
	Length          // the list Left has from Low to High elements
	Same            // the texts Left and Right are equal
	SameNumber      // the numbers Left and Right are equal
	Member          // the text Left is in the list Right
	Shares          // the lists Left and Right have a common element
	Opaque          // anything else: it can only be evaluated
)

// Field is a field of the profile or the question, such as question.topic.
type Field struct{ Object, Name string }

// Condition is a text of the rule language, or a part of one, as a tree that an index can work on. Text is its canonical
// form. From and To are its half-open range of runes in the source. Low and High are both included.
type Condition struct {
	Form         Form
	Class        Class
	Text         string
	From, To     int
	Parts        []Condition
	Left, Right  Field
	Texts        []string // sorted, without duplicates
	Low, High    int
	program      *vm.Program
	opaqueFields []Field // the fields that an opaque condition looks at
}

// Unbounded is the High, and −Unbounded the Low, of a range without a bound on that side.
const Unbounded = 1 << 40

// Conjuncts returns the conditions that must all be true, in the order of the text.
func (c *Condition) Conjuncts() []Condition {
	if c.Form == And {
		return c.Parts
	}
	return []Condition{*c}
}

// Fields returns the fields that a condition looks at, in the order of the text, without duplicates.
func (c *Condition) Fields() []Field {
	list := slices.Clone(c.opaqueFields)
	for _, f := range []Field{c.Left, c.Right} {
		if f != (Field{}) && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	for i := range c.Parts {
		for _, f := range c.Parts[i].Fields() {
			if !slices.Contains(list, f) {
				list = append(list, f)
			}
		}
	}
	return list
}

// Holds evaluates an opaque condition; ok is false if that fails, which an admitted condition never does, or if the
// condition is not opaque.
func (c *Condition) Holds(env Env) (holds, ok bool) {
	if c.program == nil {
		return false, false
	}
	out, err := expr.Run(c.program, env)
	holds, isBool := out.(bool)
	return holds, err == nil && isBool
}

// lowering converts an admitted tree to a condition.
type lowering struct{ scan *scanned }

func (l lowering) condition(n ast.Node) (Condition, error) {
	c, err := l.form(n)
	c.Text = n.String()
	c.setRange(l.scan.span(n))
	c.Class = classOf(n)
	if c.Form == Opaque && err == nil {
		c.program, err = compileText(c.Text)
		c.opaqueFields = fieldsBelow(n, nil)
	}
	return c, err
}

// setRange sets the range of a condition, and of its parts that have no range of their own.
func (c *Condition) setRange(from, to int) {
	if c.To > 0 {
		return
	}
	c.From, c.To = from, to
	for i := range c.Parts {
		c.Parts[i].setRange(from, to)
	}
}

// compileText compiles an admitted text.
func compileText(text string) (*vm.Program, error) {
	return expr.Compile(text, expr.Env(Env{}), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(maxNodes))
}

func (l lowering) form(n ast.Node) (Condition, error) {
	switch n := n.(type) {
	case *ast.BoolNode:
		if n.Value {
			return Condition{Form: Always}, nil
		}
		return Condition{Form: Never}, nil
	case *ast.UnaryNode:
		return l.negated(n.Node)
	case *ast.BinaryNode:
		return l.binary(n)
	case *ast.BuiltinNode:
		return lowerElements(n), nil
	}
	return Condition{Form: Opaque}, nil
}

func (l lowering) negated(n ast.Node) (Condition, error) {
	part, err := l.condition(n)
	return Condition{Form: Not, Parts: []Condition{part}}, err
}

func (l lowering) binary(n *ast.BinaryNode) (Condition, error) {
	switch n.Operator {
	case "and", "&&":
		return l.joined(And, n)
	case "or", "||":
		return l.joined(Or, n)
	case "!=":
		equal := *n
		equal.Operator = "=="
		return l.negated(&equal)
	case "==":
		return lowerEqual(n), nil
	case "in":
		return lowerIn(n), nil
	case "<", "<=", ">", ">=":
		return lowerOrdered(n), nil
	}
	return Condition{Form: Opaque}, nil
}

// joined flattens a chain of one connective.
func (l lowering) joined(form Form, n *ast.BinaryNode) (Condition, error) {
	joined := Condition{Form: form}
	for _, side := range []ast.Node{n.Left, n.Right} {
		part, err := l.condition(side)
		if err != nil {
			return joined, err
		}
		if part.Form == form {
			joined.Parts = append(joined.Parts, part.Parts...)
		} else {
			joined.Parts = append(joined.Parts, part)
		}
	}
	return joined, nil
}

func lowerEqual(n *ast.BinaryNode) Condition {
	left, right := n.Left, n.Right
	if isConstant(left) {
		left, right = right, left
	}
	if number, ok := right.(*ast.IntegerNode); ok {
		return boundedNumber(left, number.Value, number.Value)
	}
	field, isField := fieldOf(left)
	if other, ok := fieldOf(right); ok && isField && isNumber(field) && isNumber(other) {
		return Condition{Form: SameNumber, Left: field, Right: other}
	}
	if !isField || fields(field.Object)[field.Name].kind != text {
		return Condition{Form: Opaque}
	}
	if value, ok := right.(*ast.StringNode); ok {
		return Condition{Form: OneOf, Left: field, Texts: []string{value.Value}}
	}
	if other, ok := fieldOf(right); ok {
		return Condition{Form: Same, Left: field, Right: other}
	}
	return Condition{Form: Opaque}
}

func isNumber(f Field) bool { return fields(f.Object)[f.Name].kind == integer }

// boundedNumber returns the condition that a number field or the length of a list is from low to high.
func boundedNumber(n ast.Node, low, high int) Condition {
	if field, ok := fieldOf(n); ok {
		return Condition{Form: Between, Left: field, Low: low, High: high}
	}
	if call, ok := n.(*ast.BuiltinNode); ok && call.Name == "len" {
		if list, ok := fieldOf(call.Arguments[0]); ok {
			return Condition{Form: Length, Left: list, Low: low, High: high}
		}
	}
	return Condition{Form: Opaque}
}

func lowerOrdered(n *ast.BinaryNode) Condition {
	left, right, operator := n.Left, n.Right, n.Operator
	if isConstant(left) {
		left, right = right, left
		operator = flipped(operator)
	}
	number, ok := right.(*ast.IntegerNode)
	if !ok {
		return Condition{Form: Opaque}
	}
	switch operator {
	case "<":
		return boundedNumber(left, -Unbounded, number.Value-1)
	case "<=":
		return boundedNumber(left, -Unbounded, number.Value)
	case ">":
		return boundedNumber(left, number.Value+1, Unbounded)
	}
	return boundedNumber(left, number.Value, Unbounded)
}

func lowerIn(n *ast.BinaryNode) Condition {
	if list, ok := fieldOf(n.Right); ok {
		if value, ok := n.Left.(*ast.StringNode); ok {
			return Condition{Form: Has, Left: list, Texts: []string{value.Value}}
		}
		if field, ok := fieldOf(n.Left); ok {
			return Condition{Form: Member, Left: field, Right: list}
		}
		return Condition{Form: Opaque}
	}
	if low, high, ok := rangeOf(n.Right); ok {
		return boundedNumber(n.Left, low, high)
	}
	field, isField := fieldOf(n.Left)
	texts, isTexts := textsOf(n.Right)
	if isField && isTexts {
		return Condition{Form: OneOf, Left: field, Texts: texts}
	}
	return Condition{Form: Opaque}
}

// lowerElements lowers "any" and "none".
func lowerElements(n *ast.BuiltinNode) Condition {
	if n.Name != "any" && n.Name != "none" {
		return Condition{Form: Opaque}
	}
	list, isField := fieldOf(n.Arguments[0])
	predicate, isPredicate := n.Arguments[1].(*ast.PredicateNode)
	if !isField || !isPredicate {
		return Condition{Form: Opaque}
	}
	test, isBinary := predicate.Node.(*ast.BinaryNode)
	if !isBinary {
		return Condition{Form: Opaque}
	}
	found := lowerElement(list, test)
	found.Text, found.Class = n.String(), classOf(n)
	if n.Name == "none" && found.Form != Opaque {
		return Condition{Form: Not, Parts: []Condition{found}}
	}
	return found
}

// lowerElement lowers the test of "any(list, # == …)" or "any(list, # in …)" with a constant or a field for the dots.
func lowerElement(list Field, test *ast.BinaryNode) Condition {
	if _, isElement := test.Left.(*ast.PointerNode); !isElement {
		return Condition{Form: Opaque}
	}
	if value, ok := test.Right.(*ast.StringNode); ok && test.Operator == "==" {
		return Condition{Form: Has, Left: list, Texts: []string{value.Value}}
	}
	if test.Operator != "in" {
		return Condition{Form: Opaque}
	}
	if other, ok := fieldOf(test.Right); ok {
		return Condition{Form: Shares, Left: list, Right: other}
	}
	texts, ok := textsOf(test.Right)
	if !ok {
		return Condition{Form: Opaque}
	}
	either := Condition{Form: Or}
	for _, value := range texts {
		either.Parts = append(either.Parts, Condition{
			Form: Has, Left: list, Texts: []string{value}, Class: classOfField(list), Text: quoted(value) + " in " + list.Object + "." + list.Name,
		})
	}
	return either
}
