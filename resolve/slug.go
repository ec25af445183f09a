package resolve

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// maxID is the most characters of an ID.
const maxID = 64

// Slug returns an ID made of the words of a text: in lower case, without accents, with a separator between them, and not longer than an ID
// may be. It is "" for a text without Latin letters and digits. It is idempotent.
func Slug(text, separator string) string {
	var b strings.Builder
	for _, word := range tokens(norm.NFKD.String(text)) {
		word = strings.Map(func(r rune) rune {
			if r < 128 && isPlainLetter(byte(r)) {
				return r
			}
			return -1
		}, word)
		if word == "" {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(word[:min(len(word), maxID)])
			continue
		}
		if b.Len()+len(separator)+len(word) > maxID {
			break
		}
		b.WriteString(separator + word)
	}
	return b.String()
}

// unlike returns an ID, with a number after it if it is taken.
func unlike(id, separator string, taken map[string]bool) string {
	next := id
	for n := 2; taken[next]; n++ {
		number := separator + strconv.Itoa(n)
		next = strings.TrimSuffix(id[:min(len(id), maxID-len(number))], separator) + number
	}
	return next
}

// languages are names of languages, and their codes.
//
//nolint:gochecknoglobals // a constant table
var languages = map[string]string{
	"english": "en", "british english": "en-GB", "american english": "en-US", "german": "de", "deutsch": "de", "french": "fr", "francais": "fr",
	"spanish": "es", "espanol": "es", "italian": "it", "italiano": "it", "dutch": "nl", "nederlands": "nl", "portuguese": "pt",
	"polish": "pl", "polski": "pl", "swedish": "sv", "svenska": "sv", "danish": "da", "dansk": "da", "norwegian": "no", "norsk": "no",
	"finnish": "fi", "suomi": "fi", "czech": "cs", "greek": "el", "turkish": "tr", "russian": "ru", "ukrainian": "uk", "arabic": "ar",
	"hindi": "hi", "japanese": "ja", "korean": "ko", "chinese": "zh", "welsh": "cy", "irish": "ga", "hebrew": "he", "hungarian": "hu",
	"romanian": "ro",
}

// nearestLocale returns the code of a language by its name, or by a code in another form; none if it is unknown.
func nearestLocale(said string) []string {
	if code := languages[Normalise(said)]; code != "" {
		return []string{code}
	}
	parts := strings.Fields(Normalise(said))
	if len(parts) == 0 || len(parts) > 2 || len(parts[0]) < 2 || len(parts[0]) > 3 || !isAllLetters(strings.Join(parts, "")) {
		return []string{}
	}
	if len(parts) == 2 && len(parts[1]) == 2 {
		return []string{parts[0] + "-" + strings.ToUpper(parts[1])}
	}
	if len(parts) == 1 {
		return parts
	}
	return []string{}
}

func isAllLetters(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}
