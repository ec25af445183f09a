package exchange_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoway/exchange"
)

// TestDeepAndLargeFiles imports files that are nested very deeply, that grow when they are read, or that take long: each is
// refused with its file and line.
func TestDeepAndLargeFiles(t *testing.T) {
	const many = 3_000_000
	bomb := "a: &a [1, 1]\n"
	for i := range 20 {
		bomb += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.Repeat("*a, ", 10))
	}
	for name, tt := range map[string]struct {
		format     exchange.Format
		file, text string
		want       string
	}{
		"JSON, lists":           {exchange.JSONLines, "", strings.Repeat("[", many), "bank:1: This has lists or objects that are nested too deeply."},
		"JSON, in a part":       {exchange.JSONLines, "", "\n" + `{"kind":"question","x":` + strings.Repeat("[", many), "bank:2: This has lists or objects that are nested too deeply."},
		"JSON, objects":         {exchange.JSONLines, "", strings.Repeat(`{"a":`, many), "bank:1: This has lists or objects that are nested too deeply."},
		"JSON, a long line":     {exchange.JSONLines, "", `{"kind":"` + strings.Repeat("x", 17<<20), "bank:1: This line is longer than 16 MiB."},
		"YAML, lists":           {exchange.YAML, "weights.yaml", strings.Repeat("[", many), "weights.yaml:1: This has lists or objects that are nested too deeply."},
		"YAML, objects":         {exchange.YAML, "weights.yaml", strings.Repeat("{a: ", many), "weights.yaml:1: This has lists or objects that are nested too deeply."},
		"YAML, lists of blocks": {exchange.YAML, "stages.yaml", strings.Repeat("- ", many), "stages.yaml:1: This has lists or objects that are nested too deeply."},
		"YAML, aliases":         {exchange.YAML, "weights.yaml", bomb, "weights.yaml:1: This starts with &, * or <<"},
		"YAML, many keys":       {exchange.YAML, "weights.yaml", strings.Repeat("care_order: [1]\n", 100_000), "weights.yaml:1: This has more than 200 keys."},
		"CSV, a cell":           {exchange.CSV, "cares.csv", "id,aspects\na," + strings.Repeat("[", many) + "\n", `cares.csv:2: Column "aspects": this must be a list`},
		"the manifest":          {exchange.CSV, "export.json", strings.Repeat("[", many), "export.json: This is not the file that was exported."},
	} {
		path := exported(t, tt.format, unchanged)
		file := tt.file
		if file == "stages.yaml" {
			file = "vocabulary/" + file
		}
		if err := os.WriteFile(filepath.Join(path, file), []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := exchange.Import(path)
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "\n    ", ": "), tt.want) {
			t.Errorf("%s: %.300v, want %q", name, err, tt.want)
		}
	}
}

// TestHugeFile imports a file that is larger than any bank.
func TestHugeFile(t *testing.T) {
	path := exported(t, exchange.CSV, unchanged)
	if err := os.Truncate(filepath.Join(path, "rules.csv"), 1<<40); err != nil { // it takes no space
		t.Fatal(err)
	}
	if _, _, err := exchange.Import(path); err == nil || !strings.Contains(err.Error(), "it is larger than 256 MiB") {
		t.Errorf("got %.300v", err)
	}
	lines := filepath.Join(t.TempDir(), "bank")
	if err := os.WriteFile(lines, []byte(strings.Repeat("\n", 1<<10)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(lines, 1<<40); err != nil {
		t.Fatal(err)
	}
	if _, _, err := exchange.Import(lines); err == nil || !strings.Contains(err.Error(), "This line is longer than 16 MiB") {
		t.Errorf("got %.300v", err)
	}
}
