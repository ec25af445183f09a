package resolve_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/resolve"
)

// TestEvidence checks what the words of a text speak for together: where no phrase has them as they are, and where a part of them is a
// phrase with another meaning.
func TestEvidence(t *testing.T) {
	t.Parallel()
	r := resolve.NewResolver(&bank.Vocabulary{Cares: []bank.Care{
		{
			Term: bank.Term{ID: "pay", Name: "Pay", Synonyms: []string{"money"}},
			Aspects: []bank.Term{
				{ID: "bonus", Name: "Bonus", Synonyms: []string{"yearly bonus", "holiday bonus at christmas", "bonus paid in december", "size of the bonus", "who gets a bonus"}},
				{ID: "pension", Name: "Pension", Synonyms: []string{"pension scheme", "saving for old age", "retirement pot", "employer pension contribution"}},
			},
		},
		{
			Term:    bank.Term{ID: "balance", Name: "Balance"},
			Aspects: []bank.Term{{ID: "time_off", Name: "Time off", Synonyms: []string{"holiday", "days off", "weeks of leave", "summer leave"}}},
		},
	}})
	w := r.WithExamples(r.NewExamples([]*bank.Question{
		{Asker: bank.Candidate, About: "pension", Text: "What does the employer put into the pot?"},
		{Asker: bank.Interviewer, About: "pension", Text: "Would december suit you?"},
	}))
	for _, tt := range []struct {
		said, want string
	}{
		{"the december bonus paid yearly", "bonus"},
		{"what the employer puts in the pot", "pension"},                   // words of a question
		{"my holiday", "time_off"},                                         // by its part, which nothing speaks against
		{"christmas holiday bonus december", "bonus"},                      // not by its part
		{"xylophones", ""},                                                 // unknown words speak for nothing
		{"a holiday in december with the scheme of the size of a pot", ""}, // for several as much
	} {
		c := w.CareIn("", "", tt.said).Chosen
		got := c.Aspect
		if got != tt.want {
			t.Errorf("%q means %q; want %q", tt.said, got, tt.want)
		}
	}
}

// TestEvidenceOfAnything reads texts of any words twice: nothing is read differently, and nothing but what the vocabulary has.
func TestEvidenceOfAnything(t *testing.T) {
	t.Parallel()
	r := resolver()
	w := r.WithExamples(r.NewExamples(nil))
	words := rapid.SampledFrom([]string{"pay", "holiday", "boss", "the", "never", "night", "shift", "christmas", "late", "train", "me", "zzz", "owe", "back"})
	rapid.Check(t, func(rt *rapid.T) {
		said := ""
		for _, word := range rapid.SliceOfN(words, 1, 8).Draw(rt, "words") {
			said += word + " "
		}
		first, second := w.CareIn("", "", said), w.CareIn("", "", said)
		if first.Chosen != second.Chosen || first.Matched != second.Matched {
			rt.Fatalf("%q: %+v and then %+v", said, first, second)
		}
	})
}

func TestLog2(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(1, 1<<50).Draw(rt, "n")
		if got, want := resolve.Log2(n), 1000*math.Log2(float64(n)); math.Abs(float64(got)-want) > 1.5 {
			rt.Errorf("log2 of %d is %d thousandths; want %.1f", n, got, want)
		}
	})
}
