package lint

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// reveal reads through letters in disguise: letters of other scripts that look like English ones, marks on letters, digits
// and signs in the place of letters, and letters that are spaced out. It returns the letters that a reader sees, and the
// places of the disguises. The letters may be changed in place.
func (l *lexicon) reveal(letters []letter) (seen []letter, disguised []Span) {
	letters, disguised = l.unmark(letters)
	foreign := slices.ContainsFunc(letters, func(x letter) bool { return l.isForeignLetter(x.r) })
	for from, to := range chunks(letters) {
		if l.revealChunk(letters[from:to], !foreign) {
			disguised = append(disguised, Span{letters[from].from, letters[to-1].to})
		}
	}
	letters, spaced := l.closeUp(letters)
	return letters, append(disguised, spaced...)
}

// readDisguises reads the tables of disguises.
func (l *lexicon) readDisguises() {
	l.homoglyphs, l.leetspeak, l.accented = l.readLookalikes("homoglyphs"), l.readLookalikes("leetspeak"), map[string]bool{}
	l.eachLine("data/accented.txt", func(line string) error {
		for word := range strings.FieldsSeq(line) {
			l.accented[word] = true
		}
		return nil
	})
}

// readLookalikes reads a table of letters and what looks like each of them.
func (l *lexicon) readLookalikes(name string) map[rune][]rune {
	table := map[rune][]rune{}
	l.eachLine("data/"+name+".txt", func(line string) error {
		list := []rune(strings.ReplaceAll(line, " ", ""))
		for _, r := range list[1:] {
			table[r] = append(table[r], list[0])
		}
		return nil
	})
	return table
}

// chunks yields the half-open ranges between blanks.
func chunks(letters []letter) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		for at := 0; at < len(letters); at++ {
			from := at
			for at < len(letters) && !unicode.IsSpace(letters[at].r) {
				at++
			}
			if at > from && !yield(from, at) {
				return
			}
		}
	}
}

// unmark removes marks from English letters. A word that marks hide is disguised; "café" and names are not.
func (l *lexicon) unmark(letters []letter) (plain []letter, disguised []Span) {
	if !slices.ContainsFunc(letters, func(x letter) bool { return x.r >= 0x80 }) {
		return letters, nil
	}
	plain = letters[:0]
	for at := 0; at < len(letters); {
		end := at
		for end < len(letters) && (isWordRune(letters[end].r) || isMark(letters[end].r)) {
			end++
		}
		if end == at {
			plain = append(plain, letters[at])
			at++
			continue
		}
		span := Span{letters[at].from, letters[end-1].to}
		var hidden bool
		if plain, hidden = l.unmarkWord(plain, letters[at:end]); hidden {
			disguised = append(disguised, span)
		}
		at = end
	}
	return plain, disguised
}

// unmarkWord appends the letters of a word without marks to plain, and reports whether the marks hide it. The two may share
// memory.
func (l *lexicon) unmarkWord(plain, word []letter) (_ []letter, hidden bool) {
	before, start := string(runesOf(word)), len(plain)
	for _, x := range word {
		if isMark(x.r) {
			hidden = true
			continue
		}
		x.r = unmarked(x.r)
		plain = append(plain, x)
	}
	after := string(runesOf(plain[start:]))
	return plain, hidden || after != before && l.knows(after) && !l.accented[before]
}

func isMark(r rune) bool {
	return r >= 0x80 && (unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r))
}

// unmarked returns the English letter under a mark, and other runes unchanged.
func unmarked(r rune) rune {
	if r < 0x80 {
		return r
	}
	if base := []rune(norm.NFD.String(string(r))); base[0] < 0x80 {
		return base[0]
	}
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ':
		return 'd'
	}
	return r
}

func runesOf(letters []letter) []rune {
	list := make([]rune, len(letters))
	for i, x := range letters {
		list[i] = x.r
	}
	return list
}

// revealChunk replaces, in place, letters of other scripts and digits and signs that stand for letters. It reports whether
// it replaced any. With always, a word of other scripts alone is replaced too, even if that makes no known word.
func (l *lexicon) revealChunk(chunk []letter, always bool) bool {
	var latin, alike, foreign, signs int
	for _, x := range chunk {
		switch {
		case isEnglish(x.r):
			latin++
		case len(l.homoglyphs[x.r]) > 0:
			alike++
		case l.isForeignLetter(x.r):
			foreign++
		case len(l.leetspeak[x.r]) > 0:
			signs++
		}
	}
	switch {
	case alike > 0 && foreign == 0:
		return l.replaceSigns(chunk, l.homoglyphs, latin > 0 || always)
	case signs > 0 && latin > 0 && foreign == 0:
		return l.replaceSigns(chunk, l.leetspeak, l.isInterleaved(chunk))
	}
	return false
}

