package lang

import "slices"

// bracket reads what is in brackets: a condition, or a list of conditions of which one must hold.
func (r *reader) bracket() *meant {
	if m, found := r.valueList(); found {
		return r.saw(m)
	}
	x := r.next()
	if x.word == "[" {
		return r.conditionList(x)
	}
	m := r.sequence()
	if r.problem != nil {
		return nil
	}
	isNested := slices.ContainsFunc(m.parts, func(p *meant) bool { return p.form == And || p.form == Or })
	if !r.accept(closeItem) && isNested {
		return r.fail(x, "It is not clear where this bracket should be closed.")
	}
	if r.peek(0).kind == opItem && r.problem == nil {
		return r.fail(r.peek(0), "It is not clear what is before %q.", r.peek(0).text)
	}
	exact := *m
	exact.exact = true
	return &exact
}

// valueList reads values in brackets and the field after them; found is false if there are none.
func (r *reader) valueList() (m *meant, found bool) {
	end := r.at + 1
	for end < len(r.items) && slices.Contains([]itemKind{valueItem, commaItem, andItem, orItem}, r.items[end].kind) {
		end++
	}
	isClosed := end > r.at+1 && end+2 < len(r.items) && r.items[end].kind == closeItem && r.items[end+1].kind == opItem
	if isClosed && r.items[end+1].word == "has" && end+4 < len(r.items) && r.items[end+2].kind == openItem && r.items[end+3].kind == fieldItem {
		list, joins := r.group("")
		r.at += 2
		field := r.next()
		r.accept(closeItem)
		return r.compare(list, joins, field, false), true
	}
	isList := isClosed && r.items[end+2].kind == fieldItem
	if !isList || !slices.Contains([]string{"in", "not in", "==", "!="}, r.items[end+1].word) {
		return nil, false
	}
	list, joins := r.group("")
	operator, field := r.next(), r.next()
	return r.compare(list, joins, field, operator.word == "not in" || operator.word == "!="), true
}

// conditionList reads conditions in square brackets. They can only be alternatives if each asks one field for another value.
func (r *reader) conditionList(x item) *meant {
	parts := r.arguments()
	if r.problem != nil {
		return nil
	}
	units := make([]unit, 0, len(parts))
	for _, m := range parts {
		units = append(units, unit{meant: m})
	}
	if len(units) == 0 || !sameField(units) && !allAbout(units) {
		return r.fail(x, `Write "and" or "or" between conditions, instead of a list.`)
	}
	return joined(Or, parts...)
}

// allAbout reports whether all units say what a question is about.
func allAbout(units []unit) bool {
	return !slices.ContainsFunc(units, func(u unit) bool {
		return !slices.Contains([]string{"question.topic", "question.aspects", "question.cares"}, u.subject())
	})
}

// arguments reads conditions that commas separate, up to the closing bracket.
func (r *reader) arguments() []*meant {
	var parts []*meant
	for r.problem == nil {
		m := r.argument()
		if r.problem != nil {
			return nil
		}
		parts = append(parts, m)
		if !r.accept(commaItem) {
			break
		}
	}
	r.accept(closeItem)
	return parts
}

// argument reads conditions up to a comma that is not in brackets.
func (r *reader) argument() *meant {
	end, depth := r.at, 0
	for ; end < len(r.items); end++ {
		k := r.items[end].kind
		if depth == 0 && (k == commaItem || k == closeItem) {
			break
		}
		depth += map[itemKind]int{openItem: 1, closeItem: -1}[k]
	}
	part := *r
	part.items = r.items[:end]
	m := part.sequence()
	if part.problem == nil && part.at < end {
		part.fail(part.peek(0), "%s", r.unknown(part.peek(0)))
	}
	at := part.at
	items := r.items
	*r = part
	r.items, r.at = items, at
	return m
}
