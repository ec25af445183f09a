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

// diffRun is what was removed and added between the same words, and what follows it.
type diffRun struct{ removed, added, same string }

// parts returns the pieces of a run. A blank that ends both what was removed and what was added has not changed.
func (r diffRun) parts() []questionDiff {
	if strings.HasSuffix(r.removed, " ") && strings.HasSuffix(r.added, " ") {
		r = diffRun{strings.TrimSuffix(r.removed, " "), strings.TrimSuffix(r.added, " "), " " + r.same}
	}
	all := []questionDiff{{Text: r.removed, Removed: true}, {Text: r.added, Added: true}, {Text: r.same}}
	return slices.DeleteFunc(all, func(p questionDiff) bool { return p.Text == "" })
}

// joinDiff joins pieces that follow each other. What is removed and added between the same words, with nothing but blanks and marks between
// the changes, is one change: first what was there, then what is.
func joinDiff(parts []questionDiff) []questionDiff {
	var list []questionDiff
	var run diffRun
	for _, p := range parts {
		if !p.Removed && !p.Added {
			run.same += p.Text
			continue
		}
		if strings.ContainsFunc(run.same, isDiffedWord) || run.removed+run.added == "" {
			list = append(list, run.parts()...)
			run = diffRun{}
		}
		run = diffRun{run.removed + run.same, run.added + run.same, ""}
		if p.Removed {
			run.removed += p.Text
		} else {
			run.added += p.Text
		}
	}
	return append(list, run.parts()...)
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
