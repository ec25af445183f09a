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
	var list []Lost
	widths := map[string]float64{}
	at := map[string]int{}
	for _, b := range f.found {
		l := f.describe(b)
		key, width := strings.Join(l.Rules, " "), f.space.width(b)
		i, known := at[key]
		switch {
		case !known:
			at[key], widths[key] = len(list), width
			list = append(list, l)
		case width > widths[key]:
			l.More, widths[key] = list[i].More+1, width
			list[i] = l
		default:
			list[i].More++
		}
	}
	return list
}

// width says how many meetings a box has, by their dimensions alone.
func (s *space) width(b *box) float64 {
	width := 1.0
	for d := range b.values {
		width *= float64(b.values[d].Count())
	}
	return width
}

func (f *finder) describe(b *box) Lost {
	l := Lost{Example: f.space.example(b), Where: f.space.phrases(b)}
	point := f.space.point(b)
	now, then := f.now.bare().view(point), f.before(point).view(point)
	suiting := now.suiting.sure
	if isEmpty(suiting) {
		suiting = now.untimed().sure
	}
	l.Before, l.Suiting = then.left.sure.Count(), suiting.Count()
	l.Rules = f.culprits(point, suiting)
	return l
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
		picks := slices.Clone(f.now.bounds(r.pick, point).sure)
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
	add := func(d int, what string, name func(value int) string) {
		if phrase := s.phrase(b.values[d], s.sizes[d], what, name); phrase != "" {
			list = append(list, phrase)
		}
	}
	add(byPart, "role", func(value int) string {
		p := s.parts[value]
		if p.occupation != "" {
			return p.role + "/" + p.occupation
		}
		return p.role
	})
	for _, d := range []int{bySeniority, byStage, byAskedOf} {
		add(d, [...]string{bySeniority: "seniority", byStage: "stage", byAskedOf: "asked_of"}[d], func(value int) string { return s.texts[d][value] })
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

// phrase says which values of a dimension a box has; "" if it has all.
func (s *space) phrase(values bitset.Set, size int, what string, name func(value int) string) string {
	var has, lacks []string
	for value := range size {
		text := name(value)
		if text == "" {
			text = "none given"
		}
		if values.Has(value) {
			has = append(has, text)
		} else {
			lacks = append(lacks, text)
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
		return fmt.Sprintf("%d minutes", low)
	case low == 1 && high >= bank.MaxMinutes:
		return ""
	case low == 1:
		return fmt.Sprintf("%d minutes or less", high)
	case high >= bank.MaxMinutes:
		return fmt.Sprintf("%d minutes or more", low)
	}
	return fmt.Sprintf("%d to %d minutes", low, high)
}

// names returns the IDs of interests that a person named, or did not name: of a care and its aspects, only what says most.
func (s *space) names(interests bitset.Set, named bool) []string {
	var list []string
	interests.Each(func(i int) {
		at := &s.interests[i]
		implied := named && slices.ContainsFunc(at.within, interests.Has) || !named && at.list == "aspects" && interests.Has(at.care)
		if !implied {
			list = append(list, at.id)
		}
	})
	return list
}
