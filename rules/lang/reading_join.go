package lang

import (
	"slices"
	"strings"
)

// stronger returns which of two connectives counts if both were said, as in ", or" and "and/or".
func stronger(a, b itemKind) itemKind {
	order := []itemKind{endItem, commaItem, andItem, orItem, norItem, butItem, exceptItem}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// joins reports whether items of a kind are connectives.
func joins(k itemKind) bool {
	return slices.Contains([]itemKind{commaItem, andItem, orItem, norItem, butItem, exceptItem}, k)
}

// isCall reports whether the bracket at i holds arguments, separated by commas or semicolons, as those of AND(…) in a spreadsheet.
func (r *reader) isCall(i int) bool {
	if i-1 > 0 && r.items[i-2].kind != openItem && r.items[i-2].kind != commaItem && r.items[i-2].kind != notItem {
		return false
	}
	depth := 0
	for ; i < len(r.items); i++ {
		switch r.items[i].kind { //nolint:exhaustive // nothing else counts
		case openItem:
			depth++
		case closeItem:
			if depth--; depth == 0 {
				return false
			}
		case commaItem:
			if depth == 1 {
				return true
			}
		}
	}
	return false
}

// combine joins conditions as their connectives say. What they leave open is a problem.
func (r *reader) combine(units []unit) *meant {
	for i, u := range slices.Backward(units) {
		if u.join == butItem || u.join == exceptItem {
			return r.except(units[:i], units[i:])
		}
	}
	joins := map[itemKind]bool{}
	for _, u := range units[1:] {
		joins[u.join] = true
	}
	switch {
	case !joins[orItem]:
		return r.all(units)
	case !joins[andItem] && !joins[commaItem] && !joins[endItem]:
		return r.any(units)
	case !joins[commaItem] && !joins[endItem] && (r.inSigns() || !slices.ContainsFunc(units, func(u unit) bool { return !u.exact })):
		return r.byPrecedence(units, orItem)
	case !joins[andItem] && !joins[endItem] && sameField(units):
		return joined(Or, meants(units)...)
	case !joins[andItem] && !joins[commaItem] && isParallel(units):
		return r.byPrecedence(units, orItem)
	}
	return r.fail(units[len(units)-1].at, `This mixes "and" and "or". Put what belongs together in brackets.`)
}

// except joins what stands before "but" or "unless", which may be nothing, and what stands after it.
func (r *reader) except(before, after []unit) *meant {
	after = slices.Clone(after)
	isNot := after[0].join == exceptItem
	after[0].join = endItem
	last := r.combine(after)
	if last == nil {
		return nil
	}
	if isNot {
		last = negated(last)
	}
	if len(before) == 0 {
		return last
	}
	first := r.combine(before)
	if first == nil {
		return nil
	}
	return joined(And, first, last)
}

// any returns the condition that at least one of the units holds.
func (r *reader) any(units []unit) *meant {
	for i, u := range units {
		if u.on != "" && u.isNot && slices.ContainsFunc(units[:i], func(v unit) bool { return v.on == u.on && v.isNot }) {
			return r.fail(u.at, `With "or", this is always true. Write "and" between values of which none may be.`)
		}
	}
	return joined(Or, meants(units)...)
}

// inSigns reports whether all connectives are signs of a programming language, so that "and" binds more tightly than "or".
func (r *reader) inSigns() bool {
	return !slices.ContainsFunc(r.items, func(x item) bool {
		return (x.kind == andItem || x.kind == orItem) && strings.Trim(x.text, "&|") != ""
	})
}

// isShouted reports whether a connective is written as in a query or a program, where it binds to what is next to it.
func isShouted(x item) bool { return strings.ToUpper(x.text) == x.text }

// all returns the condition that all units hold. Two different values for one field cannot both hold, so nobody means that.
func (r *reader) all(units []unit) *meant {
	isEither := slices.ContainsFunc(units, func(u unit) bool { return u.either })
	if isEither && slices.ContainsFunc(r.items, func(x item) bool { return x.kind == andItem && isShouted(x) }) {
		return r.fail(units[len(units)-1].at, `This mixes "and" and "or". Put what belongs together in brackets.`)
	}
	m := joined(And, meants(units)...)
	if m.contradicts() && slices.ContainsFunc(units, func(u unit) bool { return !u.exact || u.join == commaItem }) {
		return r.fail(units[len(units)-1].at, `Nothing has both values at once. Write "or" between values of which one is enough.`)
	}
	return m
}

// byPrecedence splits at a connective and joins what is between as all of it.
func (r *reader) byPrecedence(units []unit, at itemKind) *meant {
	var parts []*meant
	from := 0
	for i := 1; i <= len(units); i++ {
		if i == len(units) || units[i].join == at {
			parts = append(parts, joined(And, meants(units[from:i])...))
			from = i
		}
	}
	return joined(Or, parts...)
}

func meants(units []unit) []*meant {
	list := make([]*meant, 0, len(units))
	for _, u := range units {
		list = append(list, u.meant)
	}
	return list
}

// subject returns the field that a leaf tests, "" if it has another form.
func (m *meant) subject() string {
	if m.form != Opaque || m.isNot {
		return ""
	}
	if m.on != "" {
		return m.on
	}
	return m.list
}

func sameField(units []unit) bool {
	return units[0].subject() != "" && !slices.ContainsFunc(units, func(u unit) bool { return u.subject() != units[0].subject() })
}

// isParallel reports whether the alternatives have values for the same fields, as in "senior nurses or lead doctors".
func isParallel(units []unit) bool {
	var all [][]string
	for i, u := range units {
		if i == 0 || u.join == orItem {
			all = append(all, nil)
		}
		if u.form != Always {
			all[len(all)-1] = append(all[len(all)-1], u.subject())
		}
	}
	return len(all[0]) > 1 && !slices.ContainsFunc(all, func(one []string) bool { return !slices.Equal(one, all[0]) || slices.Contains(one, "") })
}
