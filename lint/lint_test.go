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
	"twoway/exchange"
	"twoway/internal/people"
	"twoway/lint"
	"twoway/seed"
)

// example is a text of testdata/rules.yaml.
type example struct {
	rule  string
	asker bank.Asker
	text  string
}

// examples returns the texts that a rule must catch, and the texts that no rule may reject.
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

// TestShippedBank checks that no wording of a shipped question is rejected, and that each is short and readable. Of each side's, four in
// five are specific, and the others ordinary.
func TestShippedBank(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	spoken, specific := map[bank.Asker]int{}, map[bank.Asker]int{}
	for _, q := range content.ReadyQuestions() {
		for _, text := range []string{q.Text, q.Softer, q.Firmer} {
			r := lint.Check(text, lint.Options{Asker: q.Asker})
			spoken[q.Asker]++
			specific[q.Asker] += min(len(r.Pointed.Parts), 1)
			if r.Verdict == lint.Reject {
				t.Errorf("%s: %q: %v, %d anchors", q.ID, text, rulesOf(r), len(r.Pointed.Parts))
			}
			if r.Words < 3 || r.Words > 30 || r.Grade > 10 {
				t.Errorf("%s: %q has %d words, grade %d", q.ID, text, r.Words, r.Grade)
			}
		}
	}
	for asker := range spoken {
		if 5*specific[asker] < 4*spoken[asker] {
			t.Errorf("%d of %d wordings of the %s are specific", specific[asker], spoken[asker], asker)
		}
	}
}

