package lint

import "unicode/utf8"

// Trade is the words of a trade: each one is an anchor. It is immutable, and safe for concurrent use; the zero value has none.
type Trade struct {
	words map[string]bool // normalised as parse normalises them
}

// NewTrade returns the words of texts, which need not be normalised.
func NewTrade(texts ...string) Trade {
	set := map[string]bool{}
	for _, text := range texts {
		letters, _ := normalise(text)
		var word []byte
		for _, l := range append(letters, letter{r: ' '}) {
			switch {
			case isWordRune(l.r):
				word = utf8.AppendRune(word, l.r)
			case len(word) > 0:
				set[string(word)] = true
				word = word[:0]
			}
		}
	}
	return Trade{set}
}
