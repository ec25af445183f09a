package choose

import (
	"cmp"
	"slices"
)

// offer improves a set that respects every bound and keeps it, if it is better than the best so far.
func (s *search) offer(set []int) {
	if value := s.in.value(set); value > s.bestValue {
		set = s.swap(append(s.in.mem.numbers.empty(s.in.Count+1), set...))
		s.best, s.bestValue = set, s.in.value(set)
		s.meetsAll = s.in.penalty(set) == 0
	}
}

// repair drops the items that do not fit, the least valuable first, and fills up the set. The result is valid until the next call.
func (s *search) repair(set []int) []int {
	s.byValue = append(s.byValue[:0], set...)
	slices.SortFunc(s.byValue, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.relax.reduced[b], s.relax.reduced[a]), cmp.Compare(a, b))
	})
	kept := s.kept[:0]
	for _, i := range s.byValue {
		if len(kept) < s.in.Count && s.in.fits(append(kept, i)) {
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
	s.relax.work += len(s.in.Items) * (len(set) + 1) * (s.in.cares + len(s.in.Require) + len(s.in.Limit) + 1)
}

// fill adds the most valuable item to a set until none improves it. Meeting requirements counts as value. The set must respect every
// bound and have room for one item more than Count.
func (s *search) fill(set []int) []int {
	for {
		s.chargeScan(set)
		s.beside.load(s.in, set)
		best, bestGain := -1, int64(0)
		for i := range s.in.Items {
			if gain := s.beside.gain(s.in, i); (gain > bestGain || gain == bestGain && best < 0) && s.beside.takes(s.in, i) && !slices.Contains(set, i) {
				best, bestGain = i, gain
			}
		}
		if best < 0 {
			return set
		}
		set = append(set, best)
	}
}

// beside knows what items would add to a set.
type beside struct {
	room    room
	balance int
	lacks   []int   // by requirement; negative if the set has more than is wanted
	served  [][]int // by care: the points of the items that serve it, falling
}

func (b *beside) make(in *instance) {
	b.room.make(in)
	b.lacks, b.served = in.mem.numbers.empty(len(in.Require)), in.mem.lists.list(in.cares)
	for t := range b.served {
		b.served[t] = in.mem.numbers.empty(in.Count + 1)
	}
}

// load looks at a set.
func (b *beside) load(in *instance, set []int) {
	b.room.empty(in)
	b.balance, b.lacks = in.balance(set), append(b.lacks[:0], in.Require...)
	for t := range b.served {
		b.served[t] = b.served[t][:0]
	}
	for _, i := range set {
		it := &in.Items[i]
		b.room.add(it)
		for _, q := range it.Requires {
			b.lacks[q]--
		}
		for t := range b.served {
			if k := in.level(i, t); k >= 0 {
				b.served[t] = append(b.served[t], in.points[t][k])
			}
		}
	}
	for t := range b.served {
		slices.SortFunc(b.served[t], func(x, y int) int { return y - x })
	}
}

// takes reports whether the set respects every bound with one more item.
func (b *beside) takes(in *instance, i int) bool {
	it := &in.Items[i]
	return b.balance+it.Balance <= maxBalance && b.room.takes(it)
}

// gain returns what an item adds to the value of the set.
func (b *beside) gain(in *instance, i int) int64 {
	it := &in.Items[i]
	gain := int64(it.Score)
	for _, q := range it.Requires {
		if b.lacks[q] > 0 {
			gain += in.missingCost[q]
		}
	}
	for t, served := range b.served {
		if k := in.level(i, t); k >= 0 {
			gain += in.gainFor(served, in.points[t][k])
		}
	}
	return gain
}

// gainFor returns what an item with some points for a care adds to the worth of a set, beside the points of others, which are falling.
func (in *instance) gainFor(served []int, points int) (gain int64) {
	last := len(in.Repeat) - 1
	place := len(served)
	for place > 0 && served[place-1] < points {
		place--
	}
	gain = int64(points * in.Repeat[min(place, last)] / 100)
	for ; place < len(served); place++ {
		gain += int64(served[place]*in.Repeat[min(place+1, last)]/100) - int64(served[place]*in.Repeat[min(place, last)]/100)
	}
	return gain
}
