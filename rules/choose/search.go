package choose

import (
	"cmp"
	"container/heap"
	"slices"
)

// Effort is counted in rounds, not in time, so that the same problem gets the same effort on every machine.
const (
	rootRounds = 40 // rounds of price adjustment at the root
	nodeRounds = 8  // rounds at every other node
	patience   = 4  // rounds without a better bound after which steps get shorter
)

// search is branch and bound, best bound first.
type search struct {
	in        *instance
	relax     *relaxation
	root      *branch
	best      []int // the best set so far
	bestValue int64
	queue     queue
	queued    int   // branches queued so far
	abandoned int64 // the greatest bound of the branches left unexplored when the effort was spent
}

// branch is a node of the search tree: the decisions made, the initial prices, a bound on its sets, the item to decide
// next, and the sequence number.
type branch struct {
	decisions []decision
	prices    *prices
	bound     int64
	item      int
	number    int
}

// queue is a heap of branches: greatest bound first and, of equals, the latest first, because it is closer to a leaf.
type queue []*branch

func (q queue) Len() int { return len(q) }

func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].bound, q[i].bound), cmp.Compare(q[j].number, q[i].number)) < 0
}

func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *queue) Push(b any) { *q = append(*q, b.(*branch)) } //nolint:errcheck,forcetypeassert // a branch

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func newSearch(in *instance) *search {
	clusters := 0
	for i := range in.Items {
		clusters = max(clusters, in.Items[i].Cluster)
	}
	p := &prices{require: make([]int64, len(in.Require)), limit: make([]int64, len(in.Limit)), cluster: make([]int64, clusters+1)}
	for range in.points {
		p.place = append(p.place, make([]int64, len(in.Repeat)-1))
	}
	return &search{
		in: in, relax: newRelaxation(in), abandoned: -1 << 62,
		root: &branch{decisions: make([]decision, len(in.Items)), prices: p, bound: noCeiling},
	}
}

// initialise finds a first set and derives the initial prices from it.
func (s *search) initialise() {
	s.best = s.fill(s.in.starting())
	s.bestValue = s.in.value(s.best)
	for t := range s.in.points {
		served := 0
		for _, i := range s.best {
			if s.in.level[i][t] >= 0 {
				served++
			}
		}
		for place := range min(served, len(s.in.Repeat)-1) {
			for _, counts := range s.in.worth[t] {
				fall := counts[place] - counts[min(served, len(counts)-1)]
				s.root.prices.place[t][place] = max(s.root.prices.place[t][place], fall*scale)
			}
		}
	}
}

// isStopped reports whether nobody waits for the result any more.
func (s *search) isStopped() bool {
	select {
	case <-s.in.Stop:
		return true
	default:
		return false
	}
}

// run expands the branch with the greatest bound until no branch can hold a better set or the effort is spent.
func (s *search) run() {
	s.evaluate(s.root, rootRounds)
	s.dropExcluded()
	for s.queue.Len() > 0 {
		b := heap.Pop(&s.queue).(*branch) //nolint:errcheck,forcetypeassert // the queue holds nothing else
		if b.bound <= s.bestValue {
			return
		}
		if s.relax.work > s.in.Effort || s.isStopped() {
			s.abandoned = b.bound
			return
		}
		with := &branch{decisions: slices.Clone(b.decisions), prices: b.prices.clone(), bound: b.bound}
		with.decisions[b.item] = included
		if s.in.fitsExceptBalance(includedItems(with.decisions)) {
			s.evaluate(with, nodeRounds)
		}
		s.exclude(b.decisions, b.item)
		s.evaluate(b, nodeRounds)
	}
}

// dropExcluded removes the items that the root has excluded for good, so that every branch has fewer items to look at.
func (s *search) dropExcluded() {
	if s.queue.Len() == 0 {
		return
	}
	number := make([]int, len(s.in.Items)) // the new index of each item; −1 for none
	var kept []int
	var decisions []decision
	for i := range s.in.Items {
		number[i] = -1
		if s.root.decisions[i] != excluded || slices.Contains(s.best, i) {
			number[i] = len(kept)
			kept, decisions = append(kept, i), append(decisions, s.root.decisions[i])
		}
	}
	s.in.keepItems(kept, number)
	for n, i := range s.best {
		s.best[n] = number[i]
	}
	s.root.decisions, s.root.item = decisions, number[s.root.item]
	work := s.relax.work
	s.relax = newRelaxation(s.in)
	s.relax.work = work
}

