package resolve_test

import (
	"testing"

	"twoway/resolve"
)

func TestNormalise(t *testing.T) {
	for said, want := range map[string]string{
		"":                     "",
		"  On-Call   LOAD ":    "on call load",
		"Café/Bar-Manager":     "cafe bar manager",
		"manager’s style":      "manager style",
		"the teams' meetings":  "the teams meetings",
		"R&D":                  "r and d",
		"Node.js":              "nodejs",
		"C.E.O.":               "ceo",
		"work_life_balance":    "work life balance",
		"1:1s":                 "1 1s",
		"ＦＵＬＬ ｗｉｄｔｈ":           "full width",
		"naïve—coöperation…":   "naive cooperation",
		"🦊 !?":                 "",
		"won't":                "wont",
		"日本":                   "日 本",
		"ﬁnance":               "finance",
		"Straße":               "strasse",
		"a\x00b":               "a b",
		"40,000 patients/year": "40000 patients year",
	} {
		if got := resolve.Normalise(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}
