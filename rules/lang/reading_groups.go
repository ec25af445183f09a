package lang

import "slices"

// group reads values of a vocabulary, with connectives between them or in brackets, and returns them with the kinds of connectives:
// openItem for brackets. It returns none if there is no such value here. "about" is the vocabulary of cares, aspects and terms.
func (r *reader) group(vocab string) (list []item, joins map[itemKind]bool) {
	joins = map[itemKind]bool{}
	for r.peek(0).kind == opItem && r.peek(0).word == "in" || r.peek(0).kind == orItem && r.peek(1).kind == valueItem && r.at > 0 && r.peek(-1).kind == opItem {
		r.at++ // "either"
	}
	if r.peek(0).kind == openItem && r.peek(1).kind == valueItem {
		r.at++
		joins[openItem] = true
		for x := r.peek(0); x.kind == valueItem; x = r.peek(0) {
			list = append(list, x)
			r.at++
			if join := r.connective(); join != endItem && join != commaItem {
				joins[join] = true
			}
		}
		if !r.accept(closeItem) {
			r.fail(r.peek(0), "%s", r.unknown(r.peek(0)))
			return nil, joins
		}
		return list, joins
	}
	if !r.fits(r.peek(0), vocab) {
		return nil, joins
	}
	list = append(list, r.next())
	return r.moreOf(vocab, list, joins), joins
}

// moreOf reads more values of a vocabulary after the first, with connectives before them, and notes these.
func (r *reader) moreOf(vocab string, list []item, joins map[itemKind]bool) []item {
	for {
		at := r.at
		join := r.connective()
		if join == norItem {
			join = orItem
		}
		isJoined := join == andItem || join == orItem || join == commaItem
		if !isJoined || !r.fits(r.peek(0), vocab) || r.begins() || join == andItem && !r.isBest(r.peek(0), vocab) {
			r.at = at
			return list
		}
		joins[join] = true
		list = append(list, r.next())
	}
}

// vocabsOf returns the vocabularies of a group.
func vocabsOf(vocab string) []string {
	switch vocab {
	case "about":
		return []string{"care", "aspect", "term"}
	case "topic":
		return []string{"topic", "aspect", "care"}
	}
	return []string{vocab}
}

// fits reports whether an item is a value of a vocabulary.
func (r *reader) fits(x item, vocab string) bool {
	return x.kind == valueItem && slices.ContainsFunc(vocabsOf(vocab), func(v string) bool {
		id, _ := r.words.in(x.values, v, r.scope.Asker)
		return id != ""
	})
}

// isBest reports whether no other vocabulary has a value under a better name.
func (r *reader) isBest(x item, vocab string) bool {
	best, mine := rankSpelling+1, rankSpelling+1
	for _, c := range x.values {
		best = min(best, c.rank)
		if slices.Contains(vocabsOf(vocab), c.vocab) {
			mine = min(mine, c.rank)
		}
	}
	return mine == best
}

// begins reports whether the value here begins a condition of its own, as in "pay" in profile.cares.
func (r *reader) begins() bool {
	next := r.peek(1)
	switch next.kind { //nolint:exhaustive // no other words make one
	case opItem:
		return r.peek(2).kind == fieldItem || r.peek(2).kind == objectItem && r.peek(3).kind == fieldItem
	case mattersItem:
		return true
	case fieldItem:
		return r.isPostfix(r.at + 1)
	case notItem:
		return r.peek(2).kind == opItem && r.peek(3).kind == fieldItem
	}
	return false
}

// isPostfix reports whether the field at i belongs to the value before it, because nothing for it follows.
func (r *reader) isPostfix(i int) bool {
	field := r.items[i]
	if field.kind != fieldItem {
		return false
	}
	object := field.object
	if object == "" {
		object = "profile"
		if _, has := fields(object)[field.word]; !has {
			object = "question"
		}
	}
	t, known := fields(object)[field.word]
	if !known || t.kind == integer || !r.fits(r.items[i-1], groupVocab(t)) {
		return false
	}
	if i+1 >= len(r.items) {
		return true
	}
	next := r.items[i+1]
	return next.kind != opItem && next.kind != numberItem && next.kind != openItem && next.kind != emptyItem && next.kind != notItem && (next.kind != valueItem || !r.fits(next, groupVocab(t)))
}

// groupVocab returns the vocabulary of a group for a field.
func groupVocab(t typ) string {
	if t.kind == texts {
		return listVocab(t.vocab)
	}
	return t.vocab
}
