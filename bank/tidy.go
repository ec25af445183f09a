package bank

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
)

// AdviseText returns advice on a text that was pasted rather than written: HTML, blanks other than the usual one, and blanks
// too many. The advice has the corrected text as its fix. It is false if there is nothing to advise.
func AdviseText(pointer, text string) (Fault, bool) {
	if isTidy(text) {
		return Fault{}, false
	}
	var found []string
	if tag := markup.FindString(text); tag != "" {
		found = append(found, fmt.Sprintf("a tag of HTML (%s)", shorten(tag)))
	}
	if entity := entityIn(text); entity != "" {
		found = append(found, fmt.Sprintf("an entity of HTML (%s)", entity))
	}
	if i := strings.IndexFunc(text, isOddBlank); i >= 0 {
		found = append(found, blankName(firstRune(text[i:])))
	}
	switch trimmed := strings.TrimSpace(text); {
	case len(trimmed) != len(text):
		found = append(found, "blanks at its start or end")
	case strings.Contains(text, "  "):
		found = append(found, "two blanks in a row")
	}
	if len(found) == 0 {
		return Fault{}, false
	}
	return Fault{
		Code: FaultUntidyText, Pointer: pointer, Detail: "This has " + strings.Join(found, ", and ") + ".", Fix: Tidy(text),
	}, true
}

// Tidy returns a text without what AdviseText and CheckText find.
func Tidy(text string) string {
	const deepest = 8 // an entity can hide another, or a tag
	for range deepest {
		before := text
		text = html.UnescapeString(markup.ReplaceAllString(text, ""))
		if text = singleBlanks(clean(text, true)); text == before {
			break
		}
	}
	return text
}

// singleBlanks returns a text with usual blanks, one at a time, and none at its start and end.
func singleBlanks(text string) string {
	text = strings.Map(func(r rune) rune {
		if isOddBlank(r) {
			return ' '
		}
		return r
	}, text)
	for strings.Contains(text, "  ") {
		text = strings.ReplaceAll(text, "  ", " ")
	}
	return strings.TrimSpace(text)
}

// isTidy reports at once that most texts need no advice.
func isTidy(text string) bool {
	return isPlain(text) && !strings.ContainsAny(text, "&<") && !strings.Contains(text, "  ") && strings.TrimSpace(text) == text
}

var (
	markup   = regexp.MustCompile(`</?[a-zA-Z][^<>]*>|<!--[^>]*-->`)
	entities = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)
)

// entityIn returns the first entity of HTML in a text, "" if there is none.
func entityIn(text string) string {
	for _, entity := range entities.FindAllString(text, -1) {
		if html.UnescapeString(entity) != entity {
			return entity
		}
	}
	return ""
}

func isOddBlank(r rune) bool { return r != ' ' && unicode.Is(unicode.Zs, r) }

func firstRune(text string) rune {
	for _, r := range text {
		return r
	}
	return 0
}

func blankName(r rune) string {
	if r == '\u00a0' || r == '\u202f' {
		return fmt.Sprintf("a non-breaking space (U+%04X)", r)
	}
	return fmt.Sprintf("an unusual blank (U+%04X)", r)
}
