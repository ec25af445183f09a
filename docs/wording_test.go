package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/programtest"
	"twoway/lint"
)

// TestWordingManual checks every row of docs/wording.md: the faulty question has the finding, the fixed one has none.
func TestWordingManual(t *testing.T) {
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `((?:tone|point|read|fair)\\.[a-z_]+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|$").FindAllStringSubmatch(programtest.File(t, "docs/wording.md"), -1) {
		id, faulty, fixed := row[1], row[2], row[3]
		documented = append(documented, id)
		asker := bank.Candidate
		if strings.HasPrefix(id, "fair.") {
			asker = bank.Interviewer
		}
		report := lint.Check(faulty, lint.Options{Asker: asker})
		if !slices.ContainsFunc(report.Findings, func(f lint.Finding) bool { return f.Rule == id }) {
			t.Errorf("%s is not found in %q; found %+v", id, faulty, report.Findings)
		}
		if (strings.HasPrefix(id, "tone.") || strings.HasPrefix(id, "fair.")) && report.Verdict != lint.Reject {
			t.Errorf("%s: %q is not rejected", id, faulty)
		}
		if report := lint.Check(fixed, lint.Options{Asker: asker}); report.Verdict != lint.Pass || len(report.Findings) > 0 {
			t.Errorf("%s: %q: %s, %+v", id, fixed, report.Verdict, report.Findings)
		}
	}
	slices.Sort(documented)
	if want := lint.Rules(); !slices.Equal(documented, want) {
		t.Errorf("the page has the rules %q, the lint %q", documented, want)
	}
}
