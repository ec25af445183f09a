package lint

import "unicode/utf8"

// tradeWords returns the words of texts, normalised as parse normalises them. It returns nil if texts is empty.
func tradeWords(texts []string) map[string]bool {
	if len(texts) == 0 {
		return nil
	}
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
	return set
}
