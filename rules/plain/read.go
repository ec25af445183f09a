package plain

import (
	"slices"

	"twoway/rules/lang"
)

// read returns a condition as a tree.
func read(c *lang.Condition) node {
	switch c.Form { //nolint:exhaustive // the others are atoms
	case lang.Always:
		return node{text: c.Text}
	case lang.And, lang.Or:
		return joined(c)
	case lang.Not:
		return negated(c)
	}
	r, ok := atom(c)
	if !ok {
		r = Row{Op: AsText, Text: c.Text}
	}
	return leaf(r, c.Text)
}

func leaf(r Row, text string) node { return node{row: &r, text: text} }

func joined(c *lang.Condition) node {
	n := node{any: c.Form == lang.Or, text: c.Text}
	for i := range c.Parts {
		kid := read(&c.Parts[i])
		switch {
		case kid.row != nil:
			n.add(*kid.row, kid.text)
		case len(kid.kids) == 0: // "true" in a longer condition
			n.add(Row{Op: AsText, Text: "true"}, "true")
		case kid.any == n.any:
			n.kids = append(n.kids, kid.kids...)
		default:
			n.kids = append(n.kids, kid)
		}
	}
	if len(n.kids) == 1 {
		return n.kids[0]
	}
	return n
}

// add adds a row, or joins it to one that together with it says no more than one row can.
func (n *node) add(r Row, text string) {
	for i := range slices.Backward(n.kids) { // the last one first: a range is written as two rows beside each other
		if known := n.kids[i].row; known != nil && known.Field == r.Field {
			if both, ok := merged(n.any, *known, r); ok {
				n.kids[i] = leaf(both, "")
				return
			}
		}
	}
	n.kids = append(n.kids, leaf(r, text))
}

// merged returns the row that says what two rows on the same field say together; false if there is none.
func merged(isAny bool, a, b Row) (Row, bool) {
	values := isAny && (a.Op == Is || a.Op == Has) || !isAny && (a.Op == IsNot || a.Op == HasNot)
	switch {
	case a.Op == b.Op && values:
		a.Values = slices.Concat(a.Values, b.Values)
		slices.Sort(a.Values)
		a.Values = slices.Compact(a.Values)
		return a, true
	case !isAny && !IsList(a.Field) && a.Op == AtLeast && b.Op == AtMost && a.Low < b.High:
		return Row{Field: a.Field, Op: Between, Low: a.Low, High: b.High}, true
	}
	return Row{}, false
}

// negated returns what is not so as a tree.
func negated(c *lang.Condition) node {
	inner := read(&c.Parts[0])
	if inner.row != nil {
		if r, ok := opposite(*inner.row); ok {
			return leaf(r, c.Text)
		}
	}
	return leaf(Row{Op: AsText, Text: c.Text}, c.Text)
}

// opposite returns the row that is true if another one is not; false if there is none.
func opposite(r Row) (Row, bool) {
	ops := map[Op]Op{
		Is: IsNot, IsNot: Is, Has: HasNot, HasNot: Has, Empty: Filled, Filled: Empty, Mine: NotMine, NotMine: Mine, Exactly: Other, Other: Exactly,
	}
	switch {
	case r.Op == AtLeast:
		return Row{Field: r.Field, Op: AtMost, High: r.Low - 1}, true
	case r.Op == AtMost:
		return Row{Field: r.Field, Op: AtLeast, Low: r.High + 1}, true
	case ops[r.Op] == "":
		return Row{}, false
	}
	r.Op = ops[r.Op]
	return r, true
}

// atom returns a condition without parts as a row; false if no row says it.
func atom(c *lang.Condition) (Row, bool) {
	r := Row{Field: c.Left}
	switch c.Form { //nolint:exhaustive // the others are no rows
	case lang.OneOf:
		r.Op, r.Values = Is, slices.Clone(c.Texts)
		return r, true
	case lang.Has:
		r.Op, r.Values = Has, slices.Clone(c.Texts)
		return r, true
	case lang.Between:
		return numbers(r, c.Low, c.High)
	case lang.Length:
		return lengths(r, c.Low, c.High)
	case lang.Member, lang.Shares, lang.SameNumber:
		return mine(c.Left, c.Right)
	}
	return r, false
}

func numbers(r Row, low, high int) (Row, bool) {
	switch {
	case low == high:
		r.Op, r.Low = Exactly, low
	case low > -lang.Unbounded && high < lang.Unbounded:
		r.Op, r.Low, r.High = Between, low, high
	case low > -lang.Unbounded:
		r.Op, r.Low = AtLeast, low
	default:
		r.Op, r.High = AtMost, high
	}
	return r, true
}

func lengths(r Row, low, high int) (Row, bool) {
	switch {
	case low <= 0 && high == 0:
		r.Op = Empty
		return r, true
	case low == 1 && high == lang.Unbounded:
		r.Op = Filled
		return r, true
	}
	r, ok := numbers(r, low, high)
	return r, ok && (r.Op == AtLeast || r.Op == AtMost)
}

// mine returns the row for two fields that go together, of which one is the profile's.
func mine(left, right lang.Field) (Row, bool) {
	for _, f := range []lang.Field{right, left} {
		other := left
		if f == left {
			other = right
		}
		if m, ok := MineOf(f); ok && m == other {
			return Row{Field: f, Op: Mine}, true
		}
	}
	return Row{}, false
}
