// Package choose picks the members of a set: the items with the greatest total worth within a count and a number of
// minutes, subject to requirements and limits. It works on numbers only.
//
// The problem is a two-dimensional knapsack with quotas and a concave objective, known from automated test assembly
// (van der Linden, Linear Models for Optimal Test Design, 2005). Branch and bound solves it. The bound is Lagrangian:
// quotas and the loss of worth by repetition get prices, which leaves a knapsack over count and minutes that dynamic
// programming solves exactly. Subgradient steps move the prices. All arithmetic is on integers and every order is total,
// so the same input gives the same set on every machine. See docs/choosing.md for the details.
package choose

import (
	"cmp"
	"slices"
)

// Item is a question that may be chosen.
type Item struct {
	Minutes  int   // at least 1
	Score    int   // points from rules
	Serves   []int // the points for the i-th care of the person; none is negative
	Requires []int // ascending indices into Problem.Require of the requirements that it counts for
	Limits   []int // ascending indices into Problem.Limit of the limits that it counts for
	Meets    []int // ascending numbers of the goals that it reaches, from 0
	Spreads  []int // ascending indices into Problem.Spread of the groups that it is in
	Cluster  int   // at most one item of a cluster is chosen; 0 means no cluster
	// The sum of Balance over a set is at most 1. With 1 for heavy items and −1 for items that can separate them, a set has
	// at most one heavy item more than separators.
	Balance int
	Tie     uint64 // breaks ties, the smaller first; unique
}

// Problem is the items to choose from and the bounds on a set.
type Problem struct {
	Items   []Item
	Count   int   // the greatest number of items
	Minutes int   // the greatest sum of minutes
	Require []int // how many items each requirement wants
	Limit   []int // how many items each limit allows
	// Goals has how many items each goal wants. A set that reaches a goal is better than any set that does not, whatever they do
	// about later goals, spread or worth; only requirements come before.
	Goals  []int
	Spread []Spread // after goals, before worth; the first is the most important
	// Repeat holds the percentages that the best, second best, … item for the same care counts, never rising. Later items
	// count the last percentage. If it is empty, every item counts in full.
	Repeat []int
	// Effort is the number of steps after which the search gives up proving that its set is optimal; 0 means MaxEffort.
	Effort int
	// Stop ends the search early when it is closed: the result is a set, but perhaps not the best one. It may be nil.
	Stop <-chan struct{}

	start []int   // a set to begin with; may be nil
	mem   *memory // for lists
}

// MaxEffort allows a search of about thirty milliseconds.
const MaxEffort = 40_000_000

// Result is the chosen set. If Score equals Bound, the set is optimal.
type Result struct {
	Chosen []int // ascending indices into Problem.Items
	Got    []int // how many items each requirement got
	Score  int   // the worth of the set
	Bound  int   // no set that meets as much of the requirements, reaches the same goals and is spread as much is worth more
	Goals  []Outcome
}

// Choose solves a problem. The set always respects count, minutes, limits, clusters and balance. If the requirements
// cannot all be met, as few items as possible are missing; if that leaves a choice, the later requirement is the one left
// short. Then come the goals, in their order, and then the spread. Among such sets, the greatest worth wins. An item that would lower
// the worth is left out unless something above needs it.
func Choose(p Problem) Result { return new(Solver).Choose(p) }

// Solver solves problems in memory that it keeps for the next one. The zero value is ready for use. It is not safe for concurrent use.
type Solver struct{ mem memory }

// Choose is the function Choose.
func (s *Solver) Choose(p Problem) Result {
	s.mem.reset()
	p.mem = &s.mem
	if len(p.Goals) > 0 || len(p.Spread) > 0 {
		return chooseGoals(&p)
	}
	return choose(p)
}

// choose solves a problem without goals and spread.
func choose(p Problem) Result {
	in := newInstance(p)
	s := newSearch(in)
	s.initialise()
	s.run()
	return in.result(s)
}

// instance is a prepared problem: the items that can matter, best first, and the cost of each unmet requirement.
type instance struct {
	Problem
	original    []int       // index of each item in the given problem
	missingCost []int64     // by requirement: the cost of one missing item
	cares       int         // how many the items serve
	points      [][]int     // by care: the distinct points above 0 that items have for it
	levels      []int       // by item and care: the index into points; −1 if the item does not serve the care
	worth       [][][]int64 // by care, level and place: the points that count in that place
	follower    []int       // by item: the item that is only chosen together with it; −1 for none
	clusters    int         // the greatest number of a cluster
	countBuf    []int       // the result of counts
	served      []int       // of worthOf
}

func newInstance(p Problem) *instance {
	in := &instance{Problem: p}
	if len(in.Repeat) == 0 {
		in.Repeat = []int{100}
	}
	in.Effort = cmp.Or(in.Effort, MaxEffort)
	in.countBuf = in.mem.numbers.empty(max(len(in.Require), len(in.Limit)))
	in.tighten()
	in.prune()
	in.capRequirements()
	in.setMissingCosts()
	in.buildTables()
	return in
}

// level returns the index into points of an item for a care; −1 if the item does not serve the care.
func (in *instance) level(item, care int) int { return in.levels[item*in.cares+care] }

