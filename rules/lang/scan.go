package lang

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"twoway/bank"
)

// Limits of rule text. A million brackets would overflow the parser's stack and end the process, so the limits are checked
// before parsing. The sum of as many numbers as fit in a text cannot overflow an int.
const (
	MaxBytes  = 4096
	MaxDepth  = 24
	maxNumber = 1_000_000_000
	maxNodes  = 400
)

// scanned is rule text that is ready to be parsed, with the faults found so far. The text differs from the source where
// a common mistake had one obvious correction.
type scanned struct {
	text   string
	shifts []int    // rune offsets in text of inserted runes
	pairs  [][2]int // rune offsets in text of matching brackets
	faults []bank.Fault
	fatal  bool // must not be parsed
}

// original converts a rune offset of the scanned text to one of the source. An inserted rune counts as the one before it.
func (s *scanned) original(offset int) int {
	shifted := 0
	for _, at := range s.shifts {
		if at <= offset {
			shifted++
		}
	}
	return offset - shifted
}

// span returns the half-open range of runes of the source that a node covers, including its brackets.
func (s *scanned) span(n ast.Node) (from, to int) {
	from, to = extent(n)
	for grown := true; grown; {
		grown = false
		for _, p := range s.pairs {
			opens, closes := from <= p[0] && p[0] < to, from <= p[1] && p[1] < to
			if opens != closes {
				from, to, grown = min(from, p[0]), max(to, p[1]+1), true
			}
		}
	}
	return s.original(from), s.original(to)
}

// isBalanced reports whether the brackets in a range of the scanned text match within the range.
func (s *scanned) isBalanced(from, to int) bool {
	return !slices.ContainsFunc(s.pairs, func(p [2]int) bool {
		return (from <= p[0] && p[0] < to) != (from <= p[1] && p[1] < to)
	})
}

// scan prepares a text for parsing. It reports no further faults of a text that is too long or not valid text.
func scan(source string) *scanned {
	s := &scanner{out: &scanned{}, in: []rune(source), closes: map[int]bool{}}
	switch {
	case len(source) > MaxBytes:
		s.fail(0, len(s.in), bank.FaultTooComplex, "This is too long: "+strconv.Itoa(MaxBytes)+" bytes at most. Split it into two rules.")
	case !utf8.ValidString(source):
		i := utf8.RuneCountInString(validPrefix(source))
		s.fail(i, i+1, bank.FaultMalformed, "This is not valid UTF-8 text.")
	case strings.ContainsRune(source, 0):
		i := utf8.RuneCountInString(source[:strings.IndexByte(source, 0)])
		s.fail(i, i+1, bank.FaultMalformed, "This contains a NUL character.")
	default:
		s.run()
	}
	return s.out
}

// validPrefix returns the text before the first invalid UTF-8 sequence.
func validPrefix(source string) string {
	for i := 0; ; {
		r, size := utf8.DecodeRuneInString(source[i:])
		if r == utf8.RuneError && size <= 1 {
			return source[:i]
		}
		i += size
	}
}

// scanner walks over rule text. It skips quoted texts and comments, matches brackets and corrects common mistakes.
type scanner struct {
	out    *scanned
	in     []rune
	text   []rune
	opened []bracket
	closes map[int]bool // offsets in the source of round brackets that close a list
}

// bracket is an open bracket: its offsets in the source and in the scanned text.
type bracket struct{ source, text int }

func (s *scanner) run() {
	for i := 0; i < len(s.in) && !s.out.fatal; {
		i = s.step(i)
	}
	s.out.text = string(s.text)
	if s.out.fatal {
		return
	}
	for _, b := range s.opened {
		s.fail(b.source, b.source+1, bank.FaultMalformed, "This bracket is not closed.")
	}
}

