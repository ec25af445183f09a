package resolve

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
)

// A text is looked up as a whole, and else by the phrases inside it. A phrase inside a text decides only if it is not general:
//
//   - a phrase of two words or more, without fillers, that is a third of the text, or more;
//   - a phrase that holds a specific word, such as "pension": not "budget" in "error budgets";
//   - else, the words of a phrase apart from each other, if they are two thirds of the text.
//
// Of several, that of the most words decides, and of equals the first, which was put first for a reason.

// match is a meaning, and how it was found. Content is the number of words that it was found in, without fillers. If the text
// has several meanings, the first is zero and the others are in several.
type match struct {
	meaning

	as      bank.Matched
	content int
	whole   bool
	several []meaning

	form int // 0 with all words of the phrase in order, 1 without fillers, 2 in any order
}

func (m match) found() bool { return m.meaning != (meaning{}) }

// reading looks up the words of one text in a phrasebook. It is not safe for concurrent use.
type reading struct {
	*phrasebook

	memo map[string]string // stems by word, of words that no phrase has
}

func (b *phrasebook) newReading() *reading { return &reading{b, map[string]string{}} }

func (r *reading) of(words []string) text { return r.text(words, r.memo) }

// match returns the meaning of words, without corrections.
func (r *reading) match(t text) match {
	whole := r.whole(t)
	if whole.found() || len(t.words) == 0 {
		return r.longer(t, whole)
	}
	after := t.afterHead()
	if len(after.words) > 0 {
		if m := r.whole(after); m.found() {
			m.as = bank.MatchedPart
			return m
		}
	}
	for _, inside := range []text{after, t} {
		m := r.inside(inside)
		if len(whole.several) > 0 && !slices.Contains(whole.several, m.meaning) {
			continue
		}
		if m.found() || len(m.several) > 0 {
			return m
		}
	}
	if n := len(t.words) - len(after.words); len(after.words) > 0 && personHeads[t.words[n-2]] {
		m := r.whole(t.part(n-2, n-1)) // nothing but "a manager who"
		m.as, m.whole = bank.MatchedPart, false
		return m
	}
	return whole
}

// longer returns the match of a longer phrase than the single word that a text was found to be without its fillers, if it holds one:
// "whether they hire from within" is about the phrase "hire from within".
func (r *reading) longer(t text, whole match) match {
	if whole.content != 1 || whole.as == bank.MatchedID || whole.as == bank.MatchedName || whole.as == bank.MatchedSynonym {
		return whole
	}
	for length := min(len(t.words)-1, r.maxWords); length > 1; length-- {
		for at := 0; at+length <= len(t.words); at++ {
			if k, ok := r.exactly(t.part(at, at+length)); ok && t.part(at, at+length).content() == 1 {
				return match{meaning: k.meaning, as: bank.MatchedPart, content: 1}
			}
		}
	}
	return whole
}

// whole returns the meaning of all the words together.
func (r *reading) whole(t text) match {
	if k, ok := r.exactly(t); ok {
		return match{meaning: k.meaning, as: k.as, content: t.content(), whole: true}
	}
	found := match{as: bank.MatchedStem, content: t.content(), whole: true}
	if m := r.withoutSpaces(t); m != (meaning{}) {
		found.meaning = m
		return found
	}
	short := t.withoutFillers()
	if len(short.words) == 0 || !short.isAllIn(r.inPhrases) {
		return match{}
	}
	if k, ok := r.exactly(short); ok && len(short.words) < len(t.words) {
		found.meaning, found.as = k.meaning, bank.MatchedPart
		return found
	}
	var several []meaning
	for i, phrases := range [][]*phrase{r.stemmed[t.stemKey()], r.gist[short.stemKey()], r.sameBag(short, len(short.words) < len(t.words))} {
		all := meaningsOf(phrases, t, short)
		if len(all) == 1 {
			found.meaning, found.form = all[0], i
			return found
		}
		several = append(several, all...)
	}
	return match{several: several}
}

// sameBag returns the phrases of the same words in any order. Two words in another order are the same only if there are fillers
// between them: "quality of data" is data quality, but system design is no design system.
func (r *reading) sameBag(short text, loose bool) []*phrase {
	if len(short.words) < 2 || len(short.words) > r.maxWords {
		return nil
	}
	phrases := r.bags[strings.Join(short.bag(), " ")]
	if loose || len(short.words) > 2 {
		return phrases
	}
	return slices.DeleteFunc(slices.Clone(phrases), func(p *phrase) bool { return !p.loose })
}

// exactly returns what the phrase of exactly these words is.
func (b *phrasebook) exactly(t text) (*phrase, bool) {
	if len(t.words) > b.maxWords {
		return nil, false
	}
	k, ok := b.exact[t.key()]
	return k, ok
}

func (r *reading) withoutSpaces(t text) meaning {
	n := 0
	for _, word := range t.words {
		n += len(word)
	}
	if n < minJoined || n > r.longestJoined {
		return meaning{}
	}
	if p := r.joined[strings.Join(t.words, "")]; p != nil {
		return p.meaning
	}
	return meaning{}
}