// evaluate computes the bound of a branch, keeps any better set found on the way, and queues the branch unless the bound
// rules it out.
func (s *search) evaluate(b *branch, rounds int) {
	bound, set := s.adjust(b, rounds)
	b.bound = min(b.bound, bound)
	if b.bound <= s.bestValue {
		return
	}
	if b.item = s.branchItem(b.decisions, set); b.item >= 0 {
		s.queued++
		b.number = s.queued
		heap.Push(&s.queue, b)
	}
}

// exclude excludes an item and the items that are only chosen together with it.
func (s *search) exclude(decisions []decision, item int) {
	decisions[item] = excluded
	for _, next := range s.in.follows[item] {
		if decisions[next] == undecided {
			s.exclude(decisions, next)
		}
	}
}

func includedItems(decisions []decision) []int {
	var set []int
	for i, d := range decisions {
		if d == included {
			set = append(set, i)
		}
	}
	return set
}

// adjust moves the prices of a branch by subgradient steps (Polyak, 1969) and stores the best ones in it. It returns the
// lowest bound and the set that belongs to it.
func (s *search) adjust(b *branch, rounds int) (bound int64, set []int) {
	p := b.prices.clone()
	bound = 1 << 62
	shorter, waited := 0, 0
	for range rounds {
		total, found := s.relax.solve(b.decisions, p)
		if total < bound {
			bound, set, waited = total, slices.Clone(found), 0
			b.prices = p.clone()
		} else if waited++; waited >= patience {
			shorter, waited = shorter+1, 0
		}
		if s.in.fits(found) && s.in.penalty(found) == 0 {
			s.offer(found)
		}
		if bound <= s.bestValue {
			return bound, set
		}
		s.relax.excludeHopeless(b.decisions, s.bestValue)
		if !s.stepPrices(p, found, total-s.bestValue, shorter) {
			break
		}
	}
	s.offer(s.repair(set)) // repair looks at every item, so only the set of the lowest bound is repaired
	return bound, set
}

// stepPrices moves each price against the slack or excess that a set has in its constraint. It returns false if there is
// nothing to move.
func (s *search) stepPrices(p *prices, set []int, gap int64, shorter int) bool {
	var moves []move
	got := s.in.counts(set, len(s.in.Require), requires)
	for q, wanted := range s.in.Require {
		moves = addMove(moves, &p.require[q], int64(got[q]-wanted), s.in.missingCost[q]*scale)
	}
	taken := s.in.counts(set, len(s.in.Limit), limits)
	for q, most := range s.in.Limit {
		moves = addMove(moves, &p.limit[q], int64(most-taken[q]), noCeiling)
	}
	moves = addMove(moves, &p.balance, int64(maxBalance-s.in.balance(set)), noCeiling)
	held := make([]int64, len(p.cluster))
	for _, i := range set {
		held[s.in.Items[i].Cluster]++
	}
	for c := 1; c < len(held); c++ {
		moves = addMove(moves, &p.cluster[c], 1-held[c], noCeiling)
	}
	for t := range p.place {
		taken := make([]int64, len(s.in.Repeat))
		for _, i := range set {
			if k := s.in.level[i][t]; k >= 0 {
				taken[s.relax.gainPlace[t][k]]++
			}
		}
		for place := range p.place[t] {
			moves = addMove(moves, &p.place[t][place], 1-taken[place], noCeiling)
		}
	}
	length := int64(0)
	for _, m := range moves {
		length += m.slack * m.slack
	}
	if length == 0 {
		return false
	}
	step := max(1, (gap*scale)>>shorter/length)
	for _, m := range moves {
		*m.price = min(max(0, *m.price-step*m.slack), m.ceiling)
	}
	return true
}

const noCeiling = 1 << 60

// move is a price and the slack in its constraint, negative if the constraint is violated.
type move struct {
	price          *int64
	slack, ceiling int64
}

