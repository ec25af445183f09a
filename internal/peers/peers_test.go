package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/bitset"
	"twoway/rules/lang"
	"twoway/seed"
)

// translation is a condition in the rule language, in CEL and in Rego.
type translation struct {
	text, cel string
	rego      []string // nil if it cannot be translated
}

func TestTranslateTests(t *testing.T) {
	checkTranslations(t, []translation{
		{`profile.role == "nursing"`, `profile.role == "nursing"`, []string{`input.role == "nursing"`}},
		{
			`profile.role in ["nursing", "logistics"]`, `profile.role in ["logistics", "nursing"]`,
			[]string{`input.role == "logistics"`, `input.role == "nursing"`},
		},
		{`profile.role in ["nursing"]`, `profile.role == "nursing"`, []string{`input.role == "nursing"`}},
		{`"pay" in profile.cares`, `"pay" in profile.cares`, []string{`"pay" in input.cares`}},
		{
			`profile.stage not in ["offer", "panel"]`, `!(profile.stage in ["offer", "panel"])`,
			[]string{`input.stage != "offer"; input.stage != "panel"`},
		},
		{
			`profile.stage == "panel" or profile.level >= 7`, `(profile.stage == "panel" || profile.level >= 7)`,
			[]string{`input.stage == "panel"`, `input.level >= 7`},
		},
		{
			`any(profile.cares, # in ["pay", "safety"]) and profile.level == 2`, `("pay" in profile.cares || "safety" in profile.cares) && profile.level == 2`,
			[]string{`"pay" in input.cares; input.level == 2`, `"safety" in input.cares; input.level == 2`},
		},
	})
}

func TestTranslateNumbers(t *testing.T) {
	checkTranslations(t, []translation{
		{`profile.level == 3`, `profile.level == 3`, []string{`input.level == 3`}},
		{`profile.level > 3`, `profile.level >= 4`, []string{`input.level >= 4`}},
		{`profile.level < 3`, `profile.level <= 2`, []string{`input.level <= 2`}},
		{`profile.level >= 3 and profile.level <= 3`, `profile.level == 3`, []string{`input.level == 3`}},
		{
			`profile.level >= 3 and profile.level <= 4`, `profile.level >= 3 && profile.level <= 4`,
			[]string{`input.level == 3`, `input.level == 4`},
		},
		{
			`profile.level >= 4 and profile.level <= 3`, `profile.level >= 4 && profile.level <= 3`,
			[]string{`input.level >= 4; input.level <= 3`},
		},
		{
			`profile.minutes >= 20 and profile.minutes <= 60`, `profile.minutes >= 20 && profile.minutes <= 60`,
			[]string{`input.minutes >= 20; input.minutes <= 60`},
		},
		{
			`profile.level <= 3 and profile.minutes <= 30`, `profile.level <= 3 && profile.minutes <= 30`,
			[]string{`input.level <= 3; input.minutes <= 30`},
		},
		{
			`profile.role in ["nursing", "logistics"] and profile.stage == "panel" and profile.level >= 3 and profile.level <= 4 and "pay" in profile.cares`,
			`profile.role in ["logistics", "nursing"] && profile.stage == "panel" && profile.level >= 3 && profile.level <= 4 && "pay" in profile.cares`,
			[]string{
				`input.role == "logistics"; input.stage == "panel"; input.level == 3; "pay" in input.cares`,
				`input.role == "logistics"; input.stage == "panel"; input.level == 4; "pay" in input.cares`,
				`input.role == "nursing"; input.stage == "panel"; input.level == 3; "pay" in input.cares`,
				`input.role == "nursing"; input.stage == "panel"; input.level == 4; "pay" in input.cares`,
			},
		},
	})
}

func TestTranslateUnsupported(t *testing.T) {
	checkTranslations(t, []translation{
		{text: `true`},
		{text: `profile.stage == "panel" or profile.stage != "offer"`},
		{text: `not ("pay" in profile.cares)`},
		{text: `len(profile.cares) > 1`},
		{text: `profile.level == 3 and question.depth == 1`},
	})
}

func checkTranslations(t *testing.T, list []translation) {
	t.Helper()
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	language := lang.New(&shipped.Vocabulary, nil)
	for _, c := range list {
		p, faults := language.Compile(c.text, lang.Scope{Asker: bank.Candidate, Part: lang.Pick})
		if len(faults) > 0 {
			t.Fatalf("%s: %v", c.text, faults)
		}
		cel, celErr := toCEL(&p.Condition)
		rego, regoErr := toRego(&p.Condition)
		if diff := cmp.Diff(c.cel, cel); diff != "" || (celErr == nil) != (c.rego != nil) {
			t.Errorf("%s in CEL, %v:\n%s", c.text, celErr, diff)
		}
		if diff := cmp.Diff(c.rego, rego); diff != "" || (regoErr == nil) != (c.rego != nil) {
			t.Errorf("%s in Rego, %v:\n%s", c.text, regoErr, diff)
		}
	}
}

// TestCheckAgreement also checks an engine that omits one rule for one profile.
func TestCheckAgreement(t *testing.T) {
	task, err := newTask()
	if err != nil {
		t.Fatal(err)
	}
	ours, err := task.ours()
	if err != nil {
		t.Fatal(err)
	}
	second, err := task.ours() // with a set of its own
	if err != nil {
		t.Fatal(err)
	}
	faulty := func(profile int) (bitset.Set, error) {
		found, err := second(profile)
		if profile == profileCount-1 {
			last := 0
			found.Each(func(i int) { last = i })
			found.Remove(last)
		}
		return found, err
	}
	if err := checkAgreement(task, []*engine{{name: "ours", find: ours}, {name: "second", find: second}}); err != nil {
		t.Error(err)
	}
	err = checkAgreement(task, []*engine{{name: "ours", find: ours}, {name: "faulty", find: faulty}})
	if err == nil || !strings.Contains(err.Error(), "faulty: false") {
		t.Errorf("got %v, want a disagreement", err)
	}
}
