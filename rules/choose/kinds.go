package choose

import "slices"

// kinds numbers items from 0 by what they have in common: items that are alike get the same number. It returns the number of each
// item, and how many numbers there are. Items that are alike must have the same hash.
func (m *memory) kinds(items []Item, hash func(*Item) uint64, isLike func(a, b *Item) bool) (kind []int, number int) {
	size := 1
	for size < 2*len(items) {
		size *= 2
	}
	table := m.numbers.list(size) // open addressing: of each kind, the index of its first item, from 1
	kind = m.numbers.list(len(items))
	for i := range items {
		at := int(hash(&items[i]) % uint64(size)) //nolint:gosec // below size
		for table[at] != 0 && !isLike(&items[i], &items[table[at]-1]) {
			at = (at + 1) % size
		}
		if table[at] == 0 {
			table[at], kind[i] = i+1, number
			number++
			continue
		}
		kind[i] = kind[table[at]-1]
	}
	return kind, number
}

// hash is an FNV-1a hash of numbers.
type hash uint64

const firstHash hash = 14695981039346656037

func (h hash) with(n int) hash { return (h ^ hash(n)) * 1099511628211 } //nolint:gosec // any bits do

func (h hash) withList(list []int) hash {
	h = h.with(len(list))
	for _, n := range list {
		h = h.with(n)
	}
	return h
}

// hashButScore hashes what isLikeButScore compares.
func (it *Item) hashButScore() uint64 {
	h := firstHash.with(it.Minutes).with(it.Balance).withList(it.Serves).withList(it.Requires).withList(it.Limits)
	return uint64(h ^ h>>32)
}

// isLikeButScore reports whether two items differ only in score, tie and cluster.
func (it *Item) isLikeButScore(other *Item) bool {
	return it.Minutes == other.Minutes && it.Balance == other.Balance && slices.Equal(it.Serves, other.Serves) &&
		slices.Equal(it.Requires, other.Requires) && slices.Equal(it.Limits, other.Limits)
}

// hashButWorth hashes what isLikeButWorth compares.
func (it *Item) hashButWorth() uint64 {
	h := firstHash.with(it.Minutes).with(it.Balance).with(it.Cluster)
	h = h.withList(it.Requires).withList(it.Limits).withList(it.Meets).withList(it.Spreads)
	return uint64(h ^ h>>32)
}

// isLikeButWorth reports whether two items differ only in what they are worth.
func (it *Item) isLikeButWorth(other *Item) bool {
	return it.Minutes == other.Minutes && it.Balance == other.Balance && it.Cluster == other.Cluster &&
		slices.Equal(it.Requires, other.Requires) && slices.Equal(it.Limits, other.Limits) &&
		slices.Equal(it.Meets, other.Meets) && slices.Equal(it.Spreads, other.Spreads)
}
