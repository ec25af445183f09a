package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/programtest"
	"twoway/lint"
	"twoway/seed"
)

// TestBankManual adds the questions and rules of docs/bank.md to a copy of the bank and checks it, lints the questions in its
// tables, and looks for the tests that it names.
func TestBankManual(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, seed.Shipped()); err != nil {
		t.Fatal(err)
	}
	tables := map[string]func(*testing.T, [][]string){"draft | finding | better": checkDrafts, "what | checked by": checkTestNames}
	for _, p := range pieces(t, "docs/bank.md") {
		folder, isYAML := strings.CutPrefix(p.kind, "yaml ")
		switch check := tables[p.kind]; {
		case isYAML:
			file := filepath.Join(dir, folder, "shown.yaml")
			if err := os.WriteFile(file, []byte(strings.Join(p.lines, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
		case check != nil:
			check(t, p.rows)
			delete(tables, p.kind)
		}
	}
	for header := range tables {
		t.Errorf("the page has no table with the header %q", header)
	}
	if out, _, err := programtest.Run(t, "", "bank", "check", "--bank", dir); err != nil || strings.Contains(out, "shown.yaml") {
		t.Errorf("the examples of the page fail the check: %s\n%s", programtest.ErrorText(err), out)
	}
}

// checkDrafts checks that the lint finds the named fault in each draft, and passes the better question.
func checkDrafts(t *testing.T, rows [][]string) {
	t.Helper()
	for _, row := range rows {
		draft := lint.Check(row[0], lint.Options{Asker: bank.Candidate})
		if !slices.ContainsFunc(draft.Findings, func(f lint.Finding) bool { return f.Rule == code(row[1]) }) {
			t.Errorf("%q: got %+v, want %s", row[0], draft.Findings, code(row[1]))
		}
		if better := lint.Check(row[2], lint.Options{Asker: bank.Candidate}); better.Verdict != lint.Pass {
			t.Errorf("%q does not pass: %+v", row[2], better.Findings)
		}
	}
}

// checkTestNames checks that each test that a table names exists.
func checkTestNames(t *testing.T, rows [][]string) {
	t.Helper()
	var source strings.Builder
	for _, file := range programtest.Files(t, "seed/*_test.go") {
		source.WriteString(programtest.File(t, file))
	}
	for _, row := range rows {
		if name := code(row[1]); strings.HasPrefix(name, "Test") && !strings.Contains(source.String(), "func "+name+"(") {
			t.Errorf("unknown test %s", name)
		}
	}
}
