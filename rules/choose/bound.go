package choose

import (
	"cmp"
	"slices"
)

// scale is the number of price units per point, so that prices can be integers.
const scale = 1 << 8

// prices are the Lagrange multipliers of quotas, clusters, balance and places, in price units. They are never negative.
type prices struct {
	all     []int64 // all of them
	require []int64 // gained for each item of a requirement; at most the cost of a missing item
	limit   []int64 // paid for each item of a limit
	cluster []int64 // paid for each item of a cluster, by number
	balance []int64 // the only one: paid for each unit of balance
	places  []int64 // by care and place: paid for taking a place; the last place is free and not listed
	priced  int     // how many places of a care are listed
}

func (in *instance) newPrices() prices {
	p := prices{priced: len(in.Repeat) - 1}
	p.all = in.mem.prices.list(len(in.Require) + len(in.Limit) + in.clusters + 1 + 1 + in.cares*p.priced)
	rest := p.all
	part := func(n int) []int64 {
		list := rest[:n:n]
		rest = rest[n:]
		return list
	}
	p.require, p.limit, p.cluster, p.balance, p.places = part(len(in.Require)), part(len(in.Limit)), part(in.clusters+1), part(1), rest
	return p
}

// copyOf makes the prices the same as others of the same instance.
func (p *prices) copyOf(other *prices) { copy(p.all, other.all) }

// place returns the prices of the places of a care.
func (p *prices) place(care int) []int64 { return p.places[care*p.priced : (care+1)*p.priced] }

// relaxation solves the problem in which quotas, clusters, balance and places are paid for instead of enforced.
type relaxation struct {
	in        *instance
	gain      [][]int64 // by care and level: the value in the best place
	gainPlace [][]int   // by care and level: that place
	reduced   []int64   // by item: its value at the current prices
	classes   [][]int   // undecided items that are in no group, by minutes
	best      []int64   // the knapsack table, by count and minutes
	taken     [][]uint8 // by class: how many of it the best set has, by count and minutes; then by group: which one of it
	prefix    []int64   // prefix sums of the values in a class
	set       []int     // the last solution
	base      int64     // the part of the last bound that does not depend on undecided items
	count     int       // how many undecided items the last solution could take
	minutes   int       // the minutes that it had for them
	width     int       // row width of best
	work      int       // steps done

	alternatives alternatives
}

// decision is what a node of the search has decided about an item.
type decision int8

const (
	undecided decision = iota
	included
	excluded
)

func newRelaxation(in *instance) *relaxation {
	longest := 0
	for i := range in.Items {
		longest = max(longest, in.Items[i].Minutes)
	}
	r := &relaxation{
		in: in, reduced: in.mem.prices.list(len(in.Items)), set: in.mem.numbers.empty(len(in.Items)),
		gain: make([][]int64, in.cares), gainPlace: in.mem.lists.list(in.cares), prefix: in.mem.prices.empty(len(in.Items) + 1),
		alternatives: in.findAlternatives(longest),
	}
	for t := range in.cares {
		r.gain[t], r.gainPlace[t] = in.mem.prices.list(len(in.points[t])), in.mem.numbers.list(len(in.points[t]))
	}
	r.makeClasses(longest)
	return r
}

// makeClasses makes room for the classes and the tables of the knapsack.
func (r *relaxation) makeClasses(longest int) {
	in := r.in
	sizes := in.mem.numbers.list(longest + 1)
	for i := range in.Items {
		if r.alternatives.group[i] == 0 {
			sizes[in.Items[i].Minutes]++
		}
	}
	r.classes, r.taken = in.mem.lists.list(longest+1), make([][]uint8, longest+1+len(r.alternatives.of))
	table := (in.Count + 1) * (min(in.Minutes, in.Count*longest) + 1)
	r.best = in.mem.prices.empty(table)
	for m, size := range sizes {
		r.classes[m] = in.mem.numbers.empty(size)
		if size > 0 {
			r.taken[m] = in.mem.bytes.empty(table)
		}
	}
	for g := 1; g < len(r.alternatives.of); g++ {
		r.taken[longest+1+g] = in.mem.bytes.empty(table)
	}
}

