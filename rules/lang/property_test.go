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

// writer writes rule text that is admitted, in every way in which it can be written.
type generator struct {
	*rapid.T
	scope lang.Scope
}

func (w generator) one(list ...string) string { return rapid.SampledFrom(list).Draw(w.T, "one") }

func (w generator) number(most int) int { return rapid.IntRange(0, most).Draw(w.T, "number") }

func (w generator) space() string {
	return w.one(" ", " ", " ", "  ", "\n", "\t", " /* é ( */ ", " // \"\n")
}

// condition is a text of some depth.
func (w generator) condition(depth int) string {
	if depth == 0 {
		return w.atom()
	}
	a, b := w.condition(depth-1), w.condition(depth-1)
	switch w.number(6) {
	case 0, 1:
		return a + w.space() + w.one("and", "&&") + w.space() + b
	case 2, 3:
		return a + w.space() + w.one("or", "||") + w.space() + b
	case 4:
		return w.one("not", "!", "not not") + " (" + a + ")"
	case 5:
		return "(" + a + ") " + w.one("==", "!=") + " (" + b + ")"
	}
	return "(" + a + ")"
}

func (w generator) atom() string {
	switch w.number(7) {
	case 0:
		return w.compared()
	case 1:
		return w.inBounds()
	case 2:
		return w.unbounded() + w.space() + w.one("==", "!=", "<", "<=", ">", ">=") + " " + w.sum()
	case 3:
		return w.sum() + w.one(" < ", " >= ") + w.unbounded() + w.one(" <= ", " > ") + w.sum()
	case 4:
		return w.one("any", "all", "none", "one") + "(" + w.elements() + ")"
	case 5:
		return w.field("role", "stage", "topic", "id") + w.one(" contains ", " startsWith ", " endsWith ", " not contains ") + w.one(`"e"`, `'ing'`, `""`, `"\u00e9"`)
	case 6:
		return w.one("true", "false")
	}
	return w.found()
}

// inBounds compares a number field with what it can be.
func (w generator) inBounds() string {
	field := w.field("level", "minutes", "depth", "from_level", "to_level")
	number := "2"
	if !strings.Contains(field, "depth") {
		number = fmt.Sprint(2 + w.number(5))
	}
	operator := w.space() + w.one("==", "!=", "<", "<=", ">", ">=") + " "
	return w.one(field+operator+number, number+operator+field, field+w.one(" in [2, ", " not in [3,")+number+"]")
}

// unbounded is a number that is neither a field nor a constant, so that it may be compared with either.
func (w generator) unbounded() string {
	return w.one("(", "-(") + w.sum() + w.one(" + ", "-") + w.sum() + ")"
}

// compared is a text field beside a value of its vocabulary, or beside another field of it.
func (w generator) compared() string {
	field := w.field("role", "stage", "seniority", "asked_of", "topic", "format", "id")
	return w.one(
		field+w.one(" == ", "!=")+w.value(field), w.value(field)+w.space()+"=="+w.space()+field, field+w.one(" in ", " not in ")+w.values(field),
		field+" == "+field, w.value(field)+" == "+w.value(field),
	)
}

// found looks into a list.
func (w generator) found() string {
	list := w.list()
	if w.scope.Part == lang.Pick && w.number(2) == 0 {
		return w.one("profile.role in question.roles", "profile.stage not in question.stages", "profile.stage in question.stages", "question.id in question.pairs_with")
	}
	return w.value(list) + w.one(" in ", " not in ", "\nin\n") + list
}

// elements is a list and a condition over its elements.
func (w generator) elements() string {
	list := w.list()
	test := w.one(
		"# == "+w.value(list), w.value(list)+" != #", "# in "+w.values(list), "# not in "+w.values(list), `# contains "a"`, "true", w.compared(),
		"# == "+w.value(list)+" or # in "+w.values(list)+" and "+w.field("level", "depth")+" > 1", "# in "+list, "# == #", "not (# in "+w.values(list)+")",
	)
	if w.number(3) == 0 {
		test = "{" + test + "}"
	}
	return list + "," + w.space() + test
}

