package rules_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func TestBounds(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(500) {
		set := e.Select(p)
		minutes, seen := 0, map[string]bool{}
		for _, it := range set.Items {
			minutes += it.Question.Minutes
			if q := it.Question; seen[q.ID] || q.Asker != p.Asker || !admits(q.Stages, p.Stage) || !admits(q.AskedOf, p.AskedOf) ||
				(len(q.Roles) > 0 && !slices.Contains(q.Roles, p.Role)) {
				t.Errorf("%+v: got %s, which is not eligible or chosen twice", p, q.ID)
			}
			seen[it.Question.ID] = true
		}
		if minutes != set.Minutes || minutes > p.Minutes || len(set.Items) > p.Count {
			t.Errorf("%+v: got %d items of %d minutes, with Minutes %d", p, len(set.Items), minutes, set.Minutes)
		}
	}
}

// admits reports whether a list of a question admits a value of the profile.
func admits(list []string, value string) bool {
	return value == "" || len(list) == 0 || slices.Contains(list, value)
}

func TestExcludedQuestionsDoNotCome(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(100) {
		first := e.Select(p)
		for _, it := range first.Items {
			p.Exclude = append(p.Exclude, it.Question.ID)
		}
		for _, it := range e.Select(p).Items {
			if slices.Contains(p.Exclude, it.Question.ID) {
				t.Errorf("%+v: got %s, which is excluded", p, it.Question.ID)
			}
		}
	}
}

// TestNothingIsDisclosedUnasked checks that a question that discloses something about the asker is chosen only if the
// person cares about its aspect.
func TestNothingIsDisclosedUnasked(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range meetings(bank.Candidate, 600) {
		for _, it := range e.Select(p).Items {
			wanted := slices.ContainsFunc(p.Cares, func(c bank.Chosen) bool { return slices.Contains(it.Question.Aspects, c.Aspect) })
			if len(it.Question.Discloses) > 0 && !wanted {
				t.Errorf("%+v: got %s, which discloses something", p, it.Question.ID)
			}
		}
	}
}

func TestShortfall(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	base := bank.Profile{Asker: bank.Candidate, Minutes: 15, Count: 8, Locale: "en", Stage: "skills"}
	base.Cares = []bank.Chosen{{Care: "ethics", Aspect: "environment"}}
	for _, q := range content.Questions {
		if slices.Contains(q.Cares, "ethics") {
			base.Exclude = append(base.Exclude, q.ID)
		}
	}
	want := []bank.Shortfall{{Kind: bank.ShortOfCare, Care: "ethics", Aspect: "environment", Wanted: 1}}
	if diff := cmp.Diff(want, e.Select(base).Shortfall); diff != "" {
		t.Errorf("a care without a question (-want +got):\n%s", diff)
	}
	base.Cares, base.Minutes = []bank.Chosen{{Care: "advancement"}}, 1
	want = []bank.Shortfall{{Kind: bank.ShortOfCare, Care: "advancement", Wanted: 1}}
	if diff := cmp.Diff(want, e.Select(base).Shortfall); diff != "" {
		t.Errorf("a minute is too short (-want +got):\n%s", diff)
	}
}
