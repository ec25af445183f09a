// Package choose picks the members of a set: at most so many, within so many minutes, with what is required and no more
// than what is allowed, worth as much as can be had. It knows numbers alone.
//
// Choosing is a knapsack of two dimensions with quotas and a concave objective, known from automated test assembly
// (van der Linden, Linear Models for Optimal Test Design, 2005). It is solved by branch and bound. The bound is a Lagrangian
// one: quotas and the fall of worth with repetition get prices, which leaves a knapsack over count and minutes that
// dynamic programming solves exactly. Prices move by subgradient steps. Everything is integers and in a total order, so
// the same input gives the same set everywhere. Docs/choosing.md tells it at length.
package choose

import (
	"cmp"
	"slices"
)

// Item is a question that may be chosen. Score is its rules' points; Serves[i] is what it is worth, in points, for the
// i-th thing that the person cares about. Requires and Limits hold indices of the quotas that it counts for, ascending.
// Of one Cluster at most one item is chosen; 0 is none. The Balance of all items together is at most 1: with 1 for heavy
// items, and −1 for those that can stand between them, a set has at most one heavy item more than it has of those.
type Item struct {
	Minutes  int // at least 1
	Score    int
	Serves   []int // none negative
	Requires []int
	Limits   []int
	Cluster  int
	Balance  int
	Tie      uint64 // decides between equals, the smaller first; no two the same
}

// Problem is what to choose from, and within which bounds.
type Problem struct {
	Items   []Item
	Count   int
	Minutes int
	Require []int // how many each requirement wants
	Limit   []int // how many each limit allows
	// Repeat are the percentages, none greater than the one before, that the best, second best, … item serving the same
	// thing counts; later ones count the last. Empty: all count in full.
	Repeat []int
	// Effort is how many steps the search may take before it leaves open whether its set is the best; 0 is MostEffort.
	Effort int
}

// MostEffort lets a search go on for some thirty milliseconds.
const MaxEffort = 40_000_000

// Result is what was chosen, as indices into Items in ascending order, and how many each requirement got. Score is what
// the set is worth, and no set that meets as much of the requirements is worth more than Bound. If Score is Bound, the
// set is the best there is.
type Result struct {
	Chosen []int
	Got    []int
	Score  int
	Bound  int
}

// Choose solves a problem. Count, minutes, limits, clusters and balance always hold. If the requirements cannot all be met, as few
// as possible are missing in all, and of two equally short ways the one is taken that leaves the later requirement short.
// Then worth decides. An item that would lower what the set is worth is left out unless it is required.
func Choose(p Problem) Result {
	in := newInstance(p)
	s := newSearch(in)
	s.initialise()
	s.run()
	return in.result(s)
}

// instance is a problem made ready: the items that can matter, the best first among equals, and what each requirement
// costs if it is not met.
type instance struct {
	Problem
	original    []int   // index of each item in the problem as it was given
	missingCost []int64 // cost of an item that a requirement lacks
	points      [][]int // for each thing, the different worths above 0 that items have for it
	level       [][]int // for each item and thing, the index of its worth in points; −1 if it does not serve the thing
	worth       [][][]int64
	follows     [][]int // for each item, those that are only chosen together with it
	countBuf    []int   // see counts
}

func newInstance(p Problem) *instance {
	in := &instance{Problem: p}
	if len(in.Repeat) == 0 {
		in.Repeat = []int{100}
	}
	in.Effort = cmp.Or(in.Effort, MaxEffort)
	in.tighten()
	in.prune()
	in.setMissingCosts()
	in.buildTables()
	return in
}

// prune keeps, of items that are alike in everything but score, as many of the best as can be chosen at all. An item of
// a cluster may be blocked by another item of it, so twice as many clusters are kept.
func (in *instance) prune() {
	order := make([]int, len(in.Items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &in.Items[a], &in.Items[b]
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Tie, y.Tie), cmp.Compare(a, b))
	})
	groups := map[string]*group{}
	var items []Item
	var key []byte
	for _, i := range order {
		it := &in.Items[i]
		if it.Minutes > in.Minutes || slices.ContainsFunc(it.Limits, func(l int) bool { return in.Limit[l] == 0 }) {
			continue
		}
		key = it.groupKey(key[:0])
		g := groups[string(key)]
		if g == nil {
			g = &group{}
			groups[string(key)] = g
		}
		if !g.add(it, 2*in.Count) {
			continue
		}
		if before := g.last; it.Cluster == 0 && g.hasLast {
			in.follows[before] = append(in.follows[before], len(items))
		}
		if it.Cluster == 0 {
			g.last, g.hasLast = len(items), true
		}
		items = append(items, *it)
		in.original = append(in.original, i)
		in.follows = append(in.follows, nil)
	}
	in.Items = items
}

// group is what is kept of items that are alike.
type group struct {
	kept     int
	clusters []int
	last     int // the worst one kept that is in no cluster
	hasLast  bool
}

func (g *group) add(it *Item, most int) bool {
	if g.kept >= most || it.Cluster != 0 && slices.Contains(g.clusters, it.Cluster) {
		return false
	}
	g.kept++
	if it.Cluster != 0 {
		g.clusters = append(g.clusters, it.Cluster)
	}
	return true
}

// kind is everything about an item but score, tie and cluster.
func (it *Item) groupKey(key []byte) []byte {
	key = append(key, byte(it.Minutes), byte(it.Minutes>>8))
	for _, list := range [][]int{it.Serves, it.Requires, it.Limits} {
		for _, n := range list {
			key = append(key, byte(n), byte(n>>8), byte(n>>16))
		}
		key = append(key, 0xff, 0xff, 0xff, 0xff)
	}
	return append(key, byte(it.Balance))
}

