package lang

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// Limits of rule text. A million brackets would overflow the parser's stack and end the process, so these hold before
// anything is parsed.
const (
	MaxBytes = 4096
	MaxDepth = 24
	maxNodes = 400
)

// scanned is rule text made ready to parse, and what was found wrong with it on the way. Text may differ from the
// source where a slip had one obvious mend; shifts are the rune offsets, in text, of the runes put in.
type scanned struct {
	text   string
	shifts []int
	faults []bank.Fault
	fatal  bool // not to be parsed at all
}

// original turns a rune offset of the scanned text into one of the source.
func (s *scanned) original(offset int) int {
	shifted := 0
	for _, at := range s.shifts {
		if at < offset {
			shifted++
		}
	}
	return offset - shifted
}

func scan(source string) *scanned {
	s := &scanned{}
	switch {
	case len(source) > MaxBytes:
		s.fail(source, bank.FaultTooComplex, "This is too long: "+strconv.Itoa(MaxBytes)+" bytes at most. Split it into two rules.")
	case !utf8.ValidString(source):
		s.fail("", bank.FaultMalformed, "This is not valid UTF-8 text.")
	case strings.ContainsRune(source, 0):
		s.fail("", bank.FaultMalformed, "This holds a NUL character.")
	default:
		sc := scanner{out: s, in: []rune(source)}
		sc.run()
	}
	return s
}

func (s *scanned) fail(source, code, detail string) {
	s.fatal = true
	s.faults = append(s.faults, bank.Fault{Code: code, Detail: detail, Line: 1, Column: 1, Range: [2]int{0, utf8.RuneCountInString(source)}})
}

// scanner walks over rule text, skipping quoted text and comments, counts brackets and mends a lone "=".
type scanner struct {
	out   *scanned
	in    []rune
	text  []rune
	depth int
}

func (s *scanner) run() {
	for i := 0; i < len(s.in) && !s.out.fatal; {
		i = s.step(i)
	}
	s.out.text = string(s.text)
}

// step copies what stands at i and returns where to go on.
func (s *scanner) step(i int) int {
	end := s.skipQuoted(i)
	if end > i {
		s.text = append(s.text, s.in[i:end]...)
		return end
	}
	r := s.in[i]
	s.text = append(s.text, r)
	switch r {
	case '(', '[', '{', '!':
		s.open(i)
	case ')', ']', '}':
		s.depth--
	case '=':
		return s.equals(i)
	}
	return i + 1
}

func (s *scanner) open(i int) {
	if s.in[i] != '!' {
		s.depth++
	}
	if s.depth > MaxDepth {
		s.out.fatal = true
		s.out.faults = append(s.out.faults, at(s.in, i, i+1, bank.FaultTooComplex,
			"This is nested too deeply: "+strconv.Itoa(MaxDepth)+" levels at most."))
	}
}

// equals accepts ==, !=, <= and >= and mends a lone =.
func (s *scanner) equals(i int) int {
	if i+1 < len(s.in) && s.in[i+1] == '=' {
		s.text = append(s.text, '=')
		return i + 2
	}
	if i > 0 && strings.ContainsRune("!<>", s.in[i-1]) {
		return i + 1
	}
	f := at(s.in, i, i+1, bank.FaultMalformed, `To compare, write "==".`)
	f.Fix = "=="
	s.out.faults = append(s.out.faults, f)
	s.out.shifts = append(s.out.shifts, len(s.text))
	s.text = append(s.text, '=')
	return i + 1
}

// skipQuoted returns the end of the quoted text or comment that starts at i, or i if none does.
func (s *scanner) skipQuoted(i int) int {
	switch r := s.in[i]; {
	case r == '"' || r == '\'' || r == '`':
		return s.endOfQuote(i, r)
	case r == '/' && i+1 < len(s.in) && s.in[i+1] == '/':
		return s.until(i, "\n")
	case r == '/' && i+1 < len(s.in) && s.in[i+1] == '*':
		return s.until(i+2, "*/")
	}
	return i
}

func (s *scanner) endOfQuote(i int, quote rune) int {
	for j := i + 1; j < len(s.in); j++ {
		switch {
		case s.in[j] == '\\' && quote != '`':
			j++
		case s.in[j] == quote:
			return j + 1
		}
	}
	return len(s.in)
}

func (s *scanner) until(i int, mark string) int {
	runes := []rune(mark)
	for j := i; j+len(runes) <= len(s.in); j++ {
		if string(s.in[j:j+len(runes)]) == mark {
			return j + len(runes)
		}
	}
	return len(s.in)
}

// at is a fault over the runes from, to of in, with line and column counted from 1.
func at(in []rune, from, to int, code, detail string) bank.Fault {
	from, to = min(max(from, 0), len(in)), min(max(to, from), len(in))
	f := bank.Fault{Code: code, Detail: detail, Line: 1, Column: 1, Range: [2]int{from, to}}
	for _, r := range in[:from] {
		f.Column++
		if r == '\n' {
			f.Line++
			f.Column = 1
		}
	}
	return f
}
