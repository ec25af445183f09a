package rules_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func idsOf(items []bank.Item) []string {
	ids := []string{}
	for _, it := range items {
		ids = append(ids, it.Question.ID)
	}
	return ids
}

// TestEditedSets: a fixed set has its questions in its order, each with the reasons that it has when it is chosen; swapping one gives
// another eligible question that fits, and does not come back to one that was swapped away; replacing keeps the pinned ones alone.
func TestEditedSets(t *testing.T) {
	e := engine(t, shipped())
	swaps, first, alike := 0, 0, 0
	for _, p := range meetings(bank.Candidate, 200) {
		set := e.Select(p)
		if len(set.Items) < 2 {
			continue
		}
		edited := set.Edited()
		slices.Reverse(edited.Fixed)
		got := e.Select(edited)
		want := idsOf(set.Items)
		slices.Reverse(want)
		if diff := cmp.Diff(want, idsOf(got.Items)); diff != "" || got.Minutes != set.Minutes || got.KitID != "" {
			t.Fatalf("%+v: fixed in another order (-want +got):\n%s", p, diff)
		}
		for _, it := range got.Items {
			score, reasons, ok := e.Score(p, it.Question.ID)
			if diff := cmp.Diff(reasons, it.Reasons); !ok || score != it.Score || diff != "" {
				t.Fatalf("%+v: %s: reasons (-alone +in the set):\n%s", p, it.Question.ID, diff)
			}
		}
		was := set.Items[1].Question
		profile, seen := set.Edited(), map[string]bool{was.ID: true}
		for now := was.ID; len(seen) < 6; {
			other, found := e.Another(profile, now)
			if !found {
				break
			}
			if _, _, eligible := e.Score(profile, other); seen[other] || !eligible || slices.Contains(want, other) {
				t.Fatalf("%+v: %s was swapped for %s", p, now, other)
			}
			swaps++
			profile = profile.With(other, now)
			swapped := e.Select(profile)
			if q := swapped.Items[1].Question; q.ID != other || swapped.Minutes > max(p.Minutes, set.Minutes) {
				t.Fatalf("%+v: the set has %s for %s and %d minutes", p, q.ID, other, swapped.Minutes)
			} else if now == was.ID {
				first++
				if q.About == was.About || q.Topic == was.Topic {
					alike++
				}
			}
			seen[other], now = true, other
		}
		pinned := set.Edited().Pinned(was.ID, true)
		replaced, err := e.Replace(context.Background(), pinned)
		if err != nil {
			t.Fatal(err)
		}
		rest := e.Select(replaced)
		for _, it := range rest.Items {
			if it.Question.ID != was.ID && slices.Contains(want, it.Question.ID) {
				t.Fatalf("%+v: %s came again", p, it.Question.ID)
			}
		}
		if !slices.Contains(replaced.Fixed, bank.Fixed{ID: was.ID, Pinned: true}) || rest.Minutes > p.Minutes || len(rest.Items) > p.Count {
			t.Fatalf("%+v: replaced all but %s: %v, %d minutes", p, was.ID, replaced.Fixed, rest.Minutes)
		}
	}
	if swaps < 300 || alike*10 < first*7 {
		t.Errorf("%d swaps; of the first %d, only %d for a question about the same or on the same topic", swaps, first, alike)
	}
}

// TestEditedUnknown: what a release does not have, or is the other side's, is left out.
func TestEditedUnknown(t *testing.T) {
	e := engine(t, shipped())
	p := meetings(bank.Candidate, 1)[0]
	kit := e.Select(bank.Profile{Asker: bank.Interviewer, Minutes: 30, Count: 3, Locale: "en"})
	p.Fixed = []bank.Fixed{{ID: "no-such-question"}, {ID: kit.Items[0].Question.ID}}
	if got := e.Select(p); len(got.Items) != 0 || got.Minutes != 0 {
		t.Errorf("%v", idsOf(got.Items))
	}
	if other, found := e.Another(p, "no-such-question"); found {
		t.Error(other)
	}
}
