package publish_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/release/serve"
)

// TestDiffOrderRemembers: what is remembered is what would be found anew, whatever has changed meanwhile.
func TestDiffOrderRemembers(t *testing.T) {
	t.Parallel()
	m, at := &testbank.Memory{}, testbank.Noon()
	now := func() time.Time { return at }
	s := testbank.NewWith(m, now, serve.Options{})
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	want := func(what, from, to string, o publish.Order) publish.Difference {
		t.Helper()
		anew, err := testbank.NewWith(m, now, serve.Options{}).Publish.DiffOrder(t.Context(), from, to, o) // which remembers nothing
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got, err := s.Publish.DiffOrder(t.Context(), from, to, o)
			if diff := cmp.Diff(anew, got); err != nil || diff != "" {
				t.Errorf("%s: %v, anew (-) and remembered (+):\n%s", what, err, diff)
			}
		}
		return anew
	}
	if d := want("nothing", "1", "draft", publish.Order{}); len(d.Changes) != 0 {
		t.Errorf("%v", d.Changes)
	}
	s.Replace(t, bank.KindQuestion, "pager", "pages", "calls")
	all := want("one question", "1", "draft", publish.Order{})
	s.Replace(t, bank.KindRule, "doubt-last", `"because":"`, `"because":"Now: `)
	if two := want("a rule too", "1", "draft", publish.Order{}); len(two.Changes) != len(all.Changes)+1 || two.Hash == all.Hash {
		t.Errorf("%v", two.Changes)
	}
	one := publish.Order{Only: []bank.PartID{{Kind: bank.KindQuestion, ID: "pager"}}}
	if d := want("a selection", "1", "draft", one); len(d.Changes) != len(all.Changes) || d.Hash != all.Hash {
		t.Errorf("%v", d.Changes)
	}
	want("an empty selection", "1", "draft", publish.Order{Only: []bank.PartID{}})
	s.Replace(t, bank.KindRule, "doubt-last", `"cases":`, `"from":"2026-03-01T13:00:00Z","cases":`)
	before := want("before the rule is in force", "1", "draft", publish.Order{})
	later := want("planned for when it is in force", "1", "draft", publish.Order{PublishAt: at.Add(2 * time.Hour)})
	at = at.Add(2 * time.Hour)
	after := want("once it is in force", "1", "draft", publish.Order{})
	if before.Hash == after.Hash || later.Hash != after.Hash {
		t.Errorf("hashes %s before, %s after, %s planned", before.Hash, after.Hash, later.Hash)
	}
	s.PublishDrafts(t)
	want("published", "1", "2", publish.Order{})
	if d := want("after it was published", "2", "draft", publish.Order{}); len(d.Changes) != 0 {
		t.Errorf("%v", d.Changes)
	}
	if d := want("the other way", "2", "1", publish.Order{}); len(d.Changes) == 0 {
		t.Error("nothing differs")
	}
}

// TestPending: what is pending is what publishing would change, without what publishing itself adds.
func TestPending(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	s.Replace(t, bank.KindRule, "doubt-last", `"cases":`, `"from":"2026-03-01T13:00:00Z","cases":`)
	for _, words := range [][2]string{{"pages", "calls"}, {"calls", "alarms"}} {
		s.Replace(t, bank.KindQuestion, "pager", words[0], words[1])
		all, err := s.Publish.DiffOrder(t.Context(), "1", "draft", publish.Order{})
		if err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(slices.Clone(all.Changes), func(c bank.PartChange) bool { return c.Kind == bank.KindNearDuplicates })
		for i := range want {
			want[i].Fields = slices.DeleteFunc(slices.Clone(want[i].Fields), func(f bank.FieldChange) bool { return f.Pointer == "/status" })
		}
		got, err := s.Publish.Pending(t.Context(), 0)
		if diff := cmp.Diff(want, got.Changes); err != nil || diff != "" || got.Revision != all.Revision || len(want) == 0 {
			t.Errorf("%v %s", err, diff)
		}
	}
	s.PublishDrafts(t)
	if got, err := s.Publish.Pending(t.Context(), 0); err != nil || len(got.Changes) != 0 {
		t.Errorf("%v %v", got.Changes, err)
	}
}