// solve returns the best set at these prices and a bound: no set of the node has a greater value. The set is valid until
// the next call.
func (r *relaxation) solve(decisions []decision, p *prices) (bound int64, set []int) {
	r.work += len(r.in.Items) * (r.in.cares + 1)
	total := r.reduce(p)
	r.set = r.set[:0]
	count, minutes := r.in.Count, r.in.Minutes
	for m := range r.classes {
		r.classes[m] = r.classes[m][:0]
	}
	r.alternatives.reset()
	for i, d := range decisions {
		if d == included {
			r.set = append(r.set, i)
			total += r.reduced[i]
			count--
			minutes -= r.in.Items[i].Minutes
			r.alternatives.block(i)
		}
	}
	for i, d := range decisions {
		if d == undecided && r.reduced[i] >= 0 && !r.alternatives.isBlocked(i) {
			list := &r.classes[r.in.Items[i].Minutes]
			if g := r.alternatives.group[i]; g != 0 {
				list = &r.alternatives.of[g]
			}
			*list = append(*list, i)
		}
	}
	r.base, r.count, r.minutes, r.width = total, count, minutes, 0
	return inPoints(total + r.knapsack(count, minutes)), r.set
}

// inPoints converts price units to points, without the fraction.
func inPoints(scaled int64) int64 { return scaled / scale }

// excludeHopeless excludes the undecided items with which, at the prices of the last solution, no set of the node has more
// than the given value.
func (r *relaxation) excludeHopeless(decisions []decision, value int64) {
	for i := range r.in.Items {
		if decisions[i] != undecided {
			continue
		}
		left := r.minutes - r.in.Items[i].Minutes
		if r.count < 1 || left < 0 || r.alternatives.isBlocked(i) || inPoints(r.base+r.reduced[i]+r.bestOf(r.count-1, left)) <= value {
			decisions[i] = excluded
		}
	}
}

// bestOf returns the greatest value of undecided items within count and minutes in the last solution.
func (r *relaxation) bestOf(count, minutes int) int64 {
	if r.width == 0 || count == 0 {
		return 0
	}
	return r.best[count*r.width+min(minutes, r.width-1)]
}

// reduce computes the value of each item at these prices and returns the part of the bound that does not depend on the
// choice.
func (r *relaxation) reduce(p *prices) (constant int64) {
	for t := range r.gain {
		for k, counts := range r.in.worth[t] {
			r.gain[t][k], r.gainPlace[t][k] = bestPlace(counts, p.place(t))
		}
	}
	for _, paid := range p.places {
		constant += paid
	}
	for i := range r.in.Items {
		r.reduced[i] = r.valueOf(i, p)
	}
	for q, wanted := range r.in.Require {
		constant -= p.require[q] * int64(wanted)
	}
	for q, most := range r.in.Limit {
		constant += p.limit[q] * int64(most)
	}
	for _, paid := range p.cluster {
		constant += paid
	}
	constant += p.balance[0] * maxBalance
	return constant
}

// bestPlace returns the value of an item in its best place, and that place. The last place is free.
func bestPlace(counts, paid []int64) (gain int64, place int) {
	last := len(counts) - 1
	gain, place = counts[last]*scale, last
	for other := range last {
		if g := counts[other]*scale - paid[other]; g > gain {
			gain, place = g, other
		}
	}
	return gain, place
}

// valueOf returns the value of an item at these prices.
func (r *relaxation) valueOf(i int, p *prices) int64 {
	it := &r.in.Items[i]
	value := int64(it.Score)*scale - p.balance[0]*int64(it.Balance)
	for t, k := range r.in.levels[i*r.in.cares : (i+1)*r.in.cares] {
		if k >= 0 {
			value += r.gain[t][k]
		}
	}
	for _, q := range it.Requires {
		value += p.require[q]
	}
	for _, q := range it.Limits {
		value -= p.limit[q]
	}
	if it.Cluster != 0 {
		value -= p.cluster[it.Cluster]
	}
	return value
}

