package lint_test

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/lint"
)

// example is a text of testdata/rules.yaml.
type example struct {
	rule  string
	asker bank.Asker
	text  string
}

// examples are the texts that rules must catch, and those that none may.
func examples(tb testing.TB) (faulty, fine []example) {
	tb.Helper()
	var cases []struct {
		Rule        string
		Asker       bank.Asker
		Catch, Pass []string
	}
	decode(tb, "testdata/rules.yaml", &cases)
	for _, c := range cases {
		for _, text := range c.Catch {
			faulty = append(faulty, example{c.Rule, c.Asker, text})
		}
		for _, text := range c.Pass {
			fine = append(fine, example{c.Rule, c.Asker, text})
		}
	}
	return faulty, fine
}

func check(e example) lint.Report { return lint.Check(e.text, lint.Options{Asker: e.asker}) }

// lowered is a text that goes on after something else.
func lowered(text string) string {
	runes := []rune(text)
	if len(runes) > 1 && unicode.IsLower(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}

// TestCourtesyNeverHelps puts kind words around what is rejected.
func TestCourtesyNeverHelps(t *testing.T) {
	faulty, _ := examples(t)
	tried := 0
	for _, e := range faulty {
		if check(e).Verdict != lint.Reject {
			continue
		}
		body := strings.TrimRight(e.text, "?.! ")
		for _, kind := range []string{
			"Please, " + lowered(e.text), "Thank you, that helps. " + e.text, body + ", please?", "Thank you for your time. " + e.text + " Thank you.",
		} {
			if tried++; check(example{e.rule, e.asker, kind}).Verdict != lint.Reject {
				t.Errorf("%s: %q is not rejected", e.rule, kind)
			}
		}
	}
	if tried < 400 {
		t.Errorf("only %d texts were tried", tried)
	}
}

// TestLooksNeverMatter changes what does not change the words.
func TestLooksNeverMatter(t *testing.T) {
	faulty, fine := examples(t)
	for _, e := range append(faulty, fine...) {
		want := check(e).Verdict
		for name, other := range map[string]string{
			"capitals":     strings.ToUpper(e.text),
			"small":        strings.ToLower(e.text),
			"curly quotes": strings.NewReplacer("'", "’", `"`, "“").Replace(e.text),
			"zero width":   strings.Join(strings.Split(e.text, ""), "\u200b"),
			"joiners":      strings.ReplaceAll(e.text, "e", "e\u2060"),
			"bidi":         "\u202a" + e.text + "\u202c",
			"wide spaces":  strings.ReplaceAll(e.text, " ", "\u00a0"),
			"two spaces":   strings.ReplaceAll(e.text, " ", "  "),
		} {
			if got := check(example{e.rule, e.asker, other}).Verdict; got != want {
				t.Errorf("%s: %q is %s, and plain %s", name, e.text, got, want)
			}
		}
	}
}

// TestPrefaces: a faulty one always rejects, a kind one never.
func TestPrefaces(t *testing.T) {
	_, fine := examples(t)
	for _, e := range fine {
		if check(e).Verdict == lint.Reject {
			t.Errorf("%q is rejected", e.text)
		}
		for _, preface := range []string{"You are obviously hiding something. ", "Your management is clearly incompetent. ", "Frankly, this place is a joke. "} {
			if check(example{e.rule, e.asker, preface + e.text}).Verdict != lint.Reject {
				t.Errorf("%q after %q is not rejected", e.text, preface)
			}
		}
		for _, preface := range []string{"Thank you, that helps. ", "That is good to know. "} {
			if r := check(example{e.rule, e.asker, preface + e.text}); r.Verdict == lint.Reject {
				t.Errorf("%q after %q is rejected: %v", e.text, preface, rulesOf(r))
			}
		}
	}
}

// TestRewritesAreSound: what a finding proposes instead is itself without an error, and asks.
func TestRewritesAreSound(t *testing.T) {
	faulty, _ := examples(t)
	rewritten := 0
	for _, e := range faulty {
		for _, f := range check(e).Findings {
			if f.Suggestion == "" || f.Message == "" || f.Why == "" {
				t.Errorf("%q: %s says too little: %+v", e.text, f.Rule, f)
			}
			if f.Rewrite == "" {
				continue
			}
			rewritten++
			if r := check(example{e.rule, e.asker, f.Rewrite}); r.Verdict == lint.Reject || !strings.HasSuffix(f.Rewrite, "?") {
				t.Errorf("%q becomes %q: %s %v", e.text, f.Rewrite, r.Verdict, rulesOf(r))
			}
		}
	}
	if rewritten < 20 {
		t.Errorf("only %d rewrites", rewritten)
	}
}

// TestEveryBasisHasALaw looks at what every jurisdiction says on every basis of fairness.
func TestEveryBasisHasALaw(t *testing.T) {
	faulty, _ := examples(t)
	for _, j := range lint.Jurisdictions() {
		seen := map[string]bool{}
		for _, e := range faulty {
			for _, f := range lint.Check(e.text, lint.Options{Asker: e.asker, Jurisdiction: j}).Findings {
				if !strings.HasPrefix(f.Rule, "fair.") {
					continue
				}
				if seen[f.Rule] = true; f.Source == "" {
					t.Errorf("%s: %s has no source", j, f.Rule)
				}
				if j == lint.Strict && f.Severity != lint.Error {
					t.Errorf("%s: %s is only a %s", j, f.Rule, f.Severity)
				}
			}
		}
		if len(seen) != 15 {
			t.Errorf("%s: %d bases were found, want 15", j, len(seen))
		}
	}
}

// TestSameFromEverywhere checks from several goroutines at once.
func TestSameFromEverywhere(t *testing.T) {
	faulty, fine := examples(t)
	all := append(faulty, fine...)
	want := make([]lint.Report, len(all))
	for i, e := range all {
		want[i] = check(e)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i, e := range all {
				if diff := cmp.Diff(want[i], check(e)); diff != "" {
					t.Errorf("%q:\n%s", e.text, diff)
					return
				}
			}
		})
	}
	group.Wait()
}

