package publish_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// operator is a meeting in which the small bank has three questions to choose from, and time for two.
func operator() bank.Request {
	return bank.Request{Asker: bank.Candidate, Role: "operations", Seniority: "senior", Stage: "offer", Minutes: 6}
}

func compare(t *testing.T, s testbank.Services, req bank.Request, rule string) publish.Comparison {
	t.Helper()
	c, err := s.Publish.Compare(t.Context(), req, rule)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// causes returns the causes of a comparison as texts.
func causes(c publish.Comparison) []string {
	var list []string
	for _, cause := range c.Causes {
		text := string(cause.Kind) + " " + cause.ID
		if cause.Alone {
			text += " alone"
		}
		if cause.Needed {
			text += " needed"
		}
		list = append(list, text)
	}
	return list
}

const doubtFirst = `{"id":"doubt-first","asker":"candidate","name":"Doubt","when":"profile.role == \"operations\" and profile.stage == \"offer\"",
	"pick":"question.id == \"doubt\"","effect":{"kind":"boost","points":100},"because":"b",
	"cases":[{"applies":true,"profile":{"role":"operations","stage":"offer"}},{"applies":false,"profile":{"role":"nursing"}}]}`

// TestCompareSame compares drafts that are as in service, and drafts with a change that makes no difference to the meeting.
func TestCompareSame(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	if c := compare(t, s, operator(), ""); c.Verdict != publish.VerdictSame || len(c.Changes.Same) != 2 || len(c.Rules)+len(c.Causes) > 0 {
		t.Errorf("nothing was edited: %+v", c)
	}
	s.Replace(t, bank.KindQuestion, "fault", `"minutes":3`, `"minutes":4`)
	if c := compare(t, s, operator(), ""); c.Verdict != publish.VerdictSame || c.To.Token(c.Draft) != "" || c.Draft.Release.Number != 0 {
		t.Errorf("a question of the other side was edited: %+v", c)
	}
}

// TestCompareOne finds the one rule that changes a set, among other changes, and the condition that decides.
func TestCompareOne(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	before := testbank.IDs(compare(t, s, operator(), "").Current)
	if slices.Contains(before, "doubt") {
		t.Fatalf("the set is %v", before)
	}
	create(t, s, bank.KindRule, doubtFirst)
	s.Replace(t, bank.KindQuestion, "raise", `"how_to_ask":"Calmly."`, `"how_to_ask":"Quietly."`)
	c := compare(t, s, operator(), "doubt-first")
	if c.Verdict != publish.VerdictOne || !slices.Equal(c.Changes.Added, []string{"doubt"}) || len(c.Changes.Removed) != 1 {
		t.Errorf("the verdict is %s, the changes %+v", c.Verdict, c.Changes)
	}
	testbank.Want(t, "causes", causes(c), "rule doubt-first alone needed")
	if len(c.Rules) != 1 || !c.Rules[0].Applies || c.Rules[0].Known {
		t.Errorf("the rules are %+v", c.Rules)
	}
	if c.Case == nil || !c.Case.Applies || c.Case.Profile.Role != "operations" || c.Case.Profile.Stage != "offer" {
		t.Errorf("the case is %+v", c.Case)
	}
	s.PublishDrafts(t)
	s.Replace(t, bank.KindRule, "doubt-first", `profile.stage == \"offer\"`, `profile.stage == \"panel\"`)
	c = compare(t, s, operator(), "doubt-first")
	testbank.Want(t, "causes", causes(c), "rule doubt-first alone needed")
	if len(c.Rules) != 1 || c.Rules[0].Applies || !c.Rules[0].Known || len(c.Rules[0].Stopped) != 1 || !strings.Contains(c.Rules[0].Stopped[0].Condition, `"panel"`) {
		t.Errorf("the rules are %+v", c.Rules)
	}
	if c.Case == nil || c.Case.Applies {
		t.Errorf("the case is %+v", c.Case)
	}
}

// TestCompareSeveral finds two changes that only together bring a question in.
func TestCompareSeveral(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	create(t, s, bank.KindRule, strings.NewReplacer("doubt-first", "new-first", `\"doubt\"`, `\"weekend\"`).Replace(doubtFirst))
	q := testbank.Question("weekend", "workload", "Which weekend was the last one that somebody here had to work?")
	q.Minutes = 5
	parts, err := bank.Content{Questions: []bank.Question{q}}.Parts()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(parts, func(p bank.Part) bool { return p.Kind == bank.KindQuestion })
	create(t, s, bank.KindQuestion, string(parts[i].Body))
	c := compare(t, s, operator(), "")
	if c.Verdict != publish.VerdictSeveral {
		t.Errorf("the verdict is %s, of %v and %v; causes %v", c.Verdict, testbank.IDs(c.Current), testbank.IDs(c.Draft), causes(c))
	}
	testbank.Want(t, "causes", causes(c), "rule new-first needed", "question weekend needed")
}

// TestTrialLeavesOut tries drafts of which a rule, a question and a term have faults: what is in service takes their place, if there is any.
// A rule without cases is tried.
func TestTrialLeavesOut(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	s.Replace(t, bank.KindRule, "pager-for-operators", `profile.role ==`, `profile.rle ==`)
	s.Replace(t, bank.KindQuestion, "pager", `"topic":"workload"`, `"topic":"none"`)
	s.Replace(t, bank.KindTopic, "workload", `"name":"workload"`, `"name":""`)
	create(t, s, bank.KindRule, `{"id":"half","asker":"candidate","name":"n","when":"profile.","pick":"","effect":{"kind":"exclude"},"because":"b"}`)
	create(t, s, bank.KindRule, `{"id":"no-cases","asker":"candidate","name":"n","when":"profile.role == \"operations\"","pick":"question.id == \"doubt\"","effect":{"kind":"exclude"},"because":"b"}`)
	trial, err := s.Publish.Trial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range trial.LeftOut {
		text := string(l.Kind) + " " + l.ID
		if l.Released {
			text += " released"
		}
		got = append(got, text)
	}
	testbank.Want(t, "left out", got, "topic workload released", "question pager released", "rule half", "rule pager-for-operators released")
	set, err := trial.Answer(operator())
	if err != nil || slices.Contains(testbank.IDs(set), "doubt") || !slices.Contains(testbank.IDs(set), "pager") {
		t.Errorf("the set is %v, %v", testbank.IDs(set), err)
	}
	if again, err := s.Publish.Trial(t.Context()); err != nil || again != trial {
		t.Errorf("the same drafts were compiled again: %v", err)
	}
	s.Replace(t, bank.KindQuestion, "raise", `"minutes":3`, `"minutes":4`)
	if again, err := s.Publish.Trial(t.Context()); err != nil || again == trial {
		t.Errorf("an edit is not in the next trial: %v", err)
	}
}

// TestCaseOfATryPasses adds the case of a comparison to its rule: it has no faults, for a rule that applies and one that does not.
func TestCaseOfATryPasses(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	create(t, s, bank.KindRule, doubtFirst)
	for _, stage := range []string{"offer", "panel"} {
		req := operator()
		req.Stage, req.Cares = stage, []string{"pager", "money"}
		c := compare(t, s, req, "doubt-first")
		content, err := s.Publish.Content(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		rule := *testbank.RuleOf(&content, "doubt-first")
		rule.Cases = append(slices.Clone(rule.Cases), *c.Case)
		parts, err := bank.Content{Rules: []bank.Rule{rule}}.Parts()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(parts, func(p bank.Part) bool { return p.Kind == bank.KindRule })
		review, err := s.Drafts.Validate(t.Context(), bank.KindRule, parts[i].Body)
		if err != nil || len(review.Faults) > 0 {
			t.Errorf("%s: with the case %+v, faults are %v, %v", stage, *c.Case, review.Faults, err)
		}
	}
	if _, err := s.Publish.Compare(t.Context(), operator(), "unknown"); !bank.HasCode(err, bank.CodeInvalidRequest) {
		t.Errorf("an unknown rule: %v", err)
	}
}

// TestCompareSets says the same as comparing with causes, besides these.
func TestCompareSets(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	create(t, s, bank.KindRule, doubtFirst)
	whole := compare(t, s, operator(), "doubt-first")
	c, err := s.Publish.CompareSets(t.Context(), operator(), "doubt-first")
	if err != nil || c.Verdict != publish.VerdictUntried || len(c.Causes) > 0 {
		t.Fatalf("%s with %v: %v", c.Verdict, c.Causes, err)
	}
	if !slices.Equal(c.Changes.Added, whole.Changes.Added) || len(c.Rules) != len(whole.Rules) || c.Case.Applies != whole.Case.Applies {
		t.Errorf("%+v, want %+v", c, whole)
	}
	if c, err := s.Publish.CompareSets(t.Context(), bank.Request{Asker: bank.Candidate, Minutes: 3, Stage: "panel"}, ""); err != nil || c.Verdict != publish.VerdictSame {
		t.Errorf("where nothing differs: %s, %v", c.Verdict, err)
	}
}
