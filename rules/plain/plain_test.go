package plain_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules/lang"
	"twoway/rules/plain"
	"twoway/seed"
)

var shipped = sync.OnceValue(func() bank.Content {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return content
})

var language = sync.OnceValue(func() *lang.Language {
	content := shipped()
	var ids []string
	for i := range content.Questions {
		ids = append(ids, content.Questions[i].ID)
	}
	return lang.New(&content.Vocabulary, ids)
})

func compile(t interface{ Fatalf(string, ...any) }, text string, scope lang.Scope) *lang.Condition {
	p, faults := language().Compile(text, scope)
	if len(faults) > 0 {
		t.Fatalf("%q: %v", text, faults)
	}
	return &p.Condition
}

// voice says IDs and arguments as they are.
func voice() plain.Voice {
	return plain.Voice{
		T: func(id string, arguments ...any) string {
			if strings.Contains(id, ".is") && !strings.HasPrefix(id, "any.") || len(arguments) == 0 {
				return id
			}
			return id + fmt.Sprint(arguments)
		},
		Name: func(kind, id string) string { return kind + ":" + id },
	}
}

// checkRoundTrip checks that a text and the one made from its form mean the same, and that its form does not change when it is read again.
func checkRoundTrip(t *rapid.T, text string, scope lang.Scope) {
	was := compile(t, text, scope)
	form := plain.FormOf(was)
	is := compile(t, form.Text(), scope)
	if !plain.Equal(was, is) {
		t.Fatalf("%q became %q", text, form.Text())
	}
	if again := plain.FormOf(is); again.Text() != form.Text() {
		t.Fatalf("%q became %q and then %q", text, form.Text(), again.Text())
	}
	for _, group := range form.Groups {
		for _, row := range group {
			if !row.IsComplete() || len(group) == 0 {
				t.Fatalf("%q has the row %+v", text, row)
			}
		}
	}
	if kept := plain.Keep(language(), form, text, scope); kept != text {
		t.Fatalf("%q, unchanged, would be saved as %q", text, kept)
	}
}

// TestShipped: the form of every shipped text means the same.
func TestShipped(t *testing.T) {
	t.Parallel()
	content, asText := shipped(), 0
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(content.Rules).Draw(t, "rule")
		for part, text := range map[lang.Part]string{lang.When: r.When, lang.Pick: r.Pick} {
			checkRoundTrip(t, text, lang.Scope{Asker: r.Asker, Part: part})
		}
	})
	for _, r := range content.Rules {
		for part, text := range map[lang.Part]string{lang.When: r.When, lang.Pick: r.Pick} {
			for _, group := range plain.FormOf(compile(t, text, lang.Scope{Asker: r.Asker, Part: part})).Groups {
				for _, row := range group {
					if row.Op == plain.AsText {
						asText++
						t.Logf("%s: %s", r.ID, row.Text)
					}
				}
			}
		}
	}
	if asText > 4 {
		t.Errorf("%d conditions of the shipped rules can only be shown as text", asText)
	}
}

// texts writes random texts.
func texts(t *rapid.T, depth int) string {
	if depth > 0 && rapid.IntRange(0, 3).Draw(t, "joined") > 0 {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return texts(t, depth-1) }), 2, 3).Draw(t, "parts")
		text := strings.Join(list, rapid.SampledFrom([]string{" and ", " or ", " && ", " || "}).Draw(t, "by"))
		return rapid.SampledFrom([]string{"(" + text + ")", "(" + text + ")", "not (" + text + ")", "not (not (" + text + "))"}).Draw(t, "brackets")
	}
	return rapid.SampledFrom([]string{
		`profile.role == "nursing"`, `profile.role != "nursing"`, `profile.role in ["nursing", "medicine", ""]`, `profile.role not in ["sales"]`,
		`profile.level >= 4`, `profile.level <= 6`, `profile.level in [2, 3, 4]`, `profile.level == 5`, `profile.level != 5`, `2 <= profile.level < 7`,
		`profile.minutes > 20`, `not (profile.minutes > 20)`, `"pay" in profile.cares`, `"pay" not in profile.cares`, `any(profile.cares, # in ["pay", "safety"])`,
		`none(profile.aspects, # in ["on_call", "equity"])`, `any(profile.cares, # in question.cares)`, `any(question.cares, # in profile.cares)`,
		`none(profile.aspects, # in question.aspects)`, `profile.role in question.roles`, `profile.role not in question.roles`, `len(question.roles) == 0`,
		`len(question.roles) > 0`, `len(question.roles) != 0`, `len(question.roles) <= 3`, `len(question.stages) >= 2`, `question.id startsWith "a) or ("`,
		`question.from_level == profile.level`, `profile.level != question.to_level`, `question.about == "pay"`, `question.depth == 3`, `true`, `false`,
		`count(profile.cares, # in ["pay", "safety"]) >= 2`, `profile.level + 1 > question.depth`, `one(profile.cares, # == "pay")`, `question.topic in ["safety", "growth"]`,
	}).Draw(t, "atom")
}

