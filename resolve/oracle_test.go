package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// The slow ways of finding the nearest spellings, which compare a text with every candidate. Tests compare the quick ways with
// them.

// EditDistance returns the distance of two texts as the quick way and the slow way compute it.
func EditDistance(a, b string) (quick, slow int) {
	left, right := []rune(a), []rune(b)
	return newMeasure(left).distance(right), editDistance(left, right, max(len(left), len(right)))
}

// NaiveNearest is Nearest.
func NaiveNearest(said string, candidates []string, n int) []string {
	distance := map[string]int{}
	for _, c := range candidates {
		distance[c] = naiveDistance([]rune(Normalise(said)), []rune(Normalise(c)))
	}
	return naiveKeys(distance, n)
}

// Corrections returns the words that a word may be a misspelling of.
func (r *Resolver) Corrections(word string) (quick, slow []string) {
	return r.cares.spelling.nearestSpellings(word), r.cares.spelling.naiveSpellings(word)
}

// Phrases returns all phrases of cares, and of what is private.
func (r *Resolver) Phrases() []string {
	return append(slices.Sorted(maps.Keys(r.cares.phrases.exact)), slices.Sorted(maps.Keys(r.cares.private.exact))...)
}

func naiveDistance(a, b []rune) int {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 0
	}
	return 1000 * editDistance(a, b, longer) / longer
}

func naiveKeys(distance map[string]int, n int) []string {
	keys := slices.SortedFunc(maps.Keys(distance), func(a, b string) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), cmp.Compare(a, b))
	})
	nearest := []string{}
	for _, key := range keys[:min(n, len(keys))] {
		if distance[key] <= distance[keys[0]]+maxSpread {
			nearest = append(nearest, key)
		}
	}
	return nearest
}

func (b *speller) naiveSpellings(word string) []string {
	letters := []rune(word)
	least := allowedEdits(len(letters))
	var list []string
	for _, known := range b.wordsByLetter[letters[0]] {
		candidate := known.key
		switch d := editDistance(letters, []rune(candidate), least); {
		case d == 0 || d > least || !mayBeSameWord(word, candidate):
		case d < least:
			least, list = d, []string{candidate}
		default:
			list = append(list, candidate)
		}
	}
	return list
}

// Tokens returns the words of a plain text as the quick way and the slow way find them.
func Tokens(s string) (quick, slow []string, plain bool) {
	return tokens(s), allTokens(s), isPlain(s)
}

// Found returns the ID that a text names, as the quick way and the slow way find it, with how it was found.
func (r *Resolver) Found(said string) (quick, slow string) {
	describe := func(m match) string { return m.term() + " " + string(m.as) }
	b := r.cares
	words := tokens(said)
	reading := b.phrases.newReading()
	fast := reading.match(reading.of(words))
	fast = b.corrected(reading, words, fast)
	naive := naiveReading{b.phrases}
	plain := naive.match(b.phrases.text(allTokens(said), map[string]string{}))
	return describe(fast), describe(naive.corrected(b, words, plain))
}

// Disclosed returns what a text may say about a person, as the quick way and the slow way find it.
func (r *Resolver) Disclosed(said string) (quick, slow []string) {
	b := r.cares
	words := tokens(said)
	t := b.private.text(words, map[string]string{})
	found := map[string]bool{}
	for from := range words {
		for to := from + 1; to <= len(words); to++ {
			run, isAll := t.part(from, to), to-from == len(words)
			total := t.content()
			if _, isCare := b.phrases.exact[t.key()]; isCare && len(words) > 1 {
				total = 0
			}
			if id := (naiveReading{b.private}).private(run, total, isAll); id != "" {
				found[id] = true
			}
		}
	}
	slow = []string{}
	for _, id := range b.order {
		if found[id] {
			slow = append(slow, id)
		}
	}
	return b.disclosed(words), slow
}

// naiveReading finds phrases by looking at all of them.
type naiveReading struct{ *phrasebook }

func (b naiveReading) private(run text, total int, isAll bool) string {
	n := run.content()
	if n >= 2 {
		return b.run(run).id
	}
	if k, ok := b.exact[run.key()]; ok && (n == total || isAll || b.specific.has(run)) {
		return k.id
	}
	if k, ok := b.exact[run.withoutFillers().key()]; ok && n == 1 && n == total {
		return k.id
	}
	return ""
}

