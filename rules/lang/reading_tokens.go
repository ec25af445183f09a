package lang

import (
	"slices"
	"strings"
	"unicode"
)

// piece is a token of a text that may be in any notation.
type piece struct {
	kind     pieceKind
	text     string
	from, to int  // half-open range of runes in the source
	dotted   bool // a word that follows a dot, as in profile.role
	spaced   bool // blanks stand before it

	startsLine bool
}

type pieceKind int

const (
	wordPiece pieceKind = iota
	quotedPiece
	numberPiece // digits, and a decimal part
	signPiece
)

// pieces splits a text into tokens. It drops characters that nobody sees, pictures and comments, which it returns.
func pieces(in []rune) (list []piece, comments []string) {
	s := &splitter{in: in}
	for s.at < len(in) {
		s.step()
	}
	return s.list, s.comments
}

type splitter struct {
	in       []rune
	at       int
	spaced   bool
	newLine  bool
	list     []piece
	comments []string
}

func (s *splitter) step() {
	r := s.in[s.at]
	switch {
	case isUnseen(r):
		s.at++
	case unicode.IsSpace(r):
		s.at++
		s.spaced = true
		s.newLine = s.newLine || r == '\n'
	case s.comment():
	case s.isQuote(s.at):
		s.quoted()
	case unicode.IsDigit(r):
		s.number()
	case isLetter(r):
		s.add(wordPiece, s.endOf(isWordPart))
	default:
		s.sign()
	}
}

// isUnseen reports whether a rune has no meaning in a rule: it is invisible, or a picture.
func isUnseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.So, unicode.Sk, unicode.Mn) && r != '^' && r != '`' || r == '\ufffc'
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || r == '_' }

func isWordPart(r rune) bool {
	return isLetter(r) || unicode.IsDigit(r) || isUnseen(r) || strings.ContainsRune("'’ʼ", r)
}

// endOf returns the end of the runes from here that fit.
func (s *splitter) endOf(fits func(rune) bool) int {
	end := s.at
	for end < len(s.in) && fits(s.in[end]) {
		end++
	}
	return end
}

// add appends the token from here to end.
func (s *splitter) add(kind pieceKind, end int) {
	text := strings.Map(func(r rune) rune {
		if isUnseen(r) {
			return -1
		}
		return r
	}, string(s.in[s.at:end]))
	last := len(s.list) - 1
	dotted := kind == wordPiece && !s.spaced && last > 0 && s.list[last].text == "." && s.list[last].kind == signPiece
	if dotted {
		s.list = s.list[:last]
	}
	if kind == wordPiece {
		text = strings.TrimRight(text, "'’ʼ")
	}
	s.list = append(s.list, piece{kind: kind, text: text, from: s.at, to: end, dotted: dotted, spaced: s.spaced, startsLine: s.newLine || len(s.list) == 0})
	s.at, s.spaced, s.newLine = end, false, false
}

// comment skips a comment, and reports whether there was one. What follows "--" is one unless it may be part of a sentence.
func (s *splitter) comment() bool {
	rest := string(s.in[s.at:min(s.at+2, len(s.in))])
	var end int
	switch rest {
	case "//", "--":
		end = s.endOf(func(r rune) bool { return r != '\n' })
	case "/*":
		end = s.at + 2
		for end < len(s.in) && !strings.HasPrefix(string(s.in[end:min(end+2, len(s.in))]), "*/") {
			end++
		}
		end = min(end+2, len(s.in))
	default:
		return false
	}
	text := strings.TrimSpace(strings.TrimSuffix(string(s.in[s.at+2:end]), "*/"))
	if rest == "--" && !s.afterCode() {
		return false
	}
	s.comments = append(s.comments, text)
	s.at, s.spaced = end, true
	return true
}

// afterCode reports whether what stands before has signs of a program or a query.
func (s *splitter) afterCode() bool {
	return slices.ContainsFunc(s.list, func(p piece) bool {
		return p.kind == quotedPiece || p.dotted || p.kind == signPiece && strings.Trim(p.text, "=<>!") == ""
	})
}

const (
	doubleQuotes = "\"“”„‟″«»＂"
	singleQuotes = "'‘’‚‛′‹›`"
)

// isQuote reports whether a quotation mark may open here: an apostrophe inside a word or at its end is none.
func (s *splitter) isQuote(at int) bool {
	if strings.ContainsRune(doubleQuotes, s.in[at]) {
		return true
	}
	return strings.ContainsRune(singleQuotes, s.in[at]) && (at == 0 || !isLetter(s.in[at-1]) && !unicode.IsDigit(s.in[at-1]))
}

// quoted adds a quoted text. Without a closing mark it only skips the opening one.
func (s *splitter) quoted() {
	closing := doubleQuotes
	if strings.ContainsRune(singleQuotes, s.in[s.at]) {
		closing = singleQuotes
	}
	for end := s.at + 1; end < len(s.in) && s.in[end] != '\n'; end++ {
		if !strings.ContainsRune(closing, s.in[end]) || closing == singleQuotes && s.isInWord(end) {
			continue
		}
		text := s.in[s.at+1 : end]
		s.add(quotedPiece, end+1)
		s.list[len(s.list)-1].text = strings.Join(strings.Fields(strings.Map(visible, string(text))), " ")
		return
	}
	s.at++
}

// visible drops what nobody sees.
func visible(r rune) rune {
	if isUnseen(r) {
		return -1
	}
	return r
}

func (s *splitter) isInWord(at int) bool {
	return at+1 < len(s.in) && isLetter(s.in[at-1]) && isLetter(s.in[at+1])
}

// number adds digits, with a decimal part if one follows: "22.5", and "22,5" unless it may be two numbers.
func (s *splitter) number() {
	end := s.endOf(unicode.IsDigit)
	if end+1 < len(s.in) && unicode.IsDigit(s.in[end+1]) && (s.in[end] == '.' || s.in[end] == ',' && !s.inList()) {
		next := end + 1
		for next < len(s.in) && unicode.IsDigit(s.in[next]) {
			next++
		}
		end = next
	}
	s.add(numberPiece, end)
}

// inList reports whether a bracket is open.
func (s *splitter) inList() bool {
	depth := 0
	for _, p := range s.list {
		if p.kind == signPiece && strings.Contains("([{", p.text) {
			depth++
		} else if p.kind == signPiece && strings.Contains(")]}", p.text) {
			depth--
		}
	}
	return depth > 0
}

// sign adds the longest known sign from here.
func (s *splitter) sign() {
	for _, sign := range [...]string{"===", "!==", "==", "!=", "<=", ">=", "=>", "=<", "<>", "&&", "||", "->", "--", "~="} {
		if end := s.at + len(sign); end <= len(s.in) && string(s.in[s.at:end]) == sign {
			s.add(signPiece, end)
			return
		}
	}
	s.add(signPiece, s.at+1)
}
