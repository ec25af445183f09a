package lint

import "unicode"

// Limits above which a text gets a warning. The shipped questions have stricter ones.
const (
	maxWords  = 40
	maxGrade  = 12
	maxHedges = 2
	minCaps   = 4 // letters; shorter words in capitals are often abbreviations
)

// readability holds the measures of a text: its words and its Flesch–Kincaid grade.
type readability struct{ words, grade int }

// checkReadability warns about texts that are long, hard to read, hedged or shouting.
func (c *check) checkReadability() {
	d := c.doc
	if len(d.tokens) == 0 {
		return
	}
	end := len(d.tokens)
	c.readability = measure(d)
	if c.readability.words > maxWords {
		c.add("read.long", 0, end, -1)
	}
	if c.readability.grade > maxGrade {
		c.add("read.hard", 0, end, -1)
	}
	hedges, first, last := 0, 0, 0
	for at := range d.tokens {
		if n := c.lex.longestMatch(d.tokens[at:], c.lex.hedge); n > 0 {
			if hedges == 0 {
				first = at
			}
			hedges++
			last = at + n
		}
	}
	if hedges > maxHedges {
		c.add("read.hedged", first, min(last, end), -1)
	}
	if d.runs > 0 {
		c.add("read.shouting", 0, end, -1)
	} else if mostlyCapitals(c.text) {
		c.onlyCapitals = true
		c.add("read.shouting", 0, end, -1)
	}
}

// mostlyCapitals reports whether at least two words, and at least half of them, are in capitals. It counts only words of at
// least minCaps letters.
func mostlyCapitals(text string) bool {
	var upperWords, words, letters, upper int
	flush := func() {
		if letters >= minCaps {
			words++
			if upper == letters {
				upperWords++
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
	return upperWords >= 2 && 2*upperWords >= words
}

// measure returns the words and the Flesch–Kincaid grade, which is
// 0.39 × words per sentence + 11.8 × syllables per word − 15.59, calculated in integers.
func measure(d *document) readability {
	words, syllables, at := 0, 0, -1
	for _, t := range d.tokens {
		if t.from == at {
			continue
		}
		at = t.to
		words++
		syllables += max(1, t.syllables)
	}
	if words == 0 {
		return readability{}
	}
	sentences := max(1, len(d.sentences))
	hundredths := 39*words/sentences + 1180*syllables/words - 1559
	return readability{words, max(0, hundredths/100)}
}

// syllables estimates the syllables of a word in lower case, at least 1: groups of vowels, without a silent e.
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
