package exchange_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/testbank"
)

// TestImportSaysWhatWasMeant spoils an exported bank in each format: the fault has the file, the line, the pointer, and what was meant.
func TestImportSaysWhatWasMeant(t *testing.T) {
	content := testbank.Small()
	content.Questions = slices.Clone(content.Questions)
	testbank.QuestionOf(&content, "pager").Roles = []string{"nursing"}
	for _, c := range []struct {
		name, from, to string
		files          map[exchange.Format]string // by format: where the fault is
		fix, nearest   string
	}{
		{
			"a role by a synonym", "nursing", "Nurse ", map[exchange.Format]string{
				exchange.YAML: "questions/candidate/workload.yaml:", exchange.CSV: "questions.csv:", exchange.JSONLines: "bank:",
			}, "nursing", "nursing",
		},
		{
			"a misspelt field", "how_to_ask", "how_to_aks", map[exchange.Format]string{
				exchange.YAML: "questions/candidate/pay.yaml:", exchange.CSV: "questions.csv:1", exchange.JSONLines: "bank:",
			}, "", "how_to_ask",
		},
	} {
		for format, place := range c.files {
			f := firstFault(t, format, content, c.from, c.to)
			if !strings.HasPrefix(f.Pointer, place) || f.Fix != c.fix || len(f.Nearest) == 0 || f.Nearest[0] != c.nearest {
				t.Errorf("%s in %s: %+v", c.name, format, f)
			}
			if c.fix != "" && !strings.HasSuffix(f.Pointer, " /questions/pager/roles/0") {
				t.Errorf("%s in %s: it is at %s", c.name, format, f.Pointer)
			}
		}
	}
}

// TestImportAsksForOrigin imports questions that do not say who wrote them, or under which licence: nothing is taken for granted.
func TestImportAsksForOrigin(t *testing.T) {
	for _, format := range formats {
		for field, fix := range map[string]string{"source": "Own", "license": bank.OwnLicence} {
			content := testbank.Small()
			q := testbank.QuestionOf(&content, "pager")
			if q.Source = "Me"; field == "source" {
				q.Source = ""
			} else {
				q.License = ""
			}
			f := firstFault(t, format, content, "", "")
			if f.Code != bank.FaultRequired || !strings.HasSuffix(f.Pointer, "/questions/pager/"+field) || f.Fix != fix {
				t.Errorf("%s in %s: %+v", field, format, f)
			}
		}
	}
}

// firstFault exports content, replaces a text in the files with questions, and returns the first fault of their import.
func firstFault(t *testing.T, format exchange.Format, content bank.Content, from, to string) bank.Fault {
	t.Helper()
	content.Normalise()
	path := filepath.Join(t.TempDir(), "bank")
	if err := exchange.Export(path, format, content); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(path, func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(file, "question") && format != exchange.JSONLines {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil || from == "" {
			return err
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			if format != exchange.JSONLines || strings.Contains(line, `"kind":"question"`) {
				lines[i] = strings.Replace(line, from, to, 1)
			}
		}
		return os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = exchange.Import(path)
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || len(e.Faults) == 0 {
		t.Fatalf("%s: the import returned %v", format, err)
	}
	return e.Faults[0]
}
