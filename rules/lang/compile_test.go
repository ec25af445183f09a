package lang_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules/lang"
	"twoway/seed"
)

// admitted is a case of testdata/admitted.yaml.
type admitted struct {
	Text      string
	Part      lang.Part
	Asker     bank.Asker
	Canonical string
	Holds     []string
}

func TestAdmitted(t *testing.T) {
	l, encounters := language(), read[encounter](t, "meetings.yaml")
	for _, c := range read[admitted](t, "admitted.yaml") {
		p, faults := l.Compile(c.Text, scope(c.Asker, c.Part))
		if len(faults) > 0 {
			t.Errorf("%q is refused: %v", c.Text, faults)
			continue
		}
		got := admitted{Text: c.Text, Part: c.Part, Asker: c.Asker, Holds: []string{}}
		if p.Canonical != c.Text {
			got.Canonical = p.Canonical
		}
		for _, e := range encounters {
			if holds(t, p, e.env()) {
				got.Holds = append(got.Holds, e.Name)
			}
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Text, diff)
		}
	}
}

// holds returns the value of a text, on which the program and its condition must agree.
func holds(t reporter, p *lang.Program, env lang.Env) bool {
	t.Helper()
	want, err := p.Holds(env)
	if err != nil {
		t.Errorf("%q fails on %+v: %v", p.Canonical, env, err)
	}
	if got, ok := p.Condition.Matches(&env); got != want || !ok {
		t.Errorf("%q on %+v: got %t, %t from Matches, want %t", p.Canonical, env, got, ok, want)
	}
	return want
}

// refused is a case of testdata/refused.yaml.
type refused struct {
	Text   string
	Part   lang.Part
	Asker  bank.Asker
	Faults []fault
}

// fault is a fault in a case: At is line and column, On is the text that Range covers.
type fault struct {
	At      string
	Range   [2]int
	On      string
	Code    string
	Fix     string
	Nearest []string
	Says    string
}

func caseFault(source string, f bank.Fault) fault {
	return fault{
		At: fmt.Sprintf("%d:%d", f.Line, f.Column), Range: f.Range, On: string([]rune(source)[f.Range[0]:f.Range[1]]),
		Code: f.Code, Fix: f.Fix, Nearest: f.Nearest, Says: f.Detail,
	}
}

func TestRefused(t *testing.T) {
	l := language()
	for _, c := range read[refused](t, "refused.yaml") {
		p, faults := l.Compile(c.Text, scope(c.Asker, c.Part))
		if p != nil {
			t.Errorf("%q is admitted as %q", c.Text, p.Canonical)
			continue
		}
		checkFaults(t, c.Text, faults)
		got := refused{Text: c.Text, Part: c.Part, Asker: c.Asker}
		fixes := 0
		for _, f := range faults {
			got.Faults = append(got.Faults, caseFault(c.Text, f))
			if f.Fix != "" {
				fixes++
			}
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Text, diff)
		}
		if fixes == len(faults) {
			checkFixed(t, l, c, faults)
		}
	}
}

// checkFixed checks that a text is admitted once every fix is applied.
func checkFixed(t *testing.T, l *lang.Language, c refused, faults []bank.Fault) {
	t.Helper()
	fixed := applyFixes(c.Text, faults...)
	if _, left := l.Compile(fixed, scope(c.Asker, c.Part)); len(left) > 0 {
		t.Errorf("%q with every fix is %q, which is refused: %v", c.Text, fixed, left)
	}
}

