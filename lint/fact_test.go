package lint_test

import (
	"os"
	"strings"
	"testing"

	"twoway/lint"
)

// TestFacts checks what jobs are said to need.
func TestFacts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/facts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		sign, fact, _ := strings.Cut(strings.TrimSpace(line), " ")
		if sign != "+" && sign != "-" {
			continue
		}
		switch f, found := lint.CheckFact(fact); {
		case found != (sign == "-"):
			t.Errorf("%q: found %t (%s)", fact, found, f.Rule)
		case found && (f.Message == "" || f.Severity != lint.Error || !strings.HasPrefix(f.Rule, "fair.")):
			t.Errorf("%q: %+v", fact, f)
		}
	}
}
