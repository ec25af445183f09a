package lang_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/rules/lang"
)

// generator writes random admitted rule texts, in every notation that is possible.
type generator struct {
	*rapid.T
	scope lang.Scope
}

func (g generator) one(list ...string) string { return rapid.SampledFrom(list).Draw(g.T, "one") }

func (g generator) number(most int) int { return rapid.IntRange(0, most).Draw(g.T, "number") }

func (g generator) space() string {
	return g.one(" ", " ", " ", "  ", "\n", "\t", " /* é ( */ ", " // \"\n")
}

// condition returns a random condition that is nested up to depth levels.
func (g generator) condition(depth int) string {
	if depth == 0 {
		return g.atom()
	}
	a, b := g.condition(depth-1), g.condition(depth-1)
	switch g.number(6) {
	case 0, 1:
		return a + g.space() + g.one("and", "&&") + g.space() + b
	case 2, 3:
		return a + g.space() + g.one("or", "||") + g.space() + b
	case 4:
		return g.one("not", "!", "not not") + " (" + a + ")"
	case 5:
		return "(" + a + ") " + g.one("==", "!=") + " (" + b + ")"
	}
	return "(" + a + ")"
}

func (g generator) atom() string {
	switch g.number(7) {
	case 0:
		return g.compared()
	case 1:
		return g.inBounds()
	case 2:
		return g.unbounded() + g.space() + g.one("==", "!=", "<", "<=", ">", ">=") + " " + g.sum()
	case 3:
		return g.sum() + g.one(" < ", " >= ") + g.unbounded() + g.one(" <= ", " > ") + g.sum()
	case 4:
		return g.one("any", "all", "none", "one") + "(" + g.elements() + ")"
	case 5:
		return g.field("role", "stage", "topic", "id") + g.one(" contains ", " startsWith ", " endsWith ", " not contains ") + g.one(`"e"`, `'ing'`, `""`, `"\u00e9"`)
	case 6:
		return g.one("true", "false")
	}
	return g.found()
}

// inBounds compares a number field with a number in its range.
func (g generator) inBounds() string {
	field := g.field("level", "minutes", "depth", "from_level", "to_level")
	number := "2"
	if !strings.Contains(field, "depth") {
		number = fmt.Sprint(2 + g.number(5))
	}
	operator := g.space() + g.one("==", "!=", "<", "<=", ">", ">=") + " "
	return g.one(field+operator+number, number+operator+field, field+g.one(" in [2, ", " not in [3,")+number+"]")
}

// unbounded returns a number expression that is neither a field nor a constant, so it may be compared with any number.
func (g generator) unbounded() string {
	return g.one("(", "-(") + g.sum() + g.one(" + ", "-") + g.sum() + ")"
}

// compared compares a text field with values of its vocabulary or with itself.
func (g generator) compared() string {
	field := g.field("role", "stage", "seniority", "asked_of", "topic", "format", "id")
	return g.one(
		field+g.one(" == ", "!=")+g.value(field), g.value(field)+g.space()+"=="+g.space()+field, field+g.one(" in ", " not in ")+g.values(field),
		field+" == "+field, g.value(field)+" == "+g.value(field),
	)
}

// found looks for a text in a list.
func (g generator) found() string {
	list := g.list()
	if g.scope.Part == lang.Pick && g.number(2) == 0 {
		return g.one("profile.role in question.roles", "profile.stage not in question.stages", "profile.stage in question.stages", "question.id in question.pairs_with")
	}
	return g.value(list) + g.one(" in ", " not in ", "\nin\n") + list
}

// elements returns a list and a condition on its elements.
func (g generator) elements() string {
	list := g.list()
	test := g.one(
		"# == "+g.value(list), g.value(list)+" != #", "# in "+g.values(list), "# not in "+g.values(list), `# contains "a"`, "true", g.compared(),
		"# == "+g.value(list)+" or # in "+g.values(list)+" and "+g.field("level", "depth")+" > 1", "# in "+list, "# == #", "not (# in "+g.values(list)+")",
	)
	if g.number(3) == 0 {
		test = "{" + test + "}"
	}
	return list + "," + g.space() + test
}

// sum returns a number expression.
func (g generator) sum() string {
	number := g.one(
		g.one("0", "1", "2", "4", "5", "7", "30"), fmt.Sprint(g.number(9)), "-1", "1_000", "007", g.field("level", "minutes", "depth", "from_level"),
		g.field("level", "minutes", "to_level"), "len("+g.list()+")", "count("+g.elements()+")", "len("+g.values("profile.role")+")",
	)
	if g.number(4) == 0 {
		return g.one("(", "-(") + number + g.one(" + ", " - ", "-") + g.sum() + ")"
	}
	return number
}

