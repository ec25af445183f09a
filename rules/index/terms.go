package index

import (
	"math/bits"
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// domains number the values of each dimension. Value 0 is "not said"; the last is anything that no rule can name.
type domains struct {
	sizes     [dimensions]int
	ids       [dimensions]map[string]int // of byRole, byStage and byAskedOf
	level     map[string]int             // of seniorities
	care      map[string]int
	aspect    map[string]int
	interests int
}

func newDomains(v *bank.Vocabulary) domains {
	d := domains{level: map[string]int{"": 0}, care: map[string]int{}, aspect: map[string]int{}}
	for _, kind := range []struct {
		dimension int
		name      string
	}{{byRole, "role"}, {byStage, "stage"}, {byAskedOf, "asked_of"}} {
		ids := map[string]int{"": 0}
		for _, t := range v.Terms()[kind.name] {
			ids[t.ID] = len(ids)
		}
		d.ids[kind.dimension] = ids
		d.sizes[kind.dimension] = len(ids) + 1
	}
	for _, s := range v.Seniorities {
		d.level[s.ID] = s.Level
	}
	d.sizes[byLevel] = v.MaxLevel() + 2
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

// place is where a meeting stands in each dimension.
func (d *domains) locate(p *lang.Profile) [dimensions]int {
	var at [dimensions]int
	at[byRole], at[byStage], at[byAskedOf] = d.value(byRole, p.Role), d.value(byStage, p.Stage), d.value(byAskedOf, p.AskedOf)
	at[byLevel] = clampValue(p.Level, d.sizes[byLevel])
	at[byMinutes] = clampValue(p.Minutes, d.sizes[byMinutes])
	return at
}

func (d *domains) value(dimension int, said string) int {
	if i, ok := d.ids[dimension][said]; ok {
		return i
	}
	return d.sizes[dimension] - 1
}

func clampValue(n, size int) int {
	if n < 0 || n >= size {
		return size - 1
	}
	return n
}

// term is a conjunction: what it admits in each dimension (nil: everything), the wishes that must and must not be there,
// and what has to be run.
type term struct {
	admit      [dimensions]bitset.Set
	has, lacks []int
	run        []*lang.Condition
}

func (d *domains) neverTerm() term {
	var t term
	t.admit[byRole] = bitset.New(d.sizes[byRole])
	return t
}

// terms are the ways in which a condition can hold. A condition that has too many is one term that runs it.
func (d *domains) terms(c *lang.Condition) []term {
	if terms, ok := d.expand(c, false); ok {
		return terms
	}
	return []term{{run: []*lang.Condition{c}}}
}

// expand turns a condition, or its negation, into terms; false if it has too many.
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
	case lang.Length, lang.Same, lang.Member, lang.Shares, lang.Opaque:
	}
	if negated {
		c = &lang.Condition{Form: lang.Not, Class: c.Class, Text: "not (" + c.Text + ")", Parts: []lang.Condition{*c}}
	}
	return []term{{run: []*lang.Condition{c}}}, true
}

// either joins the terms of several conditions. Such as restrict one and the same dimension, and nothing else, are one.
func (d *domains) disjunction(parts []lang.Condition, negated bool) ([]term, bool) {
	var joined []term
	for i := range parts {
		terms, ok := d.expand(&parts[i], negated)
		if !ok {
			return nil, false
		}
		for _, t := range terms {
			joined = addTerm(joined, t)
		}
		if len(joined) > maxTerms {
			return nil, false
		}
	}
	return joined, true
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

// single is the only dimension that a term restricts, if it restricts nothing else.
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

// all combines every term of each condition with every term of the others.
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

// atom is a condition on one field as a term; false if its field is no dimension.
func (d *domains) atom(c *lang.Condition, negated bool) (term, bool) {
	if c.Left.Object != "profile" {
		return term{}, false
	}
	if c.Form == lang.Has {
		return d.interestTerm(c, negated), true
	}
	if c.Form == lang.Between {
		dimension := byMinutes
		if c.Left.Name == "level" {
			dimension = byLevel
		}
		return d.restrict(dimension, negated, func(value int) bool { return c.Low <= value && value <= c.High }), true
	}
	if c.Left.Name == "seniority" {
		return d.restrict(byLevel, negated, func(value int) bool {
			return slices.ContainsFunc(c.Texts, func(said string) bool { level, ok := d.level[said]; return ok && level == value })
		}), true
	}
	dimension := map[string]int{"role": byRole, "stage": byStage, "asked_of": byAskedOf}[c.Left.Name]
	admitted := map[int]bool{}
	for _, said := range c.Texts {
		if i, ok := d.ids[dimension][said]; ok {
			admitted[i] = true
		}
	}
	return d.restrict(dimension, negated, func(value int) bool { return admitted[value] }), true
}

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

func (d *domains) interestTerm(c *lang.Condition, negated bool) term {
	ids := d.care
	if c.Left.Name == "aspects" {
		ids = d.aspect
	}
	wish, known := ids[c.Texts[0]]
	switch {
	case !known && negated:
		return term{}
	case !known:
		return d.neverTerm()
	case negated:
		return term{lacks: []int{wish}}
	}
	return term{has: []int{wish}}
}

func trailing(w uint64) int { return bits.TrailingZeros64(w) }
