package docs_test

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/programtest"
	"twoway/rules/lang"
)

// tables are the checks of the tables in docs/rules.md, by header.
func (m *manual) tables() map[string]func(t *testing.T, rows [][]string) {
	return map[string]func(t *testing.T, rows [][]string){
		"in words | in a rule":                         m.firstRule,
		"effect | does | use it when | bounds":         m.effects,
		"to say | `when` | `pick` | `effect`":          m.recipes,
		"in a text | it says | write instead":          m.slips,
		"in the file | it says | write instead":        m.slipsInFile,
		"you write | it means | write instead":         m.traps,
		"key | holds":                                  m.keys,
		"field | is | holds":                           m.fields,
		"kind | ids":                                   m.ids,
		"to | for example | with":                      m.operators,
		"of | at most":                                 m.limits,
		"code | what is wrong | for example | it says": m.faults,
	}
}

// firstRule compares the parts of a rule with those of the first whole one.
func (m *manual) firstRule(t *testing.T, rows [][]string) {
	for _, row := range rows {
		if !strings.Contains(programtest.File(t, "docs/rules.md"), "\n  "+code(row[1])+"\n") {
			t.Errorf("no rule has the line %s", code(row[1]))
		}
	}
}

// valid tells whether a rule that is right in everything that is not given is within its bounds.
func (m *manual) valid(r bank.Rule) bool {
	r.ID, r.Effect.Kind = cmp.Or(r.ID, "a"), cmp.Or(r.Effect.Kind, bank.Exclude)
	r.Version, r.Status, r.Asker, r.Name, r.Because = 1, bank.Draft, bank.Candidate, "a", "a"
	c := m.shipped
	c.Rules = []bank.Rule{r}
	return c.Validate() == nil
}

// effects are listed in full, and their numbers are the first and last ones that are taken.
func (m *manual) effects(t *testing.T, rows [][]string) {
	var kinds []string
	for _, row := range rows {
		kind := bank.EffectKind(code(row[0]))
		kinds = append(kinds, string(kind))
		bounds := regexp.MustCompile("`(points|count)`: ([−0-9]+) to ([0-9]+)(, not 0)?").FindStringSubmatch(row[3])
		if bounds == nil {
			for _, where := range []string{"first", "last"} {
				e := bank.Effect{Kind: kind, Where: where}
				if wanted := slices.Contains(codes(row[3]), where); m.valid(bank.Rule{Effect: e}) != wanted {
					t.Errorf("%+v is valid: %t, and the page says %t", e, !wanted, wanted)
				}
			}
			continue
		}
		low, _ := strconv.Atoi(strings.Replace(bounds[2], "−", "-", 1))
		high, _ := strconv.Atoi(bounds[3])
		for n, wanted := range map[int]bool{low - 1: false, low: true, high: true, high + 1: false, 0: low <= 0 && bounds[4] == ""} {
			e := bank.Effect{Kind: kind, Count: n}
			if bounds[1] == "points" {
				e = bank.Effect{Kind: kind, Points: n}
			}
			if m.valid(bank.Rule{Effect: e}) != wanted {
				t.Errorf("%+v is valid: %t, and the page says %t", e, !wanted, wanted)
			}
		}
	}
	c := m.shipped
	c.Rules = []bank.Rule{{Effect: bank.Effect{Kind: "none"}}}
	_, known, _ := strings.Cut(programtest.ErrorText(c.Validate()), `Unknown value "none". Use one of: `)
	known, _, _ = strings.Cut(known, ".")
	same(t, kinds, strings.Split(known, ", "))
}

// recipes are rules, each of which picks something.
func (m *manual) recipes(t *testing.T, rows [][]string) {
	file := ""
	for i, row := range rows {
		when, pick := m.admitted(t, code(row[1]), scope("when", "candidate")), m.admitted(t, code(row[2]), scope("pick", "candidate"))
		if when != nil && pick != nil && !slices.Contains(m.outcome(t, when, pick), true) {
			t.Errorf("the recipe %q picks nothing", row[0])
		}
		file += fmt.Sprintf("- {id: recipe-%d, asker: candidate, name: a, because: a, status: draft, effect: %s}\n", i, code(row[3]))
	}
	m.write(t, "recipes.yaml", file)
	defer m.write(t, "recipes.yaml", "[]")
	if err := m.err(); err != nil {
		t.Error(err)
	}
}

