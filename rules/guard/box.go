package guard

import (
	"math/bits"
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
)

// box is a set of meetings: those with one of the values in every dimension, whose person named everything in has and nothing in
// lacks, and maybe other things. It is never empty, and immutable.
type box struct {
	values     [dimensions]bitset.Set
	has, lacks bitset.Set // interests
}

// all returns the box of all meetings.
func (s *space) all() *box {
	b := &box{has: bitset.New(len(s.interests)), lacks: bitset.New(len(s.interests))}
	for d := range b.values {
		b.values[d] = bitset.New(s.sizes[d])
		b.values[d].Fill(s.sizes[d])
	}
	return b
}

// isSingle reports whether all meetings of a box have the same value in a dimension.
func (b *box) isSingle(dimension int) bool { return b.values[dimension].Count() == 1 }

// isOpen reports whether some meetings of a box have an interest and others do not.
func (s *space) isOpen(b *box, interest int) bool {
	if b.has.Has(interest) || b.lacks.Has(interest) {
		return false
	}
	parts := s.interests[interest].parts
	return parts == nil || meets(parts, b.values[byPart])
}

// meets reports whether two sets have a common element.
func meets(a, b bitset.Set) bool {
	for i := range a {
		if a[i]&b[i] != 0 {
			return true
		}
	}
	return false
}

func isEmpty(set bitset.Set) bool {
	for _, w := range set {
		if w != 0 {
			return false
		}
	}
	return true
}

// first returns the first element of a set, −1 if it is empty.
func first(set bitset.Set) int {
	for at, w := range set {
		if w != 0 {
			return at<<6 + bits.TrailingZeros64(w)
		}
	}
	return -1
}

// cut is where to cut a box in two: by the values of a dimension, or if that is −1, by an interest.
type cut struct {
	dimension int
	yes       bitset.Set
	interest  int
}

// parts returns the two parts of a box, those meetings first in which the cut is true. A part without meetings is left out.
func (s *space) cutUp(b *box, c cut) []*box {
	var parts []*box
	for _, wanted := range []bool{true, false} {
		var p *box
		switch {
		case c.dimension >= 0:
			p = s.restrict(b, c.dimension, c.yes, wanted)
		case wanted:
			p = s.with(b, c.interest)
		default:
			p = s.without(b, c.interest)
		}
		if p != nil {
			parts = append(parts, p)
		}
	}
	return parts
}

// restrict returns the meetings of a box that have one of the values, or if it is not wanted, none of them; nil if there are none.
func (s *space) restrict(b *box, dimension int, values bitset.Set, wanted bool) *box {
	p := *b
	p.values[dimension] = slices.Clone(b.values[dimension])
	if wanted {
		p.values[dimension].And(values)
	} else {
		p.values[dimension].AndNot(values)
	}
	if isEmpty(p.values[dimension]) {
		return nil
	}
	return &p
}

// with returns the meetings of a box whose person named an interest; nil if there are none. Who names an aspect names its care.
func (s *space) with(b *box, interest int) *box {
	if b.lacks.Has(interest) {
		return nil
	}
	p := *b
	p.has = slices.Clone(b.has)
	p.has.Add(interest)
	switch i := &s.interests[interest]; {
	case i.list == aspects:
		if b.lacks.Has(i.care) {
			return nil
		}
		p.has.Add(i.care)
	case i.parts != nil:
		only := s.restrict(&p, byPart, i.parts, true)
		if only == nil {
			return nil
		}
		p = *only
	}
	if s.entries(&p) > bank.MaxCares {
		return nil
	}
	return &p
}

// without returns the meetings of a box whose person did not name an interest; nil if there are none.
func (s *space) without(b *box, interest int) *box {
	if b.has.Has(interest) {
		return nil
	}
	p := *b
	p.lacks = slices.Clone(b.lacks)
	p.lacks.Add(interest)
	for _, aspect := range s.interests[interest].within {
		p.lacks.Add(aspect)
	}
	return &p
}

// entries returns how many things the person of a box has named at least: an aspect names its care too.
func (s *space) entries(b *box) int {
	n := 0
	b.has.Each(func(i int) {
		if !slices.ContainsFunc(s.interests[i].within, b.has.Has) {
			n++
		}
	})
	return n
}