// addMove appends a move unless it would change nothing: there is no slack, or there is slack but the price is already 0.
func addMove(moves []move, price *int64, slack, ceiling int64) []move {
	if slack == 0 || slack > 0 && *price == 0 {
		return moves
	}
	return append(moves, move{price, slack, ceiling})
}

// offer improves a set that respects every bound and keeps it, if it is better than the best so far.
func (s *search) offer(set []int) {
	if value := s.in.value(set); value > s.bestValue {
		set = s.swap(slices.Clone(set))
		s.best, s.bestValue = set, s.in.value(set)
	}
}

// repair drops the items that do not fit, the least valuable first, and fills up the set.
func (s *search) repair(set []int) []int {
	byValue := slices.Clone(set)
	slices.SortFunc(byValue, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.relax.reduced[b], s.relax.reduced[a]), cmp.Compare(a, b))
	})
	var kept []int
	for _, i := range byValue {
		if s.in.fits(append(kept, i)) {
			kept = append(kept, i)
		}
	}
	return s.fill(kept)
}

// swap exchanges single items for others as long as that improves the set, then fills it up.
func (s *search) swap(set []int) []int {
	for improved := true; improved; {
		improved = false
		for at := range set {
			improved = s.swapAt(set, at) || improved
		}
	}
	return s.fill(set)
}

// swapAt replaces the item at one index of a set by the best one there and reports whether that changed the set.
func (s *search) swapAt(set []int, at int) (better bool) {
	best, value := set[at], s.in.value(set)
	s.chargeScan(set)
	for i := range s.in.Items {
		if slices.Contains(set, i) {
			continue
		}
		set[at] = i
		if v := s.in.value(set); v > value && s.in.fits(set) {
			best, value, better = i, v, true
		}
	}
	set[at] = best
	return better
}

// chargeScan adds the work of comparing every item with a set.
func (s *search) chargeScan(set []int) {
	s.relax.work += len(s.in.Items) * (len(set) + 1) * (len(s.in.points) + len(s.in.Require) + len(s.in.Limit) + 1)
}

// fill adds the most valuable item to a set until none improves it. Meeting requirements counts as value.
func (s *search) fill(set []int) []int {
	set = slices.Grow(slices.Clone(set), s.in.Count+1)
	for value := s.in.value(set); ; {
		s.chargeScan(set)
		best, bestValue := -1, value
		for i := range s.in.Items {
			if slices.Contains(set, i) {
				continue
			}
			with := append(set, i)
			if v := s.in.value(with); (v > bestValue || v == bestValue && best < 0) && s.in.fits(with) {
				best, bestValue = i, v
			}
		}
		if best < 0 {
			return set
		}
		set, value = append(set, best), bestValue
	}
}

// branchItem returns the item to decide next: the best one for an unmet requirement, else the undecided item of the set
// with the least value, else any undecided item; −1 if every item is decided.
func (s *search) branchItem(decisions []decision, set []int) int {
	got := s.in.counts(set, len(s.in.Require), requires)
	for q, wanted := range s.in.Require {
		if got[q] < wanted {
			if i := s.bestMissing(decisions, set, q); i >= 0 {
				return i
			}
		}
	}
	least := -1
	for _, i := range set {
		if decisions[i] == undecided && (least < 0 || s.less(i, least)) {
			least = i
		}
	}
	if least >= 0 {
		return least
	}
	return slices.Index(decisions, undecided)
}

// bestMissing returns the best undecided item outside the set that counts for a requirement; −1 if there is none.
func (s *search) bestMissing(decisions []decision, set []int, quota int) int {
	best := -1
	for i := range s.in.Items {
		if decisions[i] == undecided && slices.Contains(s.in.Items[i].Requires, quota) && !slices.Contains(set, i) && (best < 0 || s.less(best, i)) {
			best = i
		}
	}
	return best
}

// less orders items by their value at the prices of the last round.
func (s *search) less(a, b int) bool {
	return cmp.Or(cmp.Compare(s.relax.reduced[a], s.relax.reduced[b]), cmp.Compare(b, a)) < 0
}
