package choose

import "twoway/internal/bitset"

// tighten drops redundant limits: those implied by another limit or by Count and those with too few items to be reached. A limit on
// every item becomes part of Count. Each dropped limit makes more items alike and the search shorter.
func (in *instance) tighten() {
	members := in.membersOfLimits()
	for l, most := range in.Limit {
		if members[l].Count() == len(in.Items) {
			in.Count = min(in.Count, most)
		}
	}
	number := in.mem.numbers.list(len(in.Limit)) // the new index of each limit; −1 for none
	limit := in.mem.numbers.empty(len(in.Limit))
	for l, most := range in.Limit {
		size := members[l].Count()
		number[l] = -1
		if size > most && most < in.Count && size < len(in.Items) && !in.isImplied(l, members) {
			number[l] = len(limit)
			limit = append(limit, most)
		}
	}
	if len(limit) == len(in.Limit) {
		return
	}
	in.Items = in.mem.items.clone(in.Items, 0)
	for i := range in.Items {
		kept := in.mem.numbers.empty(len(in.Items[i].Limits))
		for _, l := range in.Items[i].Limits {
			if number[l] >= 0 {
				kept = append(kept, number[l])
			}
		}
		in.Items[i].Limits = kept
	}
	in.Limit = limit
}

// capRequirements makes no requirement want more items than there are: what is missing then is missing from every set.
func (in *instance) capRequirements() {
	available := in.mem.numbers.list(len(in.Require))
	for i := range in.Items {
		for _, r := range in.Items[i].Requires {
			available[r]++
		}
	}
	in.Require = in.mem.numbers.clone(in.Require, 0)
	for r := range in.Require {
		in.Require[r] = min(in.Require[r], available[r])
	}
}

// membersOfLimits returns the set of items that count for each limit.
func (in *instance) membersOfLimits() []bitset.Set {
	members := in.mem.sets(len(in.Limit), len(in.Items))
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
