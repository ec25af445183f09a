package lang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"twoway/bank"
)

// People who know other languages or mathematics, or who use a word processor, write some things differently. If only one
// meaning is possible, the scanner reports a fault, corrects the text and continues, so that all faults are found at once.

// replace puts what was meant in place of a range of the source, and pads it so that the text after it moves as little as
// possible. It returns the end of the range.
func (s *scanner) replace(from, to int, meant string) int {
	for j := range utf8.RuneCountInString(meant) - (to - from) {
		s.out.shifts = append(s.out.shifts, len(s.text)+to-from+j)
	}
	s.text = append(s.text, []rune(meant)...)
	for range to - from - utf8.RuneCountInString(meant) {
		s.text = append(s.text, ' ')
	}
	return to
}

// sign copies or corrects one sign. The longer signs come first, so that none is taken for a shorter one.
func (s *scanner) sign(i int) int {
	for _, sign := range [...]struct{ wrote, meant string }{
		{"===", "=="},
		{"!==", "!="},
		{"==", "=="},
		{"!=", "!="},
		{"<=", "<="},
		{">=", ">="},
		{"=>", ">="},
		{"=<", "<="},
		{"<>", "!="},
		{"=", "=="},
		{"≠", "!="},
		{"≥", ">="},
		{"≤", "<="},
		{"&&", "&&"},
		{"&", "&&"},
		{"||", "||"},
		{"|", "||"},
	} {
		if !s.hasPrefix(i, sign.wrote) {
			continue
		}
		end := i + utf8.RuneCountInString(sign.wrote)
		if sign.wrote == sign.meant {
			return s.copy(i, end)
		}
		s.fault(i, end, bank.FaultMalformed, fmt.Sprintf("Write %q instead of %q.", sign.meant, sign.wrote)).Fix = sign.meant
		return s.replace(i, end, sign.meant)
	}
	switch {
	case s.hasPrefix(i, ";"):
		return s.semicolon(i)
	case s.hasPrefix(i, "::"):
		s.fault(i, i+2, bank.FaultNotAllowed, `"::" is not part of the rule language.`)
		return s.replace(i, i+2, "")
	}
	return s.copy(i, i+1)
}

func (s *scanner) semicolon(i int) int {
	f := s.fault(i, i+1, bank.FaultNotAllowed, `A rule is one condition, without ";".`)
	if strings.TrimSpace(string(s.in[i+1:])) == "" {
		return s.replace(i, i+1, "")
	}
	f.Detail += ` Join two with "and".`
	f.Fix = " and"
	if !unicode.IsSpace(s.in[i+1]) {
		f.Fix = " and "
	}
	return s.replace(i, i+1, f.Fix)
}

// word copies or corrects a name, a keyword or a number.
func (s *scanner) word(i int) int {
	end := i
	for end < len(s.in) && isNameRune(s.in[end]) {
		end++
	}
	word, isMember := string(s.in[i:end]), i > 0 && s.in[i-1] == '.'
	switch meant := keyword(word); {
	case isMember:
	case unsupportedWord(word) != "":
		s.fail(i, end, bank.FaultNotAllowed, unsupportedWord(word))
	case word == "is" || word == "but":
		return s.plainEnglish(i, end)
	case '0' <= s.in[i] && s.in[i] <= '9':
		return s.number(i, end)
	case meant != "" && meant != word:
		s.fault(i, end, bank.FaultMalformed, fmt.Sprintf("Write %q instead of %q.", meant, word)).Fix = meant
		return s.replace(i, end, meant)
	}
	return s.copy(i, end)
}

// unsupportedWord returns the fault for a word that rules do not have and that no other word can replace; "" for any other
// word.
func unsupportedWord(word string) string {
	switch word {
	case "let":
		return `Rules have no "let". Write the value where it is used.`
	case "if":
		return `Rules have no "if". Write two rules, or join conditions with "and" and "or".`
	case "between":
		return `Rules have no "between". Write the number in the middle, as in 2 <= profile.level <= 5.`
	case "unless":
		return `Rules have no "unless". Write "and not (…)", with the exception in the brackets.`
	}
	return ""
}

