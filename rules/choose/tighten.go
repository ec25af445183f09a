package choose

import (
	"slices"

	"twoway/internal/bitset"
)

// tighten drops the limits that say nothing, because another says as much, or because there are too few items to reach
// them; one on every item becomes part of Count. Each limit that goes makes more items alike, and the search shorter.
func (in *instance) tighten() {
	members := in.membersOfLimits()
	number := make([]int, len(in.Limit)) // the new one of each limit; −1 for none
	var limit []int
	for l, most := range in.Limit {
		size := members[l].Count()
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
func (in *instance) membersOfLimits() []bitset.Set {
	members := make([]bitset.Set, len(in.Limit))
	for l := range members {
		members[l] = bitset.New(len(in.Items))
	}
	for i := range in.Items {
		for _, l := range in.Items[i].Limits {
			members[l].Add(i)
		}
	}
	return members
}

// isImplied tells whether whatever keeps another limit keeps this one. Of two that say the same the first stays.
func (in *instance) isImplied(l int, members []bitset.Set) bool {
	for other, most := range in.Limit {
		if other == l || most > in.Limit[l] || !members[l].Within(members[other]) {
			continue
		}
		if other < l || most < in.Limit[l] || !members[other].Within(members[l]) {
			return true
		}
	}
	return false
}
