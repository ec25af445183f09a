package lang

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"twoway/bank"
)

// Part is which of a rule's two texts is meant.
type Part string

// The texts of a rule.
const (
	When Part = "when"
	Pick Part = "pick"
)

// Scope is whose rule it is, and which of its texts.
type Scope struct {
	Asker bank.Asker
	Part  Part
}

// Mentions tells what a text looks at.
type Mentions struct {
	Profile  bool
	Question bool
	Cares    bool // profile.cares or profile.aspects
	Stage    bool // profile.stage
}

// Program is a compiled text. It is immutable and safe for concurrent use.
type Program struct {
	Canonical string // the text in its one form, for comparing; "true" for an empty one
	Mentions  Mentions
	Condition Condition
	program   *vm.Program
}

// Language compiles rule text against one vocabulary and bank.
type Language struct {
	values map[string][]string // ids by kind of vocabulary
}

// New is the language over a vocabulary and the ids of the bank's questions.
func New(v *bank.Vocabulary, questions []string) *Language {
	values := map[string][]string{
		"question": questions,
		"format": {
			string(bank.Behavioural), string(bank.Situational), string(bank.Knowledge), string(bank.Requirement),
			string(bank.Prompt),
		},
	}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			values[kind] = append(values[kind], t.ID)
		}
	}
	return &Language{values: values}
}

// Compile vets a text and compiles it. An empty text always holds. Otherwise every fault comes at once, in the order of
// the text, each with line, column and range, and the program is nil.
func (l *Language) Compile(source string, scope Scope) (*Program, []bank.Fault) {
	if strings.TrimSpace(source) == "" {
		source = "true"
	}
	s := scan(source)
	if s.fatal {
		return nil, s.faults
	}
	tree, err := parser.Parse(s.text)
	if err != nil {
		return nil, append(s.faults, unreadable(source, s, err))
	}
	c := &checker{scope: scope, values: l.values, src: []rune(source), scan: s, faults: s.faults}
	c.want(tree.Node, c.check(tree.Node), boolean)
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	return compile(source, tree.Node, c)
}

func compile(source string, node ast.Node, c *checker) (*Program, []bank.Fault) {
	program, err := expr.Compile(source, expr.Env(Env{}), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(maxNodes))
	if err != nil {
		detail := "This is too long for one rule. Split it into two."
		if !strings.Contains(err.Error(), "maximum allowed nodes") {
			detail = "This cannot be compiled. Write it in a simpler way."
		}
		return nil, []bank.Fault{at(c.src, 0, len(c.src), bank.FaultTooComplex, detail)}
	}
	condition, err := lowering{c.scan}.condition(node)
	if err != nil {
		return nil, []bank.Fault{at(c.src, 0, len(c.src), bank.FaultTooComplex, "This cannot be compiled. Write it in a simpler way.")}
	}
	return &Program{Canonical: node.String(), Mentions: c.mentions, Condition: condition, program: program}, nil
}

// unreadable says where the text stops making sense, in words of the rule language and not of the parser.
func unreadable(source string, s *scanned, err error) bank.Fault {
	in := []rune(source)
	where, isPositioned := errors.AsType[*file.Error](err)
	if !isPositioned {
		return at(in, 0, len(in), bank.FaultMalformed, "This cannot be read.")
	}
	from, to := s.original(where.From), s.original(where.To)
	if from >= len(in) {
		return at(in, len(in), len(in), bank.FaultMalformed, "Something is missing at the end.")
	}
	word := string(in[from:min(max(to, from+1), len(in))])
	f := at(in, from, from+len([]rune(word)), bank.FaultMalformed, fmt.Sprintf("%s does not fit here.", quoted(word)))
	if lower := strings.ToLower(word); lower != word && strings.Contains(" and or not in ", " "+lower+" ") {
		f.Detail, f.Fix = fmt.Sprintf("Write %q in small letters.", lower), lower
	}
	return f
}

// Holds runs the program. What was admitted cannot fail at run time; should it all the same, the error says so, and the
// caller decides on the safe side.
func (p *Program) Holds(env Env) (bool, error) {
	out, err := expr.Run(p.program, env)
	if err != nil {
		return false, fmt.Errorf("lang: run %q: %w", p.Canonical, err)
	}
	holds, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("lang: %q gave no truth value", p.Canonical)
	}
	return holds, nil
}
