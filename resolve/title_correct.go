package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

// correct returns the meaning of a title of which one word is misspelt: a word that is not known, or the last one. The corrected
// title must be one of the vocabulary as a whole, or end with one, or with a field before a general word, that has the corrected
// word in it. Onlywhole asks for the first.
func (b *titleBook) correct(title segment, onlyWhole bool) verdict {
	var found [8]verdict // the likely corrections first
	for i, word := range title.words {
		known := b.spelling.known[word]
		if b.general(word) || known && (onlyWhole || i < len(title.words)-1 || len(title.words) < 2) {
			continue
		}
		for _, other := range b.spellings(word, title.said[i]) {
			corrected := slices.Clone(title.words)
			corrected[i] = other
			v := b.correctedMeaning(corrected, i, known || onlyWhole)
			if !v.known() {
				continue
			}
			f := &found[b.unlikeliness(word, other, v.whole)]
			*f = verdict{families: union(f.families, v.families), matched: bank.MatchedSpelling, whole: v.whole}
		}
	}
	i := slices.IndexFunc(found[:], verdict.known)
	if i < 0 || len(found[i].families) > 1 {
		return verdict{}
	}
	return found[i]
}

// spellings returns the words that a word may be a misspelling of. What looks like a plural may be none.
func (b *titleBook) spellings(word, said string) []string {
	list := b.spelling.nearestSpellings(word)
	if said != word && !b.spelling.known[word] && !b.spelling.known[said] {
		list = append(list, b.spelling.nearestSpellings(said)...)
	}
	return list
}

// unlikeliness returns how unlikely a correction is, from 0 to 7. One that makes a whole title is the likeliest, then one that
// keeps the consonants, then one to a word of a usual title.
func (b *titleBook) unlikeliness(word, other string, whole bool) int {
	n := 0
	if !whole {
		n += 4
	}
	if skeleton(word) != skeleton(other) {
		n += 2
	}
	if !b.usual[other] {
		n++
	}
	return n
}

// skeleton returns the consonants of a word without doubling: people mistake vowels more often.
func skeleton(word string) string {
	var b strings.Builder
	var last rune
	for _, r := range word {
		if !strings.ContainsRune("aeiouy", r) && r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// correctedMeaning returns the meaning of words of which the one at index i was corrected.
func (b *titleBook) correctedMeaning(words []string, i int, onlyWhole bool) verdict {
	if e := b.lookup(words); e != nil && len(e.families()) > 0 && (!onlyWhole || len(e.titles) > 0) {
		return verdict{families: e.families(), whole: true}
	}
	if onlyWhole {
		return verdict{}
	}
	if e, n := b.suffix(words, func(e *titleEntry) bool { return len(e.titles) > 0 }); e != nil {
		if i < len(words)-n {
			return verdict{}
		}
		return verdict{families: e.titles}
	}
	if !b.general(words[len(words)-1]) {
		return verdict{}
	}
	before := words[:len(words)-1]
	if e, n := b.suffix(before, func(e *titleEntry) bool { return len(e.inside()) > 0 }); e != nil && i >= len(before)-n {
		return verdict{families: b.havingHead(words[len(words)-1], e.inside())}
	}
	return verdict{}
}
