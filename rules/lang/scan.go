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

// Limits of rule text. A million brackets would overflow the parser's stack and end the process, so these hold before
// anything is parsed. No sum of as many numbers as fit in a text comes near the largest integer.
const (
	MaxBytes  = 4096
	MaxDepth  = 24
	maxNumber = 1_000_000_000
	maxNodes  = 400
)

// scanned is rule text made ready to parse, and what was found wrong with it on the way. Text may differ from the
// source where a slip had one obvious mend; shifts are the rune offsets, in text, of the runes put in.
type scanned struct {
	text   string
	shifts []int
	pairs  [][2]int // the rune offsets, in text, of brackets that belong together
	faults []bank.Fault
	fatal  bool // not to be parsed at all
}

// original turns a rune offset of the scanned text into one of the source. A rune put in counts as the one before it.
func (s *scanned) original(offset int) int {
	shifted := 0
	for _, at := range s.shifts {
		if at <= offset {
			shifted++
		}
	}
	return offset - shifted
}

// span is the half-open range of runes of the source that a node covers, with the brackets that belong to it.
func (s *scanned) span(n ast.Node) (from, to int) {
	from, to = extent(n)
	for again := true; again; {
		again = false
		for _, p := range s.pairs {
			opens, closes := from <= p[0] && p[0] < to, from <= p[1] && p[1] < to
			if opens != closes {
				from, to, again = min(from, p[0]), max(to, p[1]+1), true
			}
		}
	}
	return s.original(from), s.original(to)
}

// isBalanced tells whether no bracket that opens in a range of the scanned text closes outside of it, or the other way
// round.
func (s *scanned) isBalanced(from, to int) bool {
	return !slices.ContainsFunc(s.pairs, func(p [2]int) bool {
		return (from <= p[0] && p[0] < to) != (from <= p[1] && p[1] < to)
	})
}

// scan makes a text ready to parse. Of a text that is too long, or is no text, nothing further is said.
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

func validPrefix(source string) string {
	for i := 0; ; {
		r, size := utf8.DecodeRuneInString(source[i:])
		if r == utf8.RuneError && size <= 1 {
			return source[:i]
		}
		i += size
	}
}

// scanner walks over rule text, skipping quoted text and comments, pairs brackets and mends slips.
type scanner struct {
	out    *scanned
	in     []rune
	text   []rune
	opened []bracket
	closes map[int]bool // where a round bracket closes a list, in the source
}

// bracket is one that is open, and where it stands in the source and in the scanned text.
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

// step copies what stands at i and returns where to go on.
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

// has tells whether what stands at i begins with a text.
func (s *scanner) hasPrefix(i int, text string) bool {
	end := i + utf8.RuneCountInString(text)
	return end <= len(s.in) && string(s.in[i:end]) == text
}

func (s *scanner) copy(from, to int) int {
	s.text = append(s.text, s.in[from:to]...)
	return to
}

// fault is about a range of the source. The pointer is good until the next one.
func (s *scanner) fault(from, to int, code, detail string) *bank.Fault {
	s.out.faults = append(s.out.faults, faultAt(s.in, from, to, code, detail))
	return &s.out.faults[len(s.out.faults)-1]
}

// fail is a fault after which parsing would say nothing new, or is too dangerous to try.
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

// endOfQuote is where the quoted text that starts at i ends.
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

// at is a fault over the runes from, to of in, with line and column counted from 1.
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
