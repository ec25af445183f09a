package choose

import (
	"cmp"
	"encoding/binary"
	"slices"

	"twoway/internal/bitset"
)

// Spread bounds how many items of a group a set has, as far as its requirements and goals allow. Most is a number of items, 0 for
// none. With Half, a set of four items or more has at most as many of the group as of all others together.
type Spread struct {
	Most int
	Half bool
}

// spreadFrom is the size from which a set must be spread.
const spreadFrom = 4

// goalEffort is the number of partial sets that are tried before a goal is given up without proof.
const goalEffort = 3000

// Outcome says what a set does about a goal. With Possible but not Reached, the effort was spent before it was known whether a set
// that reaches the earlier goals can reach this one.
type Outcome struct{ Reached, Possible bool }

// pursuit decides which goals can be reached. It keeps a set that reaches all of them so far.
type pursuit struct {
	*Problem

	wants   []want
	order   []int  // all items: short ones first, then good ones
	alike   []int  // by item: a number that items share which differ in worth alone
	useful  []int  // by item: how many wants it counts for
	set     []int  // meets all wants
	nodes   int    // partial sets tried for this question
	stuck   bool   // the effort was spent
	bounds  []int  // by group of Spread: the greatest number of items that is wanted; -1 for any
	caps    []int  // the same, as far as it is possible
	several []int  // the items that count for two wants or more
	implied []bool // by goal: a want implies it
}

// want is a number of items that a set must have of some.
type want struct {
	items  []int      // short ones first, then good ones
	has    bitset.Set // the same
	number int
}

// lacks returns how many items a set lacks to meet a want.
func (w *want) lacks(set []int) int {
	lacks := w.number
	for _, i := range set {
		if lacks > 0 && w.has.Has(i) {
			lacks--
		}
	}
	return lacks
}

// chooseGoals solves a problem with goals or spread: it finds out, goal by goal, what can be reached at all, then how far the set
// can be spread, and then takes the best set of those that reach and spread as much.
func chooseGoals(p *Problem) Result {
	g := &pursuit{Problem: p, useful: make([]int, len(p.Items)), caps: make([]int, len(p.Spread)), bounds: make([]int, len(p.Spread)), implied: make([]bool, len(p.Goals))}
	for i := range g.caps {
		g.caps[i], g.bounds[i] = -1, -1
	}
	g.order = make([]int, len(p.Items))
	for i := range g.order {
		g.order[i] = i
	}
	g.sort(g.order)
	g.number()
	got := g.commitRequirements()
	outcomes := g.commitGoals()
	r := g.best(got, outcomes)
	for g.bound(r.Chosen) {
		g.commitSpread()
		r = g.best(got, outcomes)
	}
	r.Goals = outcomes
	return r
}

// number finds the items that differ in worth alone.
func (g *pursuit) number() {
	numbers := map[string]int{}
	g.alike = make([]int, len(g.Items))
	var key []byte
	for i := range g.Items {
		it := &g.Items[i]
		key = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(key[:0], int64(it.Minutes)), int64(it.Balance)), int64(it.Cluster))
		for _, list := range [][]int{it.Requires, it.Limits, it.Meets, it.Spreads} {
			for _, n := range list {
				key = binary.AppendVarint(key, int64(n)+1)
			}
			key = append(key, 0)
		}
		n, known := numbers[string(key)]
		if !known {
			n = len(numbers)
			numbers[string(key)] = n
		}
		g.alike[i] = n
	}
}

// commitRequirements makes the requirements wants, as far as they can be met, and returns how far that is.
func (g *pursuit) commitRequirements() []int {
	if len(g.Require) == 0 {
		return nil
	}
	for q, number := range g.Require {
		g.add(g.wantOf(number, func(it *Item) bool { return slices.Contains(it.Requires, q) }))
	}
	if set, found := g.find(); found {
		g.set = set
		return g.Require
	}
	alone := *g.Problem
	alone.Goals, alone.Spread = nil, nil
	r := Choose(alone)
	g.set = r.Chosen
	got := make([]int, len(g.wants))
	for q := range g.wants {
		got[q] = min(r.Got[q], g.Require[q])
		g.wants[q].number = got[q]
	}
	return got
}

// commitGoals makes each goal that can be reached a want, one after the other.
func (g *pursuit) commitGoals() []Outcome {
	outcomes, members, has := make([]Outcome, len(g.Goals)), make([][]int, len(g.Goals)), make([]bitset.Set, len(g.Goals))
	for goal := range has {
		has[goal] = bitset.New(len(g.Items))
	}
	for _, i := range g.order {
		for _, goal := range g.Items[i].Meets {
			members[goal] = append(members[goal], i)
			has[goal].Add(i)
		}
	}
	for goal := range outcomes {
		if g.isStopped() {
			break
		}
		w := want{members[goal], has[goal], g.Goals[goal]}
		if g.isImplied(&w) {
			g.implied[goal], outcomes[goal] = true, Outcome{true, true}
			continue
		}
		switch set, found := g.with(w); {
		case found:
			g.set, outcomes[goal] = set, Outcome{true, true}
		default:
			outcomes[goal].Possible = g.stuck
		}
	}
	return outcomes
}

// isImplied reports whether every set that meets the wants so far also meets another one.
func (g *pursuit) isImplied(w *want) bool {
	return slices.ContainsFunc(g.wants, func(other want) bool {
		return other.number >= w.number && len(other.items) <= len(w.items) &&
			!slices.ContainsFunc(other.items, func(i int) bool { return !w.has.Has(i) })
	})
}

