package guard

import (
	"math/bits"
	"slices"

	"twoway/internal/bitset"
)

// maxSearch is how many boxes a search for one example looks at before it gives up, while somebody edits a rule; a comparison of all
// rules has maxBoxes. Most need fewer than ten; sums that are compared with each other need one for each pair of their values.
const maxSearch = 2_000

// witness is one meeting and a question for which a condition is true.
type witness struct {
	point    *box
	question int // −1 for a condition on the meeting alone
}

// answer is what a search found: a witness, or that there is none. If it gave up, there is no witness, and none is not known.
type answer struct {
	witness *witness
	none    bool
}

// search looks for a witness of a condition.
type search struct {
	*model

	condition *node
	left      int // boxes
	found     *witness
}

// meeting looks for a meeting for which a condition on the meeting alone is true.
func (m *model) meeting(condition *node) answer {
	s := &search{model: m, condition: condition, left: m.most}
	s.visitMeetings(m.space.all())
	return s.answer()
}

// example looks for a meeting and a question that suits it for which a condition is true.
func (m *model) example(condition *node) answer {
	s := &search{model: m, condition: condition, left: m.most}
	s.visit(m.whole().box, m.whole())
	return s.answer()
}

func (s *search) answer() answer { return answer{s.found, s.found == nil && s.left > 0} }

func (s *search) visitMeetings(b *box) {
	if s.found != nil || s.left == 0 {
		return
	}
	s.left--
	switch s.at(s.condition, b, -1) {
	case always:
		s.found = &witness{s.space.point(b), -1}
	case undecided:
		for _, part := range s.space.cutUp(b, s.cutFor(s.condition, b, -1)) {
			s.visitMeetings(part)
		}
	case never:
	}
}

func (s *search) visit(b *box, v *ground) {
	if s.found != nil || s.left == 0 {
		return
	}
	s.left--
	mark := s.used
	holds := s.bounds(s.condition, b)
	sure, q := firstCommon(holds.sure, v.suits), firstCommon(holds.maybe, v.suits)
	s.used = mark
	if sure >= 0 {
		s.found = &witness{s.space.point(v.suiting(sure)), sure}
		return
	}
	if q < 0 {
		return
	}
	for _, part := range s.space.cutUp(b, s.cutFor(s.condition, b, q)) {
		s.visit(part, v.in(part))
	}
}

// firstCommon returns the first number in two sets, -1 if they have none in common.
func firstCommon(a, b bitset.Set) int {
	for i, word := range a {
		if word &= b[i]; word != 0 {
			return i<<6 + bits.TrailingZeros64(word)
		}
	}
	return -1
}

func common(a, b bitset.Set) bitset.Set {
	both := slices.Clone(a)
	both.And(b)
	return both
}

// ground is which questions suit some meeting of a box, however long they take. A question suits a meeting if it suits it in each
// dimension, so of each box it is enough to know in which of them a question suits some value.
type ground struct {
	*model

	box   *box
	base  [byMinutes]bitset.Set // by dimension
	suits bitset.Set
}

// whole returns the ground of all meetings.
func (m *model) whole() *ground {
	if m.grounds == nil {
		g := &ground{model: m, box: m.space.all()}
		for d := range g.base {
			g.base[d] = m.valueBounds(m.fits[d], g.box.values[d]).maybe
		}
		g.join()
		m.grounds = g
	}
	return m.grounds
}

// in returns the ground of a part of the box.
func (g *ground) in(part *box) *ground {
	next := &ground{model: g.model, box: part, base: g.base, suits: g.suits}
	changed := false
	for d := range next.base {
		if !slices.Equal(g.box.values[d], part.values[d]) {
			next.base[d], changed = g.valueBounds(g.fits[d], part.values[d]).maybe, true
		}
	}
	if changed {
		next.join()
	}
	return next
}

func (g *ground) join() {
	g.suits = slices.Clone(g.base[0])
	for _, of := range g.base[1:] {
		g.suits.And(of)
	}
}

// suiting returns the meetings of the box that a question suits.
func (g *ground) suiting(question int) *box {
	b := *g.box
	for d := range g.base {
		b.values[d] = withQuestion(g.fits[d], b.values[d], question)
	}
	return &b
}
