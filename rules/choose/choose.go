// Package choose picks the members of a set: at most so many, within so many minutes, with what is required and no more
// than what is allowed, worth as much as can be found.
//
// It knows numbers alone. Requirements come first, the scarcest before the others, and room is kept for those that are
// still open; then what is worth most for what is already chosen, because the second question on the same thing counts
// less than the first. Everything is integers and in a total order, so the same input gives the same set everywhere.
package choose

import (
	"cmp"
	"slices"
)

// Item is a question that may be chosen. Score is its rules' points; Serves[i] is what it is worth, in points, for the
// i-th thing that the person cares about. Requires and Limits hold indices of the quotas that it counts for, ascending.
type Item struct {
	Minutes  int
	Score    int
	Serves   []int
	Requires []int
	Limits   []int
	Tie      uint64 // decides between equals; the smaller wins
}

// Problem is what to choose from, and within which bounds.
type Problem struct {
	Items   []Item
	Count   int
	Minutes int
	Require []int // how many each requirement wants
	Limit   []int // how many each limit allows
	Repeat  []int // percentage that the first, second, … item serving the same thing counts; later ones count the last
}

// Result is what was chosen, as indices into Items in ascending order, and how many each requirement got.
type Result struct {
	Chosen []int
	Got    []int
}

// Choose solves a problem. It never exceeds count, minutes or limits; a requirement that cannot be met gets as many as
// fit. An item worth less than nothing is left out unless it is required.
func Choose(p Problem) Result {
	s := &solver{
		p: p, got: make([]int, len(p.Require)), used: make([]int, len(p.Limit)), taken: make([]bool, len(p.Items)),
		missing: slices.Clone(p.Require),
	}
	s.served = make([]int, s.things())
	for s.count < p.Count {
		i := s.next()
		if i < 0 {
			break
		}
		s.take(i)
	}
	return s.result()
}

type solver struct {
	p       Problem
	taken   []bool
	got     []int // per requirement
	missing []int // per requirement, what is still wanted and thought possible
	used    []int // per limit
	served  []int // per thing that the person cares about
	count   int
	minutes int
}

func (s *solver) things() int {
	n := 0
	for _, it := range s.p.Items {
		n = max(n, len(it.Serves))
	}
	return n
}

// next is the item to take: for the scarcest open requirement, else the one worth most; −1 if none is left.
func (s *solver) next() int {
	for {
		quota := s.scarcest()
		if quota < 0 {
			return s.best(func(i int) bool { return s.worth(i) >= 0 })
		}
		if i := s.best(func(i int) bool { return slices.Contains(s.p.Items[i].Requires, quota) }); i >= 0 {
			return i
		}
		s.missing[quota] = 0 // nothing left for it: a shortfall
	}
}

// scarcest is the open requirement with the fewest items left for it, −1 if none is open.
func (s *solver) scarcest() int {
	scarcest, fewest := -1, 0
	for quota, wanted := range s.missing {
		if wanted <= 0 {
			continue
		}
		left := 0
		for i, it := range s.p.Items {
			if s.fits(i) && slices.Contains(it.Requires, quota) {
				left++
			}
		}
		if scarcest < 0 || left-wanted < fewest {
			scarcest, fewest = quota, left-wanted
		}
	}
	return scarcest
}

// best is the fitting item of greatest worth among those that pass; equals go to the shorter, then by tie, then by
// index. An item that would leave no room for the open requirements is taken only if every other would too, and then
// the shortest, so that they fall short by as little as can be.
func (s *solver) best(passes func(i int) bool) int {
	best, bestKeeps := -1, false
	for i := range s.p.Items {
		if !s.fits(i) || !passes(i) {
			continue
		}
		keeps := s.keepsRoom(i)
		switch {
		case best < 0, keeps && !bestKeeps, keeps && s.less(best, i), !keeps && !bestKeeps && s.longer(best, i):
			best, bestKeeps = i, keeps
		}
	}
	return best
}

func (s *solver) less(a, b int) bool {
	x, y := s.p.Items[a], s.p.Items[b]
	return cmp.Or(
		cmp.Compare(s.worth(a), s.worth(b)),
		cmp.Compare(y.Minutes, x.Minutes),
		cmp.Compare(y.Tie, x.Tie),
		cmp.Compare(b, a),
	) < 0
}

// longer tells whether item a is longer than b, or as long and the lesser.
func (s *solver) longer(a, b int) bool {
	if x, y := s.p.Items[a].Minutes, s.p.Items[b].Minutes; x != y {
		return x > y
	}
	return s.less(a, b)
}

func (s *solver) fits(i int) bool {
	it := s.p.Items[i]
	if s.taken[i] || s.count >= s.p.Count || s.minutes+it.Minutes > s.p.Minutes {
		return false
	}
	return !slices.ContainsFunc(it.Limits, func(limit int) bool { return s.used[limit] >= s.p.Limit[limit] })
}

// keepsRoom tells whether, after item i, the shortest items for each requirement still open would fit.
func (s *solver) keepsRoom(i int) bool {
	count, minutes := s.count+1, s.minutes+s.p.Items[i].Minutes
	for quota, wanted := range s.missing {
		if slices.Contains(s.p.Items[i].Requires, quota) {
			wanted--
		}
		for _, m := range s.shortest(quota, i, wanted) {
			count++
			minutes += m
		}
	}
	return count <= s.p.Count && minutes <= s.p.Minutes
}

// shortest are the minutes of the n shortest items left for a requirement, without item i.
func (s *solver) shortest(quota, i, n int) []int {
	if n <= 0 {
		return nil
	}
	var minutes []int
	for j, it := range s.p.Items {
		if j != i && s.fits(j) && slices.Contains(it.Requires, quota) {
			minutes = append(minutes, it.Minutes)
		}
	}
	slices.Sort(minutes)
	return minutes[:min(n, len(minutes))]
}

// worth is what an item adds to what is already chosen.
func (s *solver) worth(i int) int {
	it := s.p.Items[i]
	worth := it.Score
	for thing, points := range it.Serves {
		worth += points * s.repeat(s.served[thing]) / 100
	}
	return worth
}

func (s *solver) repeat(times int) int {
	if len(s.p.Repeat) == 0 {
		return 100
	}
	return s.p.Repeat[min(times, len(s.p.Repeat)-1)]
}

func (s *solver) take(i int) {
	it := s.p.Items[i]
	s.taken[i] = true
	s.count++
	s.minutes += it.Minutes
	for thing, points := range it.Serves {
		if points > 0 {
			s.served[thing]++
		}
	}
	for _, quota := range it.Requires {
		s.got[quota]++
		s.missing[quota]--
	}
	for _, limit := range it.Limits {
		s.used[limit]++
	}
}

func (s *solver) result() Result {
	r := Result{Got: s.got}
	for i, taken := range s.taken {
		if taken {
			r.Chosen = append(r.Chosen, i)
		}
	}
	return r
}
