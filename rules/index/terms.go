package index

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// domains numbers the values of each dimension and the interests. Value 0 of a dimension is "not given"; the last value
// stands for everything that no rule can name.
type domains struct {
	sizes     [dimensions]int
	ids       [dimensions]map[string]int // of all but byMinutes
	levels    []int                      // of the values of bySeniority
	works     []string                   // of the values of byRole
	care      map[string]int
	aspect    map[string]int
	interests int
}

func newDomains(v *bank.Vocabulary) domains {
	d := domains{care: map[string]int{}, aspect: map[string]int{}}
	for _, kind := range []struct {
		dimension int
		name      string
	}{{byRole, "role"}, {bySeniority, "seniority"}, {byStage, "stage"}, {byAskedOf, "asked_of"}} {
		ids := map[string]int{"": 0}
		for _, t := range v.Terms()[kind.name] {
			ids[t.ID] = len(ids)
		}
		d.ids[kind.dimension] = ids
		d.sizes[kind.dimension] = len(ids) + 1
	}
	d.levels = make([]int, d.sizes[bySeniority]) // several seniorities may have one level
	for _, s := range v.Seniorities {
		d.levels[d.ids[bySeniority][s.ID]] = s.Level
	}
	d.works = make([]string, d.sizes[byRole])
	for _, r := range v.Roles {
		d.works[d.ids[byRole][r.ID]] = string(r.Work)
	}
	d.sizes[byMinutes] = maxMinutes + 2
	for _, c := range v.Cares {
		d.care[c.ID] = d.interests
		d.interests++
	}
	for _, c := range v.Cares {
		for _, a := range c.Aspects {
			d.aspect[a.ID] = d.interests
			d.interests++
		}
	}
	return d
}

// locate returns the value of a meeting in each dimension.
func (d *domains) locate(p *lang.Profile) [dimensions]int {
	var at [dimensions]int
	at[byRole], at[byStage], at[byAskedOf] = d.value(byRole, p.Role), d.value(byStage, p.Stage), d.value(byAskedOf, p.AskedOf)
	at[bySeniority] = d.value(bySeniority, p.Seniority)
	at[byMinutes] = clampValue(p.Minutes, d.sizes[byMinutes])
	return at
}

func (d *domains) value(dimension int, id string) int {
	if i, ok := d.ids[dimension][id]; ok {
		return i
	}
	return d.sizes[dimension] - 1
}

// clampValue returns n, or the last value if n is out of range.
func clampValue(n, size int) int {
	if n < 0 || n >= size {
		return size - 1
	}
	return n
}

// term is a conjunction.
type term struct {
	admit [dimensions]bitset.Set // the admitted values of each dimension; nil for all
	has   []int                  // interests that the person must have, ascending
	lacks []int                  // interests that the person must not have, ascending
	run   []*lang.Condition      // conditions to evaluate
}

// neverTerm returns a term that is always false.
func (d *domains) neverTerm() term {
	var t term
	t.admit[byRole] = bitset.New(d.sizes[byRole])
	return t
}

// terms returns the terms of a condition. A condition with more than maxTerms becomes one term that evaluates it.
func (d *domains) terms(c *lang.Condition) []term {
	if terms, ok := d.expand(c, false); ok {
		return terms
	}
	return []term{{run: []*lang.Condition{c}}}
}

// expand turns a condition or its negation into terms. It returns false if there are more than maxTerms.
func (d *domains) expand(c *lang.Condition, negated bool) ([]term, bool) {
	switch c.Form {
	case lang.Always, lang.Never:
		if (c.Form == lang.Always) != negated {
			return []term{{}}, true
		}
		return nil, true
	case lang.Not:
		return d.expand(&c.Parts[0], !negated)
	case lang.And, lang.Or:
		if (c.Form == lang.And) != negated {
			return d.conjunction(c.Parts, negated)
		}
		return d.disjunction(c.Parts, negated)
	case lang.OneOf, lang.Between, lang.Has:
		if t, ok := d.atom(c, negated); ok {
			return []term{t}, true
		}
	case lang.Length, lang.Same, lang.SameNumber, lang.Member, lang.Shares, lang.Opaque:
	}
	if negated {
		c = &lang.Condition{Form: lang.Not, Class: c.Class, Text: "not (" + c.Text + ")", Parts: []lang.Condition{*c}}
	}
	return []term{{run: []*lang.Condition{c}}}, true
}

// disjunction collects the terms of several conditions. Terms that restrict only one dimension, the same one, are merged.
func (d *domains) disjunction(parts []lang.Condition, negated bool) ([]term, bool) {
	var list []term
	for i := range parts {
		terms, ok := d.expand(&parts[i], negated)
		if !ok {
			return nil, false
		}
		for _, t := range terms {
			list = addTerm(list, t)
		}
		if len(list) > maxTerms {
			return nil, false
		}
	}
	return list, true
}

