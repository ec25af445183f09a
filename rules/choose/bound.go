package choose

import (
	"cmp"
	"slices"
)

// scale makes whole numbers of prices that are fractions of a point.
const scale = 1 << 8

// prices are what quotas, clusters and places cost. They are never negative.
type prices struct {
	require []int64   // gained for each item of a requirement; at most what a missing one costs
	limit   []int64   // paid for each item of a limit
	cluster []int64   // paid for each item of a cluster, by number
	balance int64     // paid for what an item adds to the balance
	place   [][]int64 // for each thing, paid for standing in a place but the last, which is free
}

func (p *prices) clone() *prices {
	c := &prices{require: slices.Clone(p.require), limit: slices.Clone(p.limit), cluster: slices.Clone(p.cluster), balance: p.balance}
	for _, place := range p.place {
		c.place = append(c.place, slices.Clone(place))
	}
	return c
}

// relaxation solves the problem that is left when quotas, clusters and repetition are paid for instead of kept.
type relaxation struct {
	in        *instance
	decisions []decision
	gain      [][]int64 // for each thing and worth, what it brings in its best place
	gainPlace [][]int   // that place
	reduced   []int64
	classes   [][]int // free items by minutes
	best      []int64 // over count and minutes
	taken     [][]uint8
	prefix    []int64
	set       []int
	base      int64 // of the last solution: what does not depend on the items that were free
	count     int   // how many of those there was room for
	minutes   int   // and for how long
	width     int   // of best
	work      int   // steps done
}

// fate is what a node of the search has decided on an item.
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

// solve finds the best set at these prices, and a bound: no set of the node has a greater value.
func (r *relaxation) solve(fixed []decision, p *prices) (bound int64, set []int) {
	r.decisions = fixed
	r.work += len(r.in.Items) * (len(r.in.points) + 1)
	total := r.reduce(p)
	r.set = r.set[:0]
	count, minutes := r.in.Count, r.in.Minutes
	for m := range r.classes {
		r.classes[m] = r.classes[m][:0]
	}
	for i := range r.in.Items {
		switch {
		case fixed[i] == included:
			r.set = append(r.set, i)
			total += r.reduced[i]
			count--
			minutes -= r.in.Items[i].Minutes
		case fixed[i] == undecided && r.reduced[i] >= 0:
			r.classes[r.in.Items[i].Minutes] = append(r.classes[r.in.Items[i].Minutes], i)
		}
	}
	r.base, r.count, r.minutes, r.width = total, count, minutes, 0
	return inPoints(total + r.knapsack(count, minutes)), r.set
}

// inPoints drops the fraction of a point.
func inPoints(scaled int64) int64 { return scaled / scale }

// drop leaves out the free items with which, at the prices of the last solution, no set of the node is worth more than
// so much.
func (r *relaxation) excludeHopeless(fixed []decision, value int64) {
	for i := range r.in.Items {
		if fixed[i] != undecided {
			continue
		}
		left := r.minutes - r.in.Items[i].Minutes
		if r.count < 1 || left < 0 || inPoints(r.base+r.reduced[i]+r.bestOf(r.count-1, left)) <= value {
			fixed[i] = excluded
		}
	}
}

// bestOf is the greatest sum of free items within count and minutes in the last solution.
func (r *relaxation) bestOf(count, minutes int) int64 {
	if r.width == 0 || count == 0 {
		return 0
	}
	return r.best[count*r.width+min(minutes, r.width-1)]
}

// reduce computes what each item brings at these prices, and returns what does not depend on the choice.
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

// bestPlace is what an item brings in the place that suits it best, and that place. The last one is free.
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

// valueOf is what an item brings at these prices.
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

// knapsack takes free items of the greatest sum within count and minutes, and adds them to the set. Of items of the same
// minutes only the best few matter, so it goes by minutes and decides how many of each.
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

// class lets the items of one length join the best sets of those before.
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