// isInterleaved reports whether at least two groups of signs stand between letters of a word, as in "f1n15hed".
func (l *lexicon) isInterleaved(chunk []letter) bool {
	groups, afterLetter := 0, false
	for i, x := range chunk {
		isLetter := isEnglish(x.r)
		if isLetter && i > 0 && afterLetter && len(l.leetspeak[chunk[i-1].r]) > 0 {
			groups++
		}
		if isLetter {
			afterLetter = true
		} else if len(l.leetspeak[x.r]) == 0 {
			afterLetter = false
		}
	}
	return groups > 1
}

// isForeignLetter reports whether a rune is a letter that looks like no English one.
func (l *lexicon) isForeignLetter(r rune) bool {
	return r >= 0x80 && unicode.IsLetter(r) && len(l.homoglyphs[r]) == 0
}

// Limits of the work for one word: it has at most so many letters, of which some stand for one of two, and so many readings.
const (
	maxDisguised = 32
	maxReadings  = 64
)

// replaceSigns replaces the signs of a chunk that are in the table by letters that make a word of the lexicon, and otherwise, if
// always is true, by the first letter of each sign. Punctuation at the end stays. It reports whether it replaced any.
func (l *lexicon) replaceSigns(chunk []letter, table map[rune][]rune, always bool) bool {
	for len(chunk) > 0 && isOuter(chunk[0].r, table) {
		chunk = chunk[1:]
	}
	for end := len(chunk); end > 1; end-- {
		if end > maxDisguised || isOuter(chunk[end-1].r, table) {
			continue
		}
		if !slices.ContainsFunc(chunk[:end], func(x letter) bool { return len(table[x.r]) > 0 }) {
			return false
		}
		if reading := l.reading(runesOf(chunk[:end]), table); reading != nil {
			return put(chunk, reading)
		}
		if isWordRune(chunk[end-1].r) {
			break
		}
	}
	return always && put(chunk, firstReading(chunk, table))
}

// firstReading returns a word with the first letter that each sign in it stands for.
func firstReading(word []letter, table map[rune][]rune) []rune {
	first := runesOf(word)
	for i, r := range first {
		if list := table[r]; len(list) > 0 {
			first[i] = list[0]
		}
	}
	return first
}

// isOuter reports whether a rune is punctuation around a word.
func isOuter(r rune, table map[rune][]rune) bool { return !isWordRune(r) && len(table[r]) == 0 }

func put(chunk []letter, runes []rune) bool {
	for i, r := range runes {
		chunk[i].r = r
	}
	return true
}

// reading returns the first reading of a word, in the order of the table, that the lexicon knows; nil if there is none.
func (l *lexicon) reading(word []rune, table map[rune][]rune) []rune {
	tried := 0
	var read func(at int) bool
	read = func(at int) bool {
		for at < len(word) && len(table[word[at]]) == 0 {
			at++
		}
		if at == len(word) {
			tried++
			return l.knows(string(word))
		}
		sign := word[at]
		for _, r := range table[sign] {
			if tried >= maxReadings {
				break
			}
			if word[at] = r; read(at + 1) {
				return true
			}
		}
		word[at] = sign
		return false
	}
	if read(0) {
		return word
	}
	return nil
}

// minKnown is the length of the shortest word that a disguise is read as.
const minKnown = 3

// knows reports whether a word, or each part of a contraction or a compound, is in the lexicon or is a frequent English word.
func (l *lexicon) knows(word string) bool {
	if len(word) < minKnown {
		return false
	}
	if _, known := l.words[word]; known || l.languages[word]&english != 0 {
		return true
	}
	_, known := l.contractions[word]
	return known
}

// hiddenInWords returns the places of invisible characters that stand inside words of English letters. Other scripts need some.
func hiddenInWords(hidden []Span, letters []letter) []Span {
	var inside []Span
	at := 0
	for _, h := range hidden {
		for at < len(letters) && letters[at].from < h.End {
			at++
		}
		if at > 0 && at < len(letters) && isEnglish(letters[at-1].r) && isEnglish(letters[at].r) {
			inside = append(inside, h)
		}
	}
	return inside
}

func isEnglish(r rune) bool { return 'a' <= r && r <= 'z' }

// styled returns the places of letters of other typefaces in a text, such as 𝐚, ⓐ and ａ, which normalise makes plain.
func styled(text string) []Span {
	var places []Span
	at := 0
	for _, r := range text {
		if r >= 0x80 && isStyled(r) {
			places = appendSpan(places, at)
		}
		at++
	}
	return places
}

func isStyled(r rune) bool {
	return 0x1D400 <= r && r <= 0x1D7FF || 0x24B6 <= r && r <= 0x24E9 || 0xFF21 <= r && r <= 0xFF5A || 0x1F130 <= r && r <= 0x1F189
}
