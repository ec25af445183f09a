package choose_test

import (
	"math/rand/v2"
	"testing"

	"twoway/rules/choose"
)

// TestStop stops the search at once: the result is a set, but it is not proved to be the best one.
func TestStop(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	rng := rand.New(rand.NewPCG(1, 2))
	unproved := 0
	for range 12 {
		p := choose.Problem{Count: 12, Minutes: 31, Repeat: []int{100, 60, 30}, Require: []int{2, 1}, Limit: []int{2, 2, 2, 2}}
		for range 200 {
			p.Items = append(p.Items, choose.Item{
				Minutes: 1 + rng.IntN(5), Score: rng.IntN(8), Serves: []int{8 * rng.IntN(3), 8 * rng.IntN(3), 8 * rng.IntN(3)}, Tie: rng.Uint64(),
				Requires: []int{rng.IntN(2)}[:rng.IntN(2)], Limits: []int{rng.IntN(4)}, Cluster: rng.IntN(30), Balance: rng.IntN(3) - 1,
			})
		}
		full := choose.Choose(p)
		p.Stop = stop
		early := choose.Choose(p)
		if early.Score > full.Score || early.Bound < full.Score || len(early.Chosen) == 0 {
			t.Errorf("stopped %+v, not stopped %+v", early, full)
		}
		if early.Bound > full.Bound {
			unproved++
		}
	}
	if unproved == 0 {
		t.Error("no search was stopped")
	}
}
