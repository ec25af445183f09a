package guard

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// Reach says how far a rule reaches: to how many of the meetings that are counted, and which questions it picks, sorted by ID, of those
// that suit a meeting to which it applies.
type Reach struct {
	Meetings, Of int
	Questions    []string
}

// usualLengths are the lengths that are counted for a rule that looks at the minutes, besides those on both sides of each number that
// it compares them with.
func usualLengths() []int { return []int{5, 10, 15, 20, 30, 45, 60, 90} }

// Reach counts meetings: one for each role, seniority and stage and, on the candidates' side, each single care. A dimension that
// the rule looks at also has the value "not given", and then there are the people asked, and lengths. For a rule that looks at cares,
// aspects or terms there is also a person who named nothing, and one who named all that it looks for; one who named a care counts
// once, whatever aspect or term they meant by it.
func (c *Comparer) Reach(r *Rule) Reach {
	of := c.rule(r)
	s := &reaching{model: c.model, when: of.when}
	looks := looksAt(r)
	root := s.space.all()
	weight := 1
	for _, d := range []int{byPart, bySeniority, byStage} {
		root.values[d] = s.given(d)
		if looks[d] {
			root.values[d].Add(0)
			continue
		}
		weight *= root.values[d].Count()
		root.values[d] = only(root.values[d])
	}
	if !looks[byAskedOf] {
		root.values[byAskedOf] = only(root.values[byAskedOf])
	}
	root.values[byMinutes] = s.lengths(r, looks[byMinutes])
	people := []person{{s.nobody()}}
	if cares := s.space.ofList[cares]; looks[byInterest] {
		people = s.people(of)
	} else if s.space.asker == bank.Candidate {
		weight *= cares.Count()
	}
	total := weight * len(people)
	for d := range root.values {
		total *= root.values[d].Count()
	}
	for _, p := range people {
		s.count(root, p)
	}
	return Reach{Meetings: s.meetings * weight, Of: total, Questions: c.picked(of)}
}

// byInterest stands for the lists of a profile beside its dimensions.
const byInterest = dimensions

// looksAt returns the dimensions that a rule looks at.
func looksAt(r *Rule) map[int]bool {
	looks := map[int]bool{}
	for _, f := range append(r.WhenIs.Fields(), r.PickIs.Fields()...) {
		if f.Object != "profile" {
			continue
		}
		if d, ok := dimensionOf(f.Name); ok {
			looks[d] = true
		} else {
			looks[byInterest] = true
		}
	}
	return looks
}

// reaching counts the meetings in which a condition is true.
type reaching struct {
	*model

	when     *node
	meetings int
}

// person is somebody who named a care, in each way that this may be meant: boxes without open interests.
type person []*box

// given returns the values of a dimension that are given; of the parts of a trade, those of no occupation.
func (s *reaching) given(d int) bitset.Set {
	values := bitset.New(s.space.sizes[d])
	for value := 1; value < s.space.sizes[d]; value++ {
		if d != byPart || s.space.parts[value].occupation == "" {
			values.Add(value)
		}
	}
	return values
}

// only returns a set of the first element of a set, if it has any.
func only(set bitset.Set) bitset.Set {
	one := make(bitset.Set, len(set))
	if i := first(set); i >= 0 {
		one.Add(i)
	}
	return one
}

// lengths returns the lengths that are counted for a rule.
func (s *reaching) lengths(r *Rule, looks bool) bitset.Set {
	set := bitset.New(bank.MaxMinutes)
	if !looks {
		set.Add(usualMinutes - 1)
		return set
	}
	for _, minutes := range append(usualLengths(), besides(r.WhenIs)...) {
		if 1 <= minutes && minutes <= bank.MaxMinutes {
			set.Add(minutes - 1)
		}
	}
	return set
}

