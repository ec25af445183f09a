package lang

import (
	"slices"
	"strings"
	"unicode"
)

// lexeme is a word, text or sign of rule text, complete or still being typed, and where it stands, in runes.
type lexeme struct {
	kind     lexemeKind
	text     string // of a text, what stands between its quotation marks
	from, to int
	closed   bool // of a text, whether it ends with a quotation mark
}

type lexemeKind int

const (
	aWord   lexemeKind = iota // and, in, any, profile.role; also one that ends with a dot
	aText                     // in quotation marks
	aNumber                   // digits
	aSign                     // == and the like, brackets, commas, #
)

// lexemes cuts rule text up. It takes anything, since it is for text that is not finished.
func lexemes(in []rune) []lexeme {
	var list []lexeme
	for at := 0; at < len(in); {
		if unicode.IsSpace(in[at]) {
			at++
			continue
		}
		l := lexemeAt(in, at)
		list = append(list, l)
		at = l.to
	}
	return list
}

func lexemeAt(in []rune, at int) lexeme {
	r := in[at]
	switch {
	case r == '"' || r == '\'' || r == '`':
		return textAt(in, at)
	case unicode.IsLetter(r) || r == '_':
		return lexeme{kind: aWord, from: at, to: at + length(in[at:], isOfWord)}.of(in)
	case unicode.IsDigit(r):
		return lexeme{kind: aNumber, from: at, to: at + length(in[at:], unicode.IsDigit)}.of(in)
	}
	size := 1
	if at+1 < len(in) && slices.Contains([]string{"==", "!=", "<=", ">=", "&&", "||"}, string(in[at:at+2])) {
		size = 2
	}
	return lexeme{kind: aSign, from: at, to: at + size}.of(in)
}

func (l lexeme) of(in []rune) lexeme {
	l.text = string(in[l.from:l.to])
	return l
}

func isOfWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.'
}

func length(in []rune, part func(rune) bool) int {
	n := 0
	for n < len(in) && part(in[n]) {
		n++
	}
	return n
}

// textAt is a text, to its closing mark, or as far as it goes.
func textAt(in []rune, at int) lexeme {
	l := lexeme{kind: aText, from: at}
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
