package lint

// tradeWords are the words of some texts, each in the form in which it is read.
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
			case isWord(l.r):
				word = appendRune(word, l.r)
			case len(word) > 0:
				set[string(word)] = true
				word = word[:0]
			}
		}
	}
	return set
}
