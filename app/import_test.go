package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestImportOfAnOldExport: a colleague imports an edit after this bank was exported. Importing the old export, of the drafts or
// of a release, is refused, also when it is only tried; --overwrite goes on.
func TestImportOfAnOldExport(t *testing.T) {
	database := []string{"--data-dir", t.TempDir()}
	run := func(args ...string) (string, string, error) {
		return programtest.Run(t, "", append(args, database...)...)
	}
	must := func(args ...string) string { return programtest.MustRun(t, append(args, database...)...) }
	must("migrate")
	folder := t.TempDir()
	var old []string
	for _, format := range []string{"yaml", "jsonl", "csv"} {
		path := filepath.Join(folder, format)
		must("bank", "export", "--format", format, path)
		old = append(old, path)
	}
	ofRelease, edited := filepath.Join(folder, "release"), filepath.Join(folder, "edited")
	must("bank", "export", "--release", "1", ofRelease)
	must("bank", "export", "--format", "jsonl", edited)
	rewrite(t, edited, "How many alerts does each analyst get in a shift", "How many alerts does every analyst get in a shift")
	must("bank", "import", "--write", edited)
	for _, path := range append(old, ofRelease) {
		for _, write := range [][]string{{"bank", "import", path}, {"bank", "import", "--write", path}} {
			_, _, err := run(write...)
			for _, want := range []string{"/questions/alerts-to-hands: question alerts-to-hands was changed since the export: by command line, ", " (import).", "Export again", "--overwrite"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%q: %v, want %q", write, err, want)
				}
			}
		}
	}
	if out := must("bank", "import", edited); out != "There are no differences.\n" {
		t.Errorf("the edit is lost: %s", out)
	}
	if out := must("bank", "import", "--overwrite", "--write", old[2]); !strings.Contains(out, "Overwritten, although changed since the export: 1\n  /questions/alerts-to-hands: ") {
		t.Errorf("overwriting says %s", out)
	}
	const notice = "These files do not say of which versions they are"
	if _, stderr, err := run("bank", "import", filepath.Join(programtest.Root(t), "seed")); err != nil || strings.Count(stderr, notice) != 1 {
		t.Errorf("a bank without versions: %v\n%s", err, stderr)
	}
	if _, stderr, err := run("bank", "import", old[0]); err != nil || strings.Contains(stderr, notice) {
		t.Errorf("a bank with versions: %v\n%s", err, stderr)
	}
}

func rewrite(t *testing.T, file, from, to string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), from) {
		t.Fatalf("%s has no %q", file, from)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), from, to)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDeepInput gives what is nested very deeply, or very long, to each command that reads it.
func TestDeepInput(t *testing.T) {
	const many = 3_000_000
	deep := strings.Repeat("[", many)
	for name, tt := range map[string]struct {
		in, want string
		args     []string
	}{
		"select, large":   {deep, "The body is larger than 64 KiB.", []string{"select"}},
		"select, deep":    {deep[:30_000], "The JSON is nested too deeply.", []string{"select"}},
		"select, a field": {`{"cares":` + deep[:30_000], "The JSON is nested too deeply.", []string{"select"}},
		"agenda, deep":    {deep[:30_000], "The JSON is nested too deeply.", []string{"select", "--agenda"}},
		"lint, long line": {`{"text":` + deep, "stdin:1: this line is longer than", []string{"lint"}},
		"lint, deep":      {`{"text":` + deep[:30_000], "stdin:1: this is not a JSON object", []string{"lint", "--input", "jsonl"}},
		"lint, deep ID":   {`{"text":"Why?","id":` + deep[:30_000] + strings.Repeat("]", 30_000) + "}", "stdin:1: this is not a JSON object", []string{"lint", "--input", "jsonl"}},
		"an argument":     {"", "unexpected argument", []string{fmt.Sprintf("%.2000s", deep)}},
	} {
		_, _, err := programtest.Run(t, tt.in, tt.args...)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %.300v, want %q", name, err, tt.want)
		}
	}
}