func addTerm(terms []term, t term) []term {
	dimension, ok := t.onlyDimension()
	if !ok {
		return append(terms, t)
	}
	for i := range terms {
		if other, ok := terms[i].onlyDimension(); ok && other == dimension {
			wider := slices.Clone(terms[i].admit[dimension])
			wider.Or(t.admit[dimension])
			terms[i].admit[dimension] = wider
			return terms
		}
	}
	return append(terms, t)
}

// onlyDimension returns the dimension that a term restricts; ok is false unless that is the only thing it restricts.
func (t *term) onlyDimension() (dimension int, ok bool) {
	if len(t.has)+len(t.lacks)+len(t.run) > 0 {
		return 0, false
	}
	dimension = -1
	for d := range t.admit {
		if t.admit[d] != nil {
			if dimension >= 0 {
				return 0, false
			}
			dimension = d
		}
	}
	return dimension, dimension >= 0
}

// conjunction combines every term of each condition with every term of the others.
func (d *domains) conjunction(parts []lang.Condition, negated bool) ([]term, bool) {
	combined := []term{{}}
	for i := range parts {
		terms, ok := d.expand(&parts[i], negated)
		if !ok || len(combined)*len(terms) > maxTerms {
			return nil, false
		}
		var next []term
		for a := range combined {
			for b := range terms {
				next = append(next, combined[a].and(&terms[b]))
			}
		}
		combined = next
	}
	return combined, true
}

func (t *term) and(other *term) term {
	both := term{
		has: merge(t.has, other.has), lacks: merge(t.lacks, other.lacks),
		run: append(slices.Clone(t.run), other.run...),
	}
	for d := range both.admit {
		switch {
		case t.admit[d] == nil:
			both.admit[d] = other.admit[d]
		case other.admit[d] == nil:
			both.admit[d] = t.admit[d]
		default:
			both.admit[d] = slices.Clone(t.admit[d])
			both.admit[d].And(other.admit[d])
		}
	}
	return both
}

func merge(a, b []int) []int {
	both := append(slices.Clone(a), b...)
	slices.Sort(both)
	return slices.Compact(both)
}

// atom returns a condition on one field as a term. It returns false if the field is not in the profile.
func (d *domains) atom(c *lang.Condition, negated bool) (term, bool) {
	if c.Left.Object != "profile" {
		return term{}, false
	}
	if c.Form == lang.Has && c.Left.Name != "cares" && c.Left.Name != "aspects" {
		return term{}, false // evaluated: there are too many to number
	}
	if c.Form == lang.Has {
		return d.interestTerm(c, negated), true
	}
	if c.Form == lang.Between {
		isWithin := func(n int) bool { return c.Low <= n && n <= c.High }
		if c.Left.Name == "level" {
			return d.restrict(bySeniority, negated, func(value int) bool { return isWithin(d.levels[value]) }), true
		}
		return d.restrict(byMinutes, negated, isWithin), true
	}
	if c.Left.Name == "work" {
		return d.restrict(byRole, negated, func(value int) bool { return slices.Contains(c.Texts, d.works[value]) }), true
	}
	dimension := map[string]int{"role": byRole, "seniority": bySeniority, "stage": byStage, "asked_of": byAskedOf}[c.Left.Name]
	admitted := map[int]bool{}
	for _, id := range c.Texts {
		if i, ok := d.ids[dimension][id]; ok {
			admitted[i] = true
		}
	}
	return d.restrict(dimension, negated, func(value int) bool { return admitted[value] }), true
}

// restrict returns a term that admits some values of one dimension, or all others if negated.
func (d *domains) restrict(dimension int, negated bool, admits func(value int) bool) term {
	var t term
	t.admit[dimension] = bitset.New(d.sizes[dimension])
	for value := range d.sizes[dimension] {
		beyond := value == d.sizes[dimension]-1 && dimension != byMinutes
		if (admits(value) && !beyond) != negated {
			t.admit[dimension].Add(value)
		}
	}
	return t
}

// interestTerm returns the term of a condition that the person has an interest.
func (d *domains) interestTerm(c *lang.Condition, negated bool) term {
	ids := d.care
	if c.Left.Name == "aspects" {
		ids = d.aspect
	}
	interest, known := ids[c.Texts[0]]
	switch {
	case !known && negated:
		return term{}
	case !known:
		return d.neverTerm()
	case negated:
		return term{lacks: []int{interest}}
	}
	return term{has: []int{interest}}
}
