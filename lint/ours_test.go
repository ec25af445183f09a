package lint_test

import (
	"testing"

	"twoway/bank"
	"twoway/lint"
)

// TestOwnSentencesPass checks that the lint rejects no sentence that Twoway itself recommends, by either side.
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
			if r := lint.Check(text, lint.Options{Asker: c.Asker}); hasError(r) {
				t.Errorf("%s: %q is rejected: %v", c.Asker, text, rulesOf(r))
			}
		}
	}
	if tried < 150 {
		t.Errorf("tried only %d sentences", tried)
	}
}

// hasError reports whether a report has a finding of tone or fairness.
func hasError(r lint.Report) bool {
	for _, f := range r.Findings {
		if len(f.Rule) > 5 && (f.Rule[:5] == "tone." || f.Rule[:5] == "fair.") {
			return true
		}
	}
	return false
}
