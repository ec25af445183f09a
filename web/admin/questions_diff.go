package admin

import (
	"slices"
	"strings"
	"unicode"
)

// questionDiff is a piece of a text beside an earlier one: in both, or in one of the two.
type questionDiff struct {
	Text           string
	Added, Removed bool
}

// mostDiffed is how many words are compared with how many: of longer texts, one is shown after the other.
const mostDiffed = 1_000_000

// diffQuestion returns how one text becomes another, word by word.
func diffQuestion(from, to string) []questionDiff {
	a, b := diffedWords(from), diffedWords(to)
	if len(a)*len(b) > mostDiffed {
		return []questionDiff{{Text: from, Removed: true}, {Text: to, Added: true}}
	}
	common := commonWords(a, b)
	var parts []questionDiff
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			parts = append(parts, questionDiff{Text: a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			parts = append(parts, questionDiff{Text: a[i], Removed: true})
			i++
		default:
			parts = append(parts, questionDiff{Text: b[j], Added: true})
			j++
		}
	}
	return joinDiff(parts)
}

// commonWords returns how many words the rest of a from i and the rest of b from j have in common, in order: at [i][j].
func commonWords(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i, word := range slices.Backward(a) {
		for j, other := range slices.Backward(b) {
			if word == other {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// joinDiff joins pieces of the same sort that follow each other. Between two changes, a blank alone is changed with them, which is easier to
// read.
func joinDiff(parts []questionDiff) []questionDiff {
	var list []questionDiff
	for _, p := range parts {
		if last := len(list) - 1; last >= 0 && list[last].Added == p.Added && list[last].Removed == p.Removed {
			list[last].Text += p.Text
		} else {
			list = append(list, p)
		}
	}
	return list
}

// diffedWords returns the words of a text, and what is between them: joined, they are the text.
func diffedWords(text string) []string {
	var words []string
	for _, r := range text {
		isSame := false
		if last := len(words) - 1; last >= 0 {
			isSame = isDiffedWord(r) && strings.ContainsFunc(words[last], isDiffedWord)
		}
		if isSame {
			words[len(words)-1] += string(r)
		} else {
			words = append(words, string(r))
		}
	}
	return words
}

func isDiffedWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’' || r == '-'
}

func withoutCounterpart(list []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(other string) bool { return other == value })
}
