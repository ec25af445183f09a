package choose

import (
	"cmp"
	"slices"
)

// scale is the number of price units per point, so that prices can be integers.
const scale = 1 << 8

// prices are the Lagrange multipliers of quotas, clusters, balance and places, in price units. They are never negative.
type prices struct {
	require []int64   // gained for each item of a requirement; at most the cost of a missing item
	limit   []int64   // paid for each item of a limit
	cluster []int64   // paid for each item of a cluster, by number
	balance int64     // paid for each unit of balance
	place   [][]int64 // by care: paid for taking a place; the last place is free and not listed
}

func (p *prices) clone() *prices {
	c := &prices{require: slices.Clone(p.require), limit: slices.Clone(p.limit), cluster: slices.Clone(p.cluster), balance: p.balance}
	for _, place := range p.place {
		c.place = append(c.place, slices.Clone(place))
	}
	return c
}

// relaxation solves the problem in which quotas, clusters, balance and places are paid for instead of enforced.
type relaxation struct {
	in        *instance
	gain      [][]int64 // by care and level: the value in the best place
	gainPlace [][]int   // by care and level: that place
	reduced   []int64   // by item: its value at the current prices
	classes   [][]int   // undecided items by minutes
	best      []int64   // the knapsack table, by count and minutes
	taken     [][]uint8 // by minutes of the class: how many of it the best set has, by count and minutes
	prefix    []int64   // prefix sums of the values in a class
	set       []int     // the last solution
	base      int64     // the part of the last bound that does not depend on undecided items
	count     int       // how many undecided items the last solution could take
	minutes   int       // the minutes that it had for them
	width     int       // row width of best
	work      int       // steps done
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
	r := &relaxation{in: in, reduced: make([]int64, len(in.Items)), classes: make([][]int, longest+1)}
	for t := range in.points {
		r.gain = append(r.gain, make([]int64, len(in.points[t])))
		r.gainPlace = append(r.gainPlace, make([]int, len(in.points[t])))
	}
	return r
}

// solve returns the best set at these prices and a bound: no set of the node has a greater value. The set is valid until
// the next call.
func (r *relaxation) solve(decisions []decision, p *prices) (bound int64, set []int) {
	r.work += len(r.in.Items) * (len(r.in.points) + 1)
	total := r.reduce(p)
	r.set = r.set[:0]
	count, minutes := r.in.Count, r.in.Minutes
	for m := range r.classes {
		r.classes[m] = r.classes[m][:0]
	}
	for i := range r.in.Items {
		switch {
		case decisions[i] == included:
			r.set = append(r.set, i)
			total += r.reduced[i]
			count--
			minutes -= r.in.Items[i].Minutes
		case decisions[i] == undecided && r.reduced[i] >= 0:
			r.classes[r.in.Items[i].Minutes] = append(r.classes[r.in.Items[i].Minutes], i)
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
		if r.count < 1 || left < 0 || inPoints(r.base+r.reduced[i]+r.bestOf(r.count-1, left)) <= value {
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
			r.gain[t][k], r.gainPlace[t][k] = bestPlace(counts, p.place[t])
		}
		for _, paid := range p.place[t] {
			constant += paid
		}
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
	constant += p.balance * maxBalance
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
	value := int64(it.Score)*scale - p.balance*int64(it.Balance)
	for t, k := range r.in.level[i] {
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
// Among items with the same minutes only the best few matter, so it decides how many to take of each class of minutes.
func (r *relaxation) knapsack(count, minutes int) int64 {
	if count <= 0 || minutes <= 0 {
		return 0
	}
	longest := 0
	for m, class := range r.classes {
		if len(class) == 0 {
			continue
		}
		longest = m
		slices.SortFunc(class, func(a, b int) int { return cmp.Or(cmp.Compare(r.reduced[b], r.reduced[a]), cmp.Compare(a, b)) })
		r.classes[m] = class[:min(len(class), count, minutes/m)]
	}
	minutes = min(minutes, count*longest)
	width := minutes + 1
	r.width = width
	r.best = append(r.best[:0], make([]int64, (count+1)*width)...)
	for len(r.taken) < len(r.classes) {
		r.taken = append(r.taken, nil)
	}
	for m, class := range r.classes {
		if len(class) > 0 {
			r.addClass(m, class, count, width)
		}
	}
	k, t := count, minutes
	for m := len(r.classes) - 1; m > 0; m-- {
		if len(r.classes[m]) == 0 {
			continue
		}
		n := int(r.taken[m][k*width+t])
		r.set = append(r.set, r.classes[m][:n]...)
		k, t = k-n, t-n*m
	}
	return r.best[count*width+minutes]
}

// addClass extends the knapsack table by the items with m minutes.
func (r *relaxation) addClass(m int, class []int, count, width int) {
	r.prefix = append(r.prefix[:0], 0)
	for _, i := range class {
		r.prefix = append(r.prefix, r.prefix[len(r.prefix)-1]+r.reduced[i])
	}
	r.work += count * width * len(class)
	taken := append(r.taken[m][:0], make([]uint8, (count+1)*width)...)
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
	r.taken[m] = taken
}
