package resolve_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/resolve"
)

// careCase is a case of testdata/readings.yaml: what somebody of a trade said, and how it is understood.
type careCase struct {
	Said      string   `yaml:"said"`
	Trade     string   `yaml:"trade"`
	ID        string   `yaml:"id"`
	Matched   string   `yaml:"matched"`
	Discloses []string `yaml:"discloses"`
}

func careCases(t *testing.T) []careCase {
	t.Helper()
	text, err := os.ReadFile("testdata/readings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []careCase
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestReadings(t *testing.T) {
	for _, want := range careCases(t) {
		care := resolver().CareIn(want.Trade, "", want.Said)
		got := careCase{Said: want.Said, Trade: want.Trade, Matched: string(care.Matched)}
		got.ID = idOf(care.Chosen)
		if len(care.Discloses) > 0 {
			got.Discloses = care.Discloses
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", want.Said, diff)
		}
	}
}

// idOf returns the ID of what is cared about, as in bank.Understood.
func idOf(c bank.Chosen) string {
	switch {
	case c.Term != "":
		return "term:" + c.Term
	case c.Aspect != "":
		return c.Aspect
	}
	return c.Care
}

// TestNearestOfCares: IDs are proposed only if they are near in meaning.
func TestNearestOfCares(t *testing.T) {
	for _, tt := range []struct {
		said    string
		reason  bank.WhyNot
		nearest []string
	}{
		{"feng shui", bank.ReasonUnknown, []string{}},
		{"asdfgh", bank.ReasonUnknown, []string{}},
		{"error budgets", bank.ReasonUnknown, []string{}},
		{"chair relationship", bank.ReasonUnknown, []string{}},
		{"credit history", bank.ReasonUnknown, []string{}},
		{"", bank.ReasonUnknown, []string{}},
		{"of the", bank.ReasonUnknown, []string{}},
		{"postmortem", bank.ReasonUnknown, []string{"psychological_safety"}},
	} {
		care := resolver().CareIn("", "", tt.said)
		if care.Reason != tt.reason || !slices.Equal(care.Nearest, tt.nearest) {
			t.Errorf("%q: reason %q, nearest %q; want %q, %q", tt.said, care.Reason, care.Nearest, tt.reason, tt.nearest)
		}
	}
}

// TestAmbiguousCare: a text with several meanings gets them proposed, in the order of the vocabulary.
func TestAmbiguousCare(t *testing.T) {
	term := func(id string, synonyms ...string) bank.Term {
		return bank.Term{ID: id, Name: id, Definition: id, Synonyms: synonyms}
	}
	r := resolve.NewResolver(&bank.Vocabulary{Cares: []bank.Care{
		{Term: term("pay", "raised stakes")}, {Term: term("games", "raising stakes")},
	}})
	care := r.CareIn("", "", "raise the stake")
	if care.Reason != bank.ReasonAmbiguous || !slices.Equal(care.Nearest, []string{"pay", "games"}) || care.Chosen.Care != "" {
		t.Errorf("got %+v", care)
	}
}

// TestProtected: from an interviewer, what is private about the candidate is not read, and the answer says why.
func TestProtected(t *testing.T) {
	said := []string{"relocation", "family", "credit history", "my depression", "religion", "how old you are", "night shifts", "union membership", "finances"}
	p, reading, err := resolver().Profile(bank.Request{Asker: bank.Interviewer, Role: "hotel manager", Cares: said, Minutes: 30})
	if err != nil {
		t.Fatal(err)
	}
	var read, protected []string
	for _, c := range p.Cares {
		read = append(read, c.Said)
	}
	for _, u := range reading.Unrecognised {
		if u.Reason != bank.ReasonProtected || len(u.Nearest) > 0 || !strings.HasSuffix(u.Detail, ".") || len(u.Detail) < 40 {
			t.Errorf("%+v is not protected, with a reason", u)
		}
		protected = append(protected, u.Said)
	}
	if want := []string{"relocation", "night shifts", "finances"}; !slices.Equal(read, want) {
		t.Errorf("read %q, want %q", read, want)
	}
	if want := []string{"family", "credit history", "my depression", "religion", "how old you are", "union membership"}; !slices.Equal(protected, want) {
		t.Errorf("protected %q, want %q", protected, want)
	}
}

// TestUnderstoodCares: every care says how it was understood, even one that was said twice.
func TestUnderstoodCares(t *testing.T) {
	p, reading, err := resolver().Profile(bank.Request{
		Asker: bank.Candidate, Role: "site reliability engineer", Cares: []string{"error budgets", "my depression", "error budget", "feng shui", "bankruptcy"}, Minutes: 15,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []bank.Chosen{{Term: "error budget", Said: "error budgets"}, {Care: "safety", Aspect: "wellbeing", Said: "my depression"}}
	if diff := cmp.Diff(want, p.Cares); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	understood := slices.DeleteFunc(slices.Clone(reading.Understood), func(u bank.Understood) bool { return u.Pointer == "/role" })
	if diff := cmp.Diff([]bank.Understood{
		{Pointer: "/cares/0", Said: "error budgets", ID: "term:error budget", Name: "error budget", Matched: bank.MatchedTerm, Discloses: []string{}},
		{Pointer: "/cares/1", Said: "my depression", ID: "wellbeing", Name: "Wellbeing", Matched: bank.MatchedPart, Discloses: []string{"health"}},
		{Pointer: "/cares/2", Said: "error budget", ID: "term:error budget", Name: "error budget", Matched: bank.MatchedTerm, Discloses: []string{}},
	}, understood); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]bank.Unrecognised{
		{Pointer: "/cares/3", Said: "feng shui", Nearest: []string{}, Reason: bank.ReasonUnknown, Detail: "The bank knows no question under these words; try other words for it."},
		{Pointer: "/cares/4", Said: "bankruptcy", Nearest: []string{}, Reason: bank.ReasonUnknown, Detail: "This is private, so nothing was guessed from it; say what you would like to know about the job."},
	}, reading.Unrecognised); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEveryTermIsRead: a term of the lexicon, alone, in the plural and inside a question, is a care of the trade and of no other.
func TestEveryTermIsRead(t *testing.T) {
	for _, role := range vocabulary().Roles {
		for _, term := range role.Lexicon {
			got := resolver().CareIn(role.ID, "", term)
			if isName := got.Matched == bank.MatchedID || got.Matched == bank.MatchedName; isName && strings.ContainsAny(term, " -") {
				continue // what everybody may care about
			}
			if got.Chosen.Term != term || got.Matched != bank.MatchedTerm {
				t.Errorf("%s: %q is %+v", role.ID, term, got)
			}
			if got := resolver().CareIn("", "", term); got.Chosen.Term != "" {
				t.Errorf("%q is a term without a trade: %+v", term, got)
			}
		}
	}
}

// TestNothingPrivateIsGuessed damages words that say something private: they are never corrected, to themselves or to anything else.
func TestNothingPrivateIsGuessed(t *testing.T) {
	var said []string
	for _, d := range vocabulary().Discloses {
		for _, s := range d.Synonyms {
			if len(s) > 6 && len(strings.Fields(s)) == 1 {
				said = append(said, s)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(said).Draw(t, "said")
		at := rapid.IntRange(1, len(s)-2).Draw(t, "at")
		damaged := s[:at] + s[at+1:]
		care := resolver().CareIn("", "", damaged)
		if care.Matched == bank.MatchedSpelling {
			t.Errorf("%q, for %q, is read as %+v", damaged, s, care)
		}
	})
}

// TestCaresAreQuick: twenty cares of nonsense take no longer than the answer itself.
func TestCaresAreQuick(t *testing.T) {
	req := bank.Request{Asker: bank.Candidate, Role: "nurse", Minutes: 15}
	for range bank.MaxCares {
		req.Cares = append(req.Cares, strings.TrimSpace(strings.Repeat("managr benefts polciy wrokload xq ", 6))[:bank.MaxSaid-4])
	}
	resolver().CareIn("", "", "pay")
	begin := time.Now()
	if _, _, err := resolver().Profile(req); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 100*time.Millisecond { // 10 ms on an idle machine
		t.Errorf("twenty cares took %s", took)
	}
}
