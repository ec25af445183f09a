package resolve

import "slices"

// speller knows the words that misspelt ones may be corrected to, and words that must not be corrected.
type speller struct {
	wordsByLetter map[rune][]spelling // by first letter, in alphabetical order
	known         map[string]bool     // words that are never corrected
	fillers       map[string]bool
	anyForm       bool // words that differ in a final e, or in what they name, may be misspellings of each other
}

// addWord adds a word. Words must be added in alphabetical order.
func (b *speller) addWord(word string) {
	first := []rune(word)[0]
	b.wordsByLetter[first] = append(b.wordsByLetter[first], newSpelling(word, word))
}

// Limits on the work of correcting a text.
const (
	maxCorrected = 12 // words of the text
	maxVariants  = 32 // combinations of corrections
)

// variants returns all combinations of the corrections of words, where corrections returns those of one word. It returns
// nil if there are none or more than maxVariants, or too many words.
func (b *speller) variants(list []string, corrections func(word string) []string) [][]string {
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
func (b *speller) corrections(word string) []string {
	if b.known[word] || b.fillers[word] {
		return nil
	}
	return b.nearestSpellings(word)
}

// nearestSpellings returns the words of phrases with the least edit distance from a word, up to allowedEdits. They start
// with the same letter, and the word itself is not one of them.
func (b *speller) nearestSpellings(word string) []string {
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
		case d == 0 || d > least || !b.anyForm && !mayBeSameWord(word, candidate.key):
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
