package lint

import (
	"slices"
	"strings"
	"unicode"
)

// Limits of letters that are spaced out.
const (
	minSpacedOut   = 4  // letters of a run; fewer must be a known word, unless most of the text is spaced out
	maxSpacedOut   = 80 // letters of a run that are read at once
	maxWordLetters = 16
)

// closeUp joins letters that are spaced out: "h o w   o l d", "a.g.e". Two blanks or more end a run; within a run, words are
// told apart by the lexicon. It returns the letters and the places of what it joined.
func (l *lexicon) closeUp(letters []letter) (closed []letter, joined []Span) {
	runs, mostly := spacedRuns(letters)
	at := 0
	for _, r := range runs {
		words := l.wordsOf(letters, r, mostly)
		if words == nil {
			continue
		}
		closed = append(closed, letters[at:r.from]...)
		for i, word := range words {
			if i > 0 {
				closed = append(closed, letter{' ', word[0].from, word[0].from})
			}
			closed = append(closed, word...)
		}
		at = r.to
		joined = append(joined, Span{letters[r.from].from, letters[r.to-1].to})
	}
	if joined == nil {
		return letters, nil
	}
	return append(closed, letters[at:]...), joined
}

// spacedRun is a half-open range of n single letters, with a separator of one kind between each two.
type spacedRun struct{ from, to, n int }

// spacedRuns returns the runs of at least two letters, and reports whether they have most of the letters.
func spacedRuns(letters []letter) (runs []spacedRun, mostly bool) {
	spaced, all := 0, 0
	for at := 0; at < len(letters); at++ {
		if isWordRune(letters[at].r) {
			all++
		}
		if !isSingle(letters, at) {
			continue
		}
		r := runAt(letters, at)
		if next := r.from + 2; r.n == 2 && runAt(letters, next).n > 2 { // "a c.a.t": the blank ends a word
			r = spacedRun{at, at + 1, 1}
		}
		spaced += r.n
		if r.n > 1 {
			runs = append(runs, r)
			all += r.n - 1
			at = r.to - 1
		}
	}
	return runs, 2*spaced > all
}

// runAt returns the run from a single letter.
func runAt(letters []letter, at int) spacedRun {
	r := spacedRun{at, at + 1, 1}
	for r.to+1 < len(letters) && r.n < maxSpacedOut && isGap(letters[r.to].r) && letters[r.to].r == letters[at+1].r && isSingle(letters, r.to+1) {
		r.to += 2
		r.n++
	}
	return r
}

// isSingle reports whether the rune at an index is a letter, or an apostrophe, alone between other runes.
func isSingle(letters []letter, at int) bool {
	r := letters[at].r
	return ('a' <= r && r <= 'z' || r == '\'') && (at == 0 || !isInWord(letters[at-1].r)) && (at+1 == len(letters) || !isInWord(letters[at+1].r))
}

func isInWord(r rune) bool { return isWordRune(r) || r == '\'' }

func isGap(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".-_*/|·•,~+", r) }

// wordsOf splits a run into words; nil if it is not taken for any.
func (l *lexicon) wordsOf(letters []letter, r spacedRun, always bool) [][]letter {
	single, text := make([]letter, 0, r.n), make([]byte, 0, r.n)
	for i := r.from; i < r.to; i += 2 {
		single, text = append(single, letters[i]), append(text, byte(letters[i].r))
	}
	if l.knows(string(text)) {
		return [][]letter{single}
	}
	if r.n < minSpacedOut && !always {
		return nil
	}
	var words [][]letter
	for _, length := range l.segment(text) {
		words = append(words, single[:length])
		single = single[length:]
	}
	return words
}

// Costs of splitting a text into words: as few words as possible, and as few letters that are in none.
const (
	costOfWord    = 1
	costOfUnknown = 10 // for each letter of an unknown word
)

// segment returns the lengths of the words in a text without blanks, at the least cost.
func (l *lexicon) segment(text []byte) []int {
	type best struct{ cost, last int }
	table := make([]best, len(text)+1)
	for end := 1; end <= len(text); end++ {
		for length := 1; length <= min(end, maxWordLetters); length++ {
			cost := table[end-length].cost + costOfWord
			if !l.isWord(string(text[end-length : end])) {
				cost += costOfUnknown * length
			}
			if length == 1 || cost < table[end].cost {
				table[end] = best{cost, length}
			}
		}
	}
	var lengths []int
	for end := len(text); end > 0; end -= table[end].last {
		lengths = append(lengths, table[end].last)
	}
	slices.Reverse(lengths)
	return lengths
}

// isWord reports whether the lexicon has a word, of any length, or the word that is contracted in it.
func (l *lexicon) isWord(text string) bool {
	if head, tail, contracted := strings.Cut(text, "'"); contracted && l.contractedEndings[tail] != nil {
		text = head
	}
	return l.knows(text) || l.languages[text]&english != 0
}