// field returns one of the named fields that is allowed in this scope.
func (g generator) field(names ...string) string {
	var visible []string
	for _, name := range names {
		if slices.Contains([]string{"role", "stage", "seniority", "level", "minutes"}, name) || name == "asked_of" && g.scope.Asker == bank.Candidate {
			visible = append(visible, "profile."+name, `profile["`+name+`"]`)
		}
		if g.scope.Part == lang.Pick && slices.Contains([]string{"topic", "format", "id", "minutes", "depth", "from_level", "to_level"}, name) {
			visible = append(visible, "question."+name)
		}
	}
	return g.one(visible...)
}

// list returns a list of texts that is allowed in this scope.
func (g generator) list() string {
	lists := []string{`["safety", "pay"]`}
	if g.scope.Asker == bank.Candidate {
		lists = append(lists, "profile.cares", "profile.aspects", "profile.terms")
	}
	if g.scope.Part == lang.Pick {
		lists = append(lists, "question.cares", "question.aspects", "question.roles", "question.stages", "question.asked_of", "question.discloses", "question.pairs_with")
	}
	return g.one(lists...)
}

// value returns a quoted text of a field's vocabulary, or the empty text.
func (g generator) value(field string) string {
	quote, values := g.one(`"`, `"`, `'`, "`"), known(field, g.scope.Asker)
	return quote + g.one("", g.one(values...), g.one(values...)) + quote
}

func (g generator) values(field string) string {
	list := g.value(field)
	for range g.number(3) {
		list += "," + g.one("", " ") + g.value(field)
	}
	return "[" + list + g.one("", ",") + "]"
}

// known returns values of a field's vocabulary that are valid for the asker. Some occur in testdata/meetings.yaml.
func known(field string, asker bank.Asker) []string {
	topics, formats := []string{"safety", "compensation"}, []string{""}
	if asker == bank.Interviewer {
		topics, formats = []string{"leadership"}, []string{"behavioural", "prompt"}
	}
	for _, suffix := range []struct {
		name   string
		values []string
	}{
		{"role", []string{"nursing", "kitchen", "data_engineering"}},
		{"roles", []string{"nursing", "kitchen"}},
		{"stage", []string{"panel", "offer", "skills"}},
		{"stages", []string{"panel", "offer"}},
		{"seniority", []string{"senior", "director"}},
		{"asked_of", []string{"peer", "recruiter"}},
		{"topic", topics},
		{"format", formats},
		{"id", questionIDs},
		{"pairs_with", questionIDs},
		{"aspects", []string{"staffing", "base_pay"}},
		{"discloses", []string{"finances"}},
		{"terms", []string{"handover", "drug round"}},
	} {
		if strings.HasSuffix(strings.Trim(field, `"]`), suffix.name) {
			return suffix.values
		}
	}
	return []string{"pay", "safety", "growth"}
}

func newGenerator(t *rapid.T) generator {
	return generator{t, lang.Scope{
		Asker: rapid.SampledFrom([]bank.Asker{bank.Candidate, bank.Interviewer}).Draw(t, "asker"),
		Part:  rapid.SampledFrom([]lang.Part{lang.When, lang.Pick}).Draw(t, "part"),
	}}
}

// checkAdmitted checks an admitted text: it runs quickly and without failing, has the value that the naive implementation
// gives, and its canonical form is admitted, stable and has the same meaning.
func checkAdmitted(t reporter, source string, s lang.Scope, p *lang.Program, envs []lang.Env) {
	t.Helper()
	canonical, faults := language().Compile(p.Canonical, s)
	if len(faults) > 0 {
		t.Errorf("%q is admitted, its canonical form %q refused: %v", source, p.Canonical, faults)
		return
	}
	if canonical.Canonical != p.Canonical {
		t.Errorf("%q has the canonical form %q, whose canonical form is %q", source, p.Canonical, canonical.Canonical)
	}
	ignored := cmp.Options{cmpopts.IgnoreUnexported(lang.Condition{}), cmpopts.IgnoreFields(lang.Condition{}, "From", "To")}
	if diff := cmp.Diff(p.Condition, canonical.Condition, ignored); diff != "" {
		t.Errorf("%q and its canonical form %q are not the same condition (-text +canonical):\n%s", source, p.Canonical, diff)
	}
	class := lang.Constant
	if p.Mentions.Profile {
		class |= lang.OfProfile
	}
	if p.Mentions.Question {
		class |= lang.OfQuestion
	}
	if p.Mentions != canonical.Mentions || p.Condition.Class != class {
		t.Errorf("%q mentions %+v, its canonical form %+v, and its class is %d", source, p.Mentions, canonical.Mentions, p.Condition.Class)
	}
	checkRanges(t, source, &p.Condition)
	for _, env := range envs {
		want := evalNaively(source, env)
		if got := holds(t, p, env); got != want {
			t.Errorf("%q on %+v: got %t, want %t", source, env, got, want)
		}
		if got := holds(t, canonical, env); got != want {
			t.Errorf("%q, the canonical form of %q, on %+v: got %t, want %t", p.Canonical, source, env, got, want)
		}
		if took := fastest(p, env); took > 50*time.Millisecond {
			t.Errorf("%q takes %v on %+v", source, took, env)
		}
	}
}

