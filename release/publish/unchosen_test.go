package publish_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// unchosenRule returns a rule for candidates.
func unchosenRule(id, picked, pick string, effect bank.Effect) bank.Rule {
	return bank.Rule{
		ID: id, Version: 1, Status: bank.Ready, Asker: bank.Candidate, Name: id, Pick: pick, Effect: effect, Because: "For a test.",
		Cases: []bank.Case{{Applies: true, Question: picked}, {Applies: false, Question: "pager"}},
	}
}

// TestFindUnchosen: of a bank with questions that can never be chosen, each for another reason, these are found; and not one that only
// somebody gets who names just what it is about.
func TestFindUnchosen(t *testing.T) {
	t.Parallel()
	content := testbank.With(func(c *bank.Content) {
		add := func(id, text string, change func(q *bank.Question)) {
			q := testbank.Question(id, "workload", text)
			change(&q)
			c.Questions = append(c.Questions, q)
		}
		add("dominated", "Which part of the day is the quietest around here?", func(q *bank.Question) {
			q.Cares, q.Aspects, q.About = []string{"balance"}, []string{"overtime"}, "overtime"
		})
		add("excluded", "Where do people leave their bicycles in the morning?", func(q *bank.Question) { q.Roles = []string{"nursing"} })
		add("late", "What did the last overtime cost the whole team?", func(q *bank.Question) {
			q.Cares, q.Aspects, q.About, q.Minutes = []string{"balance"}, []string{"overtime"}, "overtime", 15 // only if nothing else is
		})
		c.Rules = append(c.Rules,
			unchosenRule("fewer", "dominated", `question.id == "dominated"`, bank.Effect{Kind: bank.Boost, Points: -50}),
			unchosenRule("one-of-two", "late", `question.id in ["dominated", "late"]`, bank.Effect{Kind: bank.Limit, Count: 1}),
			unchosenRule("none", "excluded", `question.id == "excluded"`, bank.Effect{Kind: bank.Exclude}))
	})
	s := testbank.Started(t, &testbank.Memory{}, content)
	var told, last atomic.Int64
	ctx := publish.WithProgress(t.Context(), func(p publish.Progress) {
		told.Add(1)
		if p.Phase == publish.PhaseUnchosen && p.Total == 67 {
			last.Store(int64(p.Done))
		}
	})
	got, err := publish.FindUnchosen(ctx, s.Current())
	if err != nil {
		t.Fatal(err)
	}
	type short struct {
		ID, Role, Care string
		Why            publish.WhyUnchosen
	}
	var list []short
	for _, q := range got.Questions {
		one := short{ID: q.ID, Role: q.Meeting.Role, Why: q.Why}
		for _, c := range q.Meeting.Cares {
			one.Care = c.Care + "/" + c.Aspect
		}
		list = append(list, one)
	}
	want := []short{
		{ID: "dominated", Care: "balance/overtime", Why: publish.WhyLimited}, {ID: "excluded", Role: "nursing", Why: publish.WhyExcluded},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("never chosen (-want +got):\n%s", diff)
	}
	// Three roles, two stages, and for each four seniorities for two sides, and two cares; and those that are made for three questions.
	if got.Meetings != 65 || told.Load() != 67 || last.Load() != 67 {
		t.Errorf("%d meetings, told %d times, at last %d", got.Meetings, told.Load(), last.Load())
	}
	again, err := publish.FindUnchosen(t.Context(), s.Current())
	if diff := cmp.Diff(got, again); diff != "" || err != nil {
		t.Errorf("the second time: %v\n%s", err, diff)
	}
}

// TestFindUnchosenNone: in the small bank, each question is chosen by somebody.
func TestFindUnchosenNone(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	if got, err := publish.FindUnchosen(t.Context(), s.Current()); len(got.Questions) > 0 || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := publish.FindUnchosen(ctx, s.Current()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
