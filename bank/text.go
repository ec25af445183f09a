package bank

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// This file knows the characters that nobody sees: controls, characters that turn the writing direction, that have no width,
// or no meaning. They hide differences between texts, make a page or a terminal show something else than is there, and come
// with text that is pasted from elsewhere. Content must not have them, what people type is rid of them (see Clean), and a
// terminal gets them as escapes (see Escape).

// CheckText returns the fault of a text with a character that nobody sees, or with broken UTF-8; false if there is none. A
// text of several lines may have line breaks and tabs. The fault has a fix unless characters have been lost.
func CheckText(pointer, text string, lines bool) (Fault, bool) {
	if isPlain(text) {
		return Fault{}, false
	}
	found, more := "", 0
	eachRune(text, func(r hiddenRune) rune {
		switch {
		case r.isAllowed(lines):
			return r.is
		case found == "":
			found = r.describe(text)
		default:
			more++
		}
		return r.replacement()
	})
	if found == "" {
		return Fault{}, false
	}
	f := Fault{Code: FaultHiddenCharacter, Pointer: pointer, Detail: "This has " + found + "."}
	if more > 0 {
		f.Detail += fmt.Sprintf(" It has %d more such characters.", more)
	}
	if strings.ContainsRune(strings.ToValidUTF8(text, string(utf8.RuneError)), utf8.RuneError) {
		f.Detail += " The text was damaged on its way here: type it again."
	} else {
		f.Detail += " Remove it."
		f.Fix = clean(text, lines)
	}
	return f, true
}

// CheckNote returns an error with code invalid_request if a note, which may have several lines, has a character that nobody
// sees.
func CheckNote(pointer, note string) error {
	f, found := CheckText(pointer, note, true)
	if !found {
		return nil
	}
	return &Error{Code: CodeInvalidRequest, Message: "The note is not valid.", Faults: []Fault{f}}
}

// Clean returns a text without the characters that nobody sees. Line breaks and tabs become blanks.
func Clean(text string) string {
	if isPlain(text) {
		return text
	}
	return clean(text, false)
}

func clean(text string, lines bool) string {
	var b strings.Builder
	eachRune(text, func(r hiddenRune) rune {
		if r.isAllowed(lines) {
			b.WriteRune(r.is)
			return r.is
		}
		if unicode.IsSpace(r.is) {
			b.WriteByte(' ')
		}
		return r.replacement()
	})
	return b.String()
}

// Escape returns a text in which the characters that nobody sees are escapes, as in \u001b. Line breaks and tabs stay. A
// string in JSON keeps its meaning.
func Escape(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	eachRune(text, func(r hiddenRune) rune {
		if r.is == '\n' || r.is == '\t' || r.is == utf8.RuneError && !r.isBroken || !r.isHidden() {
			b.WriteRune(r.is)
			return r.is
		}
		for _, unit := range utf16.Encode([]rune{r.is}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
		return 'x' // which an escape may end with
	})
	return b.String()
}

// isPlain reports whether a text has printable ASCII characters alone.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// hiddenRune is a rune that may be hidden, with its neighbours; 0 if it has none.
type hiddenRune struct {
	before, is, after rune
	at                int  // in bytes
	isBroken          bool // not UTF-8
}

// eachRune calls visit with each rune of a text. Visit returns the rune that the next one has before it.
func eachRune(text string, visit func(hiddenRune) rune) {
	var before rune
	for at := 0; at < len(text); {
		is, size := utf8.DecodeRuneInString(text[at:])
		after, _ := utf8.DecodeRuneInString(text[at+size:])
		if at+size == len(text) {
			after = 0
		}
		before = visit(hiddenRune{before: before, is: is, after: after, at: at, isBroken: is == utf8.RuneError && size == 1})
		at += size
	}
}

// isAllowed reports whether a text may have the rune. A text of several lines may have line breaks and tabs.
func (r hiddenRune) isAllowed(lines bool) bool { return lines && r.isLineSpace() || !r.isHidden() }

// replacement returns the last rune of a text from which the rune, which is not allowed, was removed.
func (r hiddenRune) replacement() rune {
	if unicode.IsSpace(r.is) {
		return ' '
	}
	return r.before
}

// isLineSpace reports whether the rune is a tab or part of a line break.
func (r hiddenRune) isLineSpace() bool {
	return r.is == '\n' || r.is == '\t' || r.is == '\r' && r.after == '\n'
}

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
)

