package choose

import "slices"

// find returns a set that meets the wants, if there is one; it may give up, and then stuck is true.
func (g *pursuit) find() (set []int, found bool) {
	g.nodes, g.stuck, g.several = 0, false, g.several[:0]
	for i, n := range g.useful {
		if n > 1 {
			g.several = append(g.several, i)
		}
	}
	return g.complete(make([]int, 0, g.Count))
}

// complete adds items to a set until it meets the wants.
func (g *pursuit) complete(set []int) ([]int, bool) {
	if g.nodes++; g.nodes > goalEffort {
		g.stuck = true
		return nil, false
	}
	next, missing := g.scarcest(set)
	if missing == 0 && g.balance(set) <= maxBalance {
		return slices.Clone(set), true
	}
	if len(set) == g.Count || missing > 0 && !g.canCover(set, missing) {
		return nil, false
	}
	var tried []int
	for _, i := range next {
		if g.stuck {
			return nil, false
		}
		if slices.Contains(set, i) || slices.Contains(tried, g.alike[i]) || !g.fits(set, i) {
			continue
		}
		tried = append(tried, g.alike[i])
		if found, ok := g.complete(append(set, i)); ok {
			return found, true
		}
	}
	return nil, false
}

// scarcest returns the items of the unmet want that has the fewest, and how many items all wants lack. If no want is unmet, these are
// the items that restore the balance.
func (g *pursuit) scarcest(set []int) (items []int, missing int) {
	for n := range g.wants {
		w := &g.wants[n]
		lacks := w.lacks(set)
		if lacks > 0 && (items == nil || len(w.items) < len(items)) {
			items = w.items
		}
		missing += lacks
	}
	if missing > 0 {
		return items, missing
	}
	for _, i := range g.order {
		if g.Items[i].Balance < 0 {
			items = append(items, i)
		}
	}
	return items, 0
}

// canCover reports whether as many items as there is room for might meet what is missing.
func (g *pursuit) canCover(set []int, missing int) bool {
	room := g.Count - len(set)
	if missing <= room {
		return true
	}
	var gains []int
	for _, i := range g.several {
		if slices.Contains(set, i) {
			continue
		}
		if n := g.covers(set, i); n > 1 {
			gains = append(gains, n-1)
		}
	}
	slices.SortFunc(gains, func(a, b int) int { return b - a })
	for _, gain := range gains[:min(room, len(gains))] {
		missing -= gain
	}
	return missing <= room
}

// covers returns for how many unmet wants an item counts.
func (g *pursuit) covers(set []int, item int) int {
	n := 0
	for w := range g.wants {
		if g.wants[w].has.Has(item) && g.wants[w].lacks(set) > 0 {
			n++
		}
	}
	return n
}

// fits reports whether a set respects every bound with one more item, apart from the balance.
func (g *pursuit) fits(set []int, item int) bool {
	it := &g.Items[item]
	minutes := it.Minutes
	for _, i := range set {
		minutes += g.Items[i].Minutes
		if it.Cluster != 0 && g.Items[i].Cluster == it.Cluster {
			return false
		}
	}
	return len(set) < g.Count && minutes <= g.Minutes && !g.exceeds(set, it)
}

// exceeds reports whether a set with one more item has more than a limit or the bound of a group allows.
func (g *pursuit) exceeds(set []int, it *Item) bool {
	for _, limit := range it.Limits {
		if g.count(set, func(other *Item) bool { return slices.Contains(other.Limits, limit) }) >= g.Limit[limit] {
			return true
		}
	}
	return slices.ContainsFunc(it.Spreads, func(s int) bool { return g.caps[s] >= 0 && g.held(set, s) >= g.caps[s] })
}

// count returns how many items of a set are as wanted.
func (g *pursuit) count(set []int, is func(*Item) bool) int {
	n := 0
	for _, i := range set {
		if is(&g.Items[i]) {
			n++
		}
	}
	return n
}

func (g *pursuit) balance(set []int) int {
	sum := 0
	for _, i := range set {
		sum += g.Items[i].Balance
	}
	return sum
}