// sum is a number.
func (w generator) sum() string {
	number := w.one(
		w.one("0", "1", "2", "4", "5", "7", "30"), fmt.Sprint(w.number(9)), "-1", "1_000", "007", w.field("level", "minutes", "depth", "from_level"),
		w.field("level", "minutes", "to_level"), "len("+w.list()+")", "count("+w.elements()+")", "len("+w.values("profile.role")+")",
	)
	if w.number(4) == 0 {
		return w.one("(", "-(") + number + w.one(" + ", " - ", "-") + w.sum() + ")"
	}
	return number
}

// field is one of the names that is visible here.
func (w generator) field(names ...string) string {
	var visible []string
	for _, name := range names {
		if slices.Contains([]string{"role", "stage", "seniority", "level", "minutes"}, name) || name == "asked_of" && w.scope.Asker == bank.Candidate {
			visible = append(visible, "profile."+name, `profile["`+name+`"]`)
		}
		if w.scope.Part == lang.Pick && slices.Contains([]string{"topic", "format", "id", "minutes", "depth", "from_level", "to_level"}, name) {
			visible = append(visible, "question."+name)
		}
	}
	return w.one(visible...)
}

// list is a list of texts that is visible here.
func (w generator) list() string {
	lists := []string{`["safety", "pay"]`}
	if w.scope.Asker == bank.Candidate {
		lists = append(lists, "profile.cares", "profile.aspects")
	}
	if w.scope.Part == lang.Pick {
		lists = append(lists, "question.cares", "question.aspects", "question.roles", "question.stages", "question.asked_of", "question.discloses", "question.pairs_with")
	}
	return w.one(lists...)
}

// value is a quoted text of a field's vocabulary, or the empty one.
func (w generator) value(field string) string {
	quote, values := w.one(`"`, `"`, `'`, "`"), known(field, w.scope.Asker)
	return quote + w.one("", w.one(values...), w.one(values...)) + quote
}

func (w generator) values(field string) string {
	list := w.value(field)
	for range w.number(3) {
		list += "," + w.one("", " ") + w.value(field)
	}
	return "[" + list + w.one("", ",") + "]"
}

