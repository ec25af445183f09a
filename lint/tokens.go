package lint

import (
	"slices"
	"unicode/utf8"

	"twoway/internal/bitset"
)

// separator is what separates a word from the word before it, weakest first.
type separator uint8

const (
	space separator = iota // or a hyphen
	comma
	pause         // a semicolon, colon, dash, bracket or ellipsis
	sentenceBreak // the end of a sentence
)

// token is a word of a text, or part of a contraction ("don't" is two tokens).
type token struct {
	*entry
	from, to      int // half-open range of runes of the original text
	before        separator
	sentenceStart bool // the first word, and the first after each opener such as "so"
	syllables     int
}

// sentence is a half-open range of tokens.
type sentence struct {
	from, to   int
	isQuestion bool // ends with a question mark
}

// document is a parsed text.
type document struct {
	lex        *lexicon
	tokens     []token
	sentences  []sentence
	present    []bitset.Set // per sentence, the classes of its words
	candidates []bitset.Set // per sentence, the numbers of the patterns that may start in it
	polite     []token      // words such as "please", which count as courteous and are not in tokens
	runs       int          // of marks such as "?!"
	hidden     []Span
	obscured   []Span // words in disguise
	isForeign  bool   // in another language than English
}

// scanner splits a normalised text into tokens.
type scanner struct {
	lex     *lexicon
	letters []letter
	at      int
	before  separator
	word    []byte
	trade   map[string]bool
	doc     *document
}

// parse parses a text. Words in trade get the class "trade".
func (l *lexicon) parse(text string, trade map[string]bool) *document {
	written, hidden := normalise(text)
	letters, disguised := l.reveal(slices.Clone(written))
	d := &document{lex: l, tokens: make([]token, 0, len(letters)/5+4), hidden: hidden}
	d.obscured = slices.Concat(disguised, hiddenInWords(hidden, letters), styled(text))
	d.isForeign = l.isForeign(written, letters)
	s := &scanner{lex: l, letters: letters, doc: d, before: sentenceBreak, trade: trade}
	for s.at < len(letters) {
		if c := letters[s.at].r; isWordRune(c) {
			s.readWord()
		} else {
			s.readMark(c)
		}
	}
	s.endSentence(false)
	l.markStarts(d)
	l.markPresent(d)
	return d
}

func isWordRune(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= 0x80 && isNonASCIIWordRune(r)
}

// readWord reads letters, digits, apostrophes between letters, and the marks . , : / between digits.
func (s *scanner) readWord() {
	begin := s.at
	s.word = s.word[:0]
	for s.at < len(s.letters) {
		c := s.letters[s.at].r
		if !isWordRune(c) && !s.isInner(c) {
			break
		}
		s.word = utf8.AppendRune(s.word, c)
		s.at++
	}
	s.add(begin, s.at)
}