// knapsack adds the undecided items with the greatest value within count and minutes to the set, and returns their value.
// Among items with the same minutes only the best few matter, so it decides how many to take of each class of minutes, and then
// which one of each group.
func (r *relaxation) knapsack(count, minutes int) int64 {
	if count <= 0 || minutes <= 0 {
		return 0
	}
	longest := r.keepBest(count, minutes)
	minutes = min(minutes, count*longest)
	width := minutes + 1
	r.width = width
	size := (count + 1) * width
	r.best = zeroed(r.best, size)
	groups := r.alternatives.of
	for m, class := range r.classes {
		if len(class) > 0 {
			r.taken[m] = zeroed(r.taken[m], size)
			r.addClass(m, class, count, width)
		}
	}
	for g, group := range groups {
		if len(group) > 0 {
			taken := &r.taken[len(r.classes)+g]
			*taken = zeroed(*taken, size)
			r.addGroup(group, *taken, count, width)
		}
	}
	r.trace(count, minutes)
	return r.best[count*width+minutes]
}

// keepBest leaves only the items of classes and groups that matter within count and minutes, and returns the most minutes of an item.
func (r *relaxation) keepBest(count, minutes int) (longest int) {
	for m, class := range r.classes {
		if len(class) == 0 {
			continue
		}
		longest = m
		slices.SortFunc(class, func(a, b int) int { return cmp.Or(cmp.Compare(r.reduced[b], r.reduced[a]), cmp.Compare(a, b)) })
		r.classes[m] = class[:min(len(class), count, minutes/m)]
	}
	for g, group := range r.alternatives.of {
		if len(group) == 0 {
			continue
		}
		group = r.reduceGroup(group)
		r.alternatives.of[g] = group
		longest = max(longest, r.in.Items[group[len(group)-1]].Minutes)
	}
	return longest
}

// trace adds the items of the best set within count and minutes to the set.
func (r *relaxation) trace(count, minutes int) {
	k, t := count, minutes
	for g, group := range slices.Backward(r.alternatives.of) {
		if len(group) == 0 {
			continue
		}
		if n := r.taken[len(r.classes)+g][k*r.width+t]; n > 0 {
			i := group[n-1]
			r.set = append(r.set, i)
			k, t = k-1, t-r.in.Items[i].Minutes
		}
	}
	for m, class := range slices.Backward(r.classes) {
		if len(class) == 0 {
			continue
		}
		n := int(r.taken[m][k*r.width+t])
		r.set = append(r.set, class[:n]...)
		k, t = k-n, t-n*m
	}
}

// zeroed returns a list of n zeros in the memory of another one, if that is large enough.
func zeroed[T any](list []T, n int) []T {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// addClass extends the knapsack table by the items with m minutes.
func (r *relaxation) addClass(m int, class []int, count, width int) {
	r.prefix = append(r.prefix[:0], 0)
	for _, i := range class {
		r.prefix = append(r.prefix, r.prefix[len(r.prefix)-1]+r.reduced[i])
	}
	r.work += count * width * len(class)
	taken := r.taken[m]
	for k := count; k > 0; k-- {
		best, number := r.best[k*width:(k+1)*width], taken[k*width:(k+1)*width]
		for n := 1; n <= min(len(class), k, (width-1)/m); n++ {
			before, sum := r.best[(k-n)*width:(k-n+1)*width-n*m], r.prefix[n]
			with, which := best[n*m:], number[n*m:]
			for t := range before {
				if v := before[t] + sum; v > with[t] {
					with[t], which[t] = v, uint8(n) //nolint:gosec // at most Count, which is small
				}
			}
		}
	}
}
