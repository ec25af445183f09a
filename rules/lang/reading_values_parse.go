package lang

import (
	"slices"

	"twoway/bank"
)

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
			r.connective()
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

// value reads a condition that begins with a value.
func (r *reader) value() *meant {
	x := r.peek(0)
	if m, found := r.beforeField(); found {
		return r.saw(m)
	}
	if r.peek(1).kind == moreItem || r.peek(1).kind == signItem && r.peek(1).word == "+" {
		at := r.at
		amount, of, ok := r.amount()
		if operator := r.suffix(); ok && of != "" && operator != "" {
			if field := r.same(amount, "", of); field != "" {
				return r.numberLeafOf(field, "", operator, amount)
			}
			return nil
		}
		r.at = at
	}
	vocab := r.vocabOf(x)
	if r.problem != nil {
		return nil
	}
	list, joins := r.group(vocab)
	if len(list) == 0 {
		return r.fail(x, "%s", r.unknown(x))
	}
	if r.accept(mattersItem) {
		return r.saw(r.named2("profile.cares", "care", list, joins))
	}
	return r.saw(r.bare(x, vocab, list, joins))
}

// named2 looks for values among what the person cares about.
func (r *reader) named2(field, vocab string, list []item, joins map[itemKind]bool) *meant {
	if !r.personal(list[0]) {
		return nil
	}
	return r.inList(field, vocab, list, joins, false)
}

// beforeField reads a value and the field after it: "pay" in profile.cares, or "pay cares"; found is false if there is none.
func (r *reader) beforeField() (m *meant, found bool) {
	if next := r.peek(1); next.kind == fieldItem && r.isPostfix(r.at+1) {
		x, field := r.next(), r.next()
		return r.compare([]item{x}, map[itemKind]bool{}, field, false), true
	}
	at, i := r.at, 1
	isNot := false
	for r.peek(i).kind == notItem {
		isNot = !isNot
		i++
	}
	operator := r.peek(i)
	if operator.kind != opItem {
		return nil, false
	}
	i++
	if r.peek(i).kind == objectItem {
		i++
	}
	field := r.peek(i)
	if field.kind == askedItem || field.kind == caresItem && operator.word != "==" {
		return nil, false
	}
	if field.kind != fieldItem || !slices.Contains([]string{"in", "not in", "==", "!="}, operator.word) {
		return nil, false
	}
	if r.peek(i-1).kind == objectItem && field.object == "" {
		field.object = r.peek(i - 1).word
	}
	list, joins := []item{r.next()}, map[itemKind]bool{}
	r.at = at + i + 1
	if _, t, ok := r.fieldOf(field); ok {
		list = r.moreOf(groupVocab(t), list, joins)
	}
	return r.compare(list, joins, field, isNot != (operator.word == "not in" || operator.word == "!=")), true
}

// compare compares values with a field.
func (r *reader) compare(list []item, joins map[itemKind]bool, x item, isNot bool) *meant {
	field, t, ok := r.fieldOf(x)
	if !ok || len(list) == 0 {
		return nil
	}
	switch t.kind { //nolint:exhaustive // a value is a text
	case texts:
		return r.inList(field, t.vocab, list, joins, isNot)
	case text:
		return r.oneOf(field, t.vocab, list, isNot)
	}
	return r.fail(x, "%s is compared with a number.", field)
}

// vocabOf returns the vocabulary of a value without a field. What fits the values after it decides between several.
func (r *reader) vocabOf(x item) string {
	if x.quoted && len(x.values) == 0 {
		r.fail(x, "%s", r.unknown(x))
		return ""
	}
	allowed := []string{"role", "seniority", "stage", "asked_of", "about"}
	if r.scope.Part == Pick {
		allowed = []string{"topic", "role", "seniority", "stage", "asked_of"}
	}
	best := map[string]int{}
	least := rankSpelling + 1
	for _, vocab := range allowed {
		for _, c := range x.values {
			rank, has := best[vocab]
			isSure := c.rank <= rankSynonym || vocab != "about"
			if isSure && slices.Contains(vocabsOf(vocab), c.vocab) && (!has || c.rank < rank) && (c.vocab != "term" || len(x.values) == 1) {
				best[vocab] = c.rank
				least = min(least, c.rank)
			}
		}
	}
	var fitting []string
	for _, vocab := range allowed {
		rank, has := best[vocab]
		isPerson := (vocab == "role" || vocab == "asked_of") && has && rank <= rankSynonym
		if has && (rank == least || isPerson && least <= rankSynonym && (best["role"] <= rankSynonym) == (best["asked_of"] <= rankSynonym) && hasBoth(best)) {
			fitting = append(fitting, vocab)
		}
	}
	return r.decided(x, fitting)
}

func hasBoth(best map[string]int) bool {
	_, isRole := best["role"]
	_, isAsked := best["asked_of"]
	_, isLevel := best["seniority"]
	return isRole && isAsked && !isLevel
}

