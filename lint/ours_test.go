package lint_test

import (
	"testing"

	"twoway/bank"
	"twoway/lint"
)

// TestOwnSentencesPass checks sentences that Twoway itself would have somebody say.
func TestOwnSentencesPass(t *testing.T) {
	var cases []struct {
		Asker bank.Asker
		Pass  []string
	}
	decode(t, "testdata/ours.yaml", &cases)
	tried := 0
	for _, c := range cases {
		for _, text := range c.Pass {
			tried++
			if r := lint.Check(text, lint.Options{Asker: c.Asker}); r.Verdict != lint.Pass {
				t.Errorf("%s: %q: %s %v", c.Asker, text, r.Verdict, rulesOf(r))
			}
		}
	}
	if tried < 200 {
		t.Errorf("tried only %d sentences", tried)
	}
}
