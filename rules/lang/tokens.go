package lang

import (
	"slices"
	"strings"
	"unicode"
)

// lexeme is a word, text or sign of rule text, complete or still being typed, and where it stands, in runes.
type token struct {
	kind     tokenKind
	text     string // of a text, what stands between its quotation marks
	from, to int
	closed   bool // of a text, whether it ends with a quotation mark
}

type tokenKind int

const (
	wordToken   tokenKind = iota // and, in, any, profile.role; also one that ends with a dot
	textToken                    // in quotation marks
	numberToken                  // digits
	signToken                    // == and the like, brackets, commas, #
)

// lexemes cuts rule text up. It takes anything, since it is for text that is not finished.
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

// textAt is a text, to its closing mark, or as far as it goes.
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