// decided returns the only fitting vocabulary, or the only one that the next values fit as well.
func (r *reader) decided(x item, fitting []string) string {
	if len(fitting) > 1 {
		at := r.at
		r.at++
		join := r.connective()
		next := r.peek(0)
		r.at = at
		if join != endItem && next.kind == valueItem {
			fitting = slices.DeleteFunc(slices.Clone(fitting), func(v string) bool { return !r.fits(next, v) || !r.isBest(next, v) })
		}
	}
	switch len(fitting) {
	case 0:
		r.fail(x, "%s", r.unknown(x))
		return ""
	case 1:
		return fitting[0]
	}
	r.fail(x, "%s", r.severalMeanings(x, fitting))
	return ""
}

// bare returns what values without a field say.
func (r *reader) bare(x item, vocab string, list []item, joins map[itemKind]bool) *meant {
	switch vocab {
	case "about":
		if !r.personal(x) {
			return nil
		}
		m := r.inList("profile.cares", "care", list, joins, false).inexact()
		if m != nil {
			m.either = len(list) > 1 && joins[orItem]
		}
		return m
	case "topic":
		m := *r.onTopic(list)
		m.either = len(list) > 1 && joins[orItem]
		return &m
	}
	if r.scope.Part == Pick {
		return r.fail(x, "%s", r.whoseValue(x, vocab))
	}
	if vocab == "asked_of" && !r.personal(x) {
		return nil
	}
	if !r.isRank(list, vocab) {
		return nil
	}
	if i := slices.IndexFunc(r.items, func(y item) bool { return y.from == x.from }); i > 0 && len(list) > 1 && joins[orItem] && x.adjacent && r.items[i-1].kind == valueItem {
		return r.fail(x, `This mixes "and" and "or". Put what belongs together in brackets.`)
	}
	m := r.oneOf("profile."+vocab, vocab, list, false).inexact()
	if m != nil {
		m.either = len(list) > 1 && joins[orItem]
		m.listed = len(list) > 1 && !joins[orItem] && !joins[andItem] && !joins[openItem]
	}
	return m
}

// isRank reports whether a seniority before a job title is a level there, too: a head nurse is no director. Otherwise it adds a problem.
func (r *reader) isRank(list []item, vocab string) bool {
	first, last, next := list[0], list[len(list)-1], r.peek(0)
	if i := slices.IndexFunc(r.items, func(x item) bool { return x.from == first.from }); vocab == "seniority" && i > 0 && first.adjacent {
		before := r.items[i-1]
		id, _ := r.words.in(first.values, "seniority", r.scope.Asker)
		role, _ := r.words.in(before.values, "role", r.scope.Asker)
		if before.kind == valueItem && !before.quoted && role != "" && r.words.resolver.Title(before.text+" "+first.text).Seniority != id {
			r.fail(first, "%s", r.unknown(first))
			return false
		}
	}
	if vocab != "seniority" || next.kind != valueItem || next.quoted || !next.adjacent {
		return true
	}
	if role, _ := r.words.in(next.values, "role", r.scope.Asker); role == "" {
		return true
	}
	id, _ := r.words.in(last.values, "seniority", r.scope.Asker)
	if title := r.words.resolver.Title(last.text + " " + next.text); title.Seniority == id {
		return true
	}
	last.to = next.to
	last.text += " " + next.text
	r.fail(last, "%s", r.unknown(last))
	return false
}

// inexact returns the condition as one that was not written as a comparison.
func (m *meant) inexact() *meant {
	if m == nil {
		return nil
	}
	spoken := *m
	spoken.exact = false
	return &spoken
}

// onTopic says that a question is about one of several things: its topic, a care or an aspect, whichever has just this name. Of two
// equally good names, an ID of a topic counts.
func (r *reader) onTopic(list []item) *meant {
	var topics []string
	var parts []*meant
	for _, x := range list {
		id, rank := r.words.in(x.values, "topic", r.scope.Asker)
		other, otherRank := r.elsewhere2(x)
		if id != "" && (other == "" || rank < otherRank || rank == otherRank && rank == rankName) {
			topics = append(topics, r.understood(x, "topic", id))
			continue
		}
		kind, value := r.careOf(x, other)
		parts = append(parts, memberLeaf(r.understood(x, kind, value), "question."+kind+"s", false))
	}
	if len(topics) > 0 {
		parts = slices.Insert(parts, 0, textLeaf("question.topic", topics, false))
	}
	return joined(Or, parts...)
}

// elsewhere2 returns the care or aspect that a value means, with the better name.
func (r *reader) elsewhere2(x item) (id string, rank int) {
	care, careRank := r.words.in(x.values, "care", bank.Candidate)
	aspect, aspectRank := r.words.in(x.values, "aspect", bank.Candidate)
	if aspect == "" || care != "" && careRank <= aspectRank {
		return care, careRank
	}
	return aspect, aspectRank
}

// careOf returns the kind of an ID that is a care or an aspect.
func (r *reader) careOf(x item, id string) (kind, value string) {
	if care, _ := r.words.in(x.values, "care", bank.Candidate); care == id {
		return "care", id
	}
	return "aspect", id
}
