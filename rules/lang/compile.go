package lang

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"twoway/bank"
)

// Part names one of the two texts of a rule.
type Part string

// The texts of a rule.
const (
	When Part = "when"
	Pick Part = "pick"
)

// Scope says which asker's rule a text belongs to, and which of its texts it is.
type Scope struct {
	Asker bank.Asker
	Part  Part
}

// Mentions says what a text looks at.
type Mentions struct {
	Profile  bool
	Question bool
	Cares    bool // profile.cares or profile.aspects
	Stage    bool // profile.stage
}

// Program is a compiled text. It is immutable and safe for concurrent use.
type Program struct {
	Canonical string // the canonical form of the text, for comparing; "true" for an empty text
	Mentions  Mentions
	Condition Condition
	Advice    []bank.Fault // what the text may not be meant to say, in its order; no reason to refuse it
	program   *vm.Program
}

// Language compiles rule text against one vocabulary and bank.
type Language struct {
	vocabulary *bank.Vocabulary
	values     map[string][]string                 // IDs by vocabulary
	names      func() map[string]map[string]string // the result of namesOf, computed on first use
	thesaurus  func() *thesaurus                   // computed on first use
}

// New returns the language for a vocabulary and the IDs of the bank's questions. The vocabulary must not change afterwards.
func New(v *bank.Vocabulary, questions []string) *Language {
	values := map[string][]string{
		"question": questions,
	}
	for _, format := range bank.Formats() {
		values["format"] = append(values["format"], string(format))
	}
	for _, work := range bank.Works() {
		values["work"] = append(values["work"], string(work))
	}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			values[kind] = append(values[kind], t.ID)
		}
	}
	values["competency"], values["skill"] = competencies(v)
	seen := map[string]bool{}
	for _, role := range v.Roles {
		for _, term := range role.Lexicon {
			if !seen[term] {
				seen[term] = true
				values["term"] = append(values["term"], term)
			}
		}
	}
	values["about"] = slices.Concat(values["aspect"], values["care"])
	for _, term := range values["term"] {
		values["about"] = append(values["about"], string(bank.AboutTerm(term)))
	}
	l := &Language{vocabulary: v, values: values, names: sync.OnceValue(func() map[string]map[string]string { return namesOf(v) })}
	l.thesaurus = sync.OnceValue(func() *thesaurus { return newThesaurus(l) })
	return l
}

// competencies returns the IDs of what interviewers may name: scored topics, and the skills of all roles; and the latter alone.
func competencies(v *bank.Vocabulary) (all, skills []string) {
	for _, t := range v.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			all = append(all, t.ID)
		}
	}
	seen := map[string]bool{}
	for i := range v.Roles {
		for _, s := range v.Roles[i].Skills {
			if !seen[s.ID] {
				seen[s.ID] = true
				skills = append(skills, s.ID)
			}
		}
	}
	return append(all, skills...), skills
}

// IsOf reports whether New would return a language that compiles all texts alike for this vocabulary and these questions.
func (l *Language) IsOf(v *bank.Vocabulary, questions []string) bool {
	return slices.Equal(l.values["question"], questions) && reflect.DeepEqual(l.vocabulary, v)
}

// Compile checks and compiles a text. An empty text is always true. If the text is refused, the program is nil and the
// faults are all that were found, in the order of the text, each with line, column and range. All their fixes can be applied
// together: a fault whose fix replaces the whole text is the only one.
func (l *Language) Compile(source string, scope Scope) (*Program, []bank.Fault) {
	program, faults := l.compile(source, scope)
	if len(faults) > 0 {
		return nil, l.reconsidered(source, scope, faults)
	}
	return program, nil
}

