package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// Care is what somebody says that they care about. Chosen is zero apart from Said if it is not understood; then Reason says why
// and Nearest has the IDs that are near in meaning. Discloses has what asking about it may say about the person, in the order of
// the vocabulary.
type Care struct {
	Chosen    bank.Chosen
	Matched   bank.Matched
	Discloses []string
	Reason    bank.WhyNot
	Nearest   []string
}

// careBook finds what somebody cares about.
type careBook struct {
	phrases  *phrasebook
	private  *phrasebook // what words may say about a person
	defaults map[string]meaning
	order    []string // of what words may say about a person
	trades   map[string]func() *tradeBook
	spelling *speller
	place    map[string]int    // by ID: where a care or aspect stands in the vocabulary
	careOf   map[string]string // by aspect
}

func newCareBook(v *bank.Vocabulary, known map[string]bool) *careBook {
	b := &careBook{
		phrases: newPhrasebook(), private: newPhrasebook(), defaults: map[string]meaning{}, trades: map[string]func() *tradeBook{},
		spelling: &speller{wordsByLetter: map[rune][]spelling{}, known: known, fillers: fillerWords},
		place:    map[string]int{}, careOf: map[string]string{},
	}
	for _, care := range v.Cares {
		b.phrases.add(care.Term, meaning{id: care.ID})
		b.place[care.ID] = len(b.place)
		for _, aspect := range care.Aspects {
			b.place[aspect.ID] = len(b.place)
			b.careOf[aspect.ID] = care.ID
		}
	}
	for _, care := range v.Cares { // after every care, so that a care wins where both share a word
		for _, aspect := range care.Aspects {
			b.phrases.add(aspect, meaning{id: care.ID, aspect: aspect.ID})
		}
	}
	b.phrases.prepare()
	for _, d := range v.Discloses {
		b.private.addSaid(d.Term, meaning{id: d.ID})
		b.order = append(b.order, d.ID)
		if care := v.CareOf(d.Default); care != "" {
			b.defaults[d.ID] = meaning{care, d.Default}
		} else if d.Default != "" {
			b.defaults[d.ID] = meaning{id: d.Default}
		}
	}
	b.private.prepare()
	for i := range v.Roles {
		b.trades[v.Roles[i].ID] = sync.OnceValue(func() *tradeBook { return newTradeBook(&v.Roles[i], b.phrases) })
	}
	b.addSpellings()
	return b
}

// trade returns the book of a role, nil for none.
func (b *careBook) trade(role string) *tradeBook {
	if book := b.trades[role]; book != nil {
		return book()
	}
	return nil
}

// addSpellings adds the words that misspelt ones may be corrected to, and those that say something private: what is nearest to one
// of these is corrected to nothing.
func (b *careBook) addSpellings() {
	words := map[string]bool{}
	for _, p := range slices.Concat(b.phrases.all, b.private.all) {
		for _, word := range p.text.words {
			words[word] = true
		}
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		b.spelling.addWord(word)
	}
}

// read returns what a text means to somebody of a trade, "" for none.
func (b *careBook) read(said, role string) Care {
	words := tokens(said)
	r := b.phrases.newReading()
	t := r.of(words)
	care := Care{Chosen: bank.Chosen{Said: said}, Discloses: b.disclosed(words), Nearest: []string{}}
	m := r.match(t)
	if term := b.trade(role).named(t, m); term != "" {
		return care.asTerm(term)
	}
	inOwnWords := !m.whole || !m.found() || m.as == bank.MatchedStem
	if about := b.trade(role).saying(t); about != "" && inOwnWords {
		return b.asAbout(care, about)
	}
	m = b.firstOf(r, said, m)
	if !m.whole || !m.found() {
		if term, content := b.trade(role).inside(t); term != "" && content >= m.content {
			return care.asTerm(term)
		}
	}
	if !m.whole && len(m.several) == 0 && len(care.Discloses) == 0 {
		m = b.corrected(r, words, m)
	}
	if !m.found() && len(care.Discloses) > 0 && len(m.several) == 0 {
		m = b.byDefault(care.Discloses)
	}
	return b.asMatched(care, t, m)
}

// named returns the term of the trade that a text is, unless the text is the ID or the name of what everybody may care about, in
// several words, or means that in other words than a synonym.
func (b *tradeBook) named(t text, m match) string {
	if m.whole && len(t.words) > 1 && (m.as == bank.MatchedID || m.as == bank.MatchedName) {
		return "" // rules know it
	}
	if term := b.whole(t); term != "" {
		return term
	}
	if !m.found() || m.as == bank.MatchedStem || m.as == bank.MatchedPart {
		return b.whole(t.withoutFillers())
	}
	return ""
}

// asMatched returns the care with what a text was matched as, or why it was not.
func (b *careBook) asMatched(care Care, t text, m match) Care {
	switch {
	case m.found():
		care.Chosen.Care, care.Chosen.Aspect, care.Matched = m.id, m.aspect, m.as
	case len(m.several) > 0:
		care.Reason, care.Nearest = bank.ReasonAmbiguous, b.ids(m.several)
	case len(care.Discloses) > 0:
		care.Reason = bank.ReasonUnknown
	default:
		care.Reason, care.Nearest = bank.ReasonUnknown, b.nearest(t)
	}
	return care
}

