package resolve_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/resolve"
)

// TestNearDuplicates compares with the plain way: all with all.
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
			if rng.IntN(3) == 0 && len(said) > 1 { // nearly the same
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
		t.Errorf("only %d pairs were there to be found", found)
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
