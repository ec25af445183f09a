package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoway/app"
	"twoway/internal/programtest"
)

// recordFile saves a kit in a program, and returns a file with its record.
func recordFile(t *testing.T, base string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/v1/kits", strings.NewReader(programtest.Kit))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	record, err := http.Get(base + answer.Header.Get("Location") + "/record")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = record.Body.Close() }()
	text, err := io.ReadAll(record.Body)
	if err != nil || record.StatusCode != http.StatusOK {
		t.Fatalf("%d %v", record.StatusCode, err)
	}
	file := filepath.Join(t.TempDir(), "record.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestVerifyCommand: a record of a program is verified with the shipped bank, with the database alone, and without its release.
func TestVerifyCommand(t *testing.T) {
	t.Parallel()
	data, elsewhere, other := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "bank")
	file := recordFile(t, programtest.Start(t, "--data-dir", data))
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, err := programtest.Run(t, "", "synth", "--out", other, "--questions", "200", "--rules", "20"); err != nil {
		t.Fatalf("%v %s", err, stderr)
	}
	for name, c := range map[string]struct {
		stdin  string
		args   []string
		want   []string
		status int
	}{
		"the shipped bank": {"", []string{file, "--data-dir", elsewhere}, []string{
			"ok           digest: ", "ok           kit_id: ", "ok           release: this is the hash of the shipped bank\n", "ok           questions: ", "ok           choice: ",
		}, 0},
		"standard input":      {string(text), []string{"-"}, []string{"ok           choice: "}, 0},
		"the database":        {"", []string{file, "--bank", other, "--data-dir", data}, []string{"release 1 in ", "ok           choice: "}, 0},
		"without its release": {"", []string{file, "--bank", other, "--data-dir", elsewhere}, []string{"not checked  release: it is not the bank in ", "not checked  choice: "}, 0},
		"a changed letter": {strings.Replace(string(text), `"text":"`, `"text":"x`, 1), []string{"-", "--data-dir", elsewhere}, []string{
			"FAILED       digest: ", "ok           kit_id: ", "FAILED       questions: ",
		}, 1},
		"no record": {"{}", []string{"-"}, nil, 2},
		"no file":   {"", []string{filepath.Join(elsewhere, "none.json")}, nil, 2},
		"no bank":   {"", []string{file, "--bank", filepath.Join(elsewhere, "none")}, nil, 1},
	} {
		stdout, stderr, err := programtest.Run(t, c.stdin, append([]string{"verify"}, c.args...)...)
		if app.ExitStatus(err) != c.status {
			t.Errorf("%s: status %d, want %d: %v %s", name, app.ExitStatus(err), c.status, err, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s: there is no %q in\n%s", name, want, stdout)
			}
		}
	}
	var k map[string]any
	if err := json.Unmarshal(text, &k); err != nil || k["digest"] == "" {
		t.Errorf("%v %v", err, k)
	}
}
