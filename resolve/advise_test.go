package resolve_test

import (
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/resolve"
)

// TestAdvise looks up what was meant in a small bank, whose two roles are nursing, also called nurse, and operations.
func TestAdvise(t *testing.T) {
	content := testbank.Small()
	a := resolve.NewAdvisor(&content)
	for _, c := range []struct {
		said    string
		meant   bank.Meant
		fix     string
		nearest string
	}{
		{"nurse", bank.Meant{Kind: "role"}, "nursing", "nursing"},
		{"Nurses", bank.Meant{Kind: "role"}, "nursing", "nursing"},
		{" NURSING ", bank.Meant{Kind: "role"}, "nursing", "nursing"},
		{"nursng", bank.Meant{Kind: "role"}, "nursing", "nursing"},
		{"nurse", bank.Meant{Kind: "role", Values: []string{"operations"}}, "", "operations"},
		{"xyz", bank.Meant{Kind: "role"}, "", "nursing"},
		{"on_call", bank.Meant{Kind: "care"}, "balance", "balance"},
		{"pager", bank.Meant{Kind: "care"}, "balance", "balance"},
		{"pager", bank.Meant{Kind: "aspect"}, "on_call", "on_call"},
		{"pager", bank.Meant{Kind: bank.MeantAbout}, "on_call", "on_call"},
		{"How many pages came in the last on-call week", bank.Meant{Kind: bank.MeantQuestion}, "pager", "pager"},
		{"Raise", bank.Meant{Kind: bank.MeantQuestion}, "raise", "raise"},
		{"Pager", bank.Meant{Kind: bank.MeantSlug}, "pager-2", "pager-2"},
		{"Night Rota", bank.Meant{Kind: bank.MeantSlug}, "night-rota", "night-rota"},
		{"Night-Rota", bank.Meant{Kind: bank.MeantTermID}, "night_rota", "night_rota"},
		{"日本", bank.Meant{Kind: bank.MeantSlug}, "", ""},
		{"Deutsch", bank.Meant{Kind: bank.MeantLocale}, "de", "de"},
		{"en_gb", bank.Meant{Kind: bank.MeantLocale}, "en-GB", "en-GB"},
		{"Klingon speech", bank.Meant{Kind: bank.MeantLocale}, "", ""},
		{"cc by sa 4.0", bank.Meant{Kind: bank.MeantLicence, Values: bank.Licences()}, "CC-BY-SA-4.0", "CC-BY-SA-4.0"},
		{"all rights reserved", bank.Meant{Kind: bank.MeantLicence, Values: bank.Licences()}, bank.OwnLicence, bank.OwnLicence},
		{"Boost", bank.Meant{Kind: bank.MeantWord, Values: []string{"boost", "limit"}}, "boost", "boost"},
		{strings.Repeat("nurse ", 1000), bank.Meant{Kind: "role"}, "", ""},
	} {
		faults := []bank.Fault{{Code: bank.FaultUnknownValue, Detail: "Unknown.", On: c.said, Meant: &c.meant}}
		got := a.Advise(faults)[0]
		nearest := ""
		if len(got.Nearest) > 0 {
			nearest = got.Nearest[0]
		}
		if got.Fix != c.fix || nearest != c.nearest || !strings.HasSuffix(got.Detail, ".") {
			t.Errorf("%.20q as %s: fix %q, nearest %q, %q; want %q, %q", c.said, c.meant.Kind, got.Fix, got.Nearest, got.Detail, c.fix, c.nearest)
		}
		if faults[0].Fix != "" || faults[0].Nearest != nil {
			t.Error("the faults that were given have changed")
		}
	}
	plain := []bank.Fault{{Code: bank.FaultRequired, Detail: "This must not be empty."}}
	if got := a.Advise(plain); &got[0] != &plain[0] {
		t.Error("faults without anything to look up were copied")
	}
}
