package choose_test

import (
	stdcmp "cmp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"twoway/rules/choose"
)

// chooseCase is a problem, the items that must be chosen, and how many of them each requirement must get.
type chooseCase struct {
	problem     choose.Problem
	chosen, got []int
}

// item is an item that only has minutes and a score.
func item(minutes, score int) choose.Item { return choose.Item{Minutes: minutes, Score: score} }

func TestChoose(t *testing.T) {
	checkChoose(t, map[string]chooseCase{
		"no items":           {choose.Problem{Count: 3, Minutes: 10}, nil, []int{}},
		"the highest scores": {choose.Problem{Count: 2, Minutes: 10, Items: []choose.Item{item(1, 5), item(1, 9), item(1, 7)}}, []int{1, 2}, []int{}},
		"within the minutes": {choose.Problem{Count: 3, Minutes: 4, Items: []choose.Item{item(3, 9), item(3, 8), item(1, 1)}}, []int{0, 2}, []int{}},
		"no negative score":  {choose.Problem{Count: 3, Minutes: 9, Items: []choose.Item{item(1, 0), item(1, -4), item(1, 1)}}, []int{0, 2}, []int{}},
		"ties by Tie":        {choose.Problem{Count: 1, Minutes: 9, Items: []choose.Item{{Minutes: 2, Score: 5, Tie: 9}, {Minutes: 2, Score: 5, Tie: 3}}}, []int{1}, []int{}},
		"the second item for a care counts less": {
			choose.Problem{Count: 2, Minutes: 9, Repeat: []int{100, 50}, Items: []choose.Item{
				{Minutes: 1, Serves: []int{10, 0}}, {Minutes: 1, Serves: []int{9, 0}}, {Minutes: 1, Serves: []int{0, 6}},
			}},
			[]int{0, 2},
			[]int{},
		},
	})
}

func TestChooseWithRequirements(t *testing.T) {
	checkChoose(t, map[string]chooseCase{
		"a requirement before score": {
			choose.Problem{Count: 1, Minutes: 9, Require: []int{1}, Items: []choose.Item{
				item(1, 50), {Minutes: 1, Score: -5, Requires: []int{0}},
			}},
			[]int{1},
			[]int{1},
		},
		"a requirement that falls short": {
			choose.Problem{Count: 3, Minutes: 9, Require: []int{2}, Items: []choose.Item{item(1, 5), {Minutes: 2, Score: 1, Requires: []int{0}}}},
			[]int{0, 1},
			[]int{1},
		},
		"minutes left for every requirement": {
			choose.Problem{Count: 2, Minutes: 6, Require: []int{1, 1}, Items: []choose.Item{
				{Minutes: 5, Score: 90, Requires: []int{0}},
				{Minutes: 3, Score: 1, Requires: []int{0}},
				{Minutes: 3, Score: 1, Requires: []int{1}},
				{Minutes: 3, Score: 1, Requires: []int{1}},
			}},
			[]int{1, 2},
			[]int{1, 1},
		},
	})
}

func TestChooseWithLimitsAndBalance(t *testing.T) {
	checkChoose(t, map[string]chooseCase{
		"no more than a limit allows": {
			choose.Problem{Count: 3, Minutes: 9, Limit: []int{1}, Items: []choose.Item{
				{Minutes: 1, Score: 9, Limits: []int{0}}, {Minutes: 1, Score: 8, Limits: []int{0}}, item(1, 1),
			}},
			[]int{0, 2},
			[]int{},
		},
		"one heavy item without separators": {
			choose.Problem{Count: 5, Minutes: 9, Items: []choose.Item{
				{Minutes: 1, Score: 9, Balance: 1}, {Minutes: 1, Score: 8, Balance: 1}, {Minutes: 1, Score: 7, Balance: 1},
			}},
			[]int{0},
			[]int{},
		},
		"a separator that costs less than the item it admits": {
			choose.Problem{Count: 5, Minutes: 9, Items: []choose.Item{
				{Minutes: 1, Score: 9, Balance: 1}, {Minutes: 1, Score: 8, Balance: 1}, {Minutes: 1, Score: 2, Balance: 1}, {Minutes: 1, Score: -3, Balance: -1},
			}},
			[]int{0, 1, 3},
			[]int{},
		},
	})
}