// mostBalance is the greatest balance of a set.
const maxBalance = 1

// price sets what a missing item costs: more than any difference in worth, and more still for an earlier requirement; but
// one more missing always costs more than the order among them.
func (in *instance) setMissingCosts() {
	most, least, wanted := int64(0), int64(0), int64(0)
	for i := range in.Items {
		high, low := int64(in.Items[i].Score), int64(in.Items[i].Score)
		for _, points := range in.Items[i].Serves {
			high += int64(points)
		}
		most, least = max(most, high), min(least, low)
	}
	for _, n := range in.Require {
		wanted += int64(n)
	}
	order := (most-least)*int64(in.Count) + 1
	alike := order*int64(len(in.Require))*wanted + 1
	for r := range in.Require {
		in.missingCost = append(in.missingCost, alike+order*int64(len(in.Require)-1-r))
	}
}

// table lists the worths that occur for each thing, and what each counts in each place.
func (in *instance) buildTables() {
	things := 0
	for i := range in.Items {
		things = max(things, len(in.Items[i].Serves))
	}
	in.points, in.worth = make([][]int, things), make([][][]int64, things)
	for i := range in.Items {
		level := make([]int, things)
		for t := range level {
			level[t] = -1
			if t < len(in.Items[i].Serves) && in.Items[i].Serves[t] > 0 {
				level[t] = in.levelOf(t, in.Items[i].Serves[t])
			}
		}
		in.level = append(in.level, level)
	}
}

func (in *instance) levelOf(thing, points int) int {
	if k := slices.Index(in.points[thing], points); k >= 0 {
		return k
	}
	in.points[thing] = append(in.points[thing], points)
	counts := make([]int64, len(in.Repeat))
	for place, percent := range in.Repeat {
		counts[place] = int64(points * percent / 100)
	}
	in.worth[thing] = append(in.worth[thing], counts)
	return len(in.points[thing]) - 1
}

// keep forgets all items but some. Number is the new index of each, −1 for what is forgotten.
func (in *instance) keepItems(kept, number []int) {
	var items []Item
	var from []int
	var level, follows [][]int
	for _, i := range kept {
		items, from, level = append(items, in.Items[i]), append(from, in.original[i]), append(level, in.level[i])
		var after []int
		for _, next := range in.follows[i] {
			if number[next] >= 0 {
				after = append(after, number[next])
			}
		}
		follows = append(follows, after)
	}
	in.Items, in.original, in.level, in.follows = items, from, level, follows
}

// fits tells whether a set keeps all bounds. Requirements are no bound.
func (in *instance) fits(set []int) bool {
	return in.balance(set) <= maxBalance && in.fitsExceptBalance(set)
}

func (in *instance) balance(set []int) int {
	sum := 0
	for _, i := range set {
		sum += in.Items[i].Balance
	}
	return sum
}

// hasRoom tells whether a set keeps all bounds that no further item can mend.
func (in *instance) fitsExceptBalance(set []int) bool {
	minutes := 0
	for n, i := range set {
		it := &in.Items[i]
		minutes += it.Minutes
		for _, other := range set[:n] {
			if it.Cluster != 0 && in.Items[other].Cluster == it.Cluster {
				return false
			}
		}
	}
	return len(set) <= in.Count && minutes <= in.Minutes && !in.exceedsLimit(set)
}

// oversteps tells whether a set has more of something than a limit allows.
func (in *instance) exceedsLimit(set []int) bool {
	held := in.counts(set, len(in.Limit), limits)
	for l, most := range in.Limit {
		if held[l] > most {
			return true
		}
	}
	return false
}

func limits(it *Item) []int { return it.Limits }

func requires(it *Item) []int { return it.Requires }

// counts are how many items of a set count for each of so many quotas. They hold until the next call.
func (in *instance) counts(set []int, quotas int, of func(*Item) []int) []int {
	in.countBuf = slices.Grow(in.countBuf[:0], quotas)[:quotas]
	clear(in.countBuf)
	for _, i := range set {
		for _, q := range of(&in.Items[i]) {
			in.countBuf[q]++
		}
	}
	return in.countBuf
}

// lack is what the requirements that a set does not meet cost.
func (in *instance) penalty(set []int) int64 {
	cost := int64(0)
	held := in.counts(set, len(in.Require), requires)
	for r, wanted := range in.Require {
		cost += in.missingCost[r] * int64(max(0, wanted-held[r]))
	}
	return cost
}

// worthOf is what a set is worth. For each thing the best item counts first.
func (in *instance) worthOf(set []int) int64 {
	worth := int64(0)
	for _, i := range set {
		worth += int64(in.Items[i].Score)
	}
	var served []int
	for t := range in.points {
		served = served[:0]
		for _, i := range set {
			if k := in.level[i][t]; k >= 0 {
				served = append(served, in.points[t][k])
			}
		}
		slices.SortFunc(served, func(a, b int) int { return b - a })
		for place, points := range served {
			worth += int64(points * in.Repeat[min(place, len(in.Repeat)-1)] / 100)
		}
	}
	return worth
}

func (in *instance) value(set []int) int64 { return in.worthOf(set) - in.penalty(set) }

func (in *instance) result(s *search) Result {
	r := Result{Score: int(in.worthOf(s.best)), Bound: int(max(s.bestValue, s.abandoned) + in.penalty(s.best))}
	r.Got = append(r.Got, in.counts(s.best, len(in.Require), requires)...)
	for _, i := range s.best {
		r.Chosen = append(r.Chosen, in.original[i])
	}
	slices.Sort(r.Chosen)
	return r
}