// known are values of a field's vocabulary that fit the side, some of which the meetings of the cases have.
func known(field string, asker bank.Asker) []string {
	topics, formats := []string{"safety", "compensation"}, []string{""}
	if asker == bank.Interviewer {
		topics, formats = []string{"leadership"}, []string{"behavioural", "prompt"}
	}
	for _, end := range []struct {
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
	} {
		if strings.HasSuffix(strings.Trim(field, `"]`), end.name) {
			return end.values
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

// checkAdmitted holds for every text that is admitted: it runs without failing and not for long, it means what it says,
// and its canonical form is admitted as well, is its own canonical form and means the same.
func checkAdmitted(t reporter, source string, s lang.Scope, p *lang.Program, envs []lang.Env) {
	t.Helper()
	again, faults := language().Compile(p.Canonical, s)
	if len(faults) > 0 {
		t.Errorf("%q is admitted, its canonical form %q refused: %v", source, p.Canonical, faults)
		return
	}
	if again.Canonical != p.Canonical {
		t.Errorf("%q has the canonical form %q, and that %q", source, p.Canonical, again.Canonical)
	}
	ignored := cmp.Options{cmpopts.IgnoreUnexported(lang.Condition{}), cmpopts.IgnoreFields(lang.Condition{}, "From", "To")}
	if diff := cmp.Diff(p.Condition, again.Condition, ignored); diff != "" {
		t.Errorf("%q and its canonical form %q are not the same condition (-text +canonical):\n%s", source, p.Canonical, diff)
	}
	class := lang.Constant
	if p.Mentions.Profile {
		class |= lang.OfProfile
	}
	if p.Mentions.Question {
		class |= lang.OfQuestion
	}
	if p.Mentions != again.Mentions || p.Condition.Class != class {
		t.Errorf("%q mentions %+v, its canonical form %+v, and its class is %d", source, p.Mentions, again.Mentions, p.Condition.Class)
	}
	checkPlaces(t, source, &p.Condition)
	for _, env := range envs {
		want := evalNaively(source, env)
		if got := holds(t, p, env); got != want {
			t.Errorf("%q on %+v: got %t, want %t", source, env, got, want)
		}
		if got := holds(t, again, env); got != want {
			t.Errorf("%q, the canonical form of %q, on %+v: got %t, want %t", p.Canonical, source, env, got, want)
		}
		if took := quickest(p, env); took > 50*time.Millisecond {
			t.Errorf("%q takes %v on %+v", source, took, env)
		}
	}
}

// checkPlaces holds for every condition: it stands within the text, and its parts within it.
func checkPlaces(t reporter, source string, c *lang.Condition) {
	t.Helper()
	if from, to := c.From, c.To; from < 0 || to < from || to > len([]rune(source)) {
		t.Errorf("%q: %q stands from %d to %d, outside the text", source, c.Text, from, to)
	}
	for i := range c.Parts {
		if part := &c.Parts[i]; part.From < c.From || part.To > c.To {
			t.Errorf("%q: %q stands from %d to %d, its part %q from %d to %d", source, c.Text, c.From, c.To, part.Text, part.From, part.To)
		}
		checkPlaces(t, source, &c.Parts[i])
	}
}

// quickest is the shortest of a few runs, as another process may have delayed one.
func quickest(p *lang.Program, env lang.Env) time.Duration {
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

func TestWhatIsWrittenWellIsAdmitted(t *testing.T) {
	l, envs := language(), environments(t)
	rapid.Check(t, func(t *rapid.T) {
		w := newGenerator(t)
		source := w.condition(w.number(3))
		p, faults := l.Compile(source, w.scope)
		if hasCode(faults, bank.FaultTooComplex) {
			t.Skip("a long one")
		}
		if len(faults) > 0 {
			t.Fatalf("%q is refused: %v", source, faults)
		}
		checkAdmitted(t, source, w.scope, p, envs)
	})
}

// TestWhatIsBrokenIsExplained breaks text that is admitted by leaving something out or putting something in.
func TestWhatIsBrokenIsExplained(t *testing.T) {
	l, envs := language(), environments(t)
	bits := []string{
		"=", "(", ")", "[", "]", "{", "}", `"`, "'", "`", "!", "-", "+", ".", ",", ";", "#", "?", ":", "|", "/*", "//", "\n", "é", "“", "\x00", "\xff",
		" AND ", " not ", " in ", " let ", " if ", " contains ", " matches ", "1.5", "99999999999", "profile", "question.", "x", "?.", "any(", "..", "nil",
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newGenerator(t)
		source := w.condition(w.number(2))
		for range 1 + w.number(2) {
			from := w.number(len(source))
			to := min(len(source), from+w.number(3))
			source = source[:from] + w.one(append(bits, "", "", "")...) + source[to:]
		}
		p, faults := l.Compile(source, w.scope)
		if p == nil {
			checkFaults(t, source, faults)
			return
		}
		checkAdmitted(t, source, w.scope, p, envs)
	})
}

// TestTypos leaves a letter out of a value.
func TestTypos(t *testing.T) {
	l := language()
	rapid.Check(t, func(t *rapid.T) {
		w := generator{t, scope("", "")}
		field := w.field("role", "stage", "seniority", "topic", "id")
		value := w.one(known(field, bank.Candidate)...)
		i := rapid.IntRange(1, len(value)-1).Draw(t, "letter")
		typo := `"` + value[:i] + value[i+1:] + `"`
		source := field + " == " + typo
		_, faults := l.Compile(source, w.scope)
		if len(faults) != 1 || faults[0].Code != bank.FaultUnknownValue {
			t.Fatalf("%s: got %v, want one value that is not known", source, faults)
		}
		if got := caseFault(source, faults[0]); got.On != typo || !slices.Contains(got.Nearest, value) {
			t.Errorf("%s: got %+v, want a fault on %s that proposes %s", source, got, typo, value)
		}
	})
}

// TestMatchesAllocatesNothing unless it has to run the text.
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

// TestProgramIsShared runs one program at the same time in many goroutines; the race detector looks on.
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
