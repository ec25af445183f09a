package choose

import (
	"cmp"
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

	partial    partial
	covers     []bitset.Set // by item: the wants that it counts for
	separators []int        // the items that restore the balance, in order
	clusters   int          // the greatest number of a cluster
	tried      [][]int      // by the size of the set that is being completed: the kinds of items that were tried next
	gains      []int        // by number of unmet wants: how many items count for so many
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
	n := &p.mem.numbers
	g := &pursuit{Problem: p, useful: n.list(len(p.Items)), caps: n.list(len(p.Spread)), bounds: n.list(len(p.Spread)), implied: make([]bool, len(p.Goals))}
	for i := range g.caps {
		g.caps[i], g.bounds[i] = -1, -1
	}
	g.order = n.list(len(p.Items))
	for i := range g.order {
		g.order[i] = i
	}
	g.sort(g.order)
	g.alike, _ = p.mem.kinds(p.Items, (*Item).hashButWorth, (*Item).isLikeButWorth)
	g.prepare()
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

// prepare makes room for the sets that are tried, and finds what is the same for all of them.
func (g *pursuit) prepare() {
	g.separators, g.several = g.mem.numbers.empty(len(g.Items)), g.mem.numbers.empty(len(g.Items))
	for _, i := range g.order {
		if g.Items[i].Balance < 0 {
			g.separators = append(g.separators, i)
		}
		g.clusters = max(g.clusters, g.Items[i].Cluster)
	}
	wants := len(g.Require) + len(g.Goals)
	g.covers, g.wants, g.gains = g.mem.sets(len(g.Items), wants), make([]want, 0, wants), g.mem.numbers.empty(wants+1)
	g.tried = g.mem.lists.list(g.Count + 1)
	g.partial = partial{
		set: g.mem.numbers.empty(g.Count + 1), has: g.mem.set(len(g.Items)), limits: g.mem.numbers.list(len(g.Limit)),
		spreads: g.mem.numbers.list(len(g.Spread)), clusters: g.mem.set(g.clusters + 1), lacks: g.mem.numbers.empty(wants), unmet: g.mem.set(wants),
	}
}

// commitRequirements makes the requirements wants, as far as they can be met, and returns how far that is.
func (g *pursuit) commitRequirements() []int {
	if len(g.Require) == 0 {
		return nil
	}
	got := make([]int, len(g.Require))
	for q, w := range g.wantsOf(g.Require, requires) {
		w.number = min(w.number, len(w.items))
		got[q] = w.number
		g.add(w)
	}
	if set, found := g.find(); found {
		g.set = set
		return got
	}
	alone := *g.Problem
	alone.Goals, alone.Spread = nil, nil
	r := choose(alone)
	g.set = r.Chosen
	for q := range g.wants {
		got[q] = min(r.Got[q], g.Require[q])
		g.wants[q].number = got[q]
	}
	return got
}

// commitGoals makes each goal that can be reached a want, one after the other.
func (g *pursuit) commitGoals() []Outcome {
	outcomes := make([]Outcome, len(g.Goals))
	for goal, w := range g.wantsOf(g.Goals, meets) {
		if g.isStopped() {
			break
		}
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
	n := 0
	for _, i := range set {
		if slices.Contains(g.Items[i].Spreads, s) {
			n++
		}
	}
	return n
}

// wantsOf returns a want for each of some numbers: so many of the items that list its index.
func (g *pursuit) wantsOf(numbers []int, of func(*Item) []int) []want {
	wants, sizes := make([]want, len(numbers)), g.mem.numbers.list(len(numbers))
	for i := range g.Items {
		for _, n := range of(&g.Items[i]) {
			sizes[n]++
		}
	}
	for n, number := range numbers {
		wants[n] = want{items: g.mem.numbers.empty(sizes[n]), has: g.mem.set(len(g.Items)), number: number}
	}
	for _, i := range g.order {
		for _, n := range of(&g.Items[i]) {
			wants[n].items = append(wants[n].items, i)
			wants[n].has.Add(i)
		}
	}
	return wants
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
		g.covers[i].Add(len(g.wants) - 1)
	}
}

func (g *pursuit) removeLast() {
	last := len(g.wants) - 1
	for _, i := range g.wants[last].items {
		g.useful[i]--
		g.covers[i].Remove(last)
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
	if lacks == 1 {
		if i := g.fitting(w.items); i >= 0 {
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

// fitting returns the first of some items that fits beside the set so far; −1 if none does.
func (g *pursuit) fitting(items []int) int {
	p := &g.partial
	p.begin(g)
	for _, i := range g.set {
		p.add(g, i)
	}
	for _, i := range items {
		if !p.has.Has(i) && p.fits(g, i) && p.balance+g.Items[i].Balance <= maxBalance {
			return i
		}
	}
	return -1
}

// best returns the best set that meets the wants within the bounds of spread: goals that can be reached become requirements, and groups
// with a bound become limits.
func (g *pursuit) best(got []int, outcomes []Outcome) Result {
	p := *g.Problem
	p.Goals, p.Spread, p.start = nil, nil, g.set
	p.Require, p.Limit = p.mem.numbers.clone(got, len(outcomes)), p.mem.numbers.clone(p.Limit, len(g.caps))
	require, limit := p.mem.numbers.list(len(outcomes)), p.mem.numbers.list(len(g.caps)) // the numbers; −1 for none
	for goal, o := range outcomes {
		require[goal] = appendIf(&p.Require, g.Goals[goal], o.Reached && !g.implied[goal])
	}
	for s, most := range g.caps {
		limit[s] = appendIf(&p.Limit, most, most >= 0)
	}
	p.Items = p.mem.items.clone(p.Items, 0)
	for i := range p.Items {
		it := &p.Items[i]
		it.Requires, it.Limits = p.mem.renumbered(it.Requires, it.Meets, require), p.mem.renumbered(it.Limits, it.Spreads, limit)
	}
	r := choose(p)
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

// renumbered returns a list with more numbers, each by its new number; those without one are left out. The new numbers are greater
// than those in the list, and rise with the old ones.
func (m *memory) renumbered(list, more, number []int) []int {
	list = m.numbers.clone(list, len(more))
	for _, n := range more {
		if number[n] >= 0 {
			list = append(list, number[n])
		}
	}
	return list
}