// compile is Compile without another look at a text that has faults.
func (l *Language) compile(source string, scope Scope) (*Program, []bank.Fault) {
	s := scan(source)
	if s.fatal {
		return nil, sortFaults(source, s.faults)
	}
	in, text := []rune(source), s.text
	isBlank := strings.TrimSpace(source) == ""
	if isBlank {
		text = "true"
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, sortFaults(source, append(s.faults, parseFault(in, s, err)))
	}
	if exceedsNodes(tree.Node, maxNodes) {
		return nil, sortFaults(source, append(s.faults, faultAt(in, 0, len(in), bank.FaultTooComplex, "This is too long for one rule. Split it into two.")))
	}
	c := &checker{language: l, scope: scope, values: l.values, src: in, scan: s, faults: s.faults}
	c.expect(tree.Node, c.check(tree.Node), boolean)
	if len(c.faults) > 0 {
		return nil, sortFaults(source, c.faults)
	}
	program, err := compile(text, tree.Node, c)
	if err != nil {
		return nil, []bank.Fault{faultAt(in, 0, len(in), bank.FaultTooComplex, "This cannot be compiled. Write it more simply.")}
	}
	if isBlank {
		program.Condition.To = 0
	}
	program.Advice = advise(source, &program.Condition, l.vocabulary.MaxLevel())
	return program, nil
}

// sortFaults sorts faults by position. It removes duplicates, which occur because a chain of comparisons is checked as two.
// It also removes fixes that would change nothing or that contain another fix, so that all fixes can be applied together.
func sortFaults(source string, faults []bank.Fault) []bank.Fault {
	in := []rune(source)
	for i := range faults {
		if f := &faults[i]; f.Range[1] <= len(in) && f.Fix == string(in[f.Range[0]:f.Range[1]]) {
			f.Fix = ""
		}
	}
	slices.SortStableFunc(faults, func(a, b bank.Fault) int {
		return cmp.Or(slices.Compare(a.Range[:], b.Range[:]), cmp.Compare(a.Code, b.Code))
	})
	faults = slices.CompactFunc(faults, func(a, b bank.Fault) bool { return a.Range == b.Range && a.Detail == b.Detail })
	for i := range faults {
		if slices.ContainsFunc(faults, func(f bank.Fault) bool { return isWithin(&f, &faults[i]) }) {
			faults[i].Fix = ""
		}
	}
	return faults
}

// isWithin reports whether a fault has a fix and its range is inside the larger range of another.
func isWithin(f, other *bank.Fault) bool {
	return f.Fix != "" && f.Range != other.Range && other.Range[0] <= f.Range[0] && f.Range[1] <= other.Range[1]
}

// compile compiles an admitted text, which should never fail.
func compile(text string, node ast.Node, c *checker) (*Program, error) {
	program, err := compileText(text)
	if err != nil {
		return nil, err
	}
	normaliseOperators(node)
	condition, err := lowering{c.scan}.condition(node)
	if err != nil {
		return nil, err
	}
	return &Program{Canonical: condition.Text, Mentions: c.mentions, Condition: condition, program: program}, nil
}

// parseFault returns the fault for an error of the parser, in the words of the rule language.
func parseFault(in []rune, s *scanned, err error) bank.Fault {
	where, isPositioned := errors.AsType[*file.Error](err)
	if !isPositioned {
		return faultAt(in, 0, len(in), bank.FaultMalformed, "This cannot be read.")
	}
	from, to := s.original(where.From), s.original(where.To)
	if from >= len(in) || where.Message == "unexpected token EOF" || where.Message == "unexpected end of expression" {
		end := len([]rune(strings.TrimRightFunc(string(in), unicode.IsSpace)))
		return faultAt(in, end, end, bank.FaultMalformed, "Something is missing at the end.")
	}
	to = min(max(to, from+1), len(in))
	word := string(in[from:to])
	f := faultAt(in, from, to, bank.FaultMalformed, "Unexpected "+quoted(word)+".")
	switch {
	case word == "#":
		f.Detail = strayElement
	case strings.HasPrefix(where.Message, "expected at least"):
		f.Detail = noCondition
	}
	return f
}

// Holds evaluates the program. An admitted text never fails at run time. If it does, Holds returns an error, and the caller
// chooses the safe result.
func (p *Program) Holds(env Env) (bool, error) {
	out, err := expr.Run(p.program, env)
	if err != nil {
		return false, fmt.Errorf("lang: run %q: %w", p.Canonical, err)
	}
	holds, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("lang: %q did not return true or false", p.Canonical)
	}
	return holds, nil
}
