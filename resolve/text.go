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

// Normalise returns text in the form used for comparison: words of letters and digits, in lower case and without accents,
// separated by single spaces. "Café/Bar-Manager" becomes "cafe bar manager". It is idempotent.
func Normalise(s string) string { return strings.Join(tokens(s), " ") }

// tokens returns the normalised words of a text. Hyphens, slashes and underscores separate words, dots and apostrophes do
// not.
func tokens(s string) []string {
	if isPlain(s) {
		return plainTokens(s)
	}
	return allTokens(s)
}

func allTokens(s string) []string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKD.String(s))) // twice, since folding may compose
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

// isPlain reports whether a text has only ASCII letters and digits, spaces, hyphens, underscores, apostrophes between letters, and
// punctuation that stands at the end of a word. Most texts do.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if isPlainLetter(c) || c == ' ' || c == '-' || c == '_' {
			continue
		}
		inside := i > 0 && isPlainLetter(s[i-1]) && i+1 < len(s) && isPlainLetter(s[i+1])
		switch c {
		case '\'':
			if !inside || isPlainDigit(s[i-1]) || isPlainDigit(s[i+1]) {
				return false
			}
		case ',', '.', '?', '!', ';', ':':
			if inside {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func isPlainLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isPlainDigit(c)
}

func isPlainPart(c byte) bool { return isPlainLetter(c) || c == '\'' }

func isPlainDigit(c byte) bool { return '0' <= c && c <= '9' }

// plainTokens is tokens for a plain text, in a fraction of the time.
func plainTokens(s string) []string {
	lower := strings.ToLower(s)
	n := 0
	for i := range len(lower) {
		if isPlainPart(lower[i]) && (i == 0 || !isPlainPart(lower[i-1])) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	list := make([]string, 0, n)
	for i := 0; i < len(lower); i++ {
		start := i
		hasApostrophe := false
		for i < len(lower) && isPlainPart(lower[i]) {
			hasApostrophe = hasApostrophe || lower[i] == '\''
			i++
		}
		if i == start {
			continue
		}
		word := lower[start:i]
		if hasApostrophe {
			word = strings.ReplaceAll(strings.TrimSuffix(word, "'s"), "'", "")
		}
		list = append(list, word)
	}
	return list
}

// stem removes the endings of an English word (Porter2, https://snowballstem.org). The result is a key, not always a word.
func stem(word string) string {
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// Stemmer remembers the stems of words. It is not safe for concurrent use.
type Stemmer map[string]string

// Stems returns the words of a text as English stems, separated by single spaces.
func (s Stemmer) Stems(text string) string {
	list := tokens(text)
	for i, word := range list {
		known, ok := s[word]
		if !ok {
			known = stem(word)
			s[word] = known
		}
		list[i] = known
	}
	return strings.Join(list, " ")
}

func stems(words []string) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = stem(w)
	}
	return list
}
