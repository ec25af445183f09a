package admin

import (
	"slices"
	"strings"
	"unicode"
)

// mostCompared is up to how many words two texts are compared word by word: the time grows with the product of both.
const mostCompared = 1500

// compareWords returns two texts as one, in which words are marked that only one of them has.
func compareWords(from, to string) []span {
	a, b := splitWords(from), splitWords(to)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out spans
	out.add(a[:head], span{})
	old, now := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(old) > mostCompared || len(now) > mostCompared {
		out.add(old, span{Del: true})
		out.add(now, span{Ins: true})
	} else {
		out.compare(old, now)
	}
	out.add(a[len(a)-tail:], span{})
	return out
}

// splitWords returns the words and the punctuation of a text, each with the blanks before it.
func splitWords(text string) []string {
	var words []string
	start, before := 0, blank
	for i, r := range text {
		now := sortOf(r)
		if i > start && now != before && before != blank {
			words, start = append(words, text[start:i]), i
		}
		before = now
	}
	if start < len(text) {
		words = append(words, text[start:])
	}
	return words
}

// The sorts of characters.
const (
	blank = iota
	letter
	mark
)

func sortOf(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return blank
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '\'', r == '’', r == '-', r == '_':
		return letter
	}
	return mark
}

// Of a text that is in both versions, so much is shown beside a change.
const (
	mostUnchanged = 240
	besideChange  = 90
)

// shortText returns a comparison without the middle of what is in both versions, where that is long.
func shortText(list []span) []span {
	for i := range list {
		runes := []rune(list[i].Text)
		if list[i].Ins || list[i].Del || len(runes) <= mostUnchanged {
			continue
		}
		head, tail := string(runes[:besideChange]), string(runes[len(runes)-besideChange:])
		if i == 0 && len(list) > 1 {
			head = ""
		}
		if i == len(list)-1 && len(list) > 1 {
			tail = ""
		}
		list[i].Text = head + " … " + tail
	}
	return list
}

type spans []span

// add adds words, to the last span if they are of the same sort.
func (s *spans) add(words []string, of span) {
	of.Text = strings.Join(words, "")
	if of.Text == "" {
		return
	}
	if last := len(*s) - 1; last >= 0 && (*s)[last].Ins == of.Ins && (*s)[last].Del == of.Del {
		(*s)[last].Text += of.Text
		return
	}
	*s = append(*s, of)
}

// compare adds two lists of words by their longest common subsequence. What is taken out comes before what is put in.
func (s *spans) compare(a, b []string) {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i, old := range slices.Backward(a) {
		for j, now := range slices.Backward(b) {
			if old == now {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out, in []string
	flush := func() {
		s.add(out, span{Del: true})
		s.add(in, span{Ins: true})
		out, in = nil, nil
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			flush()
			s.add(a[i:i+1], span{})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			out = append(out, a[i])
			i++
		default:
			in = append(in, b[j])
			j++
		}
	}
	out, in = append(out, a[i:]...), append(in, b[j:]...)
	flush()
}
