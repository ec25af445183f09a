package resolve

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed specific.txt
var specificText string

// wordList is a list of words, in the singular, and of phrases.
type wordList struct{ words, phrases map[string]bool }

// specificWords returns the words and phrases of specific.txt.
//
//nolint:gochecknoglobals // computed once
var specificWords = sync.OnceValue(func() wordList {
	list := wordList{map[string]bool{}, map[string]bool{}}
	for line := range strings.Lines(specificText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for said := range strings.SplitSeq(line, ",") {
			switch words := tokens(said); len(words) {
			case 0:
			case 1:
				list.words[singular(words[0])] = true
			default:
				list.phrases[strings.Join(words, " ")] = true
			}
		}
	}
	return list
})

// has reports whether a text is one of the phrases, or has one of the words.
func (l wordList) has(t text) bool {
	for _, word := range t.words {
		if l.words[word] || l.words[singular(word)] {
			return true
		}
	}
	return len(t.words) > 1 && l.phrases[t.key()]
}
