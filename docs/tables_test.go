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
	"twoway/rules/guard"
	"twoway/rules/lang"
)

// tables returns the checks of the tables in docs/rules.md, by header.
func (m *manual) tables() map[string]func(t *testing.T, rows [][]string) {
	return map[string]func(t *testing.T, rows [][]string){
		"in words | in a rule":                         m.checkFirstRule,
		"effect | does | use it when | bounds":         m.checkEffects,
		"to say | `when` | `pick` | `effect`":          m.checkRecipes,
		"in a text | it says | write instead":          m.checkMistakes,
		"code | what is odd":                           checkRemarks,
		"in the file | it says | write instead":        m.checkFileMistakes,
		"box | you type | it offers":                   m.checkOffers,
		"box | you type | it says":                     m.checkExplanations,
		"you write | it means | write instead":         m.checkTraps,
		"key | holds":                                  m.checkKeys,
		"field | is | holds":                           m.checkFields,
		"kind | ids":                                   m.checkIDs,
		"to | for example | with":                      m.checkOperators,
		"of | at most":                                 m.checkLimits,
		"code | what is wrong | for example | it says": m.checkFaults,
	}
}

// checkFirstRule checks that a rule on the page has each of the lines.
func (m *manual) checkFirstRule(t *testing.T, rows [][]string) {
	for _, row := range rows {
		if !strings.Contains(programtest.File(t, "docs/rules.md"), "\n  "+code(row[1])+"\n") {
			t.Errorf("no rule has the line %s", code(row[1]))
		}
	}
}

// valid reports whether a rule is valid. It sets the required fields that the tables do not test.
func (m *manual) valid(r bank.Rule) bool {
	r.ID, r.Effect.Kind = cmp.Or(r.ID, "a"), cmp.Or(r.Effect.Kind, bank.Exclude)
	r.Version, r.Status, r.Asker, r.Name, r.Because = 1, bank.Draft, bank.Candidate, "a", "a"
	c := m.shipped
	c.Rules = []bank.Rule{r}
	return c.Validate() == nil
}

// checkEffects checks that the table lists every effect, and that its bounds are the smallest and largest valid numbers.
func (m *manual) checkEffects(t *testing.T, rows [][]string) {
	var kinds []string
	for _, row := range rows {
		kind := bank.EffectKind(code(row[0]))
		kinds = append(kinds, string(kind))
		bounds := regexp.MustCompile("`(points|count)`: ([−0-9]+) to ([0-9]+)(, not 0)?").FindStringSubmatch(row[3])
		if bounds == nil {
			for _, where := range []string{"first", "last"} {
				e := bank.Effect{Kind: kind, Where: where}
				if want := slices.Contains(codes(row[3]), where); m.valid(bank.Rule{Effect: e}) != want {
					t.Errorf("%+v: valid is %t, the page says %t", e, !want, want)
				}
			}
			continue
		}
		low, _ := strconv.Atoi(strings.Replace(bounds[2], "−", "-", 1))
		high, _ := strconv.Atoi(bounds[3])
		for n, want := range map[int]bool{low - 1: false, low: true, high: true, high + 1: false, 0: low <= 0 && bounds[4] == ""} {
			e := bank.Effect{Kind: kind, Count: n}
			if bounds[1] == "points" {
				e = bank.Effect{Kind: kind, Points: n}
			}
			if m.valid(bank.Rule{Effect: e}) != want {
				t.Errorf("%+v: valid is %t, the page says %t", e, !want, want)
			}
		}
	}
	c := m.shipped
	c.Rules = []bank.Rule{{Effect: bank.Effect{Kind: "none"}}}
	_, known, _ := strings.Cut(programtest.ErrorText(c.Validate()), `Unknown value "none". Use one of: `)
	known, _, _ = strings.Cut(known, ".")
	wantSame(t, kinds, strings.Split(known, ", "))
}

// checkRecipes checks that each recipe is a valid rule that picks a question in some meeting.
func (m *manual) checkRecipes(t *testing.T, rows [][]string) {
	file := ""
	for i, row := range rows {
		when := m.mustCompile(t, code(row[1]), scope("when", "candidate"))
		pick := m.mustCompile(t, code(row[2]), scope("pick", "candidate"))
		if when != nil && pick != nil && !slices.Contains(m.evaluate(t, when, pick), true) {
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

// evaluate reports for each pair of a sample meeting and a candidate's question whether all programs are true.
func (m *manual) evaluate(t *testing.T, programs ...*lang.Program) []bool {
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
				isTrue, err := p.Holds(env)
				if err != nil {
					t.Fatal(err)
				}
				all = all && isTrue
			}
			list = append(list, all)
		}
	}
	return list
}

