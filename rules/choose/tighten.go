package choose

import (
	"slices"

	"twoway/internal/bitset"
)

// tighten drops redundant limits: those implied by another limit and those with too few items to be reached. A limit on
// every item becomes part of Count. Each dropped limit makes more items alike and the search shorter.
func (in *instance) tighten() {
	members := in.membersOfLimits()
	number := make([]int, len(in.Limit)) // the new index of each limit; −1 for none
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

// membersOfLimits returns the set of items that count for each limit.
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

// isImplied reports whether another limit implies this one. Of two equal limits, only the second is implied.
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
