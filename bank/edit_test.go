package bank_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func TestEdits(t *testing.T) {
	set := bank.Set{Profile: bank.Profile{Exclude: []string{"x"}, Fixed: []bank.Fixed{{ID: "b", Pinned: true}}}}
	for _, id := range []string{"a", "b", "c"} {
		set.Items = append(set.Items, bank.Item{Question: &bank.Question{ID: id}})
	}
	start := set.Edited()
	for name, tt := range map[string]struct {
		got     bank.Profile
		fixed   []bank.Fixed
		exclude []string
	}{
		"as it is":           {start, []bank.Fixed{{ID: "a"}, {ID: "b", Pinned: true}, {ID: "c"}}, []string{"x"}},
		"without":            {start.Without("a"), []bank.Fixed{{ID: "b", Pinned: true}, {ID: "c"}}, []string{"a", "x"}},
		"without an unknown": {start.Without("z"), start.Fixed, []string{"x"}},
		"another":            {start.With("d", "b"), []bank.Fixed{{ID: "a"}, {ID: "d"}, {ID: "c"}}, []string{"b", "x"}},
		"for an unknown":     {start.With("d", "z"), start.Fixed, []string{"x"}},
		"moved back":         {start.Moved("c", -1), []bank.Fixed{{ID: "a"}, {ID: "c"}, {ID: "b", Pinned: true}}, []string{"x"}},
		"moved too far":      {start.Moved("a", 9), []bank.Fixed{{ID: "b", Pinned: true}, {ID: "c"}, {ID: "a"}}, []string{"x"}},
		"moved an unknown":   {start.Moved("z", 1), start.Fixed, []string{"x"}},
		"pinned":             {start.Pinned("c", true), []bank.Fixed{{ID: "a"}, {ID: "b", Pinned: true}, {ID: "c", Pinned: true}}, []string{"x"}},
		"not pinned":         {start.Pinned("b", false), []bank.Fixed{{ID: "a"}, {ID: "b"}, {ID: "c"}}, []string{"x"}},
	} {
		if diff := cmp.Diff(bank.Profile{Exclude: tt.exclude, Fixed: tt.fixed}, tt.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]bank.Fixed{{ID: "a"}, {ID: "b", Pinned: true}, {ID: "c"}}, start.Fixed); diff != "" {
		t.Errorf("the profile itself was changed (-want +is):\n%s", diff)
	}
	if next, more := set.Next(); !more || next.Fixed != nil || !cmp.Equal(next.Exclude, []string{"a", "b", "c", "x"}) {
		t.Errorf("next is %+v", next)
	}
}