// checkMistakes compares the messages for wrong expressions, and checks that the right ones compile. If every fault has a fix, the
// fixes must turn the wrong expression into the right one.
func (m *manual) checkMistakes(t *testing.T, rows [][]string) {
	for _, row := range rows {
		wrong, right := code(row[0]), code(row[2])
		wantSame(t, []string{row[1]}, m.mustRefuse(t, wrong, "", defaultScope(right)))
		m.mustCompile(t, right, defaultScope(right))
		_, faults := m.language.Compile(wrong, defaultScope(right))
		fixed := []rune(wrong)
		for _, f := range slices.Backward(faults) {
			fixed = slices.Concat(fixed[:f.Range[0]], []rune(f.Fix), fixed[f.Range[1]:])
		}
		isFixed := !slices.ContainsFunc(faults, func(f bank.Fault) bool { return f.Fix == "" })
		if isFixed && string(fixed) != right {
			t.Errorf("%s: the page fixes it as %s, the program as %s", wrong, right, string(fixed))
		}
	}
}

// checkFileMistakes compares the messages for wrong lines of a rule's file, and checks that the right ones are valid.
func (m *manual) checkFileMistakes(t *testing.T, rows [][]string) {
	for _, row := range rows {
		var messages []string
		if err, ok := errors.AsType[*bank.Error](m.changeFirst(t, code(row[0]))); ok {
			for _, f := range err.Faults {
				messages = append(messages, message(f))
			}
		}
		wantSame(t, strings.Split(row[1], "<br>"), messages)
		if err := m.changeFirst(t, code(row[2])); err != nil {
			t.Errorf("%s: %v", code(row[2]), err)
		}
	}
}

// checkTraps checks that both expressions of a row compile, and that they differ in meaning.
func (m *manual) checkTraps(t *testing.T, rows [][]string) {
	for _, row := range rows {
		written := m.mustCompile(t, code(row[0]), scope("pick", "candidate"))
		meant := m.mustCompile(t, code(row[2]), scope("pick", "candidate"))
		if written != nil && meant != nil && slices.Equal(m.evaluate(t, written), m.evaluate(t, meant)) {
			t.Errorf("%s and %s mean the same", code(row[0]), code(row[2]))
		}
	}
}

// tags returns the sorted struct tags of the fields of T under key, such as "yaml".
func tags[T any](key string) []string {
	var list []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		list = append(list, f.Tag.Get(key))
	}
	slices.Sort(list)
	return list
}

// checkKeys checks that the table lists the keys of a rule, and names every key within one.
func (m *manual) checkKeys(t *testing.T, rows [][]string) {
	var keys, all []string
	for _, row := range rows {
		keys = append(keys, codes(row[0])...)
		all = append(all, slices.Concat(codes(row[0]), codes(row[1]))...)
	}
	slices.Sort(keys)
	wantSame(t, keys, tags[bank.Rule]("yaml"))
	for _, key := range slices.Concat(tags[bank.Effect]("yaml"), tags[bank.Case]("yaml"), tags[bank.Meeting]("yaml")) {
		if !slices.Contains(all, key) {
			t.Errorf("the page does not name the key %q", key)
		}
	}
}

// checkOffers takes the fixes that are offered for each text, once.
func (m *manual) checkOffers(t *testing.T, rows [][]string) {
	for _, row := range rows {
		_, faults := m.language.Compile(code(row[1]), scope(code(row[0]), "candidate"))
		in := []rune(code(row[1]))
		for _, f := range slices.Backward(faults) {
			if f.Fix != "" {
				in = slices.Concat(in[:f.Range[0]], []rune(f.Fix), in[f.Range[1]:])
			}
		}
		wantSame(t, code(row[2]), string(in))
		m.mustCompile(t, string(in), scope(code(row[0]), "candidate"))
	}
}

// checkExplanations compares the only message for each text, up to its example of a rule, which must compile.
func (m *manual) checkExplanations(t *testing.T, rows [][]string) {
	for _, row := range rows {
		s := scope(code(row[0]), "candidate")
		says, example, _ := strings.Cut(strings.Join(m.mustRefuse(t, code(row[1]), "", s), "\n"), " A rule looks like this: ")
		wantSame(t, row[2], says)
		m.mustCompile(t, example, s)
	}
}

