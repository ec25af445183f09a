package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"twoway/rules/choose"
)

// compareExhaustively compares the chosen set with all possible sets, on instances that are small enough for that.
func compareExhaustively(t *table) {
	const instances = 300
	rng := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // not for secrets
	met, linear, covered := 0, 0, 0
	for range instances {
		p := instance(rng)
		met += compare(p, func(a, b worth) bool { return slices.Equal(a.lacks, b.lacks) })
		covered += compare(p, func(a, b worth) bool { return a.points == b.points })
		p.Repeat = nil
		linear += compare(p, func(a, b worth) bool { return a.points == b.points })
	}
	t.atLeast("requirements met as far as possible, 300 small instances", 100, 100, 100*float64(met)/instances)
	t.atLeast("linear score optimal, same instances", 100, 100, 100*float64(linear)/instances)
	t.atLeast("score with coverage optimal, same instances", 95, 95, 100*float64(covered)/instances)
}

// compare returns 1 if the chosen set equals the best of all sets in the sense of equal, else 0.
func compare(p choose.Problem, equal func(a, b worth) bool) int {
	best, found := worth{}, false
	for set := range 1 << len(p.Items) {
		var chosen []int
		for i := range p.Items {
			if set>>i&1 == 1 {
				chosen = append(chosen, i)
			}
		}
		if w := worthOf(p, chosen); w.allowed && (!found || w.compare(best) > 0) {
			best, found = w, true
		}
	}
	if got := worthOf(p, choose.Choose(p).Chosen); got.allowed && equal(got, best) {
		return 1
	}
	return 0
}

// instance returns a random problem of sixteen items with requirements, limits and near duplicates.
func instance(rng *rand.Rand) choose.Problem {
	p := choose.Problem{
		Count: 3 + rng.IntN(4), Minutes: 8 + rng.IntN(14), Require: []int{1 + rng.IntN(2), 1 + rng.IntN(2)},
		Limit: []int{1 + rng.IntN(2), rng.IntN(3)}, Repeat: []int{100, 70, 30, 15},
	}
	some := func(n, percent int) []int {
		var list []int
		for i := range n {
			if rng.IntN(100) < percent {
				list = append(list, i)
			}
		}
		return list
	}
	for i := range 16 {
		p.Items = append(p.Items, choose.Item{
			Minutes: 1 + rng.IntN(6), Score: rng.IntN(80) - 20, Serves: []int{60 * rng.IntN(2), 48 * rng.IntN(2), 16 * rng.IntN(3)},
			Requires: some(2, 25), Limits: some(2, 30), Cluster: max(0, rng.IntN(6)-3), Balance: []int{1, 0, -1, -1}[rng.IntN(4)],
			Tie: uint64(i),
		})
	}
	return p
}

// worth is the value of a set.
type worth struct {
	allowed bool  // the set is within all limits
	lacks   []int // how many items each requirement lacks
	points  int
}

func (a worth) compare(b worth) int {
	sum := func(list []int) (n int) {
		for _, x := range list {
			n += x
		}
		return n
	}
	return cmp.Or(cmp.Compare(sum(b.lacks), sum(a.lacks)), slices.Compare(b.lacks, a.lacks), cmp.Compare(a.points, b.points))
}

// worthOf returns the value of a set, of which only allowed is set if the set is not allowed.
func worthOf(p choose.Problem, chosen []int) worth {
	if !allowed(p, chosen) {
		return worth{}
	}
	w := worth{allowed: true}
	got, served := make([]int, len(p.Require)), map[int][]int{}
	for _, i := range chosen {
		w.points += p.Items[i].Score
		for _, q := range p.Items[i].Requires {
			got[q]++
		}
		for care, points := range p.Items[i].Serves {
			served[care] = append(served[care], points)
		}
	}
	for q, wanted := range p.Require {
		w.lacks = append(w.lacks, max(0, wanted-got[q]))
	}
	for _, points := range served {
		w.points += coverage(points, p.Repeat)
	}
	return w
}

// allowed reports whether a set is within the count, minutes, balance and limits, with at most one item of a cluster.
func allowed(p choose.Problem, chosen []int) bool {
	minutes, balance := 0, 0
	clusters, used := map[int]int{}, make([]int, len(p.Limit))
	for _, i := range chosen {
		it := p.Items[i]
		minutes, balance = minutes+it.Minutes, balance+it.Balance
		if clusters[it.Cluster]++; it.Cluster != 0 && clusters[it.Cluster] > 1 {
			return false
		}
		for _, q := range it.Limits {
			used[q]++
		}
	}
	for q, limit := range p.Limit {
		if used[q] > limit {
			return false
		}
	}
	return len(chosen) <= p.Count && minutes <= p.Minutes && balance <= 1
}

// coverage returns what items that are worth these points for one care are worth together: repetitions count less, by
// the percentages of repeat (see choose.Problem).
func coverage(points, repeat []int) int {
	slices.SortFunc(points, func(a, b int) int { return b - a })
	total := 0
	for i, n := range points {
		percent := 100
		if len(repeat) > 0 {
			percent = repeat[min(i, len(repeat)-1)]
		}
		total += n * percent / 100
	}
	return total
}
