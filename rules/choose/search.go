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
	free      []*branch // to be used again
	best      []int     // the best set so far
	bestValue int64
	queue     queue
	queued    int   // branches queued so far
	abandoned int64 // the greatest bound of the branches left unexplored when the effort was spent
	meetsAll  bool  // the best set meets all requirements, so that a better one does too

	room             room   // of propagate
	lacks, available []int  // of includeRequired, by requirement
	found            []int  // of adjust
	prices           prices // of adjust
	moves            []move // of stepPrices
	held, taken      []int  // of stepPrices, by cluster and by place
	byValue, kept    []int  // of repair
	beside           beside // of fill
}

// branch is a node of the search tree: the decisions made, the initial prices, a bound on its sets, the item to decide
// next, and the sequence number.
type branch struct {
	decisions []decision
	prices    prices
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
	s := &search{
		in: in, relax: newRelaxation(in), abandoned: -1 << 62, prices: in.newPrices(),
		lacks: in.mem.numbers.empty(len(in.Require)), available: in.mem.numbers.empty(len(in.Require)),
		found: in.mem.numbers.empty(len(in.Items)), held: in.mem.numbers.empty(in.clusters + 1), taken: in.mem.numbers.empty(len(in.Repeat)),
		byValue: in.mem.numbers.empty(len(in.Items)), kept: in.mem.numbers.empty(in.Count + 1),
	}
	s.room.make(in)
	s.beside.make(in)
	s.root = s.newBranch()
	s.root.bound = noCeiling
	return s
}

// newBranch returns a branch whose decisions and prices are to be set.
func (s *search) newBranch() *branch {
	if last := len(s.free) - 1; last >= 0 {
		b := s.free[last]
		s.free = s.free[:last]
		b.decisions = b.decisions[:len(s.in.Items)]
		return b
	}
	b := &s.in.mem.branches.list(1)[0]
	b.decisions, b.prices = s.in.mem.decisions.list(len(s.in.Items)), s.in.newPrices()
	return b
}

// initialise finds a first set and derives the initial prices from it.
func (s *search) initialise() {
	s.best = s.fill(s.in.starting())
	s.bestValue = s.in.value(s.best)
	s.meetsAll = s.in.penalty(s.best) == 0
	for t := range s.in.points {
		served := 0
		for _, i := range s.best {
			if s.in.level(i, t) >= 0 {
				served++
			}
		}
		prices := s.root.prices.place(t)
		for place := range min(served, len(prices)) {
			for _, counts := range s.in.worth[t] {
				fall := counts[place] - counts[min(served, len(counts)-1)]
				prices[place] = max(prices[place], fall*scale)
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
		with := s.newBranch()
		copy(with.decisions, b.decisions)
		with.prices.copyOf(&b.prices)
		with.bound = b.bound
		with.decisions[b.item] = included
		s.evaluate(with, nodeRounds)
		s.exclude(b.decisions, b.item)
		s.evaluate(b, nodeRounds)
	}
}

// dropExcluded removes the items that the root has excluded for good, so that every branch has fewer items to look at.
func (s *search) dropExcluded() {
	if s.queue.Len() == 0 {
		return
	}
	number, kept := s.in.mem.numbers.list(len(s.in.Items)), s.in.mem.numbers.empty(len(s.in.Items)) // number is the new index of each item; −1 for none
	decisions := s.root.decisions
	for i := range s.in.Items {
		number[i] = -1
		if decisions[i] != excluded || slices.Contains(s.best, i) {
			number[i] = len(kept)
			decisions[len(kept)] = decisions[i]
			kept = append(kept, i)
		}
	}
	s.in.keepItems(kept, number)
	for n, i := range s.best {
		s.best[n] = number[i]
	}
	s.root.decisions, s.root.item = decisions[:len(kept)], number[s.root.item]
	work := s.relax.work
	s.relax = newRelaxation(s.in)
	s.relax.work = work
}

// evaluate computes the bound of a branch, keeps any better set found on the way, and queues the branch unless the bound
// rules it out.
func (s *search) evaluate(b *branch, rounds int) {
	if s.propagate(b.decisions) {
		bound, set := s.adjust(b, rounds)
		b.bound = min(b.bound, bound)
		if b.bound > s.bestValue {
			if b.item = s.branchItem(b.decisions, set); b.item >= 0 {
				s.queued++
				b.number = s.queued
				heap.Push(&s.queue, b)
				return
			}
		}
	}
	s.free = append(s.free, b)
}

// exclude excludes an item and the items that are only chosen together with it.
func (s *search) exclude(decisions []decision, item int) {
	decisions[item] = excluded
	for next := s.in.follower[item]; next >= 0 && decisions[next] == undecided; next = s.in.follower[next] {
		decisions[next] = excluded
	}
}

// adjust moves the prices of a branch by subgradient steps (Polyak, 1969) and stores the best ones in it. It returns the
// lowest bound and the set that belongs to it, which is valid until the next call.
func (s *search) adjust(b *branch, rounds int) (bound int64, set []int) {
	p := &s.prices
	p.copyOf(&b.prices)
	bound = 1 << 62
	shorter, waited := 0, 0
	for range rounds {
		total, found := s.relax.solve(b.decisions, p)
		if total < bound {
			s.found = append(s.found[:0], found...)
			bound, set, waited = total, s.found, 0
			b.prices.copyOf(p)
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
	moves := s.moves[:0]
	got := s.in.counts(set, len(s.in.Require), requires)
	for q, wanted := range s.in.Require {
		moves = addMove(moves, &p.require[q], int64(got[q]-wanted), s.in.missingCost[q]*scale)
	}
	taken := s.in.counts(set, len(s.in.Limit), limits)
	for q, most := range s.in.Limit {
		moves = addMove(moves, &p.limit[q], int64(most-taken[q]), noCeiling)
	}
	moves = addMove(moves, &p.balance[0], int64(maxBalance-s.in.balance(set)), noCeiling)
	held := zeroed(s.held, len(p.cluster))
	for _, i := range set {
		held[s.in.Items[i].Cluster]++
	}
	for c := 1; c < len(held); c++ {
		moves = addMove(moves, &p.cluster[c], int64(1-held[c]), noCeiling)
	}
	for t := range s.in.cares {
		moves = s.addPlaces(moves, p.place(t), t, set)
	}
	s.moves = moves
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

// addPlaces adds the moves of the prices of the places of a care.
func (s *search) addPlaces(moves []move, prices []int64, care int, set []int) []move {
	taken := zeroed(s.taken, len(prices)+1)
	for _, i := range set {
		if k := s.in.level(i, care); k >= 0 {
			taken[s.relax.gainPlace[care][k]]++
		}
	}
	for place := range prices {
		moves = addMove(moves, &prices[place], int64(1-taken[place]), noCeiling)
	}
	return moves
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