// TestUnknown checks IDs outside of rule texts.
func TestUnknown(t *testing.T) {
	l := language()
	type unknown struct{ kind, id, says, fix string }
	for _, want := range []unknown{
		{"role", "nursing", "", ""},
		{"role", "nurse", `"nurse" is not an ID; use "nursing".`, "nursing"},
		{"stage", "ofer", `Unknown stage "ofer". Did you mean "offer"?`, "offer"},
		{"asked_of", "astronaut", `Unknown person to ask "astronaut".`, ""},
		{"care", "staffing", `"staffing" is an aspect (of safety), not a care.`, ""},
		{"aspect", "pay", `"pay" is a care, not an aspect.`, ""},
		{"care", "", `Unknown care "".`, ""},
	} {
		got := unknown{kind: want.kind, id: want.id}
		if f := l.Unknown(want.kind, want.id); f != nil {
			got.says, got.fix = f.Detail, f.Fix
			if f.Code != bank.FaultUnknownValue || f.On != want.id {
				t.Errorf("%s %q: got %+v", want.kind, want.id, f)
			}
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// hostile is a case of testdata/hostile.yaml.
type hostile struct {
	Text          string
	Before, After string
	Times         int
	Code          string
}

func (h *hostile) source() string {
	return strings.Repeat(h.Before, h.Times) + h.Text + strings.Repeat(h.After, h.Times)
}

// TestHostile also limits the time for refusing a text, so generously that only unbounded growth exceeds it.
func TestHostile(t *testing.T) {
	l := language()
	for _, h := range read[hostile](t, "hostile.yaml") {
		source := h.source()
		name := fmt.Sprintf("%.60q (%d bytes)", source, len(source))
		start := time.Now()
		p, faults := l.Compile(source, scope("", lang.When))
		if took := time.Since(start); took > 5*time.Second { // the worst text would take a minute
			t.Errorf("%s took %v to refuse", name, took)
		}
		if p != nil {
			t.Errorf("%s is admitted", name)
			continue
		}
		checkFaults(t, source, faults)
		if !hasCode(faults, h.Code) {
			t.Errorf("%s: no fault has the code %s: %.500v", name, h.Code, faults)
		}
	}
}

func hasCode(faults []bank.Fault, code string) bool {
	for _, f := range faults {
		if f.Code == code {
			return true
		}
	}
	return false
}

// TestManyTypos checks that every typo is reported, but with proposals only for the first ones: in a large bank they are
// slow to find.
func TestManyTypos(t *testing.T) {
	ids := make([]string, 200)
	for i := range ids {
		ids[i] = fmt.Sprintf("a-question-with-a-long-name-%d", i)
	}
	source := `question.id in [` + strings.Repeat(`"what-now",`, 350) + `"x"]`
	_, faults := lang.New(vocabulary(), ids).Compile(source, scope("", ""))
	proposals := 0
	for _, f := range faults {
		if len(f.Nearest) > 0 {
			proposals++
		}
	}
	if len(faults) != 351 || proposals != 20 {
		t.Errorf("got %d faults, %d of them with proposals, want 351 and 20", len(faults), proposals)
	}
}

func TestLimits(t *testing.T) {
	l := language()
	for _, c := range []struct {
		name, text string
		admitted   bool
	}{
		{"longest", "true" + strings.Repeat(" ", lang.MaxBytes-4), true},
		{"a byte too long", "true" + strings.Repeat(" ", lang.MaxBytes-3), false},
		{"too long in bytes, not in runes", `profile.role contains "` + strings.Repeat("é", lang.MaxBytes/2) + `"`, false},
		{"deepest", strings.Repeat("(", lang.MaxDepth) + "true" + strings.Repeat(")", lang.MaxDepth), true},
		{"a level too deep", strings.Repeat("(", lang.MaxDepth+1) + "true" + strings.Repeat(")", lang.MaxDepth+1), false},
		{"many brackets side by side", strings.Repeat("(true) and ", 100) + "true", true},
		{"brackets in a text", `profile.role contains "` + strings.Repeat("([{", 100) + `"`, true},
		{"brackets in a comment", `true /* ` + strings.Repeat("([{", 100) + ` */`, true},
		{"most parts", "not " + strings.Repeat("true and ", 199) + "true", true},
		{"too many parts", "not not " + strings.Repeat("true and ", 199) + "true", false},
		{"largest number", "len(profile.cares) < 1000000000", true},
		{"too large a number", "len(profile.cares) < 1000000001", false},
	} {
		p, faults := l.Compile(c.text, scope("", ""))
		if (p != nil) != c.admitted || (len(faults) == 0) != c.admitted {
			t.Errorf("%s: admitted %t with %d faults, want %t: %.300v", c.name, p != nil, len(faults), c.admitted, faults)
		}
	}
}

func TestConjuncts(t *testing.T) {
	type conjunct struct {
		Class lang.Class
		Words string // its range in the source
	}
	l := language()
	for source, want := range map[string][]conjunct{
		"":                  {{lang.Constant, ""}},
		" true or false ":   {{lang.Constant, "true or false"}},
		"profile.level > 1": {{lang.OfProfile, "profile.level > 1"}},
		`len(question.cares) > 1 and (profile.stage == "offer" && any(profile.cares, # in question.cares))`: {
			{lang.OfQuestion, "len(question.cares) > 1"}, {lang.OfProfile, `profile.stage == "offer"`}, {lang.Mixed, "any(profile.cares, # in question.cares)"},
		},
		"1 < profile.level < 7 and not (question.depth > 1 and true)": {
			{lang.OfProfile, "1 < profile.level"}, {lang.OfProfile, "profile.level < 7"}, {lang.OfQuestion, "not (question.depth > 1 and true)"},
		},
		"(profile.level > 1 or question.depth > 1) and true": {{lang.Mixed, "profile.level > 1 or question.depth > 1"}, {lang.Constant, "true"}},
	} {
		p, faults := l.Compile(source, scope("", ""))
		if len(faults) > 0 {
			t.Errorf("%q is refused: %v", source, faults)
			continue
		}
		var got []conjunct
		for _, c := range p.Condition.Conjuncts() {
			got = append(got, conjunct{c.Class, string([]rune(source)[c.From:c.To])})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

// TestShippedRules compiles the shipped rules.
func TestShippedRules(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, 0, len(content.Questions))
	for i := range content.Questions {
		ids = append(ids, content.Questions[i].ID)
	}
	l := lang.New(&content.Vocabulary, ids)
	for _, r := range content.Rules {
		for part, text := range map[lang.Part]string{lang.When: r.When, lang.Pick: r.Pick} {
			if _, faults := l.Compile(text, lang.Scope{Asker: r.Asker, Part: part}); len(faults) > 0 {
				t.Errorf("%s: %s %q is refused: %v", r.ID, part, text, faults)
			}
		}
	}
}

// TestFields checks the fields that a condition looks at, in the order of the text, and how their values are written.
func TestFields(t *testing.T) {
	env := lang.Env{Profile: lang.Profile{Stage: "panel", Level: 4, Cares: []string{"pay", "safety"}}, Question: lang.Question{Topic: "a\"b"}}
	for text, want := range map[string]string{
		"":                         "",
		`profile.stage == "offer"`: `profile.stage is "panel"`,
		`profile.level > 3 or "pay" in profile.cares or profile.level < 2`: `profile.level is 4; profile.cares is ["pay", "safety"]`,
		`not (profile.stage in question.stages)`:                           `profile.stage is "panel"; question.stages is []`,
		`count(profile.cares, # in question.cares) + profile.level > 3`:    `profile.cares is ["pay", "safety"]; question.cares is []; profile.level is 4`,
		`question.topic contains "x"`:                                      `question.topic is "a\"b"`,
	} {
		p, faults := language().Compile(text, scope("", ""))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		var got []string
		for _, f := range p.Condition.Fields() {
			got = append(got, f.Object+"."+f.Name+" is "+env.Format(f))
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
