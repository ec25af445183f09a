package resolve_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/exchange"
	"twoway/resolve"
	"twoway/seed"
)

// TestEditDistance compares the bit-parallel distance with that of the table.
func TestEditDistance(t *testing.T) {
	letters := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom([]rune("abc é")), 0, 90, -1), rapid.StringN(0, 150, -1))
	rapid.Check(t, func(t *rapid.T) {
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		if quick, slow := resolve.EditDistance(a, b); quick != slow {
			t.Errorf("%q and %q: %d, want %d", a, b, quick, slow)
		}
	})
}

// TestNearestIsExact compares the pruned searches for the meaning of a text and for the nearest spellings with searches that
// try everything: over the names
// of the shipped vocabulary, damaged ones, random words and random texts.
func TestNearestIsExact(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	r := resolve.NewResolver(&content.Vocabulary)
	phrases := r.Phrases()
	rng := rand.New(rand.NewPCG(1, 2))
	for i, said := range damagedTexts(phrases, rng) {
		if i%8 != 0 {
			continue // the slow way takes milliseconds for each
		}
		if len(strings.Fields(said)) > 8 {
			continue // the slow way is too slow
		}
		if quick, slow := r.Found(said); quick != slow {
			t.Fatalf("%q is taken for %q, want %q", said, quick, slow)
		}
		if quick, slow := r.Disclosed(said); !slices.Equal(quick, slow) {
			t.Fatalf("%q discloses %q, want %q", said, quick, slow)
		}
		for word := range strings.FieldsSeq(resolve.Normalise(said)) {
			quick, slow := r.Corrections(word)
			if diff := cmp.Diff(slow, quick); diff != "" {
				t.Fatalf("%q (-all +pruned):\n%s", word, diff)
			}
		}
		from := rng.IntN(len(phrases) - 30)
		if len([]rune(said)) > bank.MaxSaid {
			continue
		}
		for n := range 4 {
			if diff := cmp.Diff(resolve.NaiveNearest(said, phrases[from:from+30], n), resolve.Nearest(said, phrases[from:from+30], n)); diff != "" {
				t.Fatalf("%d for %q (-all +pruned):\n%s", n, said, diff)
			}
		}
	}
}

// damagedTexts returns texts that are like phrases, and some that are not.
func damagedTexts(phrases []string, rng *rand.Rand) []string {
	letters := []rune("abcdefghijklmnopqrstuvwxyz  0é漢")
	random := func(n int) string {
		text := make([]rune, n)
		for i := range text {
			text[i] = letters[rng.IntN(len(letters))]
		}
		return string(text)
	}
	texts := []string{"", " ", "work life", "the work at the life", "oncall", "on call", "pay and the holidays", "\ufdfa", strings.Repeat("\ufdfa", 20), strings.Repeat("a", 200), "the", "assistant"}
	for range 30 {
		phrase := []rune(phrases[rng.IntN(len(phrases))])
		for range 1 + rng.IntN(4) {
			at := rng.IntN(len(phrase) + 1)
			switch rng.IntN(3) {
			case 0:
				phrase = slices.Insert(phrase, at, letters[rng.IntN(len(letters))])
			case 1:
				phrase = slices.Delete(phrase, at, min(at+1, len(phrase)))
			default:
				rng.Shuffle(min(2, len(phrase)), func(i, j int) { phrase[i], phrase[j] = phrase[j], phrase[i] })
			}
		}
		other := phrases[rng.IntN(len(phrases))]
		texts = append(texts, string(phrase), string(phrase)+" "+other, "i want the "+other+" at work", random(1+rng.IntN(12)), random(rng.IntN(200)))
	}
	return texts
}

// TestPlainTokens compares the tokens of plain texts with those that any text has.
func TestPlainTokens(t *testing.T) {
	same := func(t interface{ Errorf(string, ...any) }, s string) {
		if quick, slow, plain := resolve.Tokens(s); plain && !slices.Equal(quick, slow) {
			t.Errorf("%q: %q quickly, %q slowly", s, quick, slow)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		same(t, rapid.StringOf(rapid.RuneFrom([]rune("aAsStz19 -_'.,?!;:"))).Draw(t, "text"))
	})
	for _, first := range "a1 '.,:_-" { // all that can stand around a sign
		for _, sign := range "'.,?!;:-_" {
			for _, last := range "as1 '.,:_-" {
				same(t, string([]rune{first, sign, last}))
				same(t, "b"+string([]rune{first, sign, last})+"b")
			}
		}
	}
	for _, s := range []string{"Who's on call, and what's the range?", "Don't you: yes; no. Really!", "well-known role_id 42"} {
		if _, _, plain := resolve.Tokens(s); !plain {
			t.Errorf("%q is not plain", s)
		}
	}
}
