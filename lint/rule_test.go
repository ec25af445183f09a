package lint_test

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
	"twoway/lint"
)

// TestRules checks the texts that each rule must catch, and near misses that it must not.
func TestRules(t *testing.T) {
	var cases []struct {
		Rule  string
		Asker bank.Asker
		Catch []string
		Pass  []string
	}
	decode(t, "testdata/rules.yaml", &cases)
	for _, tt := range cases {
		for _, text := range tt.Catch {
			if r := lint.Check(text, lint.Options{Asker: tt.Asker}); !has(r, tt.Rule) {
				t.Errorf("%s does not catch %q; found %v", tt.Rule, text, rulesOf(r))
			}
		}
		for _, text := range tt.Pass {
			if r := lint.Check(text, lint.Options{Asker: tt.Asker}); r.Verdict == lint.Reject || has(r, tt.Rule) {
				t.Errorf("%s catches a near miss: %q: %v", tt.Rule, text, rulesOf(r))
			}
		}
	}
}

// decode reads a YAML file.
func decode(tb testing.TB, file string, into any) {
	tb.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		tb.Fatal(err)
	}
}

func has(r lint.Report, rule string) bool {
	for _, f := range r.Findings {
		if f.Rule == rule {
			return true
		}
	}
	return false
}

// rulesOf returns the IDs of the rules of all findings.
func rulesOf(r lint.Report) []string {
	var list []string
	for _, f := range r.Findings {
		list = append(list, f.Rule)
	}
	return list
}