func (g *pursuit) isStopped() bool {
	select {
	case <-g.Stop:
		return true
	default:
		return false
	}
}

// bound lowers the bounds of the groups of which a chosen set has too many, and reports whether there was one. Most sets are spread
// without that, so groups without a bound are not looked at when choosing.
func (g *pursuit) bound(chosen []int) bool {
	lowered := false
	for s, spread := range g.Spread {
		most := cmp.Or(spread.Most, len(chosen))
		if spread.Half && len(chosen) >= spreadFrom {
			most = min(most, len(chosen)/2)
		}
		if held := g.held(chosen, s); held > most && (g.bounds[s] < 0 || most < g.bounds[s]) {
			g.bounds[s], lowered = most, true
		}
	}
	return lowered
}

// commitSpread bounds the items of each group that has a bound, or as nearly as the wants and the groups before allow.
func (g *pursuit) commitSpread() {
	for s := range g.caps {
		g.caps[s] = -1
	}
	for s, most := range g.bounds {
		if most >= 0 {
			g.capAt(s, most)
		}
	}
}

// capAt bounds the items of a group by a number, or by the next greater one that the wants allow.
func (g *pursuit) capAt(s, most int) {
	for ; ; most++ {
		g.caps[s] = most
		if g.isSpread() {
			return
		}
		if set, found := g.find(); found {
			g.set = set
			return
		}
		if most >= g.Count {
			return
		}
	}
}

// isSpread reports whether the set that meets the wants is within the bounds of the groups.
func (g *pursuit) isSpread() bool {
	for s, most := range g.caps {
		if most >= 0 && g.held(g.set, s) > most {
			return false
		}
	}
	return true
}

// held returns how many items of a set are in a group.
func (g *pursuit) held(set []int, s int) int {
	return g.count(set, func(it *Item) bool { return slices.Contains(it.Spreads, s) })
}

// wantOf returns a want of a number of those items for which is is true.
func (g *pursuit) wantOf(number int, is func(*Item) bool) want {
	w := want{number: number, has: bitset.New(len(g.Items))}
	for _, i := range g.order {
		if is(&g.Items[i]) {
			w.items = append(w.items, i)
			w.has.Add(i)
		}
	}
	return w
}

func (g *pursuit) sort(items []int) {
	slices.SortFunc(items, func(a, b int) int {
		x, y := &g.Items[a], &g.Items[b]
		return cmp.Or(cmp.Compare(x.Minutes, y.Minutes), cmp.Compare(y.Score, x.Score), cmp.Compare(x.Tie, y.Tie), cmp.Compare(a, b))
	})
}

func (g *pursuit) add(w want) {
	g.wants = append(g.wants, w)
	for _, i := range w.items {
		g.useful[i]++
	}
}

func (g *pursuit) removeLast() {
	last := len(g.wants) - 1
	for _, i := range g.wants[last].items {
		g.useful[i]--
	}
	g.wants = g.wants[:last]
}

// with returns a set that meets the wants so far and one more, which becomes a want if there is such a set.
func (g *pursuit) with(w want) (set []int, found bool) {
	g.stuck = false
	if len(w.items) < w.number {
		return nil, false
	}
	lacks := w.lacks(g.set)
	if lacks == 0 {
		g.add(w)
		return g.set, true
	}
	var tried []int
	for _, i := range w.items {
		if lacks > 1 || slices.Contains(tried, g.alike[i]) || slices.Contains(g.set, i) {
			continue
		}
		tried = append(tried, g.alike[i])
		if g.fits(g.set, i) && g.balance(g.set)+g.Items[i].Balance <= maxBalance {
			g.add(w)
			return append(slices.Clone(g.set), i), true
		}
	}
	g.add(w)
	if set, found = g.find(); !found {
		g.removeLast()
	}
	return set, found
}

// best returns the best set that meets the wants within the bounds of spread: goals that can be reached become requirements, and groups
// with a bound become limits.
func (g *pursuit) best(got []int, outcomes []Outcome) Result {
	p := *g.Problem
	p.Goals, p.Spread, p.start = nil, nil, g.set
	p.Require, p.Limit = slices.Clone(got), slices.Clone(p.Limit)
	require, limit := make([]int, len(outcomes)), make([]int, len(g.caps)) // the numbers; −1 for none
	for goal, o := range outcomes {
		require[goal] = appendIf(&p.Require, g.Goals[goal], o.Reached && !g.implied[goal])
	}
	for s, most := range g.caps {
		limit[s] = appendIf(&p.Limit, most, most >= 0)
	}
	p.Items = slices.Clone(p.Items)
	for i := range p.Items {
		it := &p.Items[i]
		it.Requires, it.Limits = renumbered(it.Requires, it.Meets, require), renumbered(it.Limits, it.Spreads, limit)
	}
	r := Choose(p)
	r.Got = r.Got[:len(got)]
	return r
}

// appendIf appends a number to a list if a condition holds, and returns its index, −1 if not.
func appendIf(list *[]int, n int, condition bool) int {
	if !condition {
		return -1
	}
	*list = append(*list, n)
	return len(*list) - 1
}

// renumbered returns a list with more numbers, each by its new number; those without one are left out.
func renumbered(list, more, number []int) []int {
	list = slices.Clone(list)
	for _, n := range more {
		if number[n] >= 0 {
			list = append(list, number[n])
		}
	}
	slices.Sort(list)
	return list
}
