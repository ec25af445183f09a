package lint_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/lint"
)

// TestOwnSentencesArePolite checks that no rule of tone finds anything in the sentences that Twoway itself recommends.
func TestOwnSentencesArePolite(t *testing.T) {
	var cases []struct {
		Asker bank.Asker
		Pass  []string
	}
	decode(t, "testdata/ours.yaml", &cases)
	tried := 0
	for _, c := range cases {
		for _, text := range c.Pass {
			tried++
			if r := lint.Check(text, lint.Options{Asker: c.Asker}); hasToneError(r) {
				t.Errorf("%s: %q is rude: %v", c.Asker, text, rulesOf(r))
			}
		}
	}
	if tried < 150 {
		t.Errorf("tried only %d sentences", tried)
	}
}

// hasToneError reports whether a report has a finding of tone.
func hasToneError(r lint.Report) bool {
	return slices.ContainsFunc(rulesOf(r), func(rule string) bool { return strings.HasPrefix(rule, "tone.") })
}