// meaningsOf returns the meanings of the phrases that differ from a text only in endings, each once. The text is given with and
// without fillers.
func meaningsOf(phrases []*phrase, t, short text) []meaning {
	var all []meaning
	for _, p := range phrases {
		if !slices.Contains(all, p.meaning) && (mayBeSame(p.text, t) || mayBeSame(p.text, short)) {
			all = append(all, p.meaning)
		}
	}
	return all
}

// mayBeSame reports whether the words of two texts of the same stems may be forms of the same words, in any order.
func mayBeSame(a, b text) bool {
	if len(a.words) != len(b.words) {
		return false
	}
	for i, word := range a.words {
		at := i
		if a.stems[i] != b.stems[i] {
			at = slices.Index(b.stems, a.stems[i])
		}
		if at < 0 || !mayBeSameWord(word, b.words[at]) {
			return false
		}
	}
	return true
}

// inside returns the meaning of the phrase inside a text that decides.
func (r *reading) inside(t text) match {
	best := r.longestRun(t)
	if best.found() {
		return best
	}
	return r.scattered(t)
}

// longestRun returns the meaning of the run of words that decides: that of the most words without fillers, of equals one that does
// not start or end with a filler, and of equals the first.
func (r *reading) longestRun(t text) match {
	var best match
	outer, from, total := false, 0, t.content()
	isBetter := func(m match, isOuter bool, at int) bool {
		return cmp.Or(m.content-best.content, best.form-m.form, falseFirst(outer, isOuter), from-at) > 0
	}
	for length := min(len(t.words)-1, r.maxWords); length > 0 && length >= best.content; length-- {
		for at := 0; at+length <= len(t.words); at++ {
			run := t.part(at, at+length)
			n := run.content()
			if n < best.content {
				continue
			}
			m := r.run(run)
			m.content, m.as, m.whole = n, bank.MatchedPart, false
			if m.found() && (!best.found() || isBetter(m, run.hasOuterFiller(), at)) && r.decides(run, n, total) {
				best, outer, from = m, run.hasOuterFiller(), at
			}
		}
	}
	return best
}

// falseFirst returns a positive number if only b is false, and a negative one if only a is.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// run returns the match of a run of words. One that starts or ends with a filler has to match word by word.
func (r *reading) run(t text) match {
	switch {
	case len(t.words) == 1 && (t.filler[0] || len(t.words[0]) < minLoneWord):
		return match{}
	case t.hasOuterFiller():
		if k, ok := r.exactly(t); ok {
			return match{meaning: k.meaning}
		}
		if all := meaningsOf(r.stemmed[t.stemKey()], t, t); len(all) == 1 {
			return match{meaning: all[0]}
		}
		return match{}
	}
	if m := r.whole(t); m.form < 2 {
		return m
	}
	return match{}
}

// minLoneWord is the least number of letters of a run of one word.
const minLoneWord = 3

// decides reports whether a run of n words, without fillers, decides what a text of total such words means.
func (r *reading) decides(run text, n, total int) bool {
	switch {
	case r.specific.has(run), n >= 2 && 3*n >= total:
		return true
	case n == 0 || 2*n < total:
		return false
	}
	// A phrase such as "stable job" is more than its one word that is no filler.
	_, ok := r.exactly(run)
	return ok && slices.ContainsFunc(run.words, func(word string) bool { return weak[word] })
}

// scattered returns the meaning of the phrase of two words or more whose words are two thirds of the text.
func (r *reading) scattered(t text) match {
	short := t.withoutFillers()
	if len(short.words) < 3 {
		return match{}
	}
	own := map[string]int{} // stems, by where they stand
	for i, stem := range slices.Backward(short.stems) {
		own[stem] = i
	}
	best := match{as: bank.MatchedPart}
	for _, b := range r.bagsIn(short, own) {
		if n := len(b.stems); n > best.content {
			best.content, best.several = n, nil
		}
		if len(b.stems) == best.content && !slices.Contains(best.several, b.meaning) {
			best.several = append(best.several, b.meaning)
		}
	}
	if len(best.several) == 1 {
		best.meaning, best.several = best.several[0], nil
	}
	return best
}

// bagsIn returns the bags whose words are two thirds of a text without fillers, which is also given as where its stems stand.
func (r *reading) bagsIn(short text, places map[string]int) []*bag {
	var list []*bag
	for _, stem := range short.bag() {
		for _, b := range r.rarest[stem] {
			if 3*len(b.stems) >= 2*len(places) && b.isIn(places) {
				list = append(list, b)
			}
		}
	}
	return list
}

// isIn reports whether a text has all words of a bag, in the same order if the order matters. The text is given as where its stems
// stand.
func (b *bag) isIn(places map[string]int) bool {
	last := -1
	for _, stem := range b.stems {
		at, ok := places[stem]
		if !ok || at < last && !b.loose && len(b.stems) == 2 {
			return false
		}
		last = at
	}
	return true
}
