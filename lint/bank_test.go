package lint_test

import (
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/lint"
	"twoway/seed"
)

// TestShippedBank checks every wording of every shipped question.
func TestShippedBank(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range content.Questions {
		least := 1
		if q.Asker == bank.Candidate {
			least = 2
		}
		for _, text := range []string{q.Text, q.Softer, q.Firmer} {
			r := lint.Check(text, lint.Options{Asker: q.Asker})
			if len(r.Findings) > 0 {
				t.Errorf("%s: %q: %v", q.ID, text, rulesOf(r))
			}
			if len(r.Pointed.Parts) < least {
				t.Errorf("%s: %q has %d anchors", q.ID, text, len(r.Pointed.Parts))
			}
			if r.Words < 6 || r.Words > 30 || r.Grade > 10 {
				t.Errorf("%s: %q has %d words, grade %d", q.ID, text, r.Words, r.Grade)
			}
		}
	}
}
