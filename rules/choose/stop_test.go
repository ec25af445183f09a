package choose_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/rules/choose"
)

// TestStop stops the search at once: the result is a set, but it is not proved to be the best one.
func TestStop(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	rng := rand.New(rand.NewPCG(1, 2))
	unproved := 0
	for range 12 {
		p := largeProblem(rng)
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

// TestSolver solves problems one after the other in the same memory: each result is that of a solver of its own, and the memory is used
// again.
func TestSolver(t *testing.T) {
	var solver choose.Solver
	rapid.Check(t, func(t *rapid.T) {
		p := problem(t)
		if diff := cmp.Diff(choose.Choose(p), solver.Choose(p)); diff != "" {
			t.Fatalf("%+v: (-own memory +used memory):\n%s", p, diff)
		}
	})
	large := largeProblem(rand.New(rand.NewPCG(3, 4)))
	for i := range large.Items {
		large.Items[i].Cluster = 0
	}
	first := solver.Choose(large)
	const most = 60 // for a search of hundreds of branches
	if n := testing.AllocsPerRun(20, func() { solver.Choose(large) }); n > most {
		t.Errorf("%v allocations, want at most %d", n, most)
	}
	if diff := cmp.Diff(first, solver.Choose(large)); diff != "" {
		t.Errorf("the same problem again (-first +later):\n%s", diff)
	}
}

// largeProblem is a problem whose search needs many branches.
func largeProblem(rng *rand.Rand) choose.Problem {
	p := choose.Problem{Count: 12, Minutes: 31, Repeat: []int{100, 60, 30}, Require: []int{2, 1}, Limit: []int{2, 2, 2, 2}}
	for range 200 {
		p.Items = append(p.Items, choose.Item{
			Minutes: 1 + rng.IntN(5), Score: rng.IntN(8), Serves: []int{8 * rng.IntN(3), 8 * rng.IntN(3), 8 * rng.IntN(3)}, Tie: rng.Uint64(),
			Requires: []int{rng.IntN(2)}[:rng.IntN(2)], Limits: []int{rng.IntN(4)}, Cluster: rng.IntN(30), Balance: rng.IntN(3) - 1,
		})
	}
	return p
}