// TestRoundTrip: the form of any text means the same as the text.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkRoundTrip(t, texts(t, 3), lang.Scope{Asker: bank.Candidate, Part: lang.Pick}) })
}

// TestUnequal: texts that do not mean the same are not equal.
func TestUnequal(t *testing.T) {
	t.Parallel()
	scope := lang.Scope{Asker: bank.Candidate, Part: lang.Pick}
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts(t, 1), texts(t, 1)
		if !plain.Equal(compile(t, a, scope), compile(t, b, scope)) {
			return
		}
		one, _ := language().Compile(a, scope)
		other, _ := language().Compile(b, scope)
		for range 20 {
			env := randomMeeting(t)
			x, err := one.Holds(env)
			y, also := other.Holds(env)
			if x != y || err != nil || also != nil {
				t.Fatalf("%q and %q are said to be equal, but differ in %+v", a, b, env)
			}
		}
	})
}

func randomMeeting(t *rapid.T) lang.Env {
	content := shipped()
	pick := func(list ...string) string { return rapid.SampledFrom(list).Draw(t, "value") }
	some := func(list ...string) []string {
		return rapid.SliceOfDistinct(rapid.SampledFrom(list), rapid.ID).Draw(t, "values")
	}
	q := rapid.SampledFrom(content.Questions).Draw(t, "question")
	return lang.Env{
		Profile: lang.Profile{
			Role: pick("", "nursing", "medicine", "sales"), Level: rapid.IntRange(0, 8).Draw(t, "level"), Minutes: rapid.IntRange(0, 60).Draw(t, "minutes"),
			Cares: some("pay", "safety", "growth"), Aspects: some("on_call", "equity"), Terms: []string{},
		},
		Question: lang.QuestionOf(&content.Vocabulary, &q),
	}
}

