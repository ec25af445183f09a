package lang

import (
	"slices"
	"strings"
	"unicode"
)

// token is a word, quoted text, number or sign of rule text, complete or still being typed.
type token struct {
	kind     tokenKind
	text     string // for a quoted text, without its quotation marks
	from, to int    // half-open range of runes
	closed   bool   // whether a quoted text has its closing quotation mark
}

type tokenKind int

const (
	wordToken   tokenKind = iota // and, in, any, profile.role; may end with a dot
	textToken                    // in quotation marks
	numberToken                  // digits
	signToken                    // == and the like, brackets, commas, #
)

// tokenize splits rule text into tokens. It accepts any text, because the text may be unfinished.
func tokenize(in []rune) []token {
	var list []token
	for at := 0; at < len(in); {
		if unicode.IsSpace(in[at]) {
			at++
			continue
		}
		l := tokenAt(in, at)
		list = append(list, l)
		at = l.to
	}
	return list
}

func tokenAt(in []rune, at int) token {
	r := in[at]
	switch {
	case r == '"' || r == '\'' || r == '`':
		return textTokenAt(in, at)
	case unicode.IsLetter(r) || r == '_':
		return token{kind: wordToken, from: at, to: at + prefixLen(in[at:], isWordRune)}.withText(in)
	case unicode.IsDigit(r):
		return token{kind: numberToken, from: at, to: at + prefixLen(in[at:], unicode.IsDigit)}.withText(in)
	}
	size := 1
	if at+1 < len(in) && slices.Contains([]string{"==", "!=", "<=", ">=", "&&", "||"}, string(in[at:at+2])) {
		size = 2
	}
	return token{kind: signToken, from: at, to: at + size}.withText(in)
}

func (l token) withText(in []rune) token {
	l.text = string(in[l.from:l.to])
	return l
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.'
}

func prefixLen(in []rune, part func(rune) bool) int {
	n := 0
	for n < len(in) && part(in[n]) {
		n++
	}
	return n
}

// textTokenAt returns the quoted text at an offset, up to its closing quotation mark or the end.
func textTokenAt(in []rune, at int) token {
	l := token{kind: textToken, from: at}
	var text strings.Builder
	for i := at + 1; i < len(in); i++ {
		switch {
		case in[i] == in[at]:
			l.to, l.text, l.closed = i+1, text.String(), true
			return l
		case in[i] == '\\' && in[at] != '`' && i+1 < len(in):
			i++
		}
		text.WriteRune(in[i])
	}
	l.to, l.text = len(in), text.String()
	return l
}