func checkChoose(t *testing.T, cases map[string]chooseCase) {
	t.Helper()
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			got := choose.Choose(tt.problem)
			if diff := cmp.Diff([][]int{tt.chosen, tt.got}, [][]int{got.Chosen, got.Got}, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("chosen and got (-want +got):\n%s", diff)
			}
			if got.Score != got.Bound {
				t.Errorf("got score %d and bound %d, want them equal", got.Score, got.Bound)
			}
		})
	}
}

// problem draws a random problem with few items, so that every set can be tried.
func problem(t *rapid.T) choose.Problem {
	small := rapid.IntRange(0, 3)
	p := choose.Problem{
		Count: rapid.IntRange(1, 5).Draw(t, "count"), Minutes: rapid.IntRange(1, 20).Draw(t, "minutes"),
		Require: rapid.SliceOfN(rapid.IntRange(1, 3), 0, 2).Draw(t, "require"), Limit: rapid.SliceOfN(small, 0, 4).Draw(t, "limit"),
		Repeat: []int{100, 60, 20},
	}
	quotas := func(n int, what string) []int {
		var list []int
		for i := range n {
			if rapid.Bool().Draw(t, what) {
				list = append(list, i)
			}
		}
		return list
	}
	// Limits on the first few items are subsets of each other, and sometimes equal.
	first := make([]int, len(p.Limit))
	for l := range first {
		first[l] = rapid.SampledFrom([]int{-1, -1, 1, 2, 3, 5, 12}).Draw(t, "first")
	}
	limits := func(item int) []int {
		var list []int
		for l, n := range first {
			if item < n || n < 0 && rapid.Bool().Draw(t, "limits") {
				list = append(list, l)
			}
		}
		return list
	}
	balances := rapid.SampledFrom([][]int{{0}, {1, -1}, {1, 1, 1, 0, -1}}).Draw(t, "balances")
	for range rapid.SampledFrom([]int{0, 0, 1, 3, 5}).Draw(t, "goals") {
		p.Goals = append(p.Goals, rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(t, "wanted"))
	}
	for range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "spreads") {
		p.Spread = append(p.Spread, choose.Spread{Most: rapid.IntRange(1, 2).Draw(t, "most")})
	}
	for i := range rapid.IntRange(0, 11).Draw(t, "items") {
		p.Items = append(p.Items, choose.Item{
			Minutes: rapid.IntRange(1, 8).Draw(t, "minutes"), Score: rapid.IntRange(-20, 60).Draw(t, "score"),
			Serves:   []int{10 * small.Draw(t, "first"), 10 * small.Draw(t, "second")},
			Requires: quotas(len(p.Require), "requires"), Limits: limits(i), Tie: uint64(i) * 7919 % 31, Cluster: max(0, rapid.IntRange(-3, 2).Draw(t, "cluster")),
			Balance: rapid.SampledFrom(balances).Draw(t, "balance"),
			Meets:   quotas(len(p.Goals), "meets"), Spreads: quotas(len(p.Spread), "spreads"),
		})
	}
	return p
}

// allowed reports whether a set of items respects every bound.
func allowed(p choose.Problem, chosen []int) bool {
	minutes, used, clusters := 0, make([]int, len(p.Limit)), map[int]bool{}
	balance := 0
	for _, i := range chosen {
		if c := p.Items[i].Cluster; clusters[c] {
			return false
		} else if c != 0 {
			clusters[c] = true
		}
		balance += p.Items[i].Balance
		minutes += p.Items[i].Minutes
		for _, limit := range p.Items[i].Limits {
			used[limit]++
		}
	}
	for i := range used {
		if used[i] > p.Limit[i] {
			return false
		}
	}
	return len(chosen) <= p.Count && minutes <= p.Minutes && balance <= 1
}

// met returns how many chosen items count for each requirement.
func met(p choose.Problem, chosen []int) []int {
	got := make([]int, len(p.Require))
	for _, i := range chosen {
		for _, quota := range p.Items[i].Requires {
			got[quota]++
		}
	}
	return got
}

func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := problem(t)
		r := choose.Choose(p)
		if !allowed(p, r.Chosen) {
			t.Fatalf("%+v: %v breaks a bound", p, r.Chosen)
		}
		if diff := cmp.Diff(met(p, r.Chosen), r.Got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%+v: items per requirement (-counted +reported):\n%s", p, diff)
		}
	})
}

