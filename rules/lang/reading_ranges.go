package lang

// isRange reports whether a dash or "to" and another number follow the number here.
func (r *reader) isRange() bool {
	i := 1
	if r.peek(i).kind == unitItem {
		i++
	}
	x := r.peek(i)
	return r.peek(0).kind == numberItem && (isDash(x) || x.kind == toItem) && r.peek(i+1).kind == numberItem
}

// isDash reports whether an item is a dash of any length.
func isDash(x item) bool {
	return x.kind == signItem && x.word == "-" || x.kind == commaItem && (x.word == "–" || x.word == "—")
}

// rangeOf reads "between … and …", "from … to …" or "from … up".
func (r *reader) rangeOf(written string) *meant {
	start := r.peek(0)
	if start.kind == betweenItem || start.kind == fromItem {
		r.at++
	}
	low, ofLow, ok := r.amount()
	if !ok {
		return r.fail(r.peek(0), "A number is missing after %q.", start.text)
	}
	if start.kind == fromItem && r.suffix() == ">=" {
		if field := r.same(low, written, ofLow); field != "" {
			return r.numberLeafOf(field, written, ">=", low)
		}
		return nil
	}
	x := r.peek(0)
	if x.kind != andItem && x.kind != toItem && !isDash(x) {
		return r.fail(x, "The other end of the range is missing.")
	}
	r.at++
	high, ofHigh, ok := r.amount()
	if !ok {
		return r.fail(r.peek(0), "The other end of the range is missing.")
	}
	field := r.same(high, written, ofLow, ofHigh)
	switch {
	case field == "":
		return nil
	case low.isFraction || high.isFraction:
		return r.fail(low, "Only whole numbers are allowed in rules.")
	case high.number < low.number:
		return r.fail(high, "The smaller number comes first.")
	}
	r.times = append(r.times, "<=", ">=")
	m := betweenLeaf(field, low.number, high.number)
	m.exact = written != ""
	return r.saw(m)
}
