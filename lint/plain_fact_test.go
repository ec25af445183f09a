package lint_test

import (
	_ "embed"
	"strings"
	"testing"

	"twoway/lint"
)

//go:embed testdata/plain_facts.txt
var plainFacts string

// TestPlainFacts: facts of jobs are put into questions, what may hide more is not, and of texts that strangers wrote to get past this none is.
func TestPlainFacts(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	for line := range strings.Lines(plainFacts) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		sign, fact, _ := strings.Cut(strings.TrimSpace(line), " ")
		said, isLanguage := strings.CutPrefix(fact, "language: ")
		counts[sign]++
		if got := lint.IsPlainFact(said, isLanguage); got != (sign == "+") {
			t.Errorf("%q: plain %v", fact, got)
		}
	}
	if counts["+"] < 100 || counts["-"] < 200 {
		t.Errorf("%v facts", counts)
	}
}