// TestOrderOfInputDoesNotMatter chooses from the same items in another order and compares.
func TestOrderOfInputDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := problem(t)
		order := rapid.Permutation(indices(len(p.Items))).Draw(t, "order")
		other := p
		other.Items = nil
		for _, i := range order {
			other.Items = append(other.Items, p.Items[i])
		}
		var back []int
		for _, i := range choose.Choose(other).Chosen {
			back = append(back, order[i])
		}
		slices.Sort(back)
		if diff := cmp.Diff(choose.Choose(p).Chosen, back); diff != "" {
			t.Fatalf("%+v (-in order +in order %v):\n%s", p, order, diff)
		}
	})
}

// TestBest compares the choice with every possible set, by the number of missing items, the missing items of earlier
// requirements, and worth. These problems are small enough for the default effort, so score and bound are both optimal.
func TestBest(t *testing.T) {
	for range 5 { // 100 problems each
		rapid.Check(t, isBest)
	}
}

// isBest checks one random problem.
func isBest(t *rapid.T) {
	p := problem(t)
	if rapid.Bool().Draw(t, "linear") {
		p.Repeat = nil
	}
	got := choose.Choose(p)
	want := goodness{}
	for set := range 1 << len(p.Items) {
		if chosen := members(set, len(p.Items)); allowed(p, chosen) {
			if g := good(p, chosen); want.lacks == nil || g.compare(want) > 0 {
				want = g
			}
		}
	}
	reached := good(p, got.Chosen)
	if got.Score != want.worth || got.Bound != want.worth {
		t.Fatalf("%+v: %v: score %d, bound %d; the best is worth %d", p, got.Chosen, got.Score, got.Bound, want.worth)
	}
	if diff := cmp.Diff(want.lacks, reached.lacks); diff != "" {
		t.Fatalf("%+v: %v; missing per requirement (-best +got):\n%s", p, got.Chosen, diff)
	}
	if reached.compare(want) != 0 {
		t.Fatalf("%+v: %v is %+v; the best is %+v", p, got.Chosen, reached, want)
	}
	for goal, o := range got.Goals {
		if o.Reached != (want.misses[goal] == 0) || o.Possible != o.Reached {
			t.Fatalf("%+v: goal %d: %+v; misses of the best set: %v", p, goal, o, want.misses)
		}
	}
}

// goodness orders sets: fewer missing items, then fewer missing from earlier requirements, then earlier goals, then fewer items
// too many of earlier groups, then greater worth.
type goodness struct {
	missing int
	lacks   []int // by requirement
	misses  []int // by goal: 1 if it is not reached
	excess  []int // by group
	worth   int
}

func good(p choose.Problem, chosen []int) goodness {
	g := goodness{lacks: []int{}, misses: []int{}, excess: []int{}}
	for goal, wanted := range p.Goals {
		for _, i := range chosen {
			if slices.Contains(p.Items[i].Meets, goal) {
				wanted--
			}
		}
		g.misses = append(g.misses, min(1, max(0, wanted)))
	}
	for s, spread := range p.Spread {
		held := 0
		for _, i := range chosen {
			if slices.Contains(p.Items[i].Spreads, s) {
				held++
			}
		}
		g.excess = append(g.excess, max(0, held-spread.Most))
	}
	for r, got := range met(p, chosen) {
		lack := max(0, p.Require[r]-got)
		g.missing += lack
		g.lacks = append(g.lacks, lack)
	}
	served := map[int][]int{}
	for _, i := range chosen {
		g.worth += p.Items[i].Score
		for care, points := range p.Items[i].Serves {
			served[care] = append(served[care], points)
		}
	}
	for _, points := range served {
		slices.Sort(points)
		slices.Reverse(points)
		for place, n := range points {
			percent := 100
			if len(p.Repeat) > 0 {
				percent = p.Repeat[min(place, len(p.Repeat)-1)]
			}
			g.worth += n * percent / 100
		}
	}
	return g
}

func (g goodness) compare(h goodness) int {
	return stdcmp.Or(stdcmp.Compare(h.missing, g.missing), slices.Compare(h.lacks, g.lacks), slices.Compare(h.misses, g.misses),
		slices.Compare(h.excess, g.excess), stdcmp.Compare(g.worth, h.worth))
}

// members returns the items of a set given as bits.
func members(set, n int) []int {
	var list []int
	for i := range n {
		if set&(1<<i) != 0 {
			list = append(list, i)
		}
	}
	return list
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