// checkFields checks that the table lists every field. An expression that needs a field of the type in the table must compile.
func (m *manual) checkFields(t *testing.T, rows [][]string) {
	var names []string
	for _, row := range rows {
		for _, field := range codes(row[0]) {
			names = append(names, field)
			text := strings.Replace(map[string]string{"text": `X == ""`, "number": "X > 2", "texts": "len(X) > 0"}[row[1]], "X", field, 1)
			if strings.Contains(row[2], "only in an interviewer's rule") {
				m.mustRefuse(t, text, bank.FaultUnknownField, scope("when", "candidate"))
				m.mustCompile(t, text, scope("when", "interviewer"))
				continue
			}
			m.mustCompile(t, text, defaultScope(text))
			if strings.Contains(row[2], "not in an interviewer's rule") {
				m.mustRefuse(t, text, bank.FaultPersonalisedKit, scope("when", "interviewer"))
			} else {
				m.mustCompile(t, text, scope(string(defaultScope(text).Part), "interviewer"))
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
	wantSame(t, names, want)
}

// checkIDs compares the IDs with those of the vocabulary, which has the same order.
func (m *manual) checkIDs(t *testing.T, rows [][]string) {
	known := map[string][]string{}
	for _, format := range bank.Formats() {
		known["format"] = append(known["format"], string(format))
	}
	for kind, terms := range m.shipped.Vocabulary.Terms() {
		for _, term := range terms {
			known[kind] = append(known[kind], term.ID)
		}
	}
	for _, row := range rows {
		wantSame(t, codes(row[1]), known[row[0]])
	}
	for i, id := range known["seniority"] {
		if want := max(1, i); m.shipped.Vocabulary.Level(id) != want { // interns and apprentices share the first
			t.Errorf("the level of %s is not %d", id, want)
		}
	}
}

// checkOperators checks that the examples show every operator and function. It reads the operators from the source of the checker.
func (m *manual) checkOperators(t *testing.T, rows [][]string) {
	shown := map[string]bool{}
	for _, row := range rows {
		for _, text := range codes(row[1]) {
			m.mustCompile(t, text, defaultScope(text))
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
	messages := m.mustRefuse(t, "f(1)", bank.FaultNotAllowed, scope("when", "candidate"))
	_, functions, _ := strings.Cut(strings.TrimSuffix(strings.Join(messages, ""), "."), "functions are: ")
	functions, _, _ = strings.Cut(functions, ". ")
	known = append(known, strings.Split(functions, ", ")...)
	if len(known) < 20 {
		t.Errorf("found only the operators and functions %q", known)
	}
	for _, word := range known {
		if !shown[word] {
			t.Errorf("no example shows %s", word)
		}
	}
}

// checkLimits checks that each limit is the largest number that is valid.
func (m *manual) checkLimits(t *testing.T, rows [][]string) {
	compiles := func(text string) bool {
		p, _ := m.language.Compile(text, scope("when", "candidate"))
		return p != nil
	}
	isValid := map[string]func(n int) bool{
		"bytes of a text":          func(n int) bool { return compiles("true" + strings.Repeat(" ", n-4)) },
		"brackets within brackets": func(n int) bool { return compiles(strings.Repeat("(", n) + "true" + strings.Repeat(")", n)) },
		"parts of a text": func(n int) bool {
			return compiles(strings.Repeat("not ", 1-n%2) + strings.Repeat("true and ", (n-1)/2) + "true")
		},
		"a number":              func(n int) bool { return compiles("profile.minutes - 5 < " + strconv.Itoa(n)) },
		"characters of an `id`": func(n int) bool { return m.valid(bank.Rule{ID: strings.Repeat("a", n)}) },
		"`minutes` of a case": func(n int) bool {
			return m.valid(bank.Rule{ID: "a", Cases: []bank.Case{{Profile: bank.Meeting{Minutes: n}}}})
		},
	}
	for _, row := range rows {
		what, _, _ := strings.Cut(row[0], ":")
		n, _ := strconv.Atoi(row[1])
		check, found := isValid[what]
		if !found || !check(n) || check(n+1) {
			t.Errorf("%d is not the limit of: %s", n, what)
		}
		delete(isValid, what)
	}
	for what := range isValid {
		t.Errorf("the page has no limit of: %s", what)
	}
}

// checkFaults compares the message of each example, and checks that the table lists every code that the language reports.
func (m *manual) checkFaults(t *testing.T, rows [][]string) {
	var shown []string
	for _, row := range rows {
		shown = append(shown, code(row[0]))
		s := defaultScope(code(row[2]))
		if code(row[0]) == bank.FaultPersonalisedKit {
			s.Asker = bank.Interviewer
		}
		wantSame(t, []string{row[3]}, m.mustRefuse(t, code(row[2]), code(row[0]), s))
	}
	files := slices.DeleteFunc(programtest.Files(t, "rules/lang/*.go"), func(file string) bool {
		return strings.HasSuffix(file, "/advice.go") // which reports no faults
	})
	var used []string
	values := regexp.MustCompile(`(?m)^\t(Fault\w+)\s+= "(\w+)"`).FindAllStringSubmatch(programtest.File(t, "bank/error.go"), -1)
	for _, value := range values {
		name := regexp.MustCompile(`\bbank\.` + value[1] + `\b`)
		if slices.ContainsFunc(files, func(file string) bool {
			return !strings.HasSuffix(file, "_test.go") && name.MatchString(programtest.File(t, file))
		}) {
			used = append(used, value[2])
		}
	}
	slices.Sort(shown)
	slices.Sort(used)
	wantSame(t, shown, used)
}

// checkRemarks compares the codes of the warnings about rules with those of the program.
func checkRemarks(t *testing.T, rows [][]string) {
	var page, program []string
	for _, row := range rows {
		page = append(page, code(row[0]))
	}
	for _, kind := range guard.Kinds() {
		program = append(program, string(kind))
	}
	wantSame(t, page, program)
}
