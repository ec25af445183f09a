package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// testAuditFilters filters by each field alone, by several, and in pages.
func testAuditFilters(t *testing.T, url string) {
	s := migrated(t, url)
	one := func(at time.Time, author string, action bank.Action, kind bank.Kind, id string) bank.AuditEntry {
		return bank.AuditEntry{At: at, Author: author, Action: action, Kind: kind, ID: id}
	}
	commit(t, s, bank.Commit{Entries: []bank.AuditEntry{
		one(noon, "Zoë", bank.ActionCreate, bank.KindRule, "a"), // 1
		one(noon.Add(500*time.Millisecond), "Ada", bank.ActionReplace, bank.KindRule, "a"),
		one(noon.Add(time.Second), "Ada", bank.ActionReplace, bank.KindQuestion, "a"),
		one(noon.Add(time.Minute), "Zoë", bank.ActionPublish, "", "2"),
		one(noon.Add(25*time.Hour), "ada", bank.ActionRollBack, "", "3"), // 5
	}})
	for name, c := range map[string]struct {
		filter        bank.AuditFilter
		before, limit int
		want          []int
	}{
		"nothing":             {limit: 10, want: []int{5, 4, 3, 2, 1}},
		"author":              {filter: bank.AuditFilter{Author: "Ada"}, limit: 10, want: []int{3, 2}},
		"author with accents": {filter: bank.AuditFilter{Author: "Zoë"}, limit: 10, want: []int{4, 1}},
		"actions":             {filter: bank.AuditFilter{Actions: []bank.Action{bank.ActionPublish, bank.ActionRollBack}}, limit: 10, want: []int{5, 4}},
		"kind":                {filter: bank.AuditFilter{Kind: bank.KindRule}, limit: 10, want: []int{2, 1}},
		"part":                {filter: bank.AuditFilter{Kind: bank.KindQuestion, ID: "a"}, limit: 10, want: []int{3}},
		"from a fraction":     {filter: bank.AuditFilter{From: noon.Add(500 * time.Millisecond)}, limit: 10, want: []int{5, 4, 3, 2}},
		"to a fraction":       {filter: bank.AuditFilter{To: noon.Add(500 * time.Millisecond)}, limit: 10, want: []int{1}},
		"a day elsewhere": {
			filter: bank.AuditFilter{From: noon.In(time.FixedZone("west", -8*3600)), To: noon.Add(24 * time.Hour)}, limit: 10, want: []int{4, 3, 2, 1},
		},
		"a page":           {filter: bank.AuditFilter{Author: "Zoë"}, limit: 1, want: []int{4}},
		"the next page":    {filter: bank.AuditFilter{Author: "Zoë"}, before: 4, limit: 1, want: []int{1}},
		"a quotation mark": {filter: bank.AuditFilter{Author: "' OR 1=1 --"}, limit: 10, want: []int{}},
	} {
		entries, err := s.FindAudit(t.Context(), c.filter, c.before, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		got := []int{}
		for _, e := range entries {
			got = append(got, e.Number)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
