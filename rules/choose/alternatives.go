package choose

import (
	"cmp"
	"slices"
)

// alternatives are groups of items of which a set has at most one: the items of a limit of one, or of a cluster. An item is in one
// group at most. The relaxation chooses within groups exactly instead of pricing them, which makes its bound tighter.
type alternatives struct {
	group   []int   // by item: its group, from 1; 0 for none
	of      [][]int // by group: the undecided items that are worth something, at the prices of the last solution
	blocked []bool  // by group: the node has decided to include one of its items
	best    []int   // by minutes: the best of a group, −1 for none
}

// findAlternatives finds the groups of items, of which none has more minutes than longest.
func (in *instance) findAlternatives(longest int) alternatives {
	a := alternatives{group: in.mem.numbers.list(len(in.Items)), best: in.mem.numbers.list(longest + 1)}
	lists := in.limitsOfOne()
	slices.SortStableFunc(lists, func(x, y []int) int { return cmp.Compare(len(y), len(x)) })
	a.of = in.mem.lists.empty(len(lists) + 1)
	a.of = append(a.of, nil)
	for _, list := range lists {
		list = slices.DeleteFunc(list, func(i int) bool { return a.group[i] != 0 })
		if len(list) < 2 {
			continue
		}
		for _, i := range list {
			a.group[i] = len(a.of)
		}
		a.of = append(a.of, list)
	}
	a.blocked = make([]bool, len(a.of))
	return a
}

// limitsOfOne returns the items of each limit of one, and then those of each cluster.
func (in *instance) limitsOfOne() [][]int {
	sizes := in.mem.numbers.list(len(in.Limit) + in.clusters)
	each := func(use func(list, item int)) {
		for i := range in.Items {
			for _, l := range in.Items[i].Limits {
				if in.Limit[l] == 1 {
					use(l, i)
				}
			}
			if c := in.Items[i].Cluster; c != 0 {
				use(len(in.Limit)+c-1, i)
			}
		}
	}
	each(func(list, _ int) { sizes[list]++ })
	lists := in.mem.lists.list(len(sizes))
	for n, size := range sizes {
		lists[n] = in.mem.numbers.empty(size)
	}
	each(func(list, item int) { lists[list] = append(lists[list], item) })
	return lists
}

// reset empties the groups.
func (a *alternatives) reset() {
	for g := range a.of {
		a.of[g] = a.of[g][:0]
	}
	clear(a.blocked)
}

// block notes that a node includes an item.
func (a *alternatives) block(item int) {
	if g := a.group[item]; g != 0 {
		a.blocked[g] = true
	}
}

// isBlocked reports whether a node includes another item of the same group.
func (a *alternatives) isBlocked(item int) bool { return a.blocked[a.group[item]] }

// reduceGroup leaves of a group only the items of which no other one is worth as much in as few minutes, the shortest first.
func (r *relaxation) reduceGroup(group []int) []int {
	a := &r.alternatives
	for m := range a.best {
		a.best[m] = -1
	}
	for _, i := range group {
		if m := r.in.Items[i].Minutes; a.best[m] < 0 || r.reduced[i] > r.reduced[a.best[m]] {
			a.best[m] = i
		}
	}
	group = group[:0]
	for _, i := range a.best {
		if i >= 0 && (len(group) == 0 || r.reduced[i] > r.reduced[group[len(group)-1]]) {
			group = append(group, i)
		}
	}
	return group
}

// addGroup extends the knapsack table by one of the items of a group. The table taken says which one, from 1; 0 for none.
func (r *relaxation) addGroup(group []int, taken []uint8, count, width int) {
	r.work += count * width * len(group)
	for k := count; k > 0; k-- {
		best, before, which := r.best[k*width:(k+1)*width], r.best[(k-1)*width:k*width], taken[k*width:(k+1)*width]
		for n, i := range group {
			m, value := r.in.Items[i].Minutes, r.reduced[i]
			if m >= width {
				break
			}
			with, number := best[m:], which[m:]
			for t, v := range before[:width-m] {
				if v += value; v > with[t] {
					with[t], number[t] = v, uint8(n+1) //nolint:gosec // at most the minutes of the longest item
				}
			}
		}
	}
}