// firstOf returns the match of the first thing that is named, if a text names several, and else the match of the text itself.
func (b *careBook) firstOf(r *reading, said string, itself match) match {
	if itself.whole && itself.found() {
		return itself
	}
	if parts := strings.FieldsFunc(said, func(c rune) bool { return strings.ContainsRune(",;/|()+\n", c) }); len(parts) > 1 {
		for _, part := range parts {
			if m := r.match(r.of(tokens(part))); m.found() {
				m.as, m.whole = bank.MatchedPart, false
				return m
			}
		}
	}
	words := tokens(said)
	if i := slices.IndexFunc(words, func(word string) bool { return word == "and" || word == "or" || word == "but" }); i > 0 {
		if m := r.whole(r.of(words[:i])); m.found() {
			m.as, m.whole = bank.MatchedPart, false
			return m
		}
	}
	return itself
}

// asTerm returns the care as one about a term of the trade.
func (c Care) asTerm(term string) Care {
	c.Chosen.Term, c.Matched = term, bank.MatchedTerm
	return c
}

// asAbout returns the care as one about a term of the trade, an aspect or a care.
func (b *careBook) asAbout(c Care, about bank.About) Care {
	if term := about.Term(); term != "" {
		return c.asTerm(term)
	}
	c.Matched = bank.MatchedSynonym
	if c.Chosen.Care = b.careOf[string(about)]; c.Chosen.Care != "" {
		c.Chosen.Aspect = string(about)
	} else {
		c.Chosen.Care = string(about)
	}
	return c
}

// byDefault returns what is meant by words that say something about a person and name nothing else.
func (b *careBook) byDefault(discloses []string) match {
	for _, id := range discloses {
		if m, ok := b.defaults[id]; ok {
			return match{meaning: m, as: bank.MatchedPart}
		}
	}
	return match{}
}

// ids returns the IDs of meanings, each once, in the order of the vocabulary.
func (b *careBook) ids(list []meaning) []string {
	var ids []string
	for _, m := range list {
		if !slices.Contains(ids, m.term()) {
			ids = append(ids, m.term())
		}
	}
	slices.SortFunc(ids, func(x, y string) int { return cmp.Compare(b.place[x], b.place[y]) })
	return ids
}

// disclosed returns what words may say about a person, in the order of the vocabulary.
func (b *careBook) disclosed(words []string) []string {
	r := b.private.newReading()
	t := r.of(words)
	found := map[string]bool{}
	total := t.content()
	if _, ok := b.phrases.exactly(t); ok && len(words) > 1 {
		total = 0 // as a whole, it is something else: "working with kids"
	}
	for length := min(len(words), r.maxWords); length > 0; length-- {
		for at := 0; at+length <= len(words); at++ {
			run := t.part(at, at+length)
			if id := r.private(run, total, length == len(words)); id != "" {
				found[id] = true
			}
		}
	}
	list := []string{}
	for _, id := range b.order {
		if found[id] {
			list = append(list, id)
		}
	}
	return list
}

// private returns what a run of words, of a text of total words without fillers, may say about a person. A single word does so if
// it is specific, or all that was said, and in no other form: "strikes", but not "striking".
func (r *reading) private(run text, total int, isAll bool) string {
	if n := run.content(); n < 2 {
		k, ok := r.exactly(run)
		if short := run.withoutFillers(); !ok && n == 1 && n == total {
			k, ok = r.exactly(short)
		}
		if ok && (n == total || isAll || r.specific.has(run)) {
			return k.id
		}
		return ""
	}
	return r.run(run).id
}

// nearest returns up to maxProposals IDs that are near to a text that nothing was found in: those with a quarter or more of the
// phrases that have all of its words. IDs with more such phrases come first.
func (b *careBook) nearest(t text) []string {
	stems := t.withoutFillers().bag()
	if len(stems) == 0 {
		return []string{}
	}
	times, sum := map[string]int{}, 0
	for _, i := range b.phrases.byStem[stems[0]] {
		p := b.phrases.all[i]
		if !slices.ContainsFunc(stems, func(stem string) bool { return !slices.Contains(p.text.stems, stem) }) {
			times[p.term()]++
			sum++
		}
	}
	maps.DeleteFunc(times, func(_ string, n int) bool { return 4*n < sum })
	list := slices.SortedFunc(maps.Keys(times), func(x, y string) int {
		return cmp.Or(cmp.Compare(times[y], times[x]), cmp.Compare(b.place[x], b.place[y]))
	})
	return append([]string{}, list[:min(maxProposals, len(list))]...)
}

// maxProposals is the greatest number of IDs to propose.
const maxProposals = 3

// corrected returns the match of a text with misspelt words corrected, if that uses more of it than the match without. What is
// private is never guessed.
func (b *careBook) corrected(r *reading, words []string, plain match) match {
	best := b.bestVariant(r, words, b.spelling.corrections, plain.content)
	if best.found() {
		return best
	}
	if !plain.found() && len(words) > 1 {
		orOther := func(word string) []string {
			if b.spelling.fillers[word] {
				return nil
			}
			return append([]string{word}, b.spelling.nearestSpellings(word)...)
		}
		if m := b.bestVariant(r, words, orOther, r.of(words).content()-1); m.found() && m.whole {
			return m
		}
	}
	if !plain.found() && len(best.several) > 0 {
		return best
	}
	return plain
}

// bestVariant returns the match of the most words, more than a least number, among the variants of a text; none if a variant says
// something private.
func (b *careBook) bestVariant(r *reading, words []string, corrections func(string) []string, least int) match {
	best := match{content: least}
	for _, variant := range b.spelling.variants(words, corrections) {
		if len(b.disclosed(variant)) > 0 {
			return match{}
		}
		m := r.match(r.of(variant))
		switch {
		case !m.found() || m.content < best.content || m.content == least:
		case m.content > best.content:
			best = m
		case m.meaning != best.meaning:
			best.several = append(best.several, best.meaning, m.meaning)
			best.meaning = meaning{}
		}
	}
	best.as = bank.MatchedSpelling
	return best
}