// prune keeps, among items that differ only in score, as many of the best as a set can hold. An item in a cluster may be
// blocked by another item of the cluster, so it keeps twice as many.
func (in *instance) prune() {
	kinds, number := in.mem.kinds(in.Items, (*Item).hashButScore, (*Item).isLikeButScore)
	order := in.mem.numbers.list(len(in.Items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &in.Items[a], &in.Items[b]
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Tie, y.Tie), cmp.Compare(a, b))
	})
	groups := in.mem.groups.list(number)
	items := in.mem.items.empty(len(order))
	in.original, in.follower = in.mem.numbers.empty(len(order)), in.mem.numbers.empty(len(order))
	for _, i := range order {
		it, g := &in.Items[i], &groups[kinds[i]]
		if it.Minutes > in.Minutes || slices.ContainsFunc(it.Limits, func(l int) bool { return in.Limit[l] == 0 }) {
			continue
		}
		if !g.add(it, 2*in.Count) && !slices.Contains(in.start, i) {
			continue
		}
		if it.Cluster == 0 {
			if g.hasLast {
				in.follower[g.last] = len(items)
			}
			g.last, g.hasLast = len(items), true
		}
		items = append(items, *it)
		in.original = append(in.original, i)
		in.follower = append(in.follower, -1)
	}
	in.Items = items
}

// group counts the kept items among those that differ only in score.
type group struct {
	kept     int
	clusters []int
	last     int // the worst kept item that is in no cluster
	hasLast  bool
}

// add counts an item unless the group has most items or one of the same cluster, and reports whether it did.
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

// maxBalance is the greatest balance of a set.
const maxBalance = 1

// setMissingCosts sets the cost of an item that is missing from a requirement. It is greater than any difference in worth,
// and greater for earlier requirements. Still, one more missing item always costs more than any choice of requirement.
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
	in.missingCost = in.mem.prices.empty(len(in.Require))
	for r := range in.Require {
		in.missingCost = append(in.missingCost, alike+order*int64(len(in.Require)-1-r))
	}
}

// usualLevels is how many distinct points items usually have for a care.
const usualLevels = 4

// buildTables fills points, levels and worth.
func (in *instance) buildTables() {
	for i := range in.Items {
		in.cares, in.clusters = max(in.cares, len(in.Items[i].Serves)), max(in.clusters, in.Items[i].Cluster)
	}
	in.points, in.worth = make([][]int, in.cares), make([][][]int64, in.cares)
	for t := range in.points {
		in.points[t], in.worth[t] = in.mem.numbers.empty(usualLevels), make([][]int64, 0, usualLevels)
	}
	in.levels, in.served = in.mem.numbers.empty(in.cares*len(in.Items)), in.mem.numbers.empty(in.Count+1)
	for i := range in.Items {
		for t := range in.cares {
			level := -1
			if t < len(in.Items[i].Serves) && in.Items[i].Serves[t] > 0 {
				level = in.levelOf(t, in.Items[i].Serves[t])
			}
			in.levels = append(in.levels, level)
		}
	}
}

// levelOf returns the index of points in the table of a care, and adds them if they are new.
func (in *instance) levelOf(care, points int) int {
	if k := slices.Index(in.points[care], points); k >= 0 {
		return k
	}
	in.points[care] = append(in.points[care], points)
	counts := in.mem.prices.list(len(in.Repeat))
	for place, percent := range in.Repeat {
		counts[place] = int64(points * percent / 100)
	}
	in.worth[care] = append(in.worth[care], counts)
	return len(in.points[care]) - 1
}

// keepItems removes every item that is not in kept, which is ascending. The new index of item i is number[i], −1 if it is removed.
func (in *instance) keepItems(kept, number []int) {
	for to, i := range kept {
		in.Items[to], in.original[to] = in.Items[i], in.original[i]
		copy(in.levels[to*in.cares:(to+1)*in.cares], in.levels[i*in.cares:(i+1)*in.cares])
		if in.follower[to] = in.follower[i]; in.follower[to] >= 0 {
			in.follower[to] = number[in.follower[to]]
		}
	}
	in.Items, in.original, in.levels, in.follower = in.Items[:len(kept)], in.original[:len(kept)], in.levels[:len(kept)*in.cares], in.follower[:len(kept)]
}

// starting returns the set to begin with.
func (in *instance) starting() []int {
	set := in.mem.numbers.empty(in.Count + 1)
	for _, i := range in.start {
		set = append(set, slices.Index(in.original, i))
	}
	return set
}

// fits reports whether a set respects every bound. Requirements are not bounds.
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

// fitsExceptBalance reports whether a set respects every bound except the balance, which further items can still fix.
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

// exceedsLimit reports whether a set has more items than a limit allows.
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

func meets(it *Item) []int { return it.Meets }

// counts returns how many items of a set count for each quota. The result is valid until the next call.
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

// penalty returns the cost of the requirements that a set does not meet.
func (in *instance) penalty(set []int) int64 {
	cost := int64(0)
	held := in.counts(set, len(in.Require), requires)
	for r, wanted := range in.Require {
		cost += in.missingCost[r] * int64(max(0, wanted-held[r]))
	}
	return cost
}

// worthOf returns the worth of a set. For each care, the best item takes the first place.
func (in *instance) worthOf(set []int) int64 {
	worth := int64(0)
	for _, i := range set {
		worth += int64(in.Items[i].Score)
	}
	for t := range in.points {
		in.served = in.served[:0]
		for _, i := range set {
			if k := in.level(i, t); k >= 0 {
				in.served = append(in.served, in.points[t][k])
			}
		}
		slices.SortFunc(in.served, func(a, b int) int { return b - a })
		for place, points := range in.served {
			worth += int64(points * in.Repeat[min(place, len(in.Repeat)-1)] / 100)
		}
	}
	return worth
}

// value returns the worth of a set minus its penalty, which the search maximises.
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
