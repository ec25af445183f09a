package resolve

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Normalise is text in the form in which it is compared: words of letters and digits in lower case and without accents,
// one space between them. "Café/Bar-Manager" becomes "cafe bar manager". It is idempotent.
func Normalise(s string) string { return strings.Join(tokens(s), " ") }

// tokens are the words of a text, normalised. Hyphens, slashes and underscores part words; dots and apostrophes do not.
func tokens(s string) []string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKD.String(s))) // again: folding may compose
	s = strings.NewReplacer("_", " ", "&", " and ", "’", "'", "ʼ", "'", "`", "'").Replace(s)
	var list []string
	for segments := words.FromString(s); segments.Next(); {
		word := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, strings.TrimSuffix(segments.Value(), "'s"))
		if word != "" {
			list = append(list, word)
		}
	}
	return list
}

// stem takes the endings off an English word (Porter's second algorithm, https://snowballstem.org). The result is a key,
// not a word.
func stem(word string) string {
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

func stems(words []string) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = stem(w)
	}
	return list
}
