package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/app"
	"twoway/internal/programtest"
	"twoway/lint"
)

const (
	rejected = "Why did you let so many people go?"
	passed   = "What led to the change in team size last year, and what changed in the work?"
)

// parseReport parses a JSON Lines report.
func parseReport(t *testing.T, out string) []app.ReportLine {
	t.Helper()
	var lines []app.ReportLine
	for line := range strings.Lines(out) {
		var c app.ReportLine
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		lines = append(lines, c)
	}
	return lines
}

func TestLintJSONLines(t *testing.T) {
	out, _, err := programtest.Run(t, rejected+"\n"+passed+"\n", "lint", "--asker", "candidate", "--format", "jsonl")
	lines := parseReport(t, out)
	if err == nil || len(lines) != 2 || lines[0].ID != "1" || lines[1].ID != "2" {
		t.Fatalf("%v: %+v", err, lines)
	}
	if lines[0].Verdict != "reject" || lines[1].Verdict != "pass" || len(lines[1].Findings) > 0 {
		t.Errorf("%+v", lines)
	}
	f := lines[0].Findings[0]
	marked := string([]rune(rejected)[f.Start:f.End])
	if f.Rule != "tone.accusation" || !strings.HasPrefix(marked, "Why did you") || !strings.HasSuffix(f.Suggestion, "?") || f.Why == "" {
		t.Errorf("%q: %+v", marked, f)
	}
}

func TestLintFairness(t *testing.T) {
	in := "Are you able to lift 20 kg, as the role requires?\nHow old are your children?\n"
	out, _, err := programtest.Run(t, in, "lint", "--asker", "interviewer")
	if err == nil || !strings.Contains(err.Error(), "1 of 2") {
		t.Errorf("error %v", err)
	}
	first, second, _ := strings.Cut(out, "stdin:2:")
	if !strings.HasPrefix(first, "stdin:1: pass") || !strings.HasPrefix(second, " reject") {
		t.Errorf("%s", out)
	}
	for _, want := range []string{"fair.sex_pregnancy_family", "How old are your children?\n", "^^^^", "source:", "better:"} {
		if !strings.Contains(second, want) {
			t.Errorf("no %q in\n%s", want, second)
		}
	}
}

// verdicts returns the IDs and verdicts of a JSON Lines report.
func verdicts(t *testing.T, out string) []string {
	t.Helper()
	var list []string
	for _, c := range parseReport(t, out) {
		list = append(list, c.ID+" "+c.Verdict)
	}
	return list
}

// TestLintInput reads texts from a file and from standard input. Any line is a text: an empty one, and one like JSON too.
func TestLintInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "questions.txt")
	if err := os.WriteFile(file, []byte("\ufeff"+passed+"\r\n\n  "+passed+"  \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := "{ when did you last \n" + passed
	out, stderr, err := programtest.Run(t, in, "lint", "--format", "jsonl", file, "-")
	if diff := cmp.Diff([]string{"1 pass", "2 unsupported", "3 pass", "1 pass", "2 pass"}, verdicts(t, out)); diff != "" || err != nil || stderr != "" {
		t.Errorf("%v %s (-want +got):\n%s", err, stderr, diff)
	}
}

// TestLintObjects reads a JSON object per line, of which some have IDs.
func TestLintObjects(t *testing.T) {
	in := `{"id":"a","text":"` + passed + `"}` + "\n" + `{"text":"` + passed + `"}` + "\n\n" + `{"id":7,"text":"` + rejected + `"}` + "\n"
	out, _, err := programtest.Run(t, in, "lint", "--input", "jsonl", "--format", "jsonl")
	if diff := cmp.Diff([]string{"a pass", "2 pass", "3 unsupported", "7 reject"}, verdicts(t, out)); diff != "" || err == nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestLintSARIF checks what SARIF 2.1.0 requires of a log, and where its results point to.
func TestLintSARIF(t *testing.T) {
	out, _, err := programtest.Run(t, passed+"\nToll! "+rejected+"\n", "lint", "--format", "sarif")
	var log struct {
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID, Level string
				Message       struct{ Text string }
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn, EndColumn int }
					}
				}
			}
		}
	}
	if jsonErr := json.Unmarshal([]byte(out), &log); jsonErr != nil || err == nil || log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) != 1 {
		t.Fatalf("%v %v %s", jsonErr, err, out)
	}
	run, result := log.Runs[0], log.Runs[0].Results[0]
	if result.RuleID != "tone.accusation" || result.Level != "error" || result.Message.Text == "" || len(run.Tool.Driver.Rules) != len(lint.Rules()) {
		t.Errorf("%s", out)
	}
	at := result.Locations[0].PhysicalLocation
	if at.ArtifactLocation.URI != "stdin" || at.Region.StartLine != 2 || at.Region.StartColumn != 7 || at.Region.EndColumn <= 7 || run.ColumnKind != "unicodeCodePoints" {
		t.Errorf("%+v", at)
	}
}