// checkRanges checks that a condition is inside the text and its parts are inside it.
func checkRanges(t reporter, source string, c *lang.Condition) {
	t.Helper()
	if from, to := c.From, c.To; from < 0 || to < from || to > len([]rune(source)) {
		t.Errorf("%q: %q has the range %d to %d, outside the text", source, c.Text, from, to)
	}
	for i := range c.Parts {
		if part := &c.Parts[i]; part.From < c.From || part.To > c.To {
			t.Errorf("%q: %q has the range %d to %d, its part %q has %d to %d", source, c.Text, c.From, c.To, part.Text, part.From, part.To)
		}
		checkRanges(t, source, &c.Parts[i])
	}
}

// fastest returns the shortest of a few runs, because another process may delay one.
func fastest(p *lang.Program, env lang.Env) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		_, _ = p.Holds(env)
		if best = min(best, time.Since(start)); best < time.Millisecond {
			return best
		}
	}
	return best
}

func TestValidTextsAreAdmitted(t *testing.T) {
	l, envs := language(), environments(t)
	rapid.Check(t, func(t *rapid.T) {
		g := newGenerator(t)
		source := g.condition(g.number(3))
		p, faults := l.Compile(source, g.scope)
		if hasCode(faults, bank.FaultTooComplex) {
			t.Skip("too long")
		}
		if len(faults) > 0 {
			t.Fatalf("%q is refused: %v", source, faults)
		}
		checkAdmitted(t, source, g.scope, p, envs)
	})
}

// TestBrokenTextsAreExplained breaks admitted texts by removing or inserting something.
func TestBrokenTextsAreExplained(t *testing.T) {
	l, envs := language(), environments(t)
	bits := []string{
		"=", "(", ")", "[", "]", "{", "}", `"`, "'", "`", "!", "-", "+", ".", ",", ";", "#", "?", ":", "|", "/*", "//", "\n", "é", "“", "\x00", "\xff",
		" AND ", " not ", " in ", " let ", " if ", " contains ", " matches ", "1.5", "99999999999", "profile", "question.", "x", "?.", "any(", "..", "nil",
	}
	rapid.Check(t, func(t *rapid.T) {
		g := newGenerator(t)
		source := g.condition(g.number(2))
		for range 1 + g.number(2) {
			from := g.number(len(source))
			to := min(len(source), from+g.number(3))
			source = source[:from] + g.one(append(bits, "", "", "")...) + source[to:]
		}
		p, faults := l.Compile(source, g.scope)
		if p == nil {
			checkFaults(t, source, faults)
			return
		}
		checkAdmitted(t, source, g.scope, p, envs)
	})
}

// TestTypos removes one letter from a value.
func TestTypos(t *testing.T) {
	l := language()
	rapid.Check(t, func(t *rapid.T) {
		g := generator{t, scope("", "")}
		field := g.field("role", "stage", "seniority", "topic", "id")
		value := g.one(known(field, bank.Candidate)...)
		i := rapid.IntRange(1, len(value)-1).Draw(t, "letter")
		typo := `"` + value[:i] + value[i+1:] + `"`
		source := field + " == " + typo
		_, faults := l.Compile(source, g.scope)
		if len(faults) != 1 || faults[0].Code != bank.FaultUnknownValue {
			t.Fatalf("%s: got %v, want one unknown value", source, faults)
		}
		if got := caseFault(source, faults[0]); got.On != typo || !slices.Contains(got.Nearest, value) {
			t.Errorf("%s: got %+v, want a fault on %s that proposes %s", source, got, typo, value)
		}
	})
}

// TestMatchesAllocatesNothing uses a condition without opaque parts.
func TestMatchesAllocatesNothing(t *testing.T) {
	p, faults := language().Compile(`(profile.role in ["nursing", "kitchen"] or profile.level > 3) and not ("pay" in question.cares)
		and len(question.stages) < 9 and any(profile.cares, # in question.cares) and profile.stage in question.stages`, scope("", ""))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, env := range environments(t) {
		if n := testing.AllocsPerRun(100, func() { p.Condition.Matches(&env) }); n != 0 {
			t.Errorf("%v allocations on %+v, want none", n, env)
		}
	}
}

// TestProgramIsShared runs one program in many goroutines at the same time, for the race detector.
func TestProgramIsShared(t *testing.T) {
	p, faults := language().Compile(`count(profile.cares, # in question.cares) >= 1 or profile.level + 1 == 8`, scope("", ""))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	envs := environments(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, env := range envs {
				if got, want := holds(t, p, env), evalNaively(p.Canonical, env); got != want {
					t.Errorf("%q on %+v: got %t, want %t", p.Canonical, env, got, want)
				}
			}
		})
	}
	group.Wait()
}
