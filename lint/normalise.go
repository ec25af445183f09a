package lint

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letter is a rune of a normalised text, and the half-open range of runes of the original text that it came from.
type letter struct {
	r        rune
	from, to int
}

// normalise converts a text to NFKC and lower case, unifies quotes and dashes, and removes invisible characters, whose
// places it returns as hidden. Each invalid UTF-8 byte counts as one rune.
func normalise(text string) (letters []letter, hidden []Span) {
	letters = make([]letter, 0, len(text))
	plain := true
	at := 0
	for _, r := range text {
		switch {
		case r < 0x80:
			letters = append(letters, letter{lowerASCII(r), at, at + 1})
		case isInvisible(r):
			hidden = appendSpan(hidden, at)
		default:
			plain = false
			letters = append(letters, letter{r, at, at + 1})
		}
		at++
	}
	if !plain {
		letters = compose(letters)
	}
	return letters, hidden
}

func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// appendSpan adds the rune at an index to spans, and extends the last span if they are adjacent.
func appendSpan(spans []Span, at int) []Span {
	if n := len(spans); n > 0 && spans[n-1].End == at {
		spans[n-1].End++
		return spans
	}
	return append(spans, Span{at, at + 1})
}

// isInvisible reports whether a rune has no width or only controls the writing direction.
func isInvisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164:
		return true
	}
	return false
}

// compose applies NFKC and lower case to one run of combining runes at a time, so that each rune keeps its origin.
func compose(letters []letter) []letter {
	list := make([]letter, 0, len(letters))
	for at := 0; at < len(letters); {
		end := at + 1
		for end < len(letters) && !norm.NFKC.PropertiesString(string(letters[end].r)).BoundaryBefore() {
			end++
		}
		if end == at+1 && letters[at].r < 0x80 {
			list = append(list, letters[at])
			at = end
			continue
		}
		run := make([]rune, 0, end-at)
		for _, l := range letters[at:end] {
			run = append(run, l.r)
		}
		for _, r := range norm.NFKC.String(string(run)) {
			list = append(list, letter{lower(r), letters[at].from, letters[end-1].to})
		}
		at = end
	}
	return list
}

// lower returns a rune in lower case, and its punctuation unified. A Greek capital that looks like a Latin one, but whose small
// letter does not, becomes a small letter of another script that does.
func lower(r rune) rune {
	switch r {
	case 'Η':
		return 'һ'
	case 'Μ':
		return 'м'
	case 'Ν':
		return 'ո'
	case 'Υ':
		return 'у'
	}
	return unifyPunctuation(unicode.ToLower(r))
}

// unifyPunctuation maps all variants of a quote, dash or hyphen to one rune, and returns other runes unchanged.
func unifyPunctuation(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '`', '´', '′', '‛', 'ʹ':
		return '\''
	case '“', '”', '„', '‟', '«', '»', '″':
		return '"'
	case '–', '—', '―', '−':
		return '—'
	case '‐', '‑':
		return '-'
	}
	return r
}