func TestLintInvalidInput(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		args []string
		want string
	}{
		"object without text":  {"{\"id\":\"a\"}", []string{"--input", "jsonl"}, `stdin:1: this is not a JSON object {"id": …, "text": …}`},
		"half an object":       {"{\"text\":\"\"}\n{\"text\":", []string{"--input", "jsonl"}, `stdin:2: this is not a JSON object`},
		"another encoding":     {"caf\xe9", nil, "stdin:1: this is not valid UTF-8"},
		"very long line":       {strings.Repeat("x", app.MaxLineLength+1), nil, "stdin:1: this line is longer"},
		"missing file":         {"", []string{"/nowhere"}, "/nowhere"},
		"unknown asker":        {"", []string{"--asker", "robot"}, "--asker must be one of"},
		"unknown jurisdiction": {"", []string{"--jurisdiction", "mars"}, "--jurisdiction must be one of"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := programtest.Run(t, tt.in, append([]string{"lint"}, tt.args...)...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestUnderlined looks at the line below a text, also with letters outside ASCII, tabs, and long texts.
func TestUnderlined(t *testing.T) {
	for _, tt := range []struct {
		text       string
		start, end int
		want       string
	}{
		{"How old are you?", 4, 7, "    How old are you?\n        ^^^\n"},
		{"Zoë, how old?", 5, 12, "    Zoë, how old?\n         ^^^^^^^\n"},
		{"a\tb", 2, 3, "    a b\n      ^\n"},
		{"", 0, 0, "    \n    ^\n"},
		{
			strings.Repeat("x", 50) + "here" + strings.Repeat("y", 50), 50, 54,
			"    …" + strings.Repeat("x", 40) + "here" + strings.Repeat("y", 40) + "…\n    " + strings.Repeat(" ", 41) + "^^^^\n",
		},
	} {
		if diff := cmp.Diff(tt.want, app.Underlined(tt.text, tt.start, tt.end)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

// TestLintEqualsAPI checks the same texts with the command and the API.
func TestLintEqualsAPI(t *testing.T) {
	base := programtest.Start(t)
	for _, asker := range []string{"candidate", "interviewer"} {
		_, answer := programtest.PostTo(t, base+api.WordingChecks, `{"asker":"`+asker+`","texts":[{"id":"1","text":"`+rejected+`"},{"id":"2","text":"How old are you?"}]}`)
		var fromAPI openapi.WordingChecks
		if err := json.Unmarshal([]byte(answer), &fromAPI); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		out, _, _ := programtest.Run(t, rejected+"\nHow old are you?\n", "lint", "--asker", asker, "--format", "jsonl")
		for i, c := range parseReport(t, out) {
			got := fromAPI.Checks[i]
			if got.ID != c.ID || string(got.Verdict) != c.Verdict || got.Pointed != c.Pointed || len(got.Findings) != len(c.Findings) {
				t.Errorf("%s: API %+v, command %+v", asker, got, c)
			}
		}
	}
}
