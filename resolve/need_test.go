package resolve_test

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"twoway/resolve"
)

// needs reads testdata/needs.txt: role, what was said, and what it means or why it is not understood.
func needs(t *testing.T, part string) [][3]string {
	t.Helper()
	text, err := os.ReadFile("testdata/needs.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "["+part+"]\n")
	var list [][3]string
	for line := range strings.Lines(rest) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if strings.HasPrefix(line, "[") {
			break
		}
		if len(fields) == 3 {
			list = append(list, [3]string{strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1]), strings.TrimSpace(fields[2])})
		}
	}
	if len(list) == 0 {
		t.Fatalf("no cases of %q", part)
	}
	return list
}

// meant returns what a need was understood as: an ID, or why it was not.
func meant(n resolve.Need) string {
	return cmp.Or(n.Competency.ID(), n.Requirement.ID, string(n.Reason))
}

func TestCompetencies(t *testing.T) {
	t.Parallel()
	for _, c := range needs(t, "competencies") {
		if got := meant(resolver().Competency(c[0], c[1])); got != c[2] {
			t.Errorf("in %q, %q means %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestRequirements(t *testing.T) {
	t.Parallel()
	for _, c := range needs(t, "requirements") {
		if got := meant(resolver().Requirement(c[0], c[1])); got != c[2] {
			t.Errorf("in %q, %q means %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// TestNeedsOfManyTrades reads in more trades than stay in memory, from several goroutines: each reading is as the first.
func TestNeedsOfManyTrades(t *testing.T) {
	t.Parallel()
	r := resolve.NewResolver(vocabulary())
	var group sync.WaitGroup
	for n := range 4 {
		group.Go(func() {
			for i := range 40 {
				c := needs(t, "competencies")[(i*7+n)%len(needs(t, "competencies"))]
				if got := meant(r.Competency(c[0], c[1])); got != c[2] {
					t.Errorf("in %q, %q means %q, want %q", c[0], c[1], got, c[2])
				}
			}
		})
	}
	group.Wait()
}

// TestNeedsReadBlind reads 390 entries that were written without sight of the vocabulary. Each has what it means, by readers who did not know
// what the program makes of it: the ID that fits best, and others that are right too.
func TestNeedsReadBlind(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/needs_blind.tsv")
	if err != nil {
		t.Fatal(err)
	}
	right, wrong, unread := 0, 0, 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		need := resolver().Competency(fields[0], fields[1])
		switch id := meant(need); {
		case need.Reason != "":
			unread++
		case slices.Contains(strings.Split(fields[2], "|"), id):
			right++
		default:
			wrong++
			t.Logf("in %q, %q means %q, want %s", fields[0], fields[1], id, fields[2])
		}
	}
	t.Logf("%d right, %d wrong, %d not understood", right, wrong, unread)
	if right < 255 || wrong > 70 {
		t.Error("want at least 255 right, and at most 70 wrong")
	}
}
