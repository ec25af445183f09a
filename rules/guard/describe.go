package guard

import (
	"fmt"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/bitset"
)

// described returns the boxes that were found, one for each set of rules that takes the questions of some away: the widest.
func (f *finder) described() []Lost {
	var widest []*box
	var list []Lost
	at := map[string]int{}
	for _, b := range f.found {
		point := f.space.point(b)
		ids := f.culprits(point, f.suiting(point))
		i, known := at[strings.Join(ids, " ")]
		switch {
		case !known:
			at[strings.Join(ids, " ")] = len(list)
			list, widest = append(list, Lost{Rules: ids}), append(widest, b)
			continue
		case f.space.width(b) > f.space.width(widest[i]):
			widest[i] = b
		}
		list[i].More++
	}
	for i := range list {
		f.describe(&list[i], f.simplified(widest[i]))
	}
	return list
}

// simplified returns a box of lost meetings with fewer interests that are named, and fewer that are not.
func (f *finder) simplified(b *box) *box {
	for _, i := range slices.Backward(elements(b.has)) {
		if slices.ContainsFunc(f.space.interests[i].within, b.has.Has) {
			continue
		}
		simpler := *b
		simpler.has, simpler.lacks = slices.Clone(b.has), slices.Clone(b.lacks)
		simpler.has.Remove(i)
		simpler.lacks.Add(i)
		if f.isLost(&simpler) {
			b = &simpler
		}
	}
	for _, i := range elements(b.lacks) {
		simpler := *b
		simpler.lacks = slices.Clone(b.lacks)
		simpler.lacks.Remove(i)
		if f.isLost(&simpler) {
			b = &simpler
		}
	}
	return b
}

// isLost reports whether certainly all meetings of a box are lost.
func (f *finder) isLost(b *box) bool {
	alone := *f
	alone.found = nil
	alone.judge(b, f.now.view(b))
	return len(alone.found) > 0
}

// width says how many meetings a box has, by their dimensions alone.
func (s *space) width(b *box) float64 {
	width := 1.0
	for d := range b.values {
		width *= float64(b.values[d].Count())
	}
	return width
}

// describe fills in what there is to say about a box of lost meetings.
func (f *finder) describe(l *Lost, b *box) {
	l.Example, l.Where = f.space.example(b), f.space.phrases(b)
	point := f.space.point(b)
	suiting := f.suiting(point)
	l.Before, l.Suiting = f.before(point).view(point).left.sure.Count(), suiting.Count()
	l.Rules = f.culprits(point, suiting)
}

// suiting returns the questions that suit one meeting, before any rule: those that it has time for or, if there are none, all.
func (f *finder) suiting(point *box) bitset.Set {
	bare := f.bare.view(point)
	if suiting := bare.suiting.sure; !isEmpty(suiting) {
		return suiting
	}
	return bare.untimed().sure
}

// point returns a box of one meeting of a box: the example.
func (s *space) point(b *box) *box {
	p := &box{has: b.has, lacks: bitset.New(len(s.interests))}
	p.lacks.Fill(len(s.interests))
	p.lacks.AndNot(b.has)
	example := s.example(b)
	for d := range p.values {
		p.values[d] = bitset.New(s.sizes[d])
		b.values[d].Each(func(value int) {
			m := example
			s.set(&m, d, value)
			if isEmpty(p.values[d]) && same(&m, &example) {
				p.values[d].Add(value)
			}
		})
	}
	return p
}

// same reports whether two meetings have the same value in every dimension.
func same(a, b *Meeting) bool {
	return a.Role == b.Role && a.Occupation == b.Occupation && a.Seniority == b.Seniority && a.Stage == b.Stage && a.AskedOf == b.AskedOf &&
		a.Minutes == b.Minutes
}

// culprits returns rules that together remove all of the questions in one meeting, without one that could be left out. Rules that
// were there before are left out first.
func (f *finder) culprits(point *box, questions bitset.Set) []string {
	type removal struct {
		rule  *modelRule
		picks bitset.Set
	}
	var removing []removal
	for _, r := range f.now.rules {
		if f.now.at(r.when, point, -1) != always {
			continue
		}
		mark := f.now.used
		picks := slices.Clone(f.now.bounds(r.pick, point).sure)
		f.now.used = mark
		if picks.And(questions); !isEmpty(picks) {
			removing = append(removing, removal{r, picks})
		}
	}
	isOld := func(r removal) bool {
		return slices.ContainsFunc(f.then.rules, func(o *modelRule) bool { return o.ID == r.rule.ID && o.When == r.rule.When && o.Pick == r.rule.Pick })
	}
	slices.SortStableFunc(removing, func(a, b removal) int { return order(isOld(b)) - order(isOld(a)) })
	for i := 0; i < len(removing); {
		rest := slices.Delete(slices.Clone(removing), i, i+1)
		covered := bitset.New(len(f.now.envs))
		for _, r := range rest {
			covered.Or(r.picks)
		}
		if questions.Within(covered) {
			removing = rest
		} else {
			i++
		}
	}
	var ids []string
	for _, r := range removing {
		ids = append(ids, r.rule.ID)
	}
	slices.Sort(ids)
	return ids
}

