package bank

import (
	"unicode"
	"unicode/utf8"
)

// Capitalised returns a text with an upper-case first letter.
func Capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// InSentence returns the name of a term for use inside a sentence: with a lower-case first letter, unless the name starts
// with an abbreviation ("IT support").
func InSentence(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[size:]); first == utf8.RuneError || unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}
