package choose

import (
	"slices"

	"twoway/internal/bitset"
)

// find returns a set that meets the wants, if there is one; it may give up, and then stuck is true.
func (g *pursuit) find() (set []int, found bool) {
	g.nodes, g.stuck, g.several = 0, false, g.several[:0]
	for i, n := range g.useful {
		if n > 1 {
			g.several = append(g.several, i)
		}
	}
	g.partial.begin(g)
	return g.complete()
}

// partial is a set that is being completed, with what it holds and lacks.
type partial struct {
	set              []int
	has              bitset.Set // the same
	minutes, balance int
	limits, spreads  []int      // by limit and by group of Spread: how many items of it the set has
	clusters         bitset.Set // those of which the set has an item
	lacks            []int      // by want: how many items the set lacks to meet it, negative if it has more
	unmet            bitset.Set // the wants of which it lacks some
	missing          int        // how many items all wants lack
}

// begin empties the set.
func (p *partial) begin(g *pursuit) {
	p.set, p.minutes, p.balance, p.missing = p.set[:0], 0, 0, 0
	p.has, p.limits, p.spreads = zeroed(p.has, len(p.has)), zeroed(p.limits, len(g.Limit)), zeroed(p.spreads, len(g.Spread))
	p.clusters, p.unmet = zeroed(p.clusters, len(p.clusters)), zeroed(p.unmet, len(p.unmet))
	p.lacks = p.lacks[:0]
	for w := range g.wants {
		number := g.wants[w].number
		p.lacks = append(p.lacks, number)
		if p.missing += number; number > 0 {
			p.unmet.Add(w)
		}
	}
}

// add adds an item to the set.
func (p *partial) add(g *pursuit, i int) {
	it := &g.Items[i]
	p.set = append(p.set, i)
	p.has.Add(i)
	p.minutes, p.balance = p.minutes+it.Minutes, p.balance+it.Balance
	for _, l := range it.Limits {
		p.limits[l]++
	}
	for _, s := range it.Spreads {
		p.spreads[s]++
	}
	if it.Cluster != 0 {
		p.clusters.Add(it.Cluster)
	}
	g.covers[i].Each(func(w int) {
		if p.lacks[w]--; p.lacks[w] >= 0 {
			p.missing--
		}
		if p.lacks[w] == 0 {
			p.unmet.Remove(w)
		}
	})
}

// removeLast takes the item out again that was added last.
func (p *partial) removeLast(g *pursuit) {
	i := p.set[len(p.set)-1]
	it := &g.Items[i]
	p.set = p.set[:len(p.set)-1]
	p.has.Remove(i)
	p.minutes, p.balance = p.minutes-it.Minutes, p.balance-it.Balance
	for _, l := range it.Limits {
		p.limits[l]--
	}
	for _, s := range it.Spreads {
		p.spreads[s]--
	}
	if it.Cluster != 0 {
		p.clusters.Remove(it.Cluster)
	}
	g.covers[i].Each(func(w int) {
		if p.lacks[w]++; p.lacks[w] > 0 {
			p.missing++
			p.unmet.Add(w)
		}
	})
}

// fits reports whether the set respects every bound with one more item, apart from the balance.
func (p *partial) fits(g *pursuit, i int) bool {
	it := &g.Items[i]
	if len(p.set) >= g.Count || p.minutes+it.Minutes > g.Minutes || it.Cluster != 0 && p.clusters.Has(it.Cluster) {
		return false
	}
	for _, l := range it.Limits {
		if p.limits[l] >= g.Limit[l] {
			return false
		}
	}
	for _, s := range it.Spreads {
		if g.caps[s] >= 0 && p.spreads[s] >= g.caps[s] {
			return false
		}
	}
	return true
}

// complete adds items to the set until it meets the wants.
func (g *pursuit) complete() ([]int, bool) {
	p := &g.partial
	if g.nodes++; g.nodes > goalEffort {
		g.stuck = true
		return nil, false
	}
	next := g.scarcest()
	if p.missing == 0 && p.balance <= maxBalance {
		return slices.Clone(p.set), true
	}
	if len(p.set) == g.Count || p.missing > 0 && !g.canCover() {
		return nil, false
	}
	depth := len(p.set)
	g.tried[depth] = g.tried[depth][:0]
	for _, i := range next {
		if g.stuck {
			return nil, false
		}
		if p.has.Has(i) || slices.Contains(g.tried[depth], g.alike[i]) || !p.fits(g, i) {
			continue
		}
		g.tried[depth] = append(g.tried[depth], g.alike[i])
		p.add(g, i)
		if found, ok := g.complete(); ok {
			return found, true
		}
		p.removeLast(g)
	}
	return nil, false
}

// scarcest returns the items of the unmet want that has the fewest. If no want is unmet, these are the items that restore the balance.
func (g *pursuit) scarcest() (items []int) {
	if g.partial.missing == 0 {
		return g.separators
	}
	g.partial.unmet.Each(func(w int) {
		if items == nil || len(g.wants[w].items) < len(items) {
			items = g.wants[w].items
		}
	})
	return items
}

// canCover reports whether as many items as there is room for might meet what is missing.
func (g *pursuit) canCover() bool {
	p := &g.partial
	room, missing := g.Count-len(p.set), p.missing
	if missing <= room {
		return true
	}
	g.gains = zeroed(g.gains, len(g.wants)+1)
	for _, i := range g.several {
		if !p.has.Has(i) {
			g.gains[g.covers[i].CountBoth(p.unmet)]++
		}
	}
	for covered := len(g.gains) - 1; covered > 1 && room > 0; covered-- {
		n := min(room, g.gains[covered])
		room, missing = room-n, missing-n*(covered-1)
	}
	return missing <= g.Count-len(p.set)
}
