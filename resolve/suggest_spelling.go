package resolve

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
)

// spellings has words with capitals, such as IT, by how they are written without.
type spellings map[string]string

// abbreviations returns the words with several capitals in what roles show to people. Their titles are in small letters.
func abbreviations(roles []bank.Role) spellings {
	known := spellings{}
	add := func(text string) {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if capitals := strings.Map(onlyUpper, word); utf8.RuneCountInString(capitals) > 1 {
				known[strings.ToLower(word)] = word
			}
		}
	}
	for i := range roles {
		add(roles[i].Name)
		for _, title := range roles[i].Suggestions {
			add(title)
		}
		for _, o := range roles[i].Occupations {
			add(o.Name)
		}
	}
	return known
}

func onlyUpper(r rune) rune {
	if unicode.IsUpper(r) {
		return r
	}
	return -1
}

// spell returns a title in small letters as people write it: with abbreviations in capitals, and a capital at its begin.
func (s spellings) spell(title string) string {
	list := strings.Split(title, " ")
	for i, word := range list {
		switch known, isKnown := s[word]; {
		case isKnown:
			list[i] = known
		case isAbbreviation(word):
			list[i] = strings.ToUpper(word)
		}
	}
	spelt := strings.Join(list, " ")
	first, size := utf8.DecodeRuneInString(spelt)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + spelt[size:]
}

// isAbbreviation reports whether a word cannot be spoken as one: it is short and has no vowel, such as "lpn", or joins letters, such as "r&d".
func isAbbreviation(word string) bool {
	const longest = 4
	if len(word) < 2 || len(word) > longest {
		return false
	}
	return strings.Contains(word, "&") || !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' || strings.ContainsRune("aeiouy", r) })
}
