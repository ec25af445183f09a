package people_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/people"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b.jsonl": `{"id": "B", "asker": "interviewer", "text": "How old?", "ok": false, "kind": "unlawful", "basis": "age", "hard": true}` + "\n",
		"a.jsonl": `{"id": "A", "asker": "candidate", "text": "Who?", "ok": true, "kind": null}`,
		"c.bad":   "{",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := people.Read(dir, people.All)
	want := []people.Sentence{
		{ID: "A", Asker: bank.Candidate, Text: "Who?", OK: true},
		{ID: "B", Asker: bank.Interviewer, Text: "How old?", Kind: "unlawful", Hard: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for pattern, want := range map[string]string{"*.bad": "c.bad", "*.none": "no file", "[": "syntax error"} {
		if _, err := people.Read(dir, pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", pattern, err, want)
		}
	}
}

// TestDisguises checks that each disguise changes a text, in the same way for the same chance, and drops none of it.
func TestDisguises(t *testing.T) {
	const text = "Would anybody here ever notice a mistake?"
	for name, disguise := range people.Disguises() {
		got := disguise(text, rand.New(rand.NewPCG(1, 2)))
		if got == text || utf8.RuneCountInString(got) < len(text) || got != disguise(text, rand.New(rand.NewPCG(1, 2))) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