// besides returns the lengths on both sides of each number that a condition compares the minutes with.
func besides(c *lang.Condition) []int {
	var list []int
	if c.Form == lang.Between && c.Left == (lang.Field{Object: "profile", Name: "minutes"}) {
		list = append(list, c.Low-1, c.Low, c.High, c.High+1)
	}
	for i := range c.Parts {
		list = append(list, besides(&c.Parts[i])...)
	}
	return list
}

// nobody returns the box of those who named nothing.
func (s *reaching) nobody() *box {
	b := s.space.all()
	b.lacks.Fill(len(s.space.interests))
	return b
}

// naming returns the box of those who named just these.
func (s *reaching) naming(interests ...int) *box {
	b := s.nobody()
	for _, i := range interests {
		b.has.Add(i)
		b.lacks.Remove(i)
	}
	return b
}

// people returns those that are counted for a rule that looks at what somebody named.
func (s *reaching) people(of *compared) []person {
	sought := bitset.New(len(s.space.interests))
	of.applies.eachCount(func(n *node) { sought.Or(n.open) })
	people := []person{{s.nobody()}}
	terms := common(sought, s.space.ofList[terms])
	s.space.ofList[cares].Each(func(care int) {
		p := person{s.naming(care)}
		for _, aspect := range s.space.interests[care].within {
			if sought.Has(aspect) {
				p = append(p, s.naming(care, aspect))
			}
		}
		terms.Each(func(term int) { p = append(p, s.naming(care, term)) })
		people = append(people, p)
	})
	var named []int
	for _, i := range elements(sought) {
		if len(named) >= mostNamed/2 {
			break
		}
		if at := &s.space.interests[i]; at.list == aspects && !slices.Contains(named, at.care) {
			named = append(named, at.care)
		}
		if !slices.Contains(named, i) {
			named = append(named, i)
		}
	}
	if sought.Count() > 1 {
		people = append(people, person{s.naming(named...)})
	}
	return people
}

// eachCount calls f for each condition on a list in a condition.
func (n *node) eachCount(f func(*node)) {
	if n.form == byCount || n.form == opaque {
		f(n)
	}
	for _, part := range n.parts {
		part.eachCount(f)
	}
}

// count adds the meetings of a box, by their dimensions, in which the condition is true for a person, however they mean it.
func (s *reaching) count(b *box, p person) {
	var open *box
	for _, meant := range p {
		at := *b
		at.has, at.lacks = meant.has, meant.lacks
		switch s.at(s.when, &at, -1) {
		case always:
			n := 1
			for d := range b.values {
				n *= b.values[d].Count()
			}
			s.meetings += n
			return
		case undecided:
			open = &at
		case never:
		}
	}
	if open == nil {
		return
	}
	for _, part := range s.space.cutUp(open, s.cutFor(s.when, open, -1)) {
		s.count(part, p)
	}
}

// picked returns the questions that a rule picks in at least one meeting that they suit.
func (c *Comparer) picked(of *compared) []string {
	p := &picking{model: c.model, rule: of, found: bitset.New(len(c.model.envs)), left: c.model.most}
	p.visit(c.model.space.all(), c.model.whole())
	ids := []string{}
	p.found.Each(func(q int) { ids = append(ids, c.model.side.Questions[q].ID) })
	slices.Sort(ids)
	return ids
}

// picking finds the questions that a rule picks.
type picking struct {
	*model

	rule  *compared
	found bitset.Set
	left  int // boxes
}

func (p *picking) visit(b *box, g *ground) {
	if p.left == 0 {
		return
	}
	p.left--
	mark := p.used
	picks := p.bounds(p.rule.applies, b)
	p.found.Or(common(picks.sure, g.suits))
	open := common(picks.maybe, g.suits)
	p.used = mark
	open.AndNot(p.found)
	q := first(open)
	if q < 0 {
		return
	}
	c := p.cutFor(p.rule.applies, b, q)
	for _, part := range p.space.cutUp(b, c) {
		p.visit(part, g.in(part))
	}
}
