package resolve_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/resolve"
)

func TestSimilarity(t *testing.T) {
	for _, tt := range []struct {
		a, b        string
		least, most int
	}{
		{"", "", 1000, 1000},
		{"How is pay decided?", "how is pay decided", 1000, 1000},
		{"How is the last promotion decided?", "How is the last promotions decided?", resolve.NearDuplicate, 1000},
		{"What does a good week look like in this team?", "What does a good week look like for this team?", resolve.NearDuplicate, 1000},
		{"When did somebody last leave the team?", "When was somebody last promoted in the team?", 100, resolve.NearDuplicate - 1},
		{"How is pay decided?", "Who trains the new nurses?", 0, 150},
	} {
		if got := resolve.Similarity(tt.a, tt.b); got < tt.least || got > tt.most || got != resolve.Similarity(tt.b, tt.a) {
			t.Errorf("%q and %q: %d, reversed %d; want %d to %d", tt.a, tt.b, got, resolve.Similarity(tt.b, tt.a), tt.least, tt.most)
		}
	}
}

// TestNearDuplicates compares the result with that of comparing all pairs.
func TestNearDuplicates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	vocabulary := strings.Fields("what who how did does the a team plan change changed last year week shift rota pay on call often would you ask")
	found := 0
	for range 60 {
		var texts []string
		for range 40 {
			var said []string
			for range rng.IntN(9) {
				said = append(said, vocabulary[rng.IntN(len(vocabulary))])
			}
			texts = append(texts, strings.Join(said, " "))
			if rng.IntN(3) == 0 && len(said) > 1 { // add a near duplicate
				said[rng.IntN(len(said))] = vocabulary[rng.IntN(len(vocabulary))]
				texts = append(texts, strings.Join(said, " "))
			}
		}
		var want [][2]int
		for i := range texts {
			for j := i + 1; j < len(texts); j++ {
				if resolve.Similarity(texts[i], texts[j]) >= resolve.NearDuplicate {
					want = append(want, [2]int{i, j})
				}
			}
		}
		found += len(want)
		if diff := cmp.Diff(want, resolve.NearDuplicates(texts)); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", texts, diff)
		}
	}
	if found < 100 {
		t.Errorf("the texts have only %d pairs", found)
	}
}

func TestNearest(t *testing.T) {
	stages := []string{"recruiter_screen", "hiring_manager", "skills", "panel", "leadership", "offer"}
	for _, tt := range []struct {
		said string
		from []string
		n    int
		want []string
	}{
		{"ofer", stages, 3, []string{"offer"}},
		{"Hiring Manger", stages, 1, []string{"hiring_manager"}},
		{"panels", stages, 2, []string{"panel"}},
		{"b", []string{"c", "a"}, 3, []string{"a", "c"}},
		{"x", nil, 3, []string{}},
		{"offer", stages, 0, []string{}},
	} {
		if diff := cmp.Diff(tt.want, resolve.Nearest(tt.said, tt.from, tt.n)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.said, diff)
		}
	}
}

// TestNearestDoesNotDependOnOrder shuffles the candidates.
func TestNearestDoesNotDependOnOrder(t *testing.T) {
	word := rapid.StringMatching(`[a-d]{0,5}`)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SliceOf(word).Draw(t, "from")
		said := word.Draw(t, "said")
		shuffled := rapid.Permutation(from).Draw(t, "shuffled")
		if diff := cmp.Diff(resolve.Nearest(said, from, 3), resolve.Nearest(said, shuffled, 3)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestClose(t *testing.T) {
	for _, tt := range []struct {
		said, candidate string
		want            bool
	}{
		{"bakend", "backend", true}, {"rolee", "role", true}, {"zebra", "panel", false}, {"", "a", false},
	} {
		if got := resolve.Close(tt.said, tt.candidate); got != tt.want {
			t.Errorf("%q, %q: got %t", tt.said, tt.candidate, got)
		}
	}
}

func BenchmarkNearDuplicates(b *testing.B) {
	var texts []string
	for i := range 5000 {
		texts = append(texts, fmt.Sprintf("What happened in the rota of the team, case %06d of %x, when %x was on call?", i, i*7919, i*104729))
	}
	for b.Loop() {
		resolve.NearDuplicates(texts)
	}
}
