package lint

import "twoway/internal/bitset"

// gap tells what stands between a word and the one before it.
type gap uint8

const (
	joined gap = iota // a space, or a hyphen
	comma
	pause // a semicolon, colon, dash, bracket or dots
	full  // the end of a sentence
)

// token is a word of a text, or a part of a contracted one ("don't" is two).
type token struct {
	*entry
	from, to  int // runes of the original
	before    gap
	start     bool // where a sentence starts, but for the words that only open it
	quoted    bool // between double quotes
	syllables int
}

// sentence is a half-open range of tokens, and how it ends.
type sentence struct {
	from, to    int
	asks, calls bool // ends with a question mark; with an exclamation mark
}

// page is a text made ready for reading.
type page struct {
	tokens    []token
	sentences []sentence
	present   []bitset.Set // of each sentence, the classes that have a word in it
	starting  []bitset.Set // of each sentence, the numbers of the patterns that may start at a word of it
	polite    []token      // words such as "please", which count for courtesy and are not read otherwise
	marks     marks
	hidden    []Span
}

// marks counts what shouts.
type marks struct{ questions, exclaims, doubled int }

// reader cuts a normalised text into tokens.
type reader struct {
	lex     *lexicon
	letters []letter
	at      int
	before  gap
	quoted  bool
	word    []byte
	trade   map[string]bool
	page    *page
}

// read makes a text ready.
func (l *lexicon) read(text string, trade map[string]bool) *page {
	letters, hidden := normalise(text)
	p := &page{tokens: make([]token, 0, len(letters)/5+4), hidden: hidden}
	r := &reader{lex: l, letters: letters, page: p, before: full, trade: trade}
	for r.at < len(letters) {
		if c := letters[r.at].r; isWord(c) {
			r.readWord()
		} else {
			r.readMark(c)
		}
	}
	r.endSentence(false, false)
	l.markStarts(p)
	l.markPresent(p)
	return p
}

func isWord(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= 0x80 && isWordBeyondASCII(r)
}

// readWord reads letters and digits, apostrophes between letters, and dots and commas between digits.
func (r *reader) readWord() {
	begin := r.at
	r.word = r.word[:0]
	for r.at < len(r.letters) {
		c := r.letters[r.at].r
		if !isWord(c) && !r.inner(c) {
			break
		}
		r.word = appendRune(r.word, c)
		r.at++
	}
	r.add(begin, r.at)
}

// inner tells marks that belong to the word around them.
func (r *reader) inner(c rune) bool {
	if r.at == 0 || r.at+1 >= len(r.letters) {
		return false
	}
	last, next := r.letters[r.at-1].r, r.letters[r.at+1].r
	switch c {
	case '\'':
		return isWord(last) && isWord(next)
	case '.', ',', ':', '/':
		return isDigit(last) && isDigit(next)
	}
	return false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// add appends a word, contracted ones in their parts.
func (r *reader) add(begin, end int) {
	parts := r.lex.parts(r.word)
	if len(parts) == 1 && r.trade[string(r.word)] {
		parts = []part{{parts[0].with(r.lex.trade), parts[0].letters}}
	}
	from, last := r.letters[begin].from, r.letters[end-1].to
	for i, p := range parts {
		t := token{entry: p.entry, from: from, to: last, before: r.before, quoted: r.quoted, syllables: syllables(r.word)}
		if i < len(parts)-1 && begin+p.letters < end {
			t.to = r.letters[begin+p.letters].from
		}
		from, r.before = t.to, joined
		begin += p.letters
		if t.is(r.lex.polite) {
			r.page.polite = append(r.page.polite, t)
			r.before = max(t.before, r.before)
			continue
		}
		r.page.tokens = append(r.page.tokens, t)
	}
}

// readMark reads what is no word.
func (r *reader) readMark(c rune) {
	r.at++
	switch c {
	case ',':
		r.before = max(r.before, comma)
	case ';', ':', '—', '(', ')', '…', '[', ']':
		r.before = max(r.before, pause)
	case '-':
		if r.at >= len(r.letters) || !isWord(r.letters[r.at].r) || r.at < 2 || !isWord(r.letters[r.at-2].r) {
			r.before = max(r.before, pause)
		}
	case '"':
		r.quoted = !r.quoted
	case '\n':
		if r.at < len(r.letters) && r.letters[r.at].r == '\n' {
			r.endSentence(false, false)
		}
	case '.':
		r.readDot()
	case '?', '!':
		r.readEnd(c)
	}
}

// readDot ends a sentence, unless the dot belongs to an abbreviation or to a row of dots.
func (r *reader) readDot() {
	if r.at < len(r.letters) && r.letters[r.at].r == '.' {
		for r.at < len(r.letters) && r.letters[r.at].r == '.' {
			r.at++
		}
		r.before = max(r.before, pause)
		return
	}
	if r.at < len(r.letters) && isWord(r.letters[r.at].r) { // "node.js"
		return
	}
	if n := len(r.page.tokens); n > 0 && r.before == joined && r.page.tokens[n-1].is(r.lex.abbreviation) {
		return
	}
	r.endSentence(false, false)
}

// readEnd reads a row of question and exclamation marks.
func (r *reader) readEnd(c rune) {
	asks, calls, length := c == '?', c == '!', 1
	for r.at < len(r.letters) && (r.letters[r.at].r == '?' || r.letters[r.at].r == '!') {
		asks = asks || r.letters[r.at].r == '?'
		calls = calls || r.letters[r.at].r == '!'
		length++
		r.at++
	}
	if asks {
		r.page.marks.questions++
	}
	if calls {
		r.page.marks.exclaims++
	}
	if length > 1 {
		r.page.marks.doubled++
	}
	r.endSentence(asks, calls)
}

func (r *reader) endSentence(asks, calls bool) {
	p := r.page
	from := 0
	if n := len(p.sentences); n > 0 {
		from = p.sentences[n-1].to
	}
	if len(p.tokens) > from {
		p.sentences = append(p.sentences, sentence{from, len(p.tokens), asks, calls})
	}
	r.before = full
}

// markPresent notes which classes have a word in each sentence, and which patterns may start there.
func (l *lexicon) markPresent(p *page) {
	for _, s := range p.sentences {
		present, starting := l.present(p.tokens[s.from:s.to])
		p.present, p.starting = append(p.present, present), append(p.starting, starting)
	}
}

// present are the classes that have a word among some tokens, and the patterns that may start at one of them.
func (l *lexicon) present(tokens []token) (present, starting bitset.Set) {
	words := len(l.classes)>>6 + 1
	both := make(bitset.Set, words+len(l.patterns)>>6+1)
	present, starting = both[:words], both[words:]
	for i := range tokens {
		present.Or(tokens[i].mask)
		starting.Or(tokens[i].starts)
	}
	return present, starting
}

// markStarts finds where each sentence starts in earnest: at its first word, and after words that only open it.
func (l *lexicon) markStarts(p *page) {
	for _, s := range p.sentences {
		at := s.from
		for at < s.to {
			p.tokens[at].start = true
			n := l.longest(p.tokens[at:s.to], l.opener)
			if n == 0 {
				break
			}
			at += n
		}
	}
}
