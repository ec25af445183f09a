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

// TestCommandLinePlansAsTheAPI compares bytes.
func TestCommandLinePlansAsTheAPI(t *testing.T) {
	base := programtest.Start(t)
	for _, request := range []string{programtest.Engineer, programtest.Kit, `{"minutes":45,"cares":["feng shui"],"candidate_share":60}`} {
		status, fromAPI := programtest.PostTo(t, base+"/v1/agendas", request)
		fromCommand, stderr, err := programtest.Command(t, request, "select", "--agenda")
		if status != http.StatusOK || err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %d %v %s\n%s", request, status, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

// TestCommandLineAnswersAsTheAPI compares bytes: with the same secret, tokens are the same.
func TestCommandLineAnswersAsTheAPI(t *testing.T) {
	secret := []string{"--token-secret", "the secret of this test"}
	base := programtest.Start(t, secret...)
	for _, request := range []string{programtest.Engineer, programtest.Kit, `{"asker":"candidate","minutes":1,"cares":["feng shui"]}`} {
		_, fromAPI := programtest.Post(t, base, request)
		fromCommand, stderr, err := programtest.Command(t, request, append([]string{"select"}, secret...)...)
		if err != nil || stderr != "" || fromCommand != fromAPI {
			t.Errorf("%s: %v %s\n%s", request, err, stderr, cmp.Diff(fromAPI, fromCommand))
		}
	}
}

func TestSelectGivesAnchoredRatings(t *testing.T) {
	answer, _, err := programtest.Command(t, programtest.Kit, "select")
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

// TestSelectRefuses says what is wrong, and where.
func TestSelectRefuses(t *testing.T) {
	for stdin, want := range map[string]string{
		`{"asker":"candidate","minutes":15,"stage":"ofer"}`: "/stage: Unknown stage \"ofer\". Nearest: offer.",
		`{"asker":"candidate","minutes":-1,"x":1}`:          "/x: Unknown field.",
		`{"asker":"candidate"}`:                             "/minutes: This is required.",
		`{`:                                                 "The JSON ends too early.",
		``:                                                  "The body",
	} {
		stdout, _, err := programtest.Command(t, stdin, "select")
		if err == nil || stdout != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: wrote %q; error %v, want %q in it", stdin, stdout, err, want)
		}
	}
}

// TestSelectCreatesNothing looks into the folder in which it ran.
func TestSelectCreatesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"select"}, {"bank", "check"}, {"version"}, {"--help"}} {
		if _, _, err := programtest.Command(t, programtest.Engineer, args...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestOwnBank reads a copy of the shipped bank from a folder, and one with a fault in it.
func TestOwnBank(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, seed.Shipped()); err != nil {
		t.Fatal(err)
	}
	shipped, _, err := programtest.Command(t, "", "bank", "check")
	if err != nil || !strings.HasPrefix(shipped, "The bank is valid: ") {
		t.Fatalf("%q %v", shipped, err)
	}
	if own, _, err := programtest.Command(t, "", "bank", "check", "--bank", dir); err != nil || own != shipped {
		t.Errorf("got %q %v, want %q", own, err, shipped)
	}
	file := filepath.Join(dir, "rules/candidate/person.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(text), `when: '"advancement" in profile.cares'`, `when: '"advancment" in profile.cares'`, 1)
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.Count(broken[:strings.Index(broken, "advancment")], "\n") + 1
	_, _, err = programtest.Command(t, "", "bank", "check", "--bank", dir)
	want := regexp.MustCompile(`(?s)rules/candidate/person\.yaml:(\d+).*advancement`).FindStringSubmatch(programtest.ErrorText(err))
	if want == nil || want[1] != strconv.Itoa(line) {
		t.Errorf("line %d is wrong; got %v", line, err)
	}
}

// TestSynth makes a bank and asks it.
func TestSynth(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	out, _, err := programtest.Command(t, "", "synth", "--questions", "400", "--rules", "90", "--seed", "3", "--out", dir)
	if err != nil || !strings.HasPrefix(out, "Wrote 200 questions for candidates, 200 for interviewers, 90 rules to ") {
		t.Fatalf("%q %v", out, err)
	}
	answer, _, err := programtest.Command(t, programtest.Engineer, "select", "--bank", dir)
	if err != nil || len(programtest.ParseSet(t, answer).Items) == 0 {
		t.Errorf("%s %v", answer, err)
	}
	if _, _, err := programtest.Command(t, "", "synth", "--questions", "-1", "--out", dir); err == nil {
		t.Error("no error for -1 questions")
	}
}

// TestBankStats counts the shipped bank, and one of another size.
func TestBankStats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "large")
	if _, _, err := programtest.Command(t, "", "synth", "--questions", "400", "--rules", "90", "--out", dir); err != nil {
		t.Fatal(err)
	}
	for what, args := range map[string][]string{
		"pairs across the table": {"bank", "stats"},
		"candidate          200": {"bank", "stats", "--bank", dir},
	} {
		if out, _, err := programtest.Command(t, "", args...); err != nil || !strings.Contains(out, what) {
			t.Errorf("%v prints no %q: %v\n%s", args, what, err, out)
		}
	}
}

// TestAnotherBankIsTheNextRelease starts a program with a changed bank on the database of another.
func TestAnotherBankIsTheNextRelease(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		if _, _, err := programtest.Command(t, "", append([]string{"migrate"}, flags...)...); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.CopyFS(dir, seed.Shipped()); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, "rules/candidate/person.yaml")); err != nil {
			t.Fatal(err)
		}
		out, _, err := programtest.Command(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "It holds release 2:") {
			t.Errorf("%q %v", out, err)
		}
	})
}

// TestFrozenAndServedAlike compares the release that a command makes with the one in a database.
func TestFrozenAndServedAlike(t *testing.T) {
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
