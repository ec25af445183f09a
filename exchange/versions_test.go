package exchange_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/testbank"
)

// exported exports the small bank after a change, and returns the path.
func exported(t *testing.T, format exchange.Format, change func(c *bank.Content)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bank")
	if err := exchange.ExportVersions(path, format, testbank.With(change)); err != nil {
		t.Fatal(err)
	}
	return path
}

func unchanged(*bank.Content) {}

// edit replaces texts in a file.
func edit(t *testing.T, file string, oldNew ...string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(oldNew...).Replace(string(text))
	if changed == string(text) {
		t.Fatalf("%s has none of %q", file, oldNew)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// versionsIn imports a bank and returns the versions that it is of.
func versionsIn(t *testing.T, path string) *bank.Exported {
	t.Helper()
	_, versions, err := exchange.Import(path)
	if err != nil {
		t.Fatal(err)
	}
	return versions
}

// TestVersions exports a bank with the versions of its parts, and reads them again.
func TestVersions(t *testing.T) {
	content := testbank.Small()
	content.Normalise()
	parts, err := content.Parts()
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range formats {
		e := versionsIn(t, exported(t, format, unchanged))
		if e == nil || len(e.Mixed) > 0 || len(e.Versions) != len(parts) {
			t.Errorf("%s: got %+v, want %d versions", format, e, len(parts))
			continue
		}
		for _, p := range parts {
			if got := e.Versions[bank.PartID{Kind: p.Kind, ID: p.ID}]; got != p.Fingerprint() {
				t.Errorf("%s: %s %s has version %q, want %q", format, p.Kind, p.ID, got, p.Fingerprint())
			}
		}
		plain := filepath.Join(t.TempDir(), "plain")
		if err := exchange.Export(plain, format, testbank.Small()); err != nil {
			t.Fatal(err)
		}
		if e := versionsIn(t, plain); e != nil {
			t.Errorf("%s: an export without versions has %+v", format, e)
		}
	}
}

// TestVersionsInSpreadsheets does to a folder of CSV files what people do: each time, the version of every part that was
// exported must be found.
func TestVersionsInSpreadsheets(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, file string){
		"row deleted": func(t *testing.T, file string) { rewriteRows(t, file, without("raise")) },
		"rows sorted": func(t *testing.T, file string) { rewriteRows(t, file, reversed) },
		"Excel":       func(t *testing.T, file string) { edit(t, file, "\ufeff", "", "\r\n", "\n") },
		"versions deleted": func(t *testing.T, file string) {
			rewriteRows(t, file, func(rows [][]string) [][]string {
				for _, row := range rows {
					row[len(row)-1] = ""
				}
				return rows
			})
		},
	} {
		path := exported(t, exchange.CSV, unchanged)
		want := versionsIn(t, path)
		change(t, filepath.Join(path, "questions.csv"))
		if diff := cmp.Diff(want, versionsIn(t, path)); diff != "" {
			t.Errorf("%s: (-exported +found)\n%s", name, diff)
		}
	}
}

// rewriteRows changes the rows of a CSV file, but for the first.
func rewriteRows(t *testing.T, file string, change func([][]string) [][]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(append(rows[:1:1], change(rows[1:])...)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func reversed(rows [][]string) [][]string {
	slices.Reverse(rows)
	return rows
}

// without returns rows without that of a part.
func without(id string) func([][]string) [][]string {
	return func(rows [][]string) [][]string {
		return slices.DeleteFunc(rows, func(row []string) bool { return row[0] == id })
	}
}

// TestVersionsOfMixedFiles copies a file of an older export into a newer one: the parts in it are of the older export, and
// those that it lacks may have been added since.
func TestVersionsOfMixedFiles(t *testing.T) {
	for format, file := range map[exchange.Format]string{exchange.CSV: "questions.csv", exchange.YAML: "questions/candidate/workload.yaml"} {
		older, newer := exported(t, format, unchanged), exported(t, format, testbank.Newer)
		text, err := os.ReadFile(filepath.Join(older, file))
		if err != nil {
			t.Fatal(err)
		}
		id := bank.PartID{Kind: bank.KindQuestion, ID: "pager"}
		want := versionsIn(t, older).Versions[id]
		if err := os.WriteFile(filepath.Join(newer, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
		got := versionsIn(t, newer)
		if got.Versions[id] != want || !slices.Equal(got.Mixed, []bank.Kind{bank.KindQuestion}) {
			t.Errorf("%s: version %q, mixed %v; want %q, and questions", format, got.Versions[id], got.Mixed, want)
		}
	}
}