func (b naiveReading) match(t text) match {
	whole := b.whole(t)
	if whole.found() {
		return (&reading{b.phrasebook, map[string]string{}}).longer(t, whole)
	}
	after := t.afterHead()
	if m := b.whole(after); m.found() {
		m.as = "part"
		return m
	}
	for _, inside := range []text{after, t} {
		m := b.inside(inside)
		if len(whole.several) > 0 && !slices.Contains(whole.several, m.meaning) {
			continue
		}
		if m.found() || len(m.several) > 0 {
			return m
		}
	}
	if len(after.words) == 0 {
		return whole
	}
	at := len(t.words) - len(after.words) - 2
	if !personHeads[t.words[at]] {
		return whole
	}
	m := b.whole(t.part(at, at+1))
	m.as, m.whole = "part", false
	return m
}

func (b naiveReading) whole(t text) match {
	if len(t.words) == 0 {
		return match{}
	}
	if k, ok := b.exact[t.key()]; ok {
		return match{meaning: k.meaning, as: k.as, content: t.content(), whole: true}
	}
	found := match{as: "stem", content: t.content(), whole: true}
	if p, ok := b.joined[strings.Join(t.words, "")]; ok {
		found.meaning = p.meaning
		return found
	}
	short := t.withoutFillers()
	if k, ok := b.exact[short.key()]; ok {
		found.meaning, found.as = k.meaning, "part"
		return found
	}
	var several []meaning
	for form := range 3 {
		var all []meaning
		for _, p := range b.all {
			if b.sameForm(p, t, form) && !slices.Contains(all, p.meaning) {
				all = append(all, p.meaning)
			}
		}
		if len(all) == 1 {
			found.meaning, found.form = all[0], form
			return found
		}
		several = append(several, all...)
	}
	return match{several: several}
}

// sameForm reports whether a phrase has the words of a text: 0 in order, 1 without fillers, 2 in any order.
func (b naiveReading) sameForm(p *phrase, t text, form int) bool {
	short, own := t.withoutFillers(), p.text.withoutFillers()
	switch form {
	case 0:
		return p.text.stemKey() == t.stemKey() && (mayBeSame(p.text, t) || mayBeSame(p.text, short))
	case 1:
		return (len(own.words) > 1 || len(p.text.words) == 1) && own.stemKey() == short.stemKey() && mayBeSame(own, short)
	}
	loose := len(own.words) < len(p.text.words) || len(short.words) < len(t.words) || len(short.words) > 2
	return loose && len(short.words) > 1 && len(own.words) > 1 && slices.Equal(own.bag(), short.bag()) && mayBeSame(own, short)
}

func (b naiveReading) run(t text) match {
	switch {
	case len(t.words) == 1 && (t.filler[0] || len(t.words[0]) < minLoneWord):
		return match{}
	case t.hasOuterFiller():
		if k, ok := b.exact[t.key()]; ok {
			return match{meaning: k.meaning}
		}
		var all []meaning
		for _, p := range b.all {
			if p.text.stemKey() == t.stemKey() && mayBeSame(p.text, t) && !slices.Contains(all, p.meaning) {
				all = append(all, p.meaning)
			}
		}
		if len(all) == 1 {
			return match{meaning: all[0]}
		}
		return match{}
	}
	if m := b.whole(t); m.form < 2 {
		return m
	}
	return match{}
}

func (b naiveReading) inside(t text) match {
	type candidate struct {
		match

		outer bool
		at    int
	}
	var all []candidate
	for at := range t.words {
		for to := at + 1; to <= len(t.words) && to-at < len(t.words); to++ {
			run := t.part(at, to)
			m := b.run(run)
			m.as, m.whole, m.content = "part", false, run.content()
			if m.found() && (&reading{b.phrasebook, nil}).decides(run, m.content, t.content()) {
				all = append(all, candidate{m, run.hasOuterFiller(), at})
			}
		}
	}
	if len(all) == 0 {
		return (&reading{b.phrasebook, nil}).scattered(t)
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		return cmp.Or(y.content-x.content, x.form-y.form, falseFirst(x.outer, y.outer), x.at-y.at, len(y.several)-len(x.several))
	})
	return all[0].match
}

func (b naiveReading) corrected(book *careBook, words []string, plain match) match {
	r := b.newReading()
	return book.corrected(r, words, plain)
}
