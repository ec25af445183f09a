package lint

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letter is a rune of a normalised text, and the half-open range of runes of the original that it came from.
type letter struct {
	r        rune
	from, to int
}

// normalise brings a text into the form in which it is read: NFKC, lower case, plain quotes, and none of the characters
// that nobody sees; where these stood is told apart. Bytes that are no UTF-8 count as one rune each.
func normalise(text string) (letters []letter, hidden []Span) {
	letters = make([]letter, 0, len(text))
	plain := true
	at := 0
	for _, r := range text {
		switch {
		case r < 0x80:
			letters = append(letters, letter{lowerASCII(r), at, at + 1})
		case invisible(r):
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

// appendSpan adds the rune at a place to a list of spans, and joins it to the last one if they touch.
func appendSpan(spans []Span, at int) []Span {
	if n := len(spans); n > 0 && spans[n-1].End == at {
		spans[n-1].End++
		return spans
	}
	return append(spans, Span{at, at + 1})
}

// invisible tells zero-width characters and those that turn the direction of writing.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164:
		return true
	}
	return false
}

// compose applies NFKC, one run of runes that may combine at a time so that every rune keeps its origin.
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
			list = append(list, letter{plainQuote(unicode.ToLower(r)), letters[at].from, letters[end-1].to})
		}
		at = end
	}
	return list
}

// plainQuote is the typewriter's form of a quote or dash.
func plainQuote(r rune) rune {
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
