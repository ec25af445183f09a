package lang

import (
	"slices"
	"strings"
)

// Notations of other programming languages, which are rewritten token by token.

// changesCase are methods that make no difference, because values are compared by what they mean.
//
//nolint:gochecknoglobals // a constant table
var changesCase = []string{"lower", "upper", "tolowercase", "touppercase", "trim", "strip", "casefold", "lcase", "ucase"}

// plainer returns tokens without calls that make no difference, with "includes" for a search by position, and with a comma for each
// mark of an entry of a list.
func plainer(list []piece) []piece {
	var plain []piece
	for i := 0; i < len(list); i++ {
		word := strings.ToLower(list[i].text)
		isCall := list[i].kind == wordPiece && textAt(list, i+1) == "("
		switch {
		case isCall && list[i].dotted && slices.Contains(changesCase, word) && textAt(list, i+2) == ")":
			i += 2
		case isCall && slices.Contains([]string{"isblank", "isempty", "isnull", "empty"}, word) && closing(list, i+1) > 0:
			end := closing(list, i+1)
			is, empty := list[i], list[i]
			is.text, empty.text = "is", "empty"
			plain = append(append(plain, list[i+2:end]...), is, empty)
			i = end
		case isCall && word == "indexof" && textAt(list, i+3) == ")":
			search, length := searched(list, i)
			plain = append(plain, search...)
			i += length - 1
		case list[i].startsLine && isMark(list, i):
			list[i].kind, list[i].text = signPiece, ","
			plain = append(plain, list[i])
			if next := textAt(list, i+1); next == "." || next == ")" {
				i++
			}
		default:
			plain = append(plain, list[i])
		}
	}
	return plain
}

// searched returns a search by position at i as one with "includes", and the number of its tokens. One that says where something
// should stand is returned as it is.
func searched(list []piece, i int) (plain []piece, length int) {
	found, length := position(list, i+4)
	if length == 0 {
		return list[i : i+4], 4
	}
	search := list[i]
	search.text = "includes"
	plain = []piece{search, list[i+1], list[i+2], list[i+3]}
	if !found {
		not := search
		not.text = "not"
		plain = slices.Insert(plain, 0, not)
	}
	return plain, length + 4
}

// closing returns the index of the bracket that closes the one at i around a field, 0 if there is none near.
func closing(list []piece, i int) int {
	for end := i + 1; end < min(len(list), i+4); end++ {
		if textAt(list, end) == ")" {
			return end
		}
	}
	return 0
}

// textAt returns the text of a token that is no quoted one, "" if there is none.
func textAt(list []piece, i int) string {
	if i < 0 || i >= len(list) || list[i].kind == quotedPiece {
		return ""
	}
	return list[i].text
}

// isMark reports whether the first token of a line marks an entry of a list: "1.", "2)", "-" or "*".
func isMark(list []piece, i int) bool {
	next := textAt(list, i+1)
	switch list[i].kind {
	case numberPiece:
		return (next == "." || next == ")") && i+2 < len(list) && list[i+2].kind == wordPiece
	case signPiece:
		return (list[i].text == "-" || list[i].text == "*") && i+1 < len(list) && list[i+1].kind == wordPiece && list[i+1].spaced
	case wordPiece, quotedPiece:
	}
	return false
}

// position reads what a position is compared with, and returns whether the comparison holds where something was found, and the
// number of its tokens: 0 if it is another comparison.
func position(list []piece, i int) (found bool, length int) {
	sign, isMinus := textAt(list, i), textAt(list, i+1) == "-"
	number, length := textAt(list, i+1), 2
	if isMinus {
		number, length = "-"+textAt(list, i+2), 3
	}
	switch strings.Trim(sign, "=") + number {
	case "!-1", ">-1":
		return true, length
	case ">0":
		return true, map[bool]int{true: length, false: 0}[sign == ">="]
	case "-1", "<0":
		return false, map[bool]int{true: length, false: 0}[sign != "<="]
	}
	return false, 0
}

// length adds the length of the list before it, as in profile.cares.length, and reports whether it is there.
func (s *itemiser) length() bool {
	p := s.pieces[s.at]
	last := len(s.items) - 1
	if !p.dotted || last < 0 || s.items[last].kind != fieldItem || !slices.Contains([]string{"length", "size", "count", "len"}, strings.ToLower(p.text)) {
		return false
	}
	list := s.items[last]
	s.items = s.items[:last]
	for _, m := range []meaningOf{{functionItem, "len"}, {openItem, "("}, list.meaningOf, {closeItem, ")"}} {
		part := list
		part.meaningOf = m
		s.items = append(s.items, part)
	}
	s.at++
	if textAt(s.pieces, s.at) == "(" && textAt(s.pieces, s.at+1) == ")" {
		s.at += 2
	}
	return true
}

// outcome drops the results at the end of "if … then true else false", and reports whether they are the other way round.
func (r *reader) outcome() (isNot bool) {
	n := len(r.items)
	if n < 4 || r.items[n-2].kind != elseItem && r.items[n-2].text != ":" {
		return false
	}
	yes, no := r.truth(r.items[n-3]), r.truth(r.items[n-1])
	if yes == "" || no == "" || yes == no {
		return false
	}
	r.items = r.items[:n-3]
	if last := len(r.items) - 1; r.items[last].text == "?" {
		r.items = r.items[:last]
	}
	return yes == "false"
}