// step handles the token at i and returns the offset after it.
func (s *scanner) step(i int) int {
	switch r := s.in[i]; {
	case strings.ContainsRune("\"'`", r):
		return s.copy(i, s.endOfQuote(i))
	case strings.ContainsRune("“”„‘’‚", r):
		return s.typographic(i)
	case s.hasPrefix(i, "//"), s.hasPrefix(i, "/*"):
		return s.copy(i, s.endOfComment(i))
	case isNameRune(r):
		return s.word(i)
	case strings.ContainsRune("([{", r):
		s.open(i)
		if r == '(' && s.parenthesisedList(i) {
			return s.replace(i, i+1, "[")
		}
	case strings.ContainsRune(")]}", r):
		s.close(i)
		if s.closes[i] {
			return s.replace(i, i+1, "]")
		}
	default:
		return s.sign(i)
	}
	return s.copy(i, i+1)
}

// hasPrefix reports whether the source at i starts with text.
func (s *scanner) hasPrefix(i int, text string) bool {
	end := i + utf8.RuneCountInString(text)
	return end <= len(s.in) && string(s.in[i:end]) == text
}

// copy copies a range of the source and returns its end.
func (s *scanner) copy(from, to int) int {
	s.text = append(s.text, s.in[from:to]...)
	return to
}

// fault adds a fault over a range of the source. The pointer is valid until the next call.
func (s *scanner) fault(from, to int, code, detail string) *bank.Fault {
	s.out.faults = append(s.out.faults, faultAt(s.in, from, to, code, detail))
	return &s.out.faults[len(s.out.faults)-1]
}

// fail adds a fault after which parsing would be dangerous or find nothing new.
func (s *scanner) fail(from, to int, code, detail string) {
	s.fault(from, to, code, detail)
	s.out.fatal = true
}

func (s *scanner) open(i int) {
	s.opened = append(s.opened, bracket{i, len(s.text)})
	if len(s.opened) > MaxDepth {
		s.fail(i, i+1, bank.FaultTooComplex, "This is nested too deeply: "+strconv.Itoa(MaxDepth)+" levels at most.")
	}
}

func (s *scanner) close(i int) {
	last := len(s.opened) - 1
	if last < 0 || strings.IndexRune("([{", s.in[s.opened[last].source]) != strings.IndexRune(")]}", s.in[i]) {
		s.fail(i, i+1, bank.FaultMalformed, "This bracket has no matching opening bracket.")
		return
	}
	s.out.pairs = append(s.out.pairs, [2]int{s.opened[last].text, len(s.text)})
	s.opened = s.opened[:last]
}

// endOfQuote returns the offset after the quoted text that starts at i.
func (s *scanner) endOfQuote(i int) int {
	quote := s.in[i]
	for j := i + 1; j < len(s.in); j++ {
		switch {
		case s.in[j] == quote:
			return j + 1
		case quote == '`':
		case s.in[j] == '\n':
			return s.unclosed(i, j)
		case s.in[j] == '\\':
			j++
		}
	}
	return s.unclosed(i, len(s.in))
}

func (s *scanner) unclosed(from, to int) int {
	s.fail(from, to, bank.FaultMalformed, "The closing quotation mark is missing.")
	return to
}

func (s *scanner) endOfComment(i int) int {
	mark := "\n"
	if s.in[i+1] == '*' {
		mark = "*/"
	}
	for j := i + 2; j < len(s.in); j++ {
		if s.hasPrefix(j, mark) {
			return j + len(mark)
		}
	}
	if mark == "*/" {
		s.fail(i, len(s.in), bank.FaultMalformed, "This comment is not closed.")
	}
	return len(s.in)
}

func isNameRune(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// faultAt returns a fault over the half-open range of runes of in. Line and column count from 1.
func faultAt(in []rune, from, to int, code, detail string) bank.Fault {
	from, to = min(max(from, 0), len(in)), min(max(to, from), len(in))
	f := bank.Fault{Code: code, Detail: detail, Line: 1, Column: 1, Range: [2]int{from, to}, On: string(in[from:to])}
	for _, r := range in[:from] {
		f.Column++
		if r == '\n' {
			f.Line++
			f.Column = 1
		}
	}
	return f
}
