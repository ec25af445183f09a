package app_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"twoway/app"
	"twoway/internal/programtest"
)

// hostile has what controls a terminal: clearing the screen, a link, going back to the start of the line, a C1 sequence, an
// override of the writing direction, a tag character, and a zero width space.
const hostile = "\x1b[2J \x1b]8;;http://evil\x07 \r \u009b31m \u202eabc \U000e0041 \u200b"

// raw are characters of hostile that must never reach a terminal.
const raw = "\x1b\x07\r\u009b\u202e\U000e0041\u200b"

// TestTerminalIsNotControlled has hostile texts come from a line of input, an ID, an argument, and a database.
func TestTerminalIsNotControlled(t *testing.T) {
	dir := t.TempDir()
	programtest.MustRun(t, "migrate", "--data-dir", dir)
	spoil(t, dir)
	line, err := json.Marshal(map[string]string{"id": hostile, "text": "Why did you let " + hostile + " so many people go?"})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		in   string
		args []string
		want string
	}{
		"lint, plain":       {strings.ReplaceAll(hostile, "\r", "") + " Why?", []string{"lint"}, "stdin:1"},
		"lint, JSON Lines":  {string(line), []string{"lint", "--input", "jsonl", "--format", "jsonl"}, `\u001b[2J`},
		"argument":          {"", []string{"lint", hostile}, ""},
		"unknown command":   {"", []string{hostile}, ""},
		"release list":      {"", []string{"release", "list", "--data-dir", dir}, `\u001b[2J`},
		"release show":      {"", []string{"release", "show", "1", "--data-dir", dir}, `\u202eabc`},
		"release diff":      {"", []string{"release", "diff", "1", "--data-dir", dir}, `\u202eabc`},
		"check":             {"", []string{"release", "publish", "--check", "--data-dir", dir}, ""},
		"select, bad field": {`{"` + "\u202e" + `":1}`, []string{"select"}, ""},
	} {
		out, stderr, err := programtest.Run(t, tt.in, tt.args...)
		var last strings.Builder
		if err != nil {
			app.PrintError(&last, err)
		}
		all := out + stderr + last.String()
		if i := strings.IndexAny(all, raw); i >= 0 {
			t.Errorf("%s: %q reaches the terminal, in %q", name, all[i:i+1], all[max(0, i-20):min(len(all), i+20)])
		}
		if !strings.Contains(all, tt.want) {
			t.Errorf("%s: got %q, want it to contain %q", name, all, tt.want)
		}
	}
}

// spoil writes hostile texts into a database, as a program without checks may have done.
func spoil(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "twoway.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, noted := db.Exec("UPDATE releases SET note = ?, author = ?", hostile, hostile)
	_, edited := db.Exec(`UPDATE drafts SET body = json_set(body, '$.because', ?) WHERE kind = 'rule' AND id = 'fits-the-stage'`, hostile)
	if err := errors.Join(noted, edited, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestTerminalKeepsMeaning: a string in JSON Lines means the same after it was escaped, and letters that need joiners stay.
func TestTerminalKeepsMeaning(t *testing.T) {
	id := hostile + " naïve 日本 می\u200cخواهم 👩\u200d🚀 e\u0301"
	line, err := json.Marshal(map[string]string{"id": id, "text": "What changed last week?"})
	if err != nil {
		t.Fatal(err)
	}
	out, _, err := programtest.Run(t, string(line), "lint", "--input", "jsonl", "--format", "jsonl")
	var report app.ReportLine
	if errors.Join(err, json.Unmarshal([]byte(out), &report)) != nil || report.ID != id {
		t.Errorf("%v: the ID is %q, want %q", err, report.ID, id)
	}
	if want := "naïve 日本 می\u200cخواهم 👩\u200d🚀"; !strings.Contains(out, want) {
		t.Errorf("%q is not in %q", want, out)
	}
}
