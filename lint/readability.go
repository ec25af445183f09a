package lint

import "unicode"

// What is too much. A shipped question is held to less.
const (
	maxWords  = 40
	maxGrade  = 12
	maxHedges = 2
	minCaps   = 4 // letters of a word in capitals, from which it may shout; shorter ones are names of things
)

// reading is what can be counted in a text.
type reading struct{ words, grade int }

// readability warns of what is hard to read or to hear.
func (c *check) readability() {
	p := c.page
	if len(p.tokens) == 0 {
		return
	}
	end := len(p.tokens)
	c.reading = measure(p)
	if c.reading.words > maxWords {
		c.add("read.long", "words", 0, end, -1)
	}
	if c.reading.grade > maxGrade {
		c.add("read.hard", "grade", 0, end, -1)
	}
	hedges, first, last := 0, 0, 0
	for at := range p.tokens {
		if n := c.lex.longest(p.tokens[at:], c.lex.hedge); n > 0 {
			if hedges == 0 {
				first = at
			}
			hedges++
			last = at + n
		}
	}
	if hedges > maxHedges {
		c.add("read.hedged", "hedges", first, min(last, end), -1)
	}
	marks := p.marks
	if marks.doubled > 0 || marks.exclaims > 1 || marks.questions > 3 {
		c.add("read.shouting", "marks", 0, end, -1)
	} else if capitals(c.text) {
		c.caps = true
		c.add("read.shouting", "capitals", 0, end, -1)
	}
}

// capitals tells a text in which a word of two is in capitals; long ones alone are counted.
func capitals(text string) bool {
	var loud, long, letters, upper int
	flush := func() {
		if letters >= minCaps {
			long++
			if upper == letters {
				loud++
			}
		}
		letters, upper = 0, 0
	}
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			letters++
			upper++
		case unicode.IsLetter(r):
			letters++
		default:
			flush()
		}
	}
	flush()
	return loud >= 2 && 2*loud >= long
}

// measure counts words and the Flesch–Kincaid grade, in whole numbers: .39 words a sentence + 11.8 syllables a word − 15.59.
func measure(p *page) reading {
	words, syllables, at := 0, 0, -1
	for _, t := range p.tokens {
		if t.from == at {
			continue
		}
		at = t.to
		words++
		syllables += max(1, t.syllables)
	}
	if words == 0 {
		return reading{}
	}
	sentences := max(1, len(p.sentences))
	hundredths := 39*words/sentences + 1180*syllables/words - 1559
	return reading{words, max(0, hundredths/100)}
}

// syllables of a word in lower case, roughly: groups of vowels, less a silent e.
func syllables(word []byte) int {
	n := 0
	vowel := false
	for i, b := range word {
		is := b == 'a' || b == 'e' || b == 'i' || b == 'o' || b == 'u' || b == 'y' && i > 0
		if is && !vowel {
			n++
		}
		vowel = is
	}
	if k := len(word); k > 2 && word[k-1] == 'e' && !isVowel(word[k-2]) && (word[k-2] != 'l' || isVowel(word[k-3])) {
		n--
	}
	if k := len(word); k > 3 && word[k-1] == 'd' && word[k-2] == 'e' && word[k-3] != 't' && word[k-3] != 'd' && !isVowel(word[k-3]) {
		n--
	}
	return max(1, n)
}