// isHidden reports whether nobody sees the rune, or it stands for one that was lost.
func (r hiddenRune) isHidden() bool {
	switch {
	case r.is >= ' ' && r.is <= '~':
		return false
	case r.is == nonJoiner, r.is == joiner:
		return !r.joins()
	case unicode.Is(unicode.Variation_Selector, r.is):
		return r.before < 0x80 && !strings.ContainsRune("0123456789#*", r.before) || unicode.In(r.before, unicode.Latin, unicode.Variation_Selector)
	case r.is == utf8.RuneError:
		return true
	}
	return unicode.In(r.is, unicode.Cc, unicode.Co, unicode.Cn, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) ||
		unicode.Is(unicode.Cf, r.is) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r.is)
}

// joins reports whether a joiner stands between letters of a script that needs it, or inside an emoji.
func (r hiddenRune) joins() bool {
	isLetter := func(x rune) bool {
		return unicode.In(x, unicode.L, unicode.M) && !unicode.In(x, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Inherited, unicode.Han)
	}
	isEmoji := func(x rune) bool { return unicode.In(x, unicode.So, unicode.Sk) || x == '\ufe0f' }
	switch {
	case isLetter(r.before) && isLetter(r.after):
		return true
	case r.is == joiner:
		return isEmoji(r.before) && (isEmoji(r.after) || strings.ContainsRune("♀♂", r.after))
	}
	return false
}

// describe names the rune and the words before it, as in: an invisible character, ZERO WIDTH SPACE (U+200B), after "pay".
func (r hiddenRune) describe(text string) string {
	what := fmt.Sprintf("%s (U+%04X)", r.name(), r.is)
	if r.isBroken {
		what = "bytes that are not valid UTF-8"
	}
	before := []rune(strings.TrimSpace(Clean(text[:r.at])))
	if len(before) == 0 {
		return what + " at its start"
	}
	const shown = 20
	if n := len(before); n > shown {
		before = before[n-shown:]
		if _, words, found := strings.Cut(string(before), " "); found && words != "" {
			before = []rune(words)
		}
	}
	return fmt.Sprintf("%s after %q", what, string(before))
}

//nolint:gochecknoglobals // a constant table
var hiddenNames = map[rune]string{
	0: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", '\t': "TAB", '\n': "LINE FEED", 0x0b: "LINE TABULATION", 0x0c: "FORM FEED",
	'\r': "CARRIAGE RETURN", 0x1b: "ESCAPE", 0x7f: "DELETE", 0x85: "NEXT LINE", 0x9b: "CONTROL SEQUENCE INTRODUCER",
	0x9d: "OPERATING SYSTEM COMMAND", 0xad: "SOFT HYPHEN", 0x34f: "COMBINING GRAPHEME JOINER", 0x61c: "ARABIC LETTER MARK",
	0x180e: "MONGOLIAN VOWEL SEPARATOR", 0x200b: "ZERO WIDTH SPACE", nonJoiner: "ZERO WIDTH NON-JOINER", joiner: "ZERO WIDTH JOINER",
	0x200e: "LEFT-TO-RIGHT MARK", 0x200f: "RIGHT-TO-LEFT MARK", 0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR",
	0x202a: "LEFT-TO-RIGHT EMBEDDING", 0x202b: "RIGHT-TO-LEFT EMBEDDING", 0x202c: "POP DIRECTIONAL FORMATTING",
	0x202d: "LEFT-TO-RIGHT OVERRIDE", 0x202e: "RIGHT-TO-LEFT OVERRIDE", 0x2060: "WORD JOINER", 0x2061: "FUNCTION APPLICATION",
	0x2062: "INVISIBLE TIMES", 0x2063: "INVISIBLE SEPARATOR", 0x2064: "INVISIBLE PLUS", 0x2066: "LEFT-TO-RIGHT ISOLATE",
	0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE", 0x3164: "HANGUL FILLER",
	0xfeff: "ZERO WIDTH NO-BREAK SPACE", utf8.RuneError: "REPLACEMENT CHARACTER",
}

// name returns what the rune is, and its name in Unicode if it is a usual one.
func (r hiddenRune) name() string {
	what := "an invisible character"
	switch {
	case r.is == utf8.RuneError:
		what = "a character that stands for a lost one"
	case r.is == '\n' || r.is == '\r' || r.is == 0x85 || unicode.In(r.is, unicode.Zl, unicode.Zp):
		what = "a line break, which is not possible here"
	case unicode.Is(unicode.Cc, r.is):
		what = "a control character"
	case unicode.Is(unicode.Co, r.is):
		what = "a character that only some fonts have"
	case unicode.Is(unicode.Cn, r.is):
		what = "a character without a meaning"
	}
	if name := hiddenNames[r.is]; name != "" {
		return what + ", " + name
	}
	return what
}
