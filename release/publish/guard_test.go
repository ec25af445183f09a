package publish_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/internal/testbank"
)

// guardedBank returns a bank with a few questions for every meeting, and something for single trades, stages and seniorities.
func guardedBank() bank.Content {
	return testbank.With(func(c *bank.Content) {
		v := &c.Vocabulary
		v.Stages, v.AskedOf = append(v.Stages, bank.Stage{Term: testbank.Term("screen")}), append(v.AskedOf, testbank.Term("recruiter"))
		v.Cares = append(v.Cares, bank.Care{Term: testbank.Term("safety"), Aspects: []bank.Term{testbank.Term("staffing")}})
		v.Discloses = []bank.Disclosure{{Term: testbank.Term("family")}}
		v.Roles = append(v.Roles, bank.Role{Term: testbank.Term("kitchen"), Work: bank.WorkShift})
		v.Roles[0].Work, v.Roles[0].Lexicon = bank.WorkCare, []string{"drug round", "handover"}
		v.Roles[0].Occupations = []bank.Occupation{{ID: "midwife", Name: "midwife", Words: []string{"midwife"}}}
		rota := testbank.Question("rota", "workload", "How early is the rota for a month fixed?")
		rota.Minutes, rota.Depth, rota.Cares = 1, 1, []string{"balance"}
		night := testbank.Question("staffing-by-night", "workload", "Who comes in when two of you call in sick?")
		night.Minutes, night.Depth, night.Cares, night.Aspects, night.About = 4, 3, []string{"safety"}, []string{"staffing"}, "staffing"
		week := testbank.Question("first-week", "workload", "Who shows a new colleague around in the first week?")
		week.Minutes = 1
		home := testbank.Question("pager-at-home", "workload", "What happens if nobody can look after the children?")
		home.Discloses, home.Cares = []string{"family"}, []string{"balance"}
		drugs := testbank.Question("drugs-at-night", "workload", "Who signs for the second nurse on the drug round?")
		drugs.Roles = []string{"nursing"}
		kit := testbank.QuestionOf(c, "fault")
		second := *kit
		second.ID, second.Text, second.Softer, second.Firmer = "second-fault", "Which repair took you longest last year?", "Which repair took you the longest?", "Which one repair took you longest?"
		c.Questions = append(c.Questions, rota, week, night, home, drugs, second)
	})
}

// guardCase is a case of testdata/guard.yaml.
type guardCase struct {
	Name  string
	Code  string
	Says  []string
	By    []string
	Rules []guardRule
}

type guardRule struct {
	Asker        bank.Asker
	When, Pick   string
	Effect       bank.Effect
	Applies, Not bank.Meeting
	Question     string
}

// rule returns the rule of a case, with cases of its own.
func (g guardRule) rule(n int) bank.Rule {
	r := bank.Rule{
		ID: fmt.Sprintf("rule-%d", n), Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: "A rule", When: g.When, Pick: g.Pick, Effect: g.Effect,
		Because: "It is a test.", Cases: []bank.Case{{Applies: true, Profile: g.Applies, Question: g.Question}, {Applies: false, Profile: g.Not}},
	}
	if g.Asker != "" {
		r.Asker = g.Asker
	}
	if r.Effect.Kind == "" {
		r.Effect.Kind = bank.Exclude
	}
	if g.When == "" {
		r.Cases[1].Question = g.Question
	}
	return r
}

// TestGuard publishes each case of testdata/guard.yaml.
func TestGuard(t *testing.T) {
	data, err := os.ReadFile("testdata/guard.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases struct{ Refused, Harmless []guardCase }
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&cases); err != nil {
		t.Fatal(err)
	}
	if len(cases.Refused) < 20 || len(cases.Harmless) < 20 {
		t.Errorf("%d and %d cases", len(cases.Refused), len(cases.Harmless))
	}
	for _, c := range cases.Refused {
		t.Run("refused/"+c.Name, func(t *testing.T) {
			e, _ := errors.AsType[*bank.Error](publishRules(t, c))
			if e == nil || e.Code != bank.CodeInvalidContent {
				t.Fatalf("published, or failed otherwise: %v", e)
			}
			wantRefusal(t, c, e)
		})
	}
	for _, c := range cases.Harmless {
		t.Run("harmless/"+c.Name, func(t *testing.T) {
			if err := publishRules(t, c); err != nil {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

// publishRules publishes the rules of a case, beside those of the bank.
func publishRules(t *testing.T, c guardCase) error {
	t.Helper()
	s := testbank.Started(t, &testbank.Memory{}, guardedBank())
	for n, g := range c.Rules {
		body, err := json.Marshal(g.rule(n))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, body); err != nil {
			t.Fatal(err)
		}
	}
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Publish.Publish(t.Context(), testbank.Ada(), "", revision)
	return err
}

// wantRefusal checks that one fault names the meeting and the rules, and that there is no fault of another kind.
func wantRefusal(t *testing.T, c guardCase, e *bank.Error) {
	t.Helper()
	if c.Code == "" {
		c.Code = "no_questions"
	}
	if c.By == nil {
		c.By = []string{"rule-0"}
	}
	for _, text := range append(c.Says, c.By...) {
		if !slices.ContainsFunc(e.Faults, func(f bank.Fault) bool { return strings.Contains(f.Detail, text) || strings.Contains(f.Pointer, text) }) {
			t.Errorf("no fault says %q: %v", text, e)
		}
	}
	for _, f := range e.Faults {
		if f.Code != c.Code {
			t.Errorf("another fault: %+v", f)
		}
	}
}
