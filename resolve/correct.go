package resolve

import "slices"

// Limits on the work of correcting a text.
const (
	maxCorrected = 12 // words of the text
	maxVariants  = 32 // combinations of corrections
)

// corrected returns the match of the most words among all corrections of the words. Its meaning is zero if the best
// corrections differ in meaning.
func (b *phrasebook) corrected(list []string) match {
	var best match
	for _, variant := range b.variants(list, b.corrections) {
		switch r := b.match(variant); {
		case r.words > best.words:
			best = r
		case r.words == best.words && r.meaning != best.meaning:
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
func (b *phrasebook) correctedWhole(list []string) meaning {
	var found meaning
	if len(list) < 2 {
		return found
	}
	orOther := func(word string) []string { return append([]string{word}, b.nearestSpellings(word)...) }
	for _, variant := range b.variants(list, orOther) {
		m := b.wholeMeaning(variant)
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
	letters := []rune(word)
	least := allowedEdits(len(letters))
	var list []string
	for _, candidate := range b.wordsByLetter[letters[0]] {
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
