package lang

import (
	"slices"

	"twoway/bank"
)

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
		return r.saw(r.cared("profile.cares", "care", list, joins))
	}
	return r.saw(r.bare(x, vocab, list, joins))
}

// cared looks for values among what the person cares about.
func (r *reader) cared(field, vocab string, list []item, joins map[itemKind]bool) *meant {
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
	best, least := map[string]int{}, rankSpelling+1
	for _, vocab := range allowed {
		if rank, ok := bestRank(x, vocab); ok {
			best[vocab] = rank
			least = min(least, rank)
		}
	}
	role, isRole := best["role"]
	asked, isAsked := best["asked_of"]
	_, isLevel := best["seniority"]
	isPerson := isRole && isAsked && !isLevel && max(role, asked) <= rankSynonym // "recruiter": who is asked, or what somebody is
	var fitting []string
	for _, vocab := range allowed {
		if rank, has := best[vocab]; has && (rank == least || isPerson && (vocab == "role" || vocab == "asked_of")) {
			fitting = append(fitting, vocab)
		}
	}
	return r.decided(x, fitting)
}

// bestRank returns the rank of the best name that a value has in a vocabulary; ok is false if it has none. Of a care, other endings of a
// word are no name: too many words are like one.
func bestRank(x item, vocab string) (rank int, ok bool) {
	rank = rankSpelling + 1
	for _, c := range x.values {
		isSure := c.rank <= rankSynonym || vocab != "about"
		if isSure && slices.Contains(vocabsOf(vocab), c.vocab) && (c.vocab != "term" || len(x.values) == 1) {
			rank = min(rank, c.rank)
		}
	}
	return rank, rank <= rankSpelling
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
		return r.cared("profile.cares", "care", list, joins).among(list, joins)
	case "topic":
		return r.onTopic(list).among(list, joins)
	}
	if r.scope.Part == Pick {
		return r.fail(x, "%s", r.whoseValue(x, vocab))
	}
	if vocab == "asked_of" && !r.personal(x) || !r.isRank(list, vocab) {
		return nil
	}
	if i := slices.IndexFunc(r.items, func(y item) bool { return y.from == x.from }); i > 0 && len(list) > 1 && joins[orItem] && x.adjacent && r.items[i-1].kind == valueItem {
		return r.fail(x, `This mixes "and" and "or". Put what belongs together in brackets.`)
	}
	return r.oneOf("profile."+vocab, vocab, list, false).among(list, joins)
}

// among returns the condition as one that was said with several values and no field, and with these connectives.
func (m *meant) among(list []item, joins map[itemKind]bool) *meant {
	if m == nil {
		return nil
	}
	said := *m
	said.exact = false
	said.either = len(list) > 1 && joins[orItem]
	said.listed = len(list) > 1 && m.on != "" && !joins[orItem] && !joins[andItem] && !joins[openItem]
	return &said
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
		other, otherRank := r.careIn(x)
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

// careIn returns the care or aspect that a value means, with the better name.
func (r *reader) careIn(x item) (id string, rank int) {
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
