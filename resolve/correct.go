package resolve

import "slices"

// Limits on the work of correcting a text.
const (
	maxCorrected = 12 // words of the text
	maxVariants  = 32 // combinations of corrections
)

// corrected returns the match of the most words among all corrections of the words. Its meaning is zero if the best
// corrections differ in meaning.
func (r *reading) corrected(list []string) match {
	var best match
	for _, variant := range r.variants(list, r.corrections) {
		switch m := r.match(variant); {
		case m.words > best.words:
			best = m
		case m.words == best.words && m.meaning != best.meaning:
			best.meaning = meaning{}
		}
	}
	return best
}

// variants returns all combinations of the corrections of words, where corrections returns those of one word. It returns
// nil if there are none or more than maxVariants, or too many words.
func (b *phrasebook) variants(list []string, corrections func(word string) []string) [][]string {
	if len(list) > maxCorrected {
		return nil
	}
	variants, changed := [][]string{{}}, false
	for _, word := range list {
		spellings := corrections(word)
		changed = changed || len(spellings) > 0
		if len(spellings) == 0 {
			spellings = []string{word}
		}
		var longer [][]string
		for _, variant := range variants {
			for _, spelling := range spellings {
				longer = append(longer, append(slices.Clip(variant), spelling))
			}
		}
		if variants = longer; len(variants) > maxVariants {
			return nil
		}
	}
	if !changed {
		return nil
	}
	return variants
}

// corrections returns the words that a word may be a misspelling of, none for a known word or a filler.
func (b *phrasebook) corrections(word string) []string {
	if b.known[word] || b.fillers[word] {
		return nil
	}
	return b.nearestSpellings(word)
}

// correctedWhole returns the meaning of two or more words together, after correcting even known words. It returns the zero
// meaning if there are several.
func (r *reading) correctedWhole(list []string) meaning {
	var found meaning
	if len(list) < 2 {
		return found
	}
	orOther := func(word string) []string { return append([]string{word}, r.nearestSpellings(word)...) }
	for _, variant := range r.variants(list, orOther) {
		m := r.wholeMeaning(variant)
		if m != (meaning{}) && found != (meaning{}) && m != found {
			return meaning{}
		}
		if m != (meaning{}) {
			found = m
		}
	}
	return found
}

// nearestSpellings returns the words of phrases with the least edit distance from a word, up to allowedEdits. They start
// with the same letter, and the word itself is not one of them.
func (b *phrasebook) nearestSpellings(word string) []string {
	said := newSpelling(word, word)
	least := allowedEdits(len(said.letters))
	if least == 0 {
		return nil
	}
	m := newMeasure(said.letters)
	var list []string
	known := b.wordsByLetter[said.letters[0]]
	for i := range known {
		candidate := &known[i]
		if differ(&said, candidate, least) {
			continue
		}
		switch d := m.distance(candidate.letters); {
		case d == 0 || d > least || !mayBeSameWord(word, candidate.key):
		case d < least:
			least, list = d, []string{candidate.key}
		default:
			list = append(list, candidate.key)
		}
	}
	return list
}

// allowedEdits returns how many edits a misspelling of a word with that many letters may have.
func allowedEdits(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	default:
		return 2
	}
}
