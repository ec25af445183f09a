package guard

import (
	"math/bits"
	"slices"

	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// truth is whether something is true of all meetings of a box, of none, or undecided.
type truth int

const (
	never truth = iota
	undecided
	always
)

func truthOf(holds bool) truth {
	if holds {
		return always
	}
	return never
}

// at returns the truth of a condition about a question in a box; about any question if the condition is pure.
func (m *model) at(n *node, b *box, question int) truth {
	switch n.form {
	case all:
		return m.joined(n, b, question, never)
	case some:
		return m.joined(n, b, question, always)
	case not:
		return always - m.at(n.parts[0], b, question)
	case ofQuestion:
		return truthOf(n.fixed.Has(question))
	case byValue:
		return n.valueAt(b, question)
	case byCount:
		named, open := m.count(n, b, question)
		return n.countTruth(named, named+open)
	case opaque:
	}
	if !m.isDecided(n, b) {
		return undecided
	}
	env := m.env(b)
	if question >= 0 {
		env.Question = m.envs[question]
	}
	holds, ok := n.condition.Matches(&env)
	return truthOf(holds && ok)
}

// joined returns the truth of parts of which one that has the decisive truth decides.
func (m *model) joined(n *node, b *box, question int, decisive truth) truth {
	result := always - decisive
	for _, part := range n.parts {
		switch t := m.at(part, b, question); t {
		case decisive:
			return decisive
		case undecided:
			result = undecided
		case always, never:
		}
	}
	return result
}

// valueAt is at for byValue.
func (n *node) valueAt(b *box, question int) truth {
	some, every := false, true
	for at, w := range b.values[n.dimension] {
		if n.pure {
			some, every = some || w&n.holds[at] != 0, every && w&^n.holds[at] == 0
			continue
		}
		for ; w != 0; w &= w - 1 {
			holds := n.table[at<<6+bits.TrailingZeros64(w)].Has(question)
			some, every = some || holds, every && holds
		}
	}
	switch {
	case every:
		return always
	case some:
		return undecided
	}
	return never
}

// count returns how many interests that pass for a question are named in all meetings of a box, and in how many more they are in
// some.
func (m *model) count(n *node, b *box, question int) (named, open int) {
	n.open.Each(func(i int) {
		if !n.pure && !n.passing[i].Has(question) {
			return
		}
		if b.has.Has(i) {
			named++
		} else if m.space.isOpen(b, i) {
			open++
		}
	})
	return named, open
}

// countTruth returns the truth of byCount if from least to most interests that pass are named.
func (n *node) countTruth(least, most int) truth {
	most = max(least, min(most, mostNamed))
	switch {
	case least >= n.low && most <= n.high:
		return always
	case most < n.low || least > n.high:
		return never
	}
	return undecided
}

// isDecided reports whether all that an opaque condition looks at is the same in all meetings of a box.
func (m *model) isDecided(n *node, b *box) bool {
	for _, d := range n.looksAt {
		if !b.isSingle(d) {
			return false
		}
	}
	return m.firstOpen(n.open, b) < 0
}

// firstOpen returns the first of some interests that is open in a box, −1 if none is.
func (m *model) firstOpen(interests bitset.Set, b *box) int {
	for at, w := range interests {
		for w &^= b.has[at] | b.lacks[at]; w != 0; w &= w - 1 {
			if i := at<<6 + bits.TrailingZeros64(w); m.space.isOpen(b, i) {
				return i
			}
		}
	}
	return -1
}

// env returns what rules see of the usual meeting of a box.
func (m *model) env(b *box) lang.Env {
	example := m.space.example(b)
	return lang.Env{Profile: profileOf(m.side.Vocabulary, &example)}
}

// bounds are the questions for which a condition is true in all meetings of a box, and those for which it is in some.
type bounds struct{ sure, maybe bitset.Set }

// room returns a set of questions with anything in it. It is another one's again when used is set back.
func (m *model) room() bitset.Set {
	if m.used == len(m.rooms) {
		m.rooms = append(m.rooms, bitset.New(len(m.envs)))
	}
	m.used++
	return m.rooms[m.used-1]
}

// copied returns a room with a set in it.
func (m *model) copied(set bitset.Set) bitset.Set {
	room := m.room()
	copy(room, set)
	return room
}

// bounds returns the bounds of a condition. The sets must not be written to, and are in rooms: whoever asks sets m.used back to what it
// was before as soon as they are not needed.
func (m *model) bounds(n *node, b *box) bounds {
	if n.pure {
		return m.uniform(m.at(n, b, -1))
	}
	switch n.form {
	case ofQuestion:
		return bounds{n.fixed, n.fixed}
	case not:
		of := m.bounds(n.parts[0], b)
		return bounds{m.complement(of.maybe), m.complement(of.sure)}
	case byValue:
		return m.valueBounds(n.table, b.values[n.dimension])
	case byCount:
		return m.countBounds(n, b)
	case opaque:
		return m.opaqueBounds(n, b)
	case all, some:
	}
	var joined bounds
	for i, part := range n.parts {
		of := m.bounds(part, b)
		switch {
		case i == 0:
			joined = bounds{m.copied(of.sure), m.copied(of.maybe)}
		case n.form == all:
			joined.sure.And(of.sure)
			joined.maybe.And(of.maybe)
		default:
			joined.sure.Or(of.sure)
			joined.maybe.Or(of.maybe)
		}
	}
	return joined
}

func (m *model) uniform(t truth) bounds {
	switch t {
	case never:
		return bounds{m.none, m.none}
	case always:
		return bounds{m.every, m.every}
	case undecided:
	}
	return bounds{m.none, m.every}
}

func (m *model) complement(set bitset.Set) bitset.Set {
	other := m.copied(m.every)
	other.AndNot(set)
	return other
}

// valueBounds returns the bounds of a condition that has the questions in a table, by value.
func (m *model) valueBounds(table []bitset.Set, values bitset.Set) bounds {
	var of bounds
	var last bitset.Set
	values.Each(func(value int) {
		set := table[value]
		switch {
		case of.sure == nil:
			of = bounds{slices.Clone(set), slices.Clone(set)}
		case len(set) > 0 && len(last) > 0 && &set[0] == &last[0]:
		default:
			of.sure.And(set)
			of.maybe.Or(set)
		}
		last = set
	})
	return of
}

func (m *model) countBounds(n *node, b *box) bounds {
	if n.low == 1 && n.high >= mostNamed {
		return m.anyBounds(n, b)
	}
	named, open := make([]int, len(m.envs)), make([]int, len(m.envs))
	n.open.Each(func(i int) {
		if b.has.Has(i) {
			n.passing[i].Each(func(question int) { named[question]++ })
		} else if m.space.isOpen(b, i) {
			n.passing[i].Each(func(question int) { open[question]++ })
		}
	})
	of := bounds{bitset.New(len(m.envs)), bitset.New(len(m.envs))}
	for question := range m.envs {
		t := n.countTruth(named[question], named[question]+open[question])
		if t == always {
			of.sure.Add(question)
		}
		if t != never {
			of.maybe.Add(question)
		}
	}
	return of
}

// anyBounds is countBounds for at least one.
func (m *model) anyBounds(n *node, b *box) bounds {
	of := bounds{m.copied(m.none), m.copied(m.none)}
	n.open.Each(func(i int) {
		if b.has.Has(i) {
			of.sure.Or(n.passing[i])
			of.maybe.Or(n.passing[i])
		} else if m.space.isOpen(b, i) {
			of.maybe.Or(n.passing[i])
		}
	})
	return of
}

func (m *model) opaqueBounds(n *node, b *box) bounds {
	if !m.isDecided(n, b) {
		return bounds{m.none, m.every}
	}
	env := m.env(b)
	set := m.compiler.picked(n.condition, &env.Profile)
	return bounds{set, set}
}

// cutFor returns where to cut a box so that a condition that is undecided about a question becomes decided in a part, or nearer to it.
func (m *model) cutFor(n *node, b *box, question int) cut {
	switch n.form {
	case byValue:
		if n.pure {
			return cut{dimension: n.dimension, yes: n.holds}
		}
		return cut{dimension: n.dimension, yes: withQuestion(n.table, b.values[n.dimension], question)}
	case byCount:
		return cut{dimension: -1, interest: m.firstPassing(n, b, question)}
	case opaque:
		return m.cutOpaque(n, b)
	case all, some, not, ofQuestion:
	}
	for _, isHard := range []bool{false, true} {
		for _, part := range n.parts {
			if part.isHard == isHard && m.at(part, b, question) == undecided {
				return m.cutFor(part, b, question)
			}
		}
	}
	panic("guard: a condition is undecided, and all its parts are decided") // which at rules out
}

// firstPassing returns the first interest that is open in a box and passes for a question.
func (m *model) firstPassing(n *node, b *box, question int) int {
	for _, i := range elements(n.open) {
		if m.space.isOpen(b, i) && (n.pure || n.passing[i].Has(question)) {
			return i
		}
	}
	return -1
}

// cutOpaque returns where to cut a box for an opaque condition: first the dimensions, then the interests that it looks at.
func (m *model) cutOpaque(n *node, b *box) cut {
	for _, d := range n.looksAt {
		if !b.isSingle(d) {
			return cut{dimension: d, yes: lowerHalf(b.values[d])}
		}
	}
	return cut{dimension: -1, interest: m.firstOpen(n.open, b)}
}

// withQuestion returns the values for which a table has a question.
func withQuestion(table []bitset.Set, values bitset.Set, question int) bitset.Set {
	with := bitset.New(len(table))
	values.Each(func(value int) {
		if table[value].Has(question) {
			with.Add(value)
		}
	})
	return with
}

func lowerHalf(values bitset.Set) bitset.Set {
	half, left := make(bitset.Set, len(values)), values.Count()/2
	values.Each(func(value int) {
		if left > 0 {
			half.Add(value)
			left--
		}
	})
	return half
}
