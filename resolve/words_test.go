package resolve_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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

func TestSimilarity(t *testing.T) {
	for _, tt := range []struct {
		a, b        string
		least, most int
	}{
		{"", "", 1000, 1000},
		{"How is pay decided?", "how is pay decided", 1000, 1000},
		{"How is the last promotion decided?", "How is the last promotions decided?", resolve.NearDuplicate, 1000},
		{"What does a good week look like in this team?", "What does a good week look like for this team?", resolve.NearDuplicate, 1000},
		{"When did somebody last leave the team?", "When was somebody last promoted in the team?", 100, resolve.NearDuplicate - 1},
		{"How is pay decided?", "Who trains the new nurses?", 0, 150},
	} {
		if got := resolve.Similarity(tt.a, tt.b); got < tt.least || got > tt.most || got != resolve.Similarity(tt.b, tt.a) {
			t.Errorf("%q and %q: %d, the other way round %d; want %d to %d", tt.a, tt.b, got, resolve.Similarity(tt.b, tt.a), tt.least, tt.most)
		}
	}
}

func TestNearest(t *testing.T) {
	stages := []string{"recruiter_screen", "hiring_manager", "skills", "panel", "leadership", "offer"}
	for _, tt := range []struct {
		said string
		from []string
		n    int
		want []string
	}{
		{"ofer", stages, 3, []string{"offer"}},
		{"Hiring Manger", stages, 1, []string{"hiring_manager"}},
		{"panels", stages, 2, []string{"panel"}},
		{"b", []string{"c", "a"}, 3, []string{"a", "c"}},
		{"x", nil, 3, []string{}},
		{"offer", stages, 0, []string{}},
	} {
		if diff := cmp.Diff(tt.want, resolve.Nearest(tt.said, tt.from, tt.n)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.said, diff)
		}
	}
}

func TestClose(t *testing.T) {
	for _, tt := range []struct {
		said, candidate string
		want            bool
	}{
		{"bakend", "backend", true}, {"rolee", "role", true}, {"zebra", "panel", false}, {"", "a", false},
	} {
		if got := resolve.Close(tt.said, tt.candidate); got != tt.want {
			t.Errorf("%q, %q: got %t", tt.said, tt.candidate, got)
		}
	}
}

// TestNearestDoesNotDependOnOrder shuffles the candidates.
func TestNearestDoesNotDependOnOrder(t *testing.T) {
	word := rapid.StringMatching(`[a-d]{0,5}`)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SliceOf(word).Draw(t, "from")
		said := word.Draw(t, "said")
		turned := rapid.Permutation(from).Draw(t, "turned")
		if diff := cmp.Diff(resolve.Nearest(said, from, 3), resolve.Nearest(said, turned, 3)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestEnglishWordsAreNotMisspellings reads a dictionary of English (Debian: wamerican-small). A word of it is never taken
// for a misspelling of another, or "peace" would be the pace of work. Words that fail belong into lookalikes.txt.
func TestEnglishWordsAreNotMisspellings(t *testing.T) {
	const dictionary = "/usr/share/dict/american-english-small"
	text, err := os.ReadFile(dictionary)
	if err != nil {
		t.Fatalf("%v; install the package wamerican-small", err)
	}
	var missing []string
	for word := range strings.FieldsSeq(string(text)) {
		if strings.ToLower(word) == word && !strings.Contains(word, "'") && resolver().Mends(word) {
			missing = append(missing, word)
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("%d words of English are taken for misspellings:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}
