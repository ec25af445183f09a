package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/programtest"
	"twoway/release/publish"
	"twoway/seed"
)

// TestSelectAgendaEqualsAPI compares the agendas of the command and the API byte for byte.
func TestSelectAgendaEqualsAPI(t *testing.T) {
	base := programtest.Start(t)
	for _, request := range []string{programtest.Engineer, programtest.Kit, `{"minutes":45,"cares":["feng shui"],"candidate_share":60}`} {
		status, fromAPI := programtest.PostTo(t, base+"/v1/agendas", request)
		fromCommand, stderr, err := programtest.Run(t, request, "select", "--agenda")
		if status != http.StatusOK || err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %d %v %s\n%s", request, status, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

// TestSelectEqualsAPI compares the sets of the command and the API byte for byte, tokens too: both have the same secret.
func TestSelectEqualsAPI(t *testing.T) {
	secret := []string{"--token-secret", "the secret of this test"}
	base := programtest.Start(t, secret...)
	for _, request := range []string{programtest.Engineer, programtest.Kit, `{"asker":"candidate","minutes":1,"cares":["feng shui"]}`} {
		_, fromAPI := programtest.Post(t, base, request)
		fromCommand, stderr, err := programtest.Run(t, request, append([]string{"select"}, secret...)...)
		if err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %v %s\n%s", request, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

func TestSelectKitHasAnchors(t *testing.T) {
	answer, _, err := programtest.Run(t, programtest.Kit, "select")
	if err != nil {
		t.Fatal(err)
	}
	s := programtest.ParseSet(t, answer)
	rated := 0
	for _, it := range s.Items {
		if len(it.Question.Anchors) == 3 {
			rated++
		}
	}
	if rated < 4 || s.KitID == "" || s.Minutes > 40 {
		t.Errorf("%d rated of %d questions, %d minutes, kit %q", rated, len(s.Items), s.Minutes, s.KitID)
	}
}

// TestSelectInvalidRequest looks for the place and the fault in the error.
func TestSelectInvalidRequest(t *testing.T) {
	for stdin, want := range map[string]string{
		`{"asker":"candidate","minutes":15,"stage":"ofer"}`: "/stage: Unknown stage \"ofer\". Nearest: offer.",
		`{"asker":"candidate","minutes":-1,"x":1}`:          "/x: Unknown field.",
		`{"asker":"candidate"}`:                             "/minutes: This is required.",
		`{`:                                                 "The JSON ends too early.",
		``:                                                  "The body",
	} {
		stdout, _, err := programtest.Run(t, stdin, "select")
		if err == nil || stdout != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: output %q, error %v; want no output, and an error with %q", stdin, stdout, err, want)
		}
	}
}

// TestReadingCommandsCreateNoFiles runs commands in an empty folder.
func TestReadingCommandsCreateNoFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"select"}, {"bank", "check"}, {"version"}, {"--help"}} {
		if _, _, err := programtest.Run(t, programtest.Engineer, args...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
	if files, err := os.ReadDir("."); err != nil || len(files) > 0 {
		t.Errorf("files were created: %v %v", files, err)
	}
}

// TestBankCheck checks the shipped bank, a copy of it in a folder, and the copy with a misspelt ID.
func TestBankCheck(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, seed.Shipped()); err != nil {
		t.Fatal(err)
	}
	shipped, _, err := programtest.Run(t, "", "bank", "check")
	if err != nil || !strings.HasPrefix(shipped, "The bank is valid: ") {
		t.Fatalf("%q %v", shipped, err)
	}
	if own, _, err := programtest.Run(t, "", "bank", "check", "--bank", dir); err != nil || own != shipped {
		t.Errorf("got %q %v, want %q", own, err, shipped)
	}
	if strings.Contains(shipped, "candidate's questions ") {
		t.Errorf("the shipped questions for candidates do not sound as people speak:\n%s", shipped)
	}
	file := filepath.Join(dir, "rules/candidate/person.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(text), `when: '"security" not in profile.cares'`, `when: '"securty" not in profile.cares'`, 1)
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.Count(broken[:strings.Index(broken, "securty")], "\n") + 1
	_, _, err = programtest.Run(t, "", "bank", "check", "--bank", dir)
	found := regexp.MustCompile(`(?s)rules/candidate/person\.yaml:(\d+).*security`).FindStringSubmatch(programtest.ErrorText(err))
	if found == nil || found[1] != strconv.Itoa(line) {
		t.Errorf("got %v, want a fault in line %d", err, line)
	}
}

// TestBankCheckOfAVoice checks a bank of generated questions, which sound as nobody speaks: that is said, and no error.
func TestBankCheckOfAVoice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "generated")
	programtest.MustRun(t, "synth", "--questions", "60", "--rules", "5", "--out", dir)
	out := programtest.MustRun(t, "bank", "check", "--bank", dir)
	if !strings.Contains(out, "How the questions sound:") || !strings.Contains(out, "candidate's questions ") || !strings.Contains(out, "MISSED") {
		t.Errorf("nothing is said about how the questions sound:\n%s", out)
	}
}

// TestSynth generates a bank and selects questions from it.
func TestSynth(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	out, _, err := programtest.Run(t, "", "synth", "--questions", "400", "--rules", "90", "--seed", "3", "--out", dir)
	if err != nil || !strings.HasPrefix(out, "Wrote 200 questions for candidates, 200 for interviewers, 90 rules to ") {
		t.Fatalf("%q %v", out, err)
	}
	answer, _, err := programtest.Run(t, programtest.Engineer, "select", "--bank", dir)
	if err != nil || len(programtest.ParseSet(t, answer).Items) == 0 {
		t.Errorf("%s %v", answer, err)
	}
	if _, _, err := programtest.Run(t, "", "synth", "--questions", "-1", "--out", dir); err == nil {
		t.Error("no error for -1 questions")
	}
}

// TestBankStats counts the shipped bank and a synthetic one.
func TestBankStats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	if _, _, err := programtest.Run(t, "", "synth", "--questions", "400", "--rules", "90", "--out", dir); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"pairs of questions":             {"bank", "stats"},
		"turns on the last of something": {"bank", "stats", "--voice"},
		"candidate          200":         {"bank", "stats", "--bank", dir},
	} {
		if out, _, err := programtest.Run(t, "", args...); err != nil || !strings.Contains(out, want) {
			t.Errorf("%v: error %v, want %q in\n%s", args, err, want, out)
		}
	}
}

// TestMigratePublishesChangedBank migrates the same database with the shipped bank and then with a changed one.
func TestMigratePublishesChangedBank(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		if _, _, err := programtest.Run(t, "", append([]string{"migrate"}, flags...)...); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.CopyFS(dir, seed.Shipped()); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "rules/candidate/person.yaml")); err != nil {
			t.Fatal(err)
		}
		out, _, err := programtest.Run(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "Its newest release is 2:") {
			t.Errorf("%q %v", out, err)
		}
	})
}

// TestSameReleaseWithAndWithoutDatabase compares the hash of the release that commands build in memory with that in a database.
func TestSameReleaseWithAndWithoutDatabase(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := publish.Freeze(bank.Release{}, content, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if ready := programtest.Get(t, programtest.Start(t)+"/readyz"); !strings.Contains(ready, frozen.Hash) {
		t.Errorf("%s, want %s", ready, frozen.Hash)
	}
}