// TestForm shows how texts look as forms, and as text again.
func TestForm(t *testing.T) {
	t.Parallel()
	role, level := lang.Field{Object: "profile", Name: "role"}, lang.Field{Object: "profile", Name: "level"}
	cares := lang.Field{Object: "profile", Name: "cares"}
	for text, want := range map[string]struct {
		form plain.Form
		text string
	}{
		``:     {plain.Form{}, ``},
		`true`: {plain.Form{}, ``},
		`profile.role == "nursing" && (profile.level >= 4 || "pay" in profile.cares)`: {
			plain.Form{Groups: []plain.Group{
				{{Field: role, Op: plain.Is, Values: []string{"nursing"}}},
				{{Field: level, Op: plain.AtLeast, Low: 4}, {Field: cares, Op: plain.Has, Values: []string{"pay"}}},
			}},
			`profile.role == "nursing" and (profile.level >= 4 or "pay" in profile.cares)`,
		},
		`profile.level > 0 and profile.level <= 2`: {
			plain.Form{Groups: []plain.Group{{{Field: level, Op: plain.Between, Low: 1, High: 2}}}}, `1 <= profile.level <= 2`,
		},
		`"pay" in profile.cares or "safety" in profile.cares or profile.role == "nursing" or profile.role == "sales"`: {
			plain.Form{Any: true, Groups: []plain.Group{
				{{Field: cares, Op: plain.Has, Values: []string{"pay", "safety"}}}, {{Field: role, Op: plain.Is, Values: []string{"nursing", "sales"}}},
			}},
			`any(profile.cares, # in ["pay", "safety"]) or profile.role in ["nursing", "sales"]`,
		},
		`"pay" not in profile.cares and not ("safety" in profile.cares)`: {
			plain.Form{Groups: []plain.Group{{{Field: cares, Op: plain.HasNot, Values: []string{"pay", "safety"}}}}}, `none(profile.cares, # in ["pay", "safety"])`,
		},
		`not (profile.role == "nursing" and profile.level >= 4)`: {
			plain.Form{Groups: []plain.Group{{{Op: plain.AsText, Text: `not (profile.role == "nursing" and profile.level >= 4)`}}}},
			`not (profile.role == "nursing" and profile.level >= 4)`,
		},
	} {
		got := plain.FormOf(compile(t, text, lang.Scope{Asker: bank.Candidate, Part: lang.When}))
		if diff := cmp.Diff(want.form, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		if got.Text() != want.text {
			t.Errorf("%q is written as %q, want %q", text, got.Text(), want.text)
		}
	}
}

// TestUnfinished: what is missing in a row is missing in the text, which does not compile.
func TestUnfinished(t *testing.T) {
	t.Parallel()
	for _, part := range []lang.Part{lang.When, lang.Pick} {
		scope := lang.Scope{Asker: bank.Candidate, Part: part}
		for _, f := range plain.Fields(scope) {
			for _, op := range plain.Ops(f) {
				row := plain.Row{Field: f, Op: op, Low: plain.Missing, High: plain.Missing}
				text := plain.Form{Groups: []plain.Group{{row}}}.Text()
				if _, faults := language().Compile(text, scope); (len(faults) > 0) == row.IsComplete() {
					t.Errorf("%+v is written as %q, with the faults %v", row, text, faults)
				}
				if known, ok := plain.FieldOf(f.Object + "." + f.Name); !ok || known != f {
					t.Errorf("there is no field %v", f)
				}
			}
		}
	}
	if text := (plain.Form{Groups: []plain.Group{{{Op: plain.AsText}}}}).Text(); text != "" {
		t.Errorf("%q", text)
	}
}

// TestSentence says rules.
func TestSentence(t *testing.T) {
	t.Parallel()
	say := func(when, pick string, e bank.Effect) string {
		return voice().Sentence(bank.Candidate, e,
			plain.ClauseOf(compile(t, when, lang.Scope{Asker: bank.Candidate, Part: lang.When})),
			plain.ClauseOf(compile(t, pick, lang.Scope{Asker: bank.Candidate, Part: lang.Pick})))
	}
	if got, want := say(``, ``, bank.Effect{Kind: bank.Exclude}), "everyone.candidate: effect.exclude[Questions questions.all Of of.all Points 0 Number 0]."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	got := say(`profile.level >= 4 and "pay" in profile.cares`, `question.depth >= 2`, bank.Effect{Kind: bank.Boost, Points: -20})
	for _, part := range []string{"people.candidate[Which profile.level.at_least", "Low level:4", ", profile.cares.has[Values care:pay", "effect.boost.less[", "Values depth:2 or depth:3", "Points 20"} {
		if !strings.Contains(got, part) {
			t.Errorf("%s lacks %s", got, part)
		}
	}
	for when, parts := range map[string][]string{
		`profile.role == ""`:                      {"Which any.unstated[Field field.profile.role]"},
		`profile.role not in ["", "nursing"]`:     {"Which any.is_not[Values role:nursing ", ", any.stated[Field field.profile.role]"},
		`profile.stage in ["", "offer", "panel"]`: {"Which either[First any.is[Values stage:offer or stage:panel", " Rest any.unstated[Field field.profile.stage]]"},
		`any(profile.aspects, # in ["staffing", "on_call", "tools", "travel", "union", "trust", "time_off", "training", "shifts"])`: {"aspect:staffing, ", " or more[Number 3]"},
		`profile.level == 2 or profile.level == 4 and profile.minutes > 5`:                                                          {"Low level:2", ", or (profile.level", " and profile.minutes"},
	} {
		got := voice().Whom(bank.Candidate, plain.ClauseOf(compile(t, when, lang.Scope{Asker: bank.Candidate, Part: lang.When})))
		for _, part := range parts {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %s lacks %s", when, got, part)
			}
		}
	}
	if got := voice().Sentence(bank.Candidate, bank.Effect{Kind: bank.Require, Count: 1}, plain.Clause{}, plain.Clause{}); !strings.HasPrefix(got, "unclear.when: effect.require[Questions unclear.pick") {
		t.Errorf("%s", got)
	}
	unfinished := plain.Form{Groups: []plain.Group{{{Field: lang.Field{Object: "profile", Name: "role"}, Op: plain.Is}}, {{}}}}
	if got := voice().Whom(bank.Candidate, unfinished.Clause()); !strings.Contains(got, "field.profile.role …, …") {
		t.Errorf("%s", got)
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`profile.level >= 4 // senior`: true, `profile.level >= /* senior */ 4`: true, `question.id contains "//"`: false, `question.id contains 'a\'//'`: false, ``: false,
	} {
		if got := plain.HasComments(text); got != want {
			t.Errorf("%q has comments: %t, want %t", text, got, want)
		}
	}
}