// lowerFirst returns a text that can follow a comma: its first letter is in lower case unless it is an abbreviation.
func lowerFirst(text string) string {
	runes := []rune(text)
	if len(runes) > 1 && unicode.IsLower(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}

// TestPolitenessDoesNotExcuseFaults puts kind words around rejected texts.
func TestPolitenessDoesNotExcuseFaults(t *testing.T) {
	faulty, _ := examples(t)
	tried := 0
	for _, e := range faulty {
		if check(e).Verdict != lint.Reject {
			continue
		}
		body := strings.TrimRight(e.text, "?.! ")
		for _, kind := range []string{
			"Please, " + lowerFirst(e.text), "Thank you, that helps. " + e.text, body + ", please?", "Thank you for your time. " + e.text + " Thank you.",
		} {
			if tried++; check(example{e.rule, e.asker, kind}).Verdict != lint.Reject {
				t.Errorf("%s: %q is not rejected", e.rule, kind)
			}
		}
	}
	if tried < 400 {
		t.Errorf("tried only %d texts", tried)
	}
}

// TestVerdictIgnoresFormatting changes the case, quotes, spaces and invisible characters of texts.
func TestVerdictIgnoresFormatting(t *testing.T) {
	faulty, fine := examples(t)
	for _, e := range append(faulty, fine...) {
		want := check(e).Verdict
		for name, other := range map[string]string{
			"capitals":     strings.ToUpper(e.text),
			"lower case":   strings.ToLower(e.text),
			"curly quotes": strings.NewReplacer("'", "’", `"`, "“").Replace(e.text),
			"zero width":   strings.Join(strings.Split(e.text, ""), "\u200b"),
			"joiners":      strings.ReplaceAll(e.text, "e", "e\u2060"),
			"bidi":         "\u202a" + e.text + "\u202c",
			"wide spaces":  strings.ReplaceAll(e.text, " ", "\u00a0"),
			"two spaces":   strings.ReplaceAll(e.text, " ", "  "),
		} {
			if got := check(example{e.rule, e.asker, other}).Verdict; got != want {
				t.Errorf("%s: %q is %s, unformatted %s", name, e.text, got, want)
			}
		}
	}
}

// TestPrefaces checks that a faulty preface always causes a rejection, and a kind one never.
func TestPrefaces(t *testing.T) {
	_, fine := examples(t)
	for _, e := range fine {
		if check(e).Verdict == lint.Reject {
			t.Errorf("%q is rejected", e.text)
		}
		for _, preface := range []string{"You are obviously hiding something. ", "Your management is clearly incompetent. ", "Frankly, this place is a joke. "} {
			if check(example{e.rule, e.asker, preface + e.text}).Verdict != lint.Reject {
				t.Errorf("%q is not rejected after %q", e.text, preface)
			}
		}
		for _, preface := range []string{"Thank you, that helps. ", "That is good to know. "} {
			if r := check(example{e.rule, e.asker, preface + e.text}); r.Verdict == lint.Reject {
				t.Errorf("%q is rejected after %q: %v", e.text, preface, rulesOf(r))
			}
		}
	}
}

// TestRewritesAreValid checks that rewrites are questions without errors, and that every finding has all its texts.
func TestRewritesAreValid(t *testing.T) {
	faulty, _ := examples(t)
	rewritten := 0
	for _, e := range faulty {
		for _, f := range check(e).Findings {
			if f.Suggestion == "" || f.Message == "" || f.Why == "" {
				t.Errorf("%q: %s lacks a text: %+v", e.text, f.Rule, f)
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
		t.Errorf("got only %d rewrites", rewritten)
	}
}

// TestJurisdictionsCoverEveryBasis checks that each jurisdiction has a severity and a source for each protected basis.
func TestJurisdictionsCoverEveryBasis(t *testing.T) {
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
			t.Errorf("%s: found %d bases, want 15", j, len(seen))
		}
	}
}

// TestIllegalDrugs checks that a question about illegal drugs of today is about an offence, and lawful where the law says so.
func TestIllegalDrugs(t *testing.T) {
	for _, j := range lint.Jurisdictions() {
		r := lint.Check("Do you currently use illegal drugs?", lint.Options{Asker: bank.Interviewer, Jurisdiction: j})
		want := []string{"fair.criminal_arrest_record"}
		if j == lint.US || j == lint.USCalifornia {
			want = nil
		}
		if diff := cmp.Diff(want, rulesOf(r)); diff != "" {
			t.Errorf("%s: %s", j, diff)
		}
	}
}

// TestCheckIsConcurrencySafe checks the same texts in several goroutines.
func TestCheckIsConcurrencySafe(t *testing.T) {
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

// TestCheckTakesLinearTime checks that the time to check a text grows no faster than its length, with a wide margin.
func TestCheckTakesLinearTime(t *testing.T) {
	faulty, fine := examples(t)
	words := strings.Fields(joinTexts(faulty) + joinTexts(fine))
	rng := rand.New(rand.NewPCG(1, 2))
	measure := func(n int) time.Duration {
		var b strings.Builder
		for range n {
			b.WriteString(words[rng.IntN(len(words))] + " ")
		}
		fastest := time.Duration(1 << 60)
		for range 3 {
			start := time.Now()
			lint.Check(b.String(), lint.Options{})
			fastest = min(fastest, time.Since(start))
		}
		return fastest
	}
	if small, large := measure(500), measure(8_000); large > 100*small {
		t.Errorf("8000 words take %v, 500 words take %v", large, small)
	}
}

func joinTexts(list []example) string {
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
	rng := rand.New(rand.NewPCG(1, 2))
	for _, disguise := range people.Disguises() {
		f.Add(disguise(faulty[rng.IntN(len(faulty))].text, rng))
	}
	for _, text := range []string{"", " ", "?", "\xff\xfe", "\u202e?", "a b c d e f", "' ' ' '", "4 3 1 0", "é\u0301\u0336", "а е о", "ᴀ.ʙ.ᴄ", "$ @ !", "l'", strings.Repeat("why you ", 300), "ﬁﬀ ½ Ⅳ?", "a\x00b", "!!??!!"} {
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
	check(all[0]) // read the word lists first
	for i := 0; b.Loop(); i++ {
		check(all[i%len(all)])
	}
}

// TestTradeWordsArePointed: a word of the trade makes a question pointed, also where it is the first word of a pattern, and also
// if the lexicon knows it.
func TestTradeWordsArePointed(t *testing.T) {
	for _, text := range []string{"How do you handle frobnication?", "How do you handle linen?"} {
		plain := lint.Check(text, lint.Options{Asker: bank.Interviewer})
		trade := lint.Check(text, lint.Options{Asker: bank.Interviewer, Trade: lint.NewTrade("frobnication", "linen room")})
		if trade.Pointed.Points <= plain.Pointed.Points {
			t.Errorf("%s: %+v with the trade, %+v without", text, trade.Pointed, plain.Pointed)
		}
	}
}
