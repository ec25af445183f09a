package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"twoway/rules/choose"
)

// exhaustive compares the chooser with every set there is, on instances small enough for that.
func exhaustive(t *table) {
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
	t.atLeast("demands met as far as can be, 300 small instances with quotas", 100, 100, 100*float64(met)/instances)
	t.atLeast("linear score is the best there is, the same instances", 100, 100, 100*float64(linear)/instances)
	t.atLeast("score with coverage is the best there is, the same instances", 95, 95, 100*float64(covered)/instances)
}

// compare is 1 if the choice is like the best of all sets, 0 if not.
func compare(p choose.Problem, alike func(a, b worth) bool) int {
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
	if got := worthOf(p, choose.Choose(p).Chosen); got.allowed && alike(got, best) {
		return 1
	}
	return 0
}

// instance draws a problem of sixteen items with requirements, limits and near duplicates.
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

// worth is how good a set is: whether it is allowed, what its requirements lack, and its points.
type worth struct {
	allowed bool
	lacks   []int
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

func worthOf(p choose.Problem, chosen []int) worth {
	minutes, balance, clusters := 0, 0, map[int]int{}
	got, used, served := make([]int, len(p.Require)), make([]int, len(p.Limit)), map[int][]int{}
	w := worth{allowed: true}
	for _, i := range chosen {
		it := p.Items[i]
		minutes, balance, w.points = minutes+it.Minutes, balance+it.Balance, w.points+it.Score
		if clusters[it.Cluster]++; it.Cluster != 0 && clusters[it.Cluster] > 1 {
			w.allowed = false
		}
		for _, q := range it.Requires {
			got[q]++
		}
		for _, q := range it.Limits {
			used[q]++
		}
		for thing, points := range it.Serves {
			served[thing] = append(served[thing], points)
		}
	}
	w.allowed = w.allowed && len(chosen) <= p.Count && minutes <= p.Minutes && balance <= 1
	for q, most := range p.Limit {
		w.allowed = w.allowed && used[q] <= most
	}
	for q, wanted := range p.Require {
		w.lacks = append(w.lacks, max(0, wanted-got[q]))
	}
	for _, points := range served {
		slices.SortFunc(points, func(a, b int) int { return b - a })
		for place, n := range points {
			percent := 100
			if len(p.Repeat) > 0 {
				percent = p.Repeat[min(place, len(p.Repeat)-1)]
			}
			w.points += n * percent / 100
		}
	}
	return w
}
