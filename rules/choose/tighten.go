package choose

import (
	"math/bits"
	"slices"
)

// tighten drops the limits that say nothing, because another says as much, or because there are too few items to reach
// them; one on every item becomes part of Count. Each limit that goes makes more items alike, and the search shorter.
func (in *instance) tighten() {
	members := in.membersOfLimits()
	number := make([]int, len(in.Limit)) // the new one of each limit; −1 for none
	var limit []int
	for l, most := range in.Limit {
		size := sizeOf(members[l])
		if size == len(in.Items) {
			in.Count = min(in.Count, most)
		}
		number[l] = -1
		if size > most && size < len(in.Items) && !in.isImplied(l, members) {
			number[l] = len(limit)
			limit = append(limit, most)
		}
	}
	if len(limit) == len(in.Limit) {
		return
	}
	in.Items = slices.Clone(in.Items)
	for i := range in.Items {
		var kept []int
		for _, l := range in.Items[i].Limits {
			if number[l] >= 0 {
				kept = append(kept, number[l])
			}
		}
		in.Items[i].Limits = kept
	}
	in.Limit = limit
}

// membersOfLimits are the items that count for each limit, one bit for each item.
func (in *instance) membersOfLimits() [][]uint64 {
	members := make([][]uint64, len(in.Limit))
	for l := range members {
		members[l] = make([]uint64, (len(in.Items)+63)/64)
	}
	for i := range in.Items {
		for _, l := range in.Items[i].Limits {
			members[l][i/64] |= 1 << (i % 64)
		}
	}
	return members
}

// isImplied tells whether whatever keeps another limit keeps this one. Of two that say the same the first stays.
func (in *instance) isImplied(l int, members [][]uint64) bool {
	for other, most := range in.Limit {
		if other == l || most > in.Limit[l] || !isWithin(members[l], members[other]) {
			continue
		}
		if other < l || most < in.Limit[l] || !isWithin(members[other], members[l]) {
			return true
		}
	}
	return false
}

func isWithin(a, b []uint64) bool {
	for w := range a {
		if a[w]&^b[w] != 0 {
			return false
		}
	}
	return true
}

func sizeOf(set []uint64) int {
	n := 0
	for _, word := range set {
		n += bits.OnesCount64(word)
	}
	return n
}
