package docs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/internal/programtest"
)

func TestMain(m *testing.M) { os.Exit(programtest.Main(m.Run)) }

// TestResolveManual runs the commands of docs/bank.md with a shell, and compares what they print.
func TestResolveManual(t *testing.T) {
	ran := 0
	for _, p := range pieces(t, "docs/bank.md") {
		if p.kind != "console" {
			continue
		}
		ran++
		line := strings.TrimPrefix(p.lines[0], "$ ")
		command := exec.CommandContext(t.Context(), "sh", "-c", line) //nolint:gosec // a command of our own document
		command.Env = append(os.Environ(), "PATH="+filepath.Dir(programtest.Command(t).Path)+":"+os.Getenv("PATH"))
		out, err := command.CombinedOutput()
		if diff := cmp.Diff(strings.Join(p.lines[1:], "\n")+"\n", string(out)); err != nil || diff != "" {
			t.Errorf("line %d: %s: %v (-shown +printed):\n%s", p.line, line, err, diff)
		}
	}
	if ran == 0 {
		t.Error("docs/bank.md shows no command")
	}
}

// TestJSONInAPIManual decodes the JSON in docs/api.md about how words were understood and about job titles: the contract has each
// member, and the page shows each.
func TestJSONInAPIManual(t *testing.T) {
	var reading struct {
		Understood   []openapi.Understood   `json:"understood"`
		Unrecognised []openapi.Unrecognised `json:"unrecognised"`
	}
	var titles openapi.RoleSuggestions
	for _, p := range pieces(t, "docs/api.md") {
		text := strings.Join(p.lines, "\n")
		for start, into := range map[string]any{`{"understood"`: &reading, `{"items": [{"title"`: &titles} {
			if p.kind != "json" || !strings.HasPrefix(text, start) {
				continue
			}
			decoder := json.NewDecoder(strings.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(into); err != nil {
				t.Errorf("line %d: %v", p.line, err)
			}
		}
	}
	if len(reading.Understood) == 0 || len(reading.Unrecognised) == 0 || len(titles.Items) == 0 {
		t.Fatalf("the page does not show all: %+v, %+v", reading, titles)
	}
	for _, u := range reading.Understood {
		if u.Pointer == "" || u.Said == "" || u.ID == "" || u.Name == "" || u.Matched == "" || u.Discloses == nil {
			t.Errorf("a member is missing: %+v", u)
		}
	}
	if u := reading.Unrecognised[0]; u.Pointer == "" || u.Said == "" || u.Reason == "" || u.Detail == "" || u.Nearest == nil {
		t.Errorf("a member is missing: %+v", u)
	}
	base := programtest.Start(t)
	checkReading(t, base, reading.Understood, reading.Unrecognised)
	var suggested openapi.RoleSuggestions
	if err := json.Unmarshal([]byte(programtest.Get(t, base+"/v1/roles?q=theatre+n")), &suggested); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(titles, suggested); diff != "" {
		t.Errorf("job titles (-shown +answered):\n%s", diff)
	}
}

// checkReading has a program read the words that the page shows as read, and compares how it reads them.
func checkReading(t *testing.T, base string, understood []openapi.Understood, unrecognised []openapi.Unrecognised) {
	t.Helper()
	_, answer := programtest.PostTo(t, base+"/v1/question-sets", fmt.Sprintf(
		`{"asker": "candidate", "role": %q, "cares": [%q], "minutes": 10}`, understood[0].Said, unrecognised[0].Said,
	))
	var read struct {
		Understood   []openapi.Understood   `json:"understood"`
		Unrecognised []openapi.Unrecognised `json:"unrecognised"`
	}
	if err := json.Unmarshal([]byte(answer), &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(understood, read.Understood); diff != "" {
		t.Errorf("understood (-shown +answered):\n%s", diff)
	}
	if diff := cmp.Diff(unrecognised, read.Unrecognised); diff != "" {
		t.Errorf("unrecognised (-shown +answered):\n%s", diff)
	}
}

// TestItemInAPIManual: the item of a set in docs/api.md has the members that the contract has, and those of an item that is answered.
func TestItemInAPIManual(t *testing.T) {
	var shown string
	for _, p := range pieces(t, "docs/api.md") {
		if text := strings.Join(p.lines, "\n"); p.kind == "json" && strings.HasPrefix(text, `{"minutes"`) {
			shown = text
		}
	}
	var item openapi.Item
	decoder := json.NewDecoder(strings.NewReader(shown))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&item); err != nil {
		t.Fatal(err)
	}
	whole, err := json.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := errors.Join(json.Unmarshal(whole, &want), json.Unmarshal([]byte(shown), &got)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a whole item (-) and the one that is shown (+):\n%s", diff)
	}
}
