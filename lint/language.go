package lint

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// languages is a set of languages, one bit each.
type languages uint16

// english is the bit of English. The other languages have the bits above, in the order of data/languages.txt.
const english languages = 1

// readLanguages reads the function words of each language.
func (l *lexicon) readLanguages() {
	l.languages = map[string]languages{}
	bit := english >> 1
	l.eachLine("data/languages.txt", func(line string) error {
		if strings.HasPrefix(line, "@") {
			bit = max(english, bit<<1)
			return nil
		}
		for word := range strings.FieldsSeq(line) {
			l.languages[word] |= bit
		}
		return nil
	})
}

// isForeign reports whether a text is in another language than English, or in another script. It counts function words: a
// sentence of a language has some, and an English one that quotes a foreign name has more of its own. English is counted in
// the letters that a reader sees, and the others in those that are written, with their accents.
func (l *lexicon) isForeign(written, seen []letter) bool {
	n := l.count(seen)
	if !slices.Equal(written, seen) {
		other := l.count(written)
		n.by, n.short = other.by, other.short
	}
	return n.isForeign()
}

func (l *lexicon) count(letters []letter) wordCounts {
	var n wordCounts
	for at := 0; at < len(letters); {
		end := at
		for end < len(letters) && (isWordRune(letters[end].r) || letters[end].r == '\'') {
			end++
		}
		if end > at {
			l.countWord(&n, strings.Trim(string(runesOf(letters[at:end])), "'"))
		}
		at = max(end, at+1)
	}
	return n
}

// wordCounts are numbers of words, and of letters by script.
type wordCounts struct {
	words, function, known int       // all, English function words, and words of the lexicon
	by                     [16]int   // function words by the bit of the language
	short                  languages // that have a function word of one letter
	latin, other           int       // letters
}

func (l *lexicon) countWord(n *wordCounts, word string) {
	hasLetter := false
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			n.latin++
			hasLetter = true
		case unicode.IsLetter(r):
			n.other++
		}
	}
	if !hasLetter {
		return
	}
	n.words++
	set := l.languages[word]
	if set == 0 {
		set = l.elided(word)
	}
	if set&english != 0 || l.contractions[word] != nil {
		n.function++
	}
	if len(word) == 1 { // of letters that are spaced out, many are words of some language
		n.short |= set
		set &= english
	}
	for rest := set &^ english; rest != 0; rest &= rest - 1 {
		n.by[bits.TrailingZeros16(uint16(rest))]++
	}
	if l.languages[word] == 0 && l.words[word] != nil {
		n.known++
	}
}

// elided returns the languages of a word with an elided article or pronoun, such as "l'équipe", or of an English contraction.
func (l *lexicon) elided(word string) languages {
	head, tail, found := strings.Cut(word, "'")
	if !found {
		return 0
	}
	if _, contracted := l.contractedEndings[tail]; contracted || strings.HasSuffix(head, "n") && tail == "t" {
		return english
	}
	return l.languages[head+"'"]
}

// minForeign is the number of words from which a text without a word of English is in another language.
const minForeign = 4

func (n *wordCounts) isForeign() bool {
	if n.other > n.latin {
		return true
	}
	foreign := 0
	for bit, count := range n.by {
		if n.short>>bit&1 == 1 {
			count++
		}
		foreign = max(foreign, count)
	}
	if foreign > n.function && (foreign > 1 || n.known <= foreign) {
		return true
	}
	return n.function == 0 && n.known == 0 && n.words >= minForeign
}