// isInner reports whether a mark is part of the word around it.
func (s *scanner) isInner(c rune) bool {
	if s.at == 0 || s.at+1 >= len(s.letters) {
		return false
	}
	last, next := s.letters[s.at-1].r, s.letters[s.at+1].r
	switch c {
	case '\'':
		return isWordRune(last) && isWordRune(next)
	case '.', ',', ':', '/':
		return isDigit(last) && isDigit(next)
	}
	return false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// add appends a word, or the parts of a contraction.
func (s *scanner) add(begin, end int) {
	parts := s.lex.parts(s.word)
	if len(parts) == 1 && s.trade[string(s.word)] {
		parts = []part{{s.lex.asTrade(parts[0].entry), parts[0].letters}}
	}
	from, last := s.letters[begin].from, s.letters[end-1].to
	for i, p := range parts {
		t := token{entry: p.entry, from: from, to: last, before: s.before, syllables: syllables(s.word)}
		if i < len(parts)-1 && begin+p.letters < end {
			t.to = s.letters[begin+p.letters].from
		}
		from, s.before = t.to, space
		begin += p.letters
		if t.is(s.lex.polite) {
			s.doc.polite = append(s.doc.polite, t)
			s.before = max(t.before, s.before)
			continue
		}
		s.doc.tokens = append(s.doc.tokens, t)
	}
}

// readMark reads a character that is not part of a word.
func (s *scanner) readMark(c rune) {
	s.at++
	switch c {
	case ',':
		s.before = max(s.before, comma)
	case ';', ':', '—', '(', ')', '…', '[', ']':
		s.before = max(s.before, pause)
	case '-':
		if s.at >= len(s.letters) || !isWordRune(s.letters[s.at].r) || s.at < 2 || !isWordRune(s.letters[s.at-2].r) {
			s.before = max(s.before, pause)
		}
	case '\n':
		if s.at < len(s.letters) && s.letters[s.at].r == '\n' {
			s.endSentence(false)
		}
	case '.':
		s.readDot()
	case '?', '!':
		s.readEnd(c)
	}
}

// readDot ends the sentence, unless the dot is part of an abbreviation, a word or an ellipsis.
func (s *scanner) readDot() {
	if s.at < len(s.letters) && s.letters[s.at].r == '.' {
		for s.at < len(s.letters) && s.letters[s.at].r == '.' {
			s.at++
		}
		s.before = max(s.before, pause)
		return
	}
	if s.at < len(s.letters) && isWordRune(s.letters[s.at].r) { // "node.js"
		return
	}
	if n := len(s.doc.tokens); n > 0 && s.before == space && s.doc.tokens[n-1].is(s.lex.abbreviation) {
		return
	}
	s.endSentence(false)
}

// readEnd reads a group of question and exclamation marks, and ends the sentence.
func (s *scanner) readEnd(c rune) {
	if s.inBrackets() {
		s.before = max(s.before, pause)
		return
	}
	isQuestion, length := c == '?', 1
	for s.at < len(s.letters) && (s.letters[s.at].r == '?' || s.letters[s.at].r == '!') {
		isQuestion = isQuestion || s.letters[s.at].r == '?'
		length++
		s.at++
	}
	if length > 1 {
		s.doc.runs++
	}
	s.endSentence(isQuestion)
}

// maxBracketed limits how far inBrackets looks ahead, in characters.
const maxBracketed = 300

// inBrackets reports whether a bracket closes before another one opens: a question mark in there ends no sentence.
func (s *scanner) inBrackets() bool {
	for _, l := range s.letters[s.at:min(len(s.letters), s.at+maxBracketed)] {
		switch l.r {
		case ')', ']':
			return true
		case '(', '[':
			return false
		}
	}
	return false
}

func (s *scanner) endSentence(isQuestion bool) {
	d := s.doc
	from := 0
	if n := len(d.sentences); n > 0 {
		from = d.sentences[n-1].to
	}
	if len(d.tokens) > from {
		d.sentences = append(d.sentences, sentence{from, len(d.tokens), isQuestion})
	}
	s.before = sentenceBreak
}

// markPresent sets the classes and the candidate patterns of each sentence.
func (l *lexicon) markPresent(d *document) {
	for _, s := range d.sentences {
		present, candidates := l.present(d.tokens[s.from:s.to])
		d.present, d.candidates = append(d.present, present), append(d.candidates, candidates)
	}
}

// present returns the classes of tokens, and the patterns that may start at one of them.
func (l *lexicon) present(tokens []token) (present, candidates bitset.Set) {
	words := l.classes>>6 + 1
	both := make(bitset.Set, words+len(l.patterns)>>6+1)
	present, candidates = both[:words], both[words:]
	for i := range tokens {
		for _, class := range tokens[i].all.list {
			present.Add(int(class))
		}
		candidates.Or(tokens[i].starts)
	}
	return present, candidates
}

// markStarts marks where each sentence starts: at its first word, and after each opener, such as "so" or "well".
func (l *lexicon) markStarts(d *document) {
	for _, s := range d.sentences {
		at := s.from
		for at < s.to {
			d.tokens[at].sentenceStart = true
			n := l.longestMatch(d.tokens[at:s.to], l.opener)
			if n == 0 {
				break
			}
			at += n
		}
	}
}
