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

// said is one case of testdata: what somebody typed, and what it means.
type said struct {
	Said     string `yaml:"said"`
	Kind     string `yaml:"kind"`
	Role     string `yaml:"role"`
	Care     string `yaml:"care"`
	Aspect   string `yaml:"aspect"`
	Misspelt bool   `yaml:"misspelt"`

	Nearest   []string `yaml:"nearest"`   // of an ambiguous title: some of the families
	Seniority string   `yaml:"seniority"` // that it says
}

func cases(t *testing.T, file string) []said {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var list []said
	if err := yaml.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// meaning is what the resolver makes of a case.
func meaning(c said) said {
	got := said{Said: c.Said, Kind: c.Kind, Misspelt: c.Misspelt}
	if c.Role != "" || c.Kind == "role" {
		got.Role = resolver().Role(c.Said)
		return got
	}
	chosen := resolver().Care(c.Said)
	got.Care, got.Aspect = chosen.Care, chosen.Aspect
	return got
}

func TestCases(t *testing.T) {
	resolve := append(cases(t, "roles.yaml"), cases(t, "cares.yaml")...)
	stay := cases(t, "unrecognised.yaml")
	for _, c := range append(slices.Clone(resolve), stay...) {
		if diff := cmp.Diff(c, meaning(c)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Said, diff)
		}
	}
	misspelt := 0
	for _, c := range resolve {
		if c.Misspelt {
			misspelt++
		}
	}
	if titles := len(cases(t, "roles.yaml")); titles < 500 || len(resolve) < 900 || misspelt < 200 || len(stay) < 100 {
		t.Errorf("%d titles, %d cases that resolve, %d of them misspelt, and %d that stay unrecognised; want at least 500, 900, 200 and 100",
			titles, len(resolve), misspelt, len(stay))
	}
}

// TestAmbiguousTitles name no trade: the families in which they are at home are proposed, and a seniority is understood.
func TestAmbiguousTitles(t *testing.T) {
	list := cases(t, "ambiguous.yaml")
	if len(list) < 100 {
		t.Errorf("there are %d cases, want at least 100", len(list))
	}
	for _, c := range list {
		p, unrecognised, err := resolver().Profile(bank.Request{Asker: bank.Candidate, Role: c.Said, Minutes: 5})
		if err != nil || p.Role != "" || p.Seniority != c.Seniority || len(unrecognised) != 1 {
			t.Errorf("%q: role %q, seniority %q, %+v %v; want no role, and %q", c.Said, p.Role, p.Seniority, unrecognised, err, c.Seniority)
			continue
		}
		for _, id := range c.Nearest {
			if !slices.Contains(unrecognised[0].Nearest, id) {
				t.Errorf("%q: nearest is %v, which lacks %s", c.Said, unrecognised[0].Nearest, id)
			}
		}
	}
	said := bank.Request{Asker: bank.Candidate, Role: "manager", Seniority: "senior", Minutes: 5}
	if p, _, err := resolver().Profile(said); err != nil || p.Seniority != "senior" || p.Level != 4 {
		t.Errorf("a manager who says senior is %q, level %d: %v", p.Seniority, p.Level, err)
	}
}

// phrases are everything that the vocabulary itself says, with what it says it of.
func phrases(v *bank.Vocabulary) []said {
	var list []said
	each := func(t bank.Term, c said) {
		for _, s := range append([]string{t.ID, t.Name}, t.Synonyms...) {
			c.Said = s
			list = append(list, c)
		}
	}
	for _, r := range v.Roles {
		each(r.Term, said{Role: r.ID})
		for _, title := range r.Titles {
			list = append(list, said{Said: title, Role: r.ID})
		}
	}
	for _, c := range v.Cares {
		each(c.Term, said{Care: c.ID})
		for _, a := range c.Aspects {
			each(a, said{Care: c.ID, Aspect: a.ID})
		}
	}
	return list
}

// TestTheVocabularyUnderstandsItself resolves every name, synonym and title to the term that it stands under.
func TestTheVocabularyUnderstandsItself(t *testing.T) {
	for _, c := range phrases(vocabulary()) {
		got := meaning(c)
		if c.Care != "" && c.Aspect != "" && got.Care != "" && got.Aspect == "" {
			continue // the care and an aspect share the word: the care is meant
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.Said, diff)
		}
	}
}

// TestDressDoesNotMatter says the same in other clothes.
func TestDressDoesNotMatter(t *testing.T) {
	all := phrases(vocabulary())
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "phrase")
		dressed := c
		dressed.Said = rapid.SampledFrom([]func(string) string{
			strings.ToUpper,
			func(s string) string { return "  " + strings.ReplaceAll(s, " ", "   ") + " ." },
			func(s string) string { return strings.ReplaceAll(s, " ", "-") },
			func(s string) string { return strings.ReplaceAll(s, "'", "’") },
			func(s string) string { return "“" + s + "!”" },
		}).Draw(t, "dress")(c.Said)
		want := meaning(c)
		want.Said = dressed.Said
		if diff := cmp.Diff(want, meaning(dressed)); diff != "" {
			t.Fatalf("%q as %q (-want +got):\n%s", c.Said, dressed.Said, diff)
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
		if chosen.Said != s || (chosen.Care == "" && chosen.Aspect != "") {
			t.Errorf("%q: %+v", s, chosen)
		}
		if chosen.Aspect != "" && vocabulary().CareOf(chosen.Aspect) != chosen.Care {
			t.Errorf("%q: %s is no aspect of %s", s, chosen.Aspect, chosen.Care)
		}
		if role != known.Role(s) {
			t.Errorf("%q: another role the second time", s)
		}
		if n := resolve.Normalise(s); n != resolve.Normalise(n) {
			t.Errorf("%q: normalised %q, and again %q", s, n, resolve.Normalise(n))
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	for name, s := range map[string]string{
		"exact": "charge nurse", "stems": "working late nights", "run": "I want to know how pay is decided around here",
		"misspelt": "promoshun and profesional learnign", "unknown": "feng shui in the ofice",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				resolver().Care(s)
			}
		})
	}
}
