package lang_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"twoway/rules/lang"
)

// naive implements the rule language a second time in the simplest way: it walks the tree of the parser, without compiler,
// optimiser or index. It panics on anything that the language does not admit.
type naive struct {
	env     lang.Env
	element any // the value of #
}

// evalNaively returns the value of an admitted text.
func evalNaively(source string, env lang.Env) bool {
	if strings.TrimSpace(source) == "" {
		return true
	}
	tree, err := parser.Parse(source)
	if err != nil {
		panic(err)
	}
	return naive{env: env}.value(tree.Node).(bool)
}

// value returns the value of a node: a bool, an int, a string, or a slice of ints or strings.
func (e naive) value(n ast.Node) any {
	switch n := n.(type) {
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return n.Value
	case *ast.StringNode:
		return n.Value
	case *ast.PointerNode:
		return e.element
	case *ast.ArrayNode:
		return e.array(n)
	case *ast.MemberNode:
		return e.field(n.String())
	case *ast.UnaryNode:
		if n.Operator == "-" {
			return -e.value(n.Node).(int)
		}
		return !e.value(n.Node).(bool)
	case *ast.BinaryNode:
		return e.binary(n.Operator, e.value(n.Left), e.value(n.Right))
	case *ast.BuiltinNode:
		return e.call(n)
	}
	panic(fmt.Sprintf("%T in a rule", n))
}

func (e naive) array(n *ast.ArrayNode) any {
	var numbers []int
	var texts []string
	for _, item := range n.Nodes {
		switch value := e.value(item).(type) {
		case int:
			numbers = append(numbers, value)
		case string:
			texts = append(texts, value)
		}
	}
	if len(numbers) > 0 {
		return numbers
	}
	return texts
}

func (e naive) field(name string) any {
	p, q := e.env.Profile, e.env.Question
	return map[string]any{
		"profile.role": p.Role, "profile.seniority": p.Seniority, "profile.stage": p.Stage, "profile.asked_of": p.AskedOf,
		"profile.level": p.Level, "profile.minutes": p.Minutes, "profile.cares": p.Cares, "profile.aspects": p.Aspects, "profile.terms": p.Terms,
		"question.id": q.ID, "question.topic": q.Topic, "question.format": q.Format, "question.cares": q.Cares,
		"question.aspects": q.Aspects, "question.about": q.About, "question.roles": q.Roles, "question.stages": q.Stages, "question.asked_of": q.AskedOf,
		"question.discloses": q.Discloses, "question.pairs_with": q.PairsWith, "question.minutes": q.Minutes,
		"question.depth": q.Depth, "question.from_level": q.FromLevel, "question.to_level": q.ToLevel,
	}[name]
}

func (e naive) binary(operator string, a, b any) any {
	switch operator {
	case "and", "&&":
		return a.(bool) && b.(bool)
	case "or", "||":
		return a.(bool) || b.(bool)
	case "==":
		return a == b
	case "!=":
		return a != b
	case "in":
		return slices.Contains(elements(b), a)
	case "contains":
		return strings.Contains(a.(string), b.(string))
	case "startsWith":
		return strings.HasPrefix(a.(string), b.(string))
	case "endsWith":
		return strings.HasSuffix(a.(string), b.(string))
	}
	return calculate(operator, a.(int), b.(int))
}

func calculate(operator string, a, b int) any {
	switch operator {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	case ">=":
		return a >= b
	case "+":
		return a + b
	case "-":
		return a - b
	}
	panic(operator + " in a rule")
}

func (e naive) call(n *ast.BuiltinNode) any {
	list := elements(e.value(n.Arguments[0]))
	if n.Name == "len" {
		return len(list)
	}
	count := 0
	for _, element := range list {
		if (naive{e.env, element}).value(n.Arguments[1].(*ast.PredicateNode).Node).(bool) {
			count++
		}
	}
	switch n.Name {
	case "any":
		return count > 0
	case "all":
		return count == len(list)
	case "none":
		return count == 0
	case "one":
		return count == 1
	case "count":
		return count
	}
	panic(n.Name + " in a rule")
}

func elements(list any) []any {
	var all []any
	switch list := list.(type) {
	case []int:
		for _, n := range list {
			all = append(all, n)
		}
	case []string:
		for _, s := range list {
			all = append(all, s)
		}
	}
	return all
}
