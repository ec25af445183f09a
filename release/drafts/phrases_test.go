package drafts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

func TestReadPhrases(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	list := []bank.Phrase{
		{ID: "1", Kind: bank.PhraseCare, Said: "Café sorcery", Count: 2, LastOn: day(1)},
		{ID: "2", Kind: bank.PhraseRole, Said: "ward fairy", Count: 2, LastOn: day(3)},
		{ID: "3", Kind: bank.PhraseCare, Said: "sorcery", Role: "nursing", Count: 9, LastOn: day(1), Dismissed: true},
		{ID: "4", Kind: bank.PhraseCare, Said: "beepers", Count: 1, LastOn: day(2)},
		{ID: "5", Kind: bank.PhraseRole, Said: "senior flurbler", Count: 1, LastOn: day(2)},
	}
	read := func(q drafts.PhraseQuery) string {
		t.Helper()
		found, err := s.Drafts.ReadPhrases(t.Context(), list, q)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, p := range found {
			as := ""
			if p.ReadAs != nil {
				as = " " + p.ReadAs.ID
			}
			lines = append(lines, fmt.Sprintf("%s %s%s", p.ID, p.Status, as))
		}
		return strings.Join(lines, ", ")
	}
	check := func(q drafts.PhraseQuery, want string) {
		t.Helper()
		if diff := cmp.Diff(want, read(q)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", q, diff)
		}
	}
	check(drafts.PhraseQuery{}, "3 dismissed, 2 open, 1 open, 4 open, 5 open")
	check(drafts.PhraseQuery{Kind: bank.PhraseRole}, "2 open, 5 open")
	check(drafts.PhraseQuery{Words: "CAFE SORC"}, "1 open")
	check(drafts.PhraseQuery{Status: drafts.PhraseDismissed, Words: "sorcery"}, "3 dismissed")
	check(drafts.PhraseQuery{Status: drafts.PhraseUnderstood}, "")
	s.Replace(t, bank.KindCare, "balance", `"pager"`, `"pager","beeper"`)
	s.Replace(t, bank.KindRole, "nursing", `"nurse"`, `"nurse","ward fairy"`)
	check(drafts.PhraseQuery{}, "3 dismissed, 2 understood nursing, 1 open, 4 understood on_call, 5 open")
	check(drafts.PhraseQuery{Status: drafts.PhraseUnderstood}, "2 understood nursing, 4 understood on_call")
	check(drafts.PhraseQuery{Status: drafts.PhraseOpen}, "1 open, 5 open")
}