// plainEnglish corrects "but" and "is", including "is not" and the like.
func (s *scanner) plainEnglish(i, end int) int {
	meant := "and"
	if s.in[i] == 'i' {
		meant = "=="
		more := afterIs.FindString(string(s.in[end:]))
		end += utf8.RuneCountInString(more)
		if words := strings.Join(strings.Fields(more), " "); words == "not" {
			meant = "!="
		} else if words != "" {
			meant = words
		}
	}
	s.fault(i, end, bank.FaultMalformed, fmt.Sprintf("Write %q instead of %q.", meant, string(s.in[i:end]))).Fix = meant
	return s.replace(i, end, meant)
}

var afterIs = regexp.MustCompile(`^\s+(?:not\s+in|not|in)\b`)

// parenthesisedList reports whether the round bracket at i starts a list after "in". If so, it adds a fault and marks the
// closing bracket.
func (s *scanner) parenthesisedList(i int) bool {
	if !s.follows("in") {
		return false
	}
	list := constantList.FindString(string(s.in[i:]))
	if list == "" {
		return false
	}
	end := i + utf8.RuneCountInString(list)
	fix := "[" + list[1:len(list)-1] + "]"
	s.fault(i, end, bank.FaultMalformed, "Write a list in square brackets: "+fix+".").Fix = fix
	s.closes[end-1] = true
	return true
}

// follows reports whether a word is the last one that was copied.
func (s *scanner) follows(word string) bool {
	end := len(s.text)
	for end > 0 && unicode.IsSpace(s.text[end-1]) {
		end--
	}
	from := end
	for from > 0 && isNameRune(s.text[from-1]) {
		from--
	}
	return string(s.text[from:end]) == word
}

// constantList matches texts and numbers in round brackets.
var constantList = regexp.MustCompile(`^\((?:\s*(?:"[^"\\\n]*"|'[^'\\\n]*'|\d+)\s*,)*\s*(?:"[^"\\\n]*"|'[^'\\\n]*'|\d+)\s*\)`)

// keyword returns the keyword that equals a word except for case; "" if there is none.
func keyword(word string) string {
	for _, known := range [...]string{
		"and", "or", "not", "in", "contains", "startsWith", "endsWith", "true", "false",
		"any", "all", "none", "one", "count", "len", "profile", "question",
	} {
		if strings.EqualFold(known, word) {
			return known
		}
	}
	return ""
}

// number copies digits. It refuses numbers above maxNumber and unusual notations. Decimal points are left to the checker.
func (s *scanner) number(i, end int) int {
	n, err := strconv.ParseInt(strings.ReplaceAll(string(s.in[i:end]), "_", ""), 10, 64)
	switch {
	case strings.Trim(string(s.in[i:end]), "0123456789_") != "":
		s.fault(i, end, bank.FaultNotAllowed, "Write a whole number in digits.")
	case err != nil || n > maxNumber:
		s.fault(i, end, bank.FaultOutOfRange, "This number is too large: "+strconv.Itoa(maxNumber)+" at most.")
	default:
		return s.copy(i, end)
	}
	return s.replace(i, end, "0")
}

// typographic corrects a text in the quotation marks of a word processor.
func (s *scanner) typographic(i int) int {
	closing := "“”\""
	if strings.ContainsRune("‘’‚", s.in[i]) {
		closing = "‘’'"
	}
	for j := i + 1; j < len(s.in) && s.in[j] != '\n'; j++ {
		if !strings.ContainsRune(closing, s.in[j]) {
			continue
		}
		fix := quoted(string(s.in[i+1 : j]))
		s.fault(i, j+1, bank.FaultMalformed, "Write "+fix+", with plain quotation marks.").Fix = fix
		return s.replace(i, j+1, fix)
	}
	return s.unclosed(i, i+1)
}
