package choose

import "twoway/internal/bitset"

// memory is room that is used again for the next problem. Lists from it are valid until then.
type memory struct {
	numbers   slab[int]
	prices    slab[int64]
	items     slab[Item]
	decisions slab[decision]
	words     slab[uint64]
	lists     slab[[]int]
	bytes     slab[uint8]
	branches  slab[branch]
	groups    slab[group]
}

// reset gives all room back.
func (m *memory) reset() {
	m.numbers.used, m.prices.used, m.items.used, m.decisions.used, m.words.used, m.lists.used, m.bytes.used = 0, 0, 0, 0, 0, 0, 0
	m.branches.used, m.groups.used = 0, 0
}

// sets returns a number of empty sets of numbers below n.
func (m *memory) sets(number, n int) []bitset.Set {
	sets := make([]bitset.Set, number)
	for i := range sets {
		sets[i] = m.set(n)
	}
	return sets
}

// set returns an empty set of numbers below n.
func (m *memory) set(n int) bitset.Set { return m.words.list((n + 63) / 64) }

// slab is a block of elements of which lists are parts, one after the other.
type slab[T any] struct {
	block []T
	used  int
}

// leastBlock is the least number of elements of a block.
const leastBlock = 512

// list returns a list of n zeros that has no capacity for more.
func (r *slab[T]) list(n int) []T {
	list := r.empty(n)[:n]
	clear(list)
	return list
}

// empty returns an empty list with a capacity of n.
func (r *slab[T]) empty(n int) []T {
	if r.used+n > len(r.block) {
		r.block, r.used = make([]T, max(leastBlock, 2*len(r.block), n)), 0 // lists in the old block keep it
	}
	start := r.used
	r.used += n
	return r.block[start:start:r.used]
}

// clone returns a copy of a list, with a capacity for more elements.
func (r *slab[T]) clone(list []T, more int) []T {
	return append(r.empty(len(list)+more), list...)
}