// outcome tells of meetings and questions of many kinds for which of them texts hold together.
func (m *manual) outcome(t *testing.T, programs ...*lang.Program) []bool {
	t.Helper()
	var list []bool
	for _, meeting := range []bank.Meeting{
		{},
		{Role: "nursing", Seniority: "senior", Stage: "panel", Minutes: 30, Cares: []string{"safety", "pay"}, Aspects: []string{"staffing"}},
		{Role: "sales", Seniority: "entry", Stage: "offer", Minutes: 10, Cares: []string{"work_life_balance"}, Aspects: []string{"on_call"}},
		{Stage: "recruiter_screen", Minutes: 5},
	} {
		for i := range m.shipped.Questions {
			q := &m.shipped.Questions[i]
			if q.Asker != bank.Candidate {
				continue
			}
			env := lang.Env{Profile: lang.ProfileOf(&m.shipped.Vocabulary, meeting), Question: lang.QuestionOf(&m.shipped.Vocabulary, q)}
			all := true
			for _, p := range programs {
				holds, err := p.Holds(env)
				if err != nil {
					t.Fatal(err)
				}
				all = all && holds
			}
			list = append(list, all)
		}
	}
	return list
}

// slips are texts that are refused, what is said, and the text that was meant. If what is said can be mended by itself,
// that gives the same text.
func (m *manual) slips(t *testing.T, rows [][]string) {
	for _, row := range rows {
		wrong, right := code(row[0]), code(row[2])
		same(t, []string{row[1]}, m.refused(t, wrong, "", usual(right)))
		m.admitted(t, right, usual(right))
		_, faults := m.language.Compile(wrong, usual(right))
		mended := []rune(wrong)
		for _, f := range slices.Backward(faults) {
			mended = slices.Concat(mended[:f.Range[0]], []rune(f.Fix), mended[f.Range[1]:])
		}
		isMended := !slices.ContainsFunc(faults, func(f bank.Fault) bool { return f.Fix == "" })
		if isMended && string(mended) != right {
			t.Errorf("the page mends %s as %s, the program as %s", wrong, right, string(mended))
		}
	}
}

// slipsInFile are lines of a rule with which the bank is refused, what is said, and the line that was meant.
func (m *manual) slipsInFile(t *testing.T, rows [][]string) {
	for _, row := range rows {
		var says []string
		if err, ok := errors.AsType[*bank.Error](m.changed(t, code(row[0]))); ok {
			for _, f := range err.Faults {
				says = append(says, said(f))
			}
		}
		same(t, strings.Split(row[1], "<br>"), says)
		if err := m.changed(t, code(row[2])); err != nil {
			t.Errorf("%s: %v", code(row[2]), err)
		}
	}
}

// traps are texts that are admitted, and others that do not mean the same.
func (m *manual) traps(t *testing.T, rows [][]string) {
	for _, row := range rows {
		wrote, meant := m.admitted(t, code(row[0]), scope("pick", "candidate")), m.admitted(t, code(row[2]), scope("pick", "candidate"))
		if wrote != nil && meant != nil && slices.Equal(m.outcome(t, wrote), m.outcome(t, meant)) {
			t.Errorf("%s and %s mean the same", code(row[0]), code(row[2]))
		}
	}
}

// tags are the names of the fields of a struct in YAML or expr.
func tags[T any](key string) []string {
	var list []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		list = append(list, f.Tag.Get(key))
	}
	slices.Sort(list)
	return list
}

// keys are those of a rule, and all that may stand within one.
func (m *manual) keys(t *testing.T, rows [][]string) {
	var keys, all []string
	for _, row := range rows {
		keys = append(keys, codes(row[0])...)
		all = append(all, slices.Concat(codes(row[0]), codes(row[1]))...)
	}
	slices.Sort(keys)
	same(t, keys, tags[bank.Rule]("yaml"))
	for _, key := range slices.Concat(tags[bank.Effect]("yaml"), tags[bank.Case]("yaml"), tags[bank.Meeting]("yaml")) {
		if !slices.Contains(all, key) {
			t.Errorf("the page does not name the key %q", key)
		}
	}
}

// fields are listed in full. A field is of the type that the page says if a text that treats it so is admitted.
func (m *manual) fields(t *testing.T, rows [][]string) {
	var names []string
	for _, row := range rows {
		for _, field := range codes(row[0]) {
			names = append(names, field)
			text := strings.Replace(map[string]string{"text": `X == ""`, "number": "X > 2", "texts": "len(X) > 0"}[row[1]], "X", field, 1)
			m.admitted(t, text, usual(text))
			if strings.Contains(row[2], "not in an interviewer's rule") {
				m.refused(t, text, bank.FaultPersonalisedKit, scope("when", "interviewer"))
			} else {
				m.admitted(t, text, scope(string(usual(text).Part), "interviewer"))
			}
		}
	}
	var want []string
	for _, name := range tags[lang.Profile]("expr") {
		want = append(want, "profile."+name)
	}
	for _, name := range tags[lang.Question]("expr") {
		want = append(want, "question."+name)
	}
	slices.Sort(names)
	same(t, names, want)
}