func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

// phrases says in which dimensions and interests the meetings of a box are alike.
func (s *space) phrases(b *box) []string {
	var list []string
	if parts := s.partsPhrase(b.values[byPart]); parts != "" {
		list = append(list, parts)
	}
	for _, d := range []int{bySeniority, byStage, byAskedOf} {
		var has, lacks []string
		for value, text := range s.texts[d] {
			if b.values[d].Has(value) {
				has = append(has, text)
			} else {
				lacks = append(lacks, text)
			}
		}
		if p := phrase([...]string{bySeniority: "seniority", byStage: "stage", byAskedOf: "asked_of"}[d], has, lacks); p != "" {
			list = append(list, p)
		}
	}
	if minutes := minutesPhrase(b.values[byMinutes]); minutes != "" {
		list = append(list, minutes)
	}
	if named := s.names(b.has, true); len(named) > 0 {
		list = append(list, "named: "+strings.Join(named, ", "))
	}
	if unnamed := s.names(b.lacks, false); len(unnamed) > 0 {
		if len(unnamed) > mostListed {
			unnamed = append(unnamed[:mostListed], fmt.Sprintf("and %d more", len(unnamed)-mostListed))
		}
		list = append(list, "not named: "+strings.Join(unnamed, ", "))
	}
	return list
}

// mostListed is how many values a phrase lists.
const mostListed = 4

// partsPhrase says which parts of trades a box has; "" if it has all.
func (s *space) partsPhrase(values bitset.Set) string {
	var has, lacks []string
	for i := 0; i < len(s.parts); {
		next := i
		var within, beyond []string
		for ; next < len(s.parts) && s.parts[next].role == s.parts[i].role; next++ {
			name := s.parts[next].role
			if occupation := s.parts[next].occupation; occupation != "" {
				name += "/" + occupation
			}
			if values.Has(next) {
				within = append(within, name)
			} else {
				beyond = append(beyond, name)
			}
		}
		switch {
		case len(beyond) == 0:
			has = append(has, s.parts[i].role)
		case len(within) == 0:
			lacks = append(lacks, s.parts[i].role)
		default:
			has, lacks = append(has, within...), append(lacks, beyond...)
		}
		i = next
	}
	return phrase("role", has, lacks)
}

// phrase says which values of a dimension a box has; "" if it has all.
func phrase(what string, has, lacks []string) string {
	for _, list := range [][]string{has, lacks} {
		if i := slices.Index(list, ""); i >= 0 {
			list[i] = "none given"
		}
	}
	switch {
	case len(lacks) == 0:
		return ""
	case len(has) <= mostListed || len(has) <= len(lacks) && len(has) <= 2*mostListed:
		return what + " " + strings.Join(has, " or ")
	case len(lacks) <= mostListed:
		return fmt.Sprintf("any %s but %s", what, strings.Join(lacks, " and "))
	}
	return fmt.Sprintf("%s %s or %d others", what, strings.Join(has[:mostListed-1], ", "), len(has)-mostListed+1)
}

// minutesPhrase says which lengths a box has; "" if it has all.
func minutesPhrase(values bitset.Set) string {
	low, high, n := first(values)+1, 0, values.Count()
	values.Each(func(value int) { high = value + 1 })
	switch {
	case n != high-low+1:
		return fmt.Sprintf("%d to %d minutes, but not each of them", low, high)
	case low == high:
		return MinutesText(low)
	case low == 1 && high >= bank.MaxMinutes:
		return ""
	case low == 1:
		return fmt.Sprintf("%d minutes or less", high)
	case high >= bank.MaxMinutes:
		return fmt.Sprintf("%d minutes or more", low)
	}
	return fmt.Sprintf("%d to %d minutes", low, high)
}

// MinutesText returns a number of minutes in words: "1 minute", "15 minutes".
func MinutesText(minutes int) string {
	if minutes == 1 {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", minutes)
}

// names returns the IDs of interests that a person named, or did not name: of a care and its aspects, only what says most.
func (s *space) names(interests bitset.Set, named bool) []string {
	var list []string
	interests.Each(func(i int) {
		at := &s.interests[i]
		implied := named && slices.ContainsFunc(at.within, interests.Has) || !named && at.list == aspects && interests.Has(at.care)
		if !implied {
			list = append(list, at.id)
		}
	})
	return list
}