// TestTimeGrowsWithTheText: a text of many words takes no more than its share of time.
func TestTimeGrowsWithTheText(t *testing.T) {
	faulty, fine := examples(t)
	words := strings.Fields(texts(faulty) + texts(fine))
	rng := rand.New(rand.NewPCG(1, 2))
	took := func(n int) time.Duration {
		var b strings.Builder
		for range n {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		least := time.Duration(1 << 60)
		for range 3 {
			begun := time.Now()
			lint.Check(b.String(), lint.Options{})
			least = min(least, time.Since(begun))
		}
		return least
	}
	if small, large := took(500), took(8_000); large > 100*small {
		t.Errorf("16 times the words take %v, after %v", large, small)
	}
}

func texts(list []example) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(e.text + " ")
	}
	return b.String()
}

func FuzzCheck(f *testing.F) {
	faulty, fine := examples(f)
	for i, e := range append(faulty, fine...) {
		if i%7 == 0 {
			f.Add(e.text)
		}
	}
	for _, text := range []string{"", " ", "?", "\xff\xfe", "\u202e?", strings.Repeat("why you ", 300), "ﬁﬀ ½ Ⅳ?", "a\x00b", "!!??!!"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size := len([]rune(text))
		for _, asker := range []bank.Asker{"", bank.Candidate, bank.Interviewer} {
			r := lint.Check(text, lint.Options{Asker: asker})
			before := 0
			for _, found := range r.Findings {
				if found.Start < before || found.End < found.Start || found.End > size {
					t.Errorf("%q: %+v", text, found)
				}
				before = found.Start
			}
			if r.Pointed.Points < 0 || r.Pointed.Points > 5 || r.Courteous.Points < 0 || r.Courteous.Points > 5 {
				t.Errorf("%q: %+v", text, r)
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	faulty, fine := examples(b)
	all := append(faulty, fine...)
	check(all[0]) // reads the word lists, once
	for i := 0; b.Loop(); i++ {
		check(all[i%len(all)])
	}
}