// ids are those of the vocabulary, in its order.
func (m *manual) ids(t *testing.T, rows [][]string) {
	known := map[string][]string{"format": {
		string(bank.Behavioural), string(bank.Situational), string(bank.Knowledge), string(bank.Requirement), string(bank.Prompt),
	}}
	for kind, terms := range m.shipped.Vocabulary.Terms() {
		for _, term := range terms {
			known[kind] = append(known[kind], term.ID)
		}
	}
	for _, row := range rows {
		same(t, codes(row[1]), known[row[0]])
	}
	for i, id := range known["seniority"] {
		if m.shipped.Vocabulary.Level(id) != i+1 {
			t.Errorf("the level of %s is not %d", id, i+1)
		}
	}
}

// operators are shown in full, functions among them. What the checker admits is read from its source.
func (m *manual) operators(t *testing.T, rows [][]string) {
	shown := map[string]bool{}
	for _, row := range rows {
		for _, text := range codes(row[1]) {
			m.admitted(t, text, usual(text))
			bare := regexp.MustCompile(`"[^"]*"|//.*|/\*.*\*/`).ReplaceAllString(text, "")
			for _, word := range regexp.MustCompile(`\w+|[=!<>]=|&&|\|\||[^\w\s]`).FindAllString(bare, -1) {
				shown[word] = true
			}
		}
	}
	binary := regexp.MustCompile(`(?s)\) binary\(.*?\n}`).FindString(programtest.File(t, "rules/lang/operators.go"))
	unary := regexp.MustCompile(`(?s)\) unary\(.*?\n}`).FindString(programtest.File(t, "rules/lang/check.go"))
	var known []string
	for _, line := range regexp.MustCompile(`case "(.*)":`).FindAllStringSubmatch(binary+unary, -1) {
		known = append(known, strings.Split(line[1], `", "`)...)
	}
	says := m.refused(t, "f(1)", bank.FaultNotAllowed, scope("when", "candidate"))
	_, functions, _ := strings.Cut(strings.TrimSuffix(strings.Join(says, ""), "."), "functions are: ")
	known = append(known, strings.Split(functions, ", ")...)
	if len(known) < 20 {
		t.Errorf("the checker admits only %q", known)
	}
	for _, word := range known {
		if !shown[word] {
			t.Errorf("no example shows %s", word)
		}
	}
}

// limits are the largest numbers that are admitted.
func (m *manual) limits(t *testing.T, rows [][]string) {
	holds := func(text string) bool {
		p, _ := m.language.Compile(text, scope("when", "candidate"))
		return p != nil
	}
	admits := map[string]func(n int) bool{
		"bytes of a text":          func(n int) bool { return holds("true" + strings.Repeat(" ", n-4)) },
		"brackets within brackets": func(n int) bool { return holds(strings.Repeat("(", n) + "true" + strings.Repeat(")", n)) },
		"parts of a text": func(n int) bool {
			return holds(strings.Repeat("not ", 1-n%2) + strings.Repeat("true and ", (n-1)/2) + "true")
		},
		"a number":              func(n int) bool { return holds("profile.minutes - 5 < " + strconv.Itoa(n)) },
		"characters of an `id`": func(n int) bool { return m.valid(bank.Rule{ID: strings.Repeat("a", n)}) },
		"`minutes` of a case": func(n int) bool {
			return m.valid(bank.Rule{ID: "a", Cases: []bank.Case{{Profile: bank.Meeting{Minutes: n}}}})
		},
	}
	for _, row := range rows {
		what, _, _ := strings.Cut(row[0], ":")
		n, _ := strconv.Atoi(row[1])
		check, found := admits[what]
		if !found || !check(n) || check(n+1) {
			t.Errorf("%d is not the most of: %s", n, what)
		}
		delete(admits, what)
	}
	for what := range admits {
		t.Errorf("the page gives no limit of: %s", what)
	}
}

// faults are one example of every code that the language gives.
func (m *manual) faults(t *testing.T, rows [][]string) {
	var shown []string
	for _, row := range rows {
		shown = append(shown, code(row[0]))
		s := usual(code(row[2]))
		if code(row[0]) == bank.FaultPersonalisedKit {
			s.Asker = bank.Interviewer
		}
		same(t, []string{row[3]}, m.refused(t, code(row[2]), code(row[0]), s))
	}
	files := programtest.Files(t, "rules/lang/*.go")
	var given []string
	values := regexp.MustCompile(`(?m)^\t(Fault\w+)\s+= "(\w+)"`).FindAllStringSubmatch(programtest.File(t, "bank/error.go"), -1)
	for _, value := range values {
		name := regexp.MustCompile(`\bbank\.` + value[1] + `\b`)
		if slices.ContainsFunc(files, func(file string) bool {
			return !strings.HasSuffix(file, "_test.go") && name.MatchString(programtest.File(t, file))
		}) {
			given = append(given, value[2])
		}
	}
	slices.Sort(shown)
	slices.Sort(given)
	same(t, shown, given)
}
