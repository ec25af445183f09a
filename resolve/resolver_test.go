package resolve_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/exchange"
	"twoway/resolve"
	"twoway/seed"
)

var vocabulary = sync.OnceValue(func() *bank.Vocabulary {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		panic(err)
	}
	return &content.Vocabulary
})

var resolver = sync.OnceValue(func() *resolve.Resolver { return resolve.NewResolver(vocabulary()) })

// testCase is a case of testdata: what somebody typed, and what it means.
type testCase struct {
	Said     string `yaml:"said"`
	Kind     string `yaml:"kind"`
	Role     string `yaml:"role"`
	Care     string `yaml:"care"`
	Aspect   string `yaml:"aspect"`
	Misspelt bool   `yaml:"misspelt"`

	Nearest   []string `yaml:"nearest"`   // of an ambiguous title: some of the IDs to propose
	Seniority string   `yaml:"seniority"` // that the title names
}

func cases(t *testing.T, file string) []testCase {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var list []testCase
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// resolveCase returns a case with the results of the resolver.
func resolveCase(c testCase) testCase {
	got := testCase{Said: c.Said, Kind: c.Kind, Misspelt: c.Misspelt}
	if c.Role != "" || c.Kind == "role" {
		got.Role = resolver().Role(c.Said)
		return got
	}
	chosen := resolver().Care(c.Said)
	got.Care, got.Aspect = chosen.Care, chosen.Aspect
	return got
}

func TestCases(t *testing.T) {
	known := append(cases(t, "roles.yaml"), cases(t, "cares.yaml")...)
	unknown := cases(t, "unrecognised.yaml")
	for _, c := range append(slices.Clone(known), unknown...) {
		if diff := cmp.Diff(c, resolveCase(c)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Said, diff)
		}
	}
	misspelt := 0
	for _, c := range known {
		if c.Misspelt {
			misspelt++
		}
	}
	if titles := len(cases(t, "roles.yaml")); titles < 500 || len(known) < 900 || misspelt < 200 || len(unknown) < 100 {
		t.Errorf("got %d titles, %d cases that resolve, %d of them misspelt, and %d unrecognised; want at least 500, 900, 200 and 100",
			titles, len(known), misspelt, len(unknown))
	}
}

// TestAmbiguousTitles checks that titles used in many trades get proposals, and a seniority if they name one.
func TestAmbiguousTitles(t *testing.T) {
	list := cases(t, "ambiguous.yaml")
	if len(list) < 90 {
		t.Errorf("got %d cases, want at least 90", len(list))
	}
	for _, c := range list {
		p, reading, err := resolver().Profile(bank.Request{Asker: bank.Candidate, Role: c.Said, Minutes: 5})
		unrecognised := reading.Unrecognised
		if err != nil || p.Role != "" || p.Seniority != c.Seniority || len(unrecognised) != 1 {
			t.Errorf("%q: role %q, seniority %q, %+v %v; want no role, and %q", c.Said, p.Role, p.Seniority, unrecognised, err, c.Seniority)
			continue
		}
		for _, id := range c.Nearest {
			if !slices.Contains(unrecognised[0].Nearest, id) {
				t.Errorf("%q: nearest is %v, want it to contain %s", c.Said, unrecognised[0].Nearest, id)
			}
		}
	}
	said := bank.Request{Asker: bank.Candidate, Role: "manager", Seniority: "senior", Minutes: 5}
	if p, _, err := resolver().Profile(said); err != nil || p.Seniority != "senior" || p.Level != 4 {
		t.Errorf("a senior manager has seniority %q, level %d: %v", p.Seniority, p.Level, err)
	}
}

// phrases returns the names, synonyms and titles in the vocabulary, with their meanings.
func phrases(v *bank.Vocabulary) []testCase {
	var list []testCase
	each := func(t bank.Term, c testCase) {
		for _, s := range append([]string{t.ID, t.Name}, t.Synonyms...) {
			c.Said = s
			list = append(list, c)
		}
	}
	for _, r := range v.Roles {
		each(r.Term, testCase{Role: r.ID})
		for _, title := range r.Titles {
			list = append(list, testCase{Said: title, Role: r.ID})
		}
	}
	for _, c := range v.Cares {
		each(c.Term, testCase{Care: c.ID})
		for _, a := range c.Aspects {
			each(a, testCase{Care: c.ID, Aspect: a.ID})
		}
	}
	return list
}

// TestVocabularyResolvesToItself checks that every name, synonym and title resolves to its own term.
func TestVocabularyResolvesToItself(t *testing.T) {
	for _, c := range phrases(vocabulary()) {
		if title := resolver().Title(c.Said); c.Role != "" && title.Reason == bank.ReasonAmbiguous && slices.Contains(title.Nearest, c.Role) {
			continue // a title of two trades
		}
		got := resolveCase(c)
		if c.Care != "" && c.Aspect != "" && got.Care != "" && got.Aspect == "" {
			continue // a care wins over an aspect with the same word
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Said, diff)
		}
	}
}

// TestFormattingDoesNotMatter changes the case, spaces and punctuation of phrases.
func TestFormattingDoesNotMatter(t *testing.T) {
	all := phrases(vocabulary())
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "phrase")
		formatted := c
		formatted.Said = rapid.SampledFrom([]func(string) string{
			strings.ToUpper,
			func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + " ." },
			func(s string) string { return strings.ReplaceAll(s, " ", "-") },
			func(s string) string { return strings.ReplaceAll(s, "'", "’") },
			func(s string) string { return "“" + s + "!”" },
		}).Draw(t, "format")(c.Said)
		want := resolveCase(c)
		want.Said = formatted.Said
		if diff := cmp.Diff(want, resolveCase(formatted)); diff != "" {
			t.Fatalf("%q as %q (-want +got):\n%s", c.Said, formatted.Said, diff)
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"", "on-call load", "growht", "\x00", "ﬃ ß İ", "1:1s", strings.Repeat("nurse ", 60), "🦊🦊", "manager manger managr"} {
		f.Add(s)
	}
	known := resolver()
	f.Fuzz(func(t *testing.T, s string) {
		role, chosen := known.Role(s), known.Care(s)
		if chosen.Said != s || (chosen.Care == "" && chosen.Aspect != "") || chosen.Term != "" {
			t.Errorf("%q: %+v", s, chosen)
		}
		if chosen.Aspect != "" && vocabulary().CareOf(chosen.Aspect) != chosen.Care {
			t.Errorf("%q: %s is not an aspect of %s", s, chosen.Aspect, chosen.Care)
		}
		if role != known.Role(s) {
			t.Errorf("%q: got another role the second time", s)
		}
		if n := resolve.Normalise(s); n != resolve.Normalise(n) {
			t.Errorf("%q: normalised once %q, twice %q", s, n, resolve.Normalise(n))
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	for name, s := range map[string]string{
		"exact": "charge nurse", "stems": "working late nights", "run": "I want to know how pay is decided around here",
		"misspelt": "promoshun and profesional learnign", "unknown": "feng shui in the ofice",
	} {
		b.Run(name, func(b *testing.B) {
			resolver()
			for b.Loop() {
				resolver().Care(s)
			}
		})
	}
}
