package resolve

import (
	"cmp"
	"slices"
	"strings"
)

// text is normalised words, with their stems.
type text struct {
	words, stems []string
	filler       []bool // by word
}

// text returns words with their stems, which it remembers in memo.
func (b *phrasebook) text(words []string, memo map[string]string) text {
	t := text{words: words, stems: make([]string, len(words)), filler: make([]bool, len(words))}
	for i, word := range words {
		s, ok := b.stems[word]
		if !ok {
			s, ok = memo[word]
		}
		if !ok {
			s = stem(cmp.Or(irregular[word], word))
			memo[word] = s
		}
		t.stems[i], t.filler[i] = s, b.fillers[word]
	}
	return t
}

// irregular are forms that the stem does not show.
//
//nolint:gochecknoglobals // a constant table
var irregular = map[string]string{
	"paid": "pay", "taught": "teach", "shown": "show", "kept": "keep", "told": "tell", "sent": "send", "heard": "hear", "sold": "sell", "held": "hold",
	"built": "build", "grown": "grow", "grew": "grow", "women": "woman", "men": "man", "children": "child", "chosen": "choose", "chose": "choose",
	"given": "give", "gave": "give", "taken": "take", "took": "take", "made": "make", "met": "meet", "seen": "see", "written": "write", "driven": "drive",
	"felt": "feel", "lost": "lose", "led": "lead", "stolen": "steal", "thrown": "throw", "spoken": "speak", "worn": "wear", "brought": "bring",
	"bought": "buy", "understood": "understand", "ran": "run", "spent": "spend", "swore": "swear", "sworn": "swear",
}

// part returns the words from one index up to another, which is not included.
func (t text) part(from, to int) text {
	return text{t.words[from:to], t.stems[from:to], t.filler[from:to]}
}

func (t text) key() string { return strings.Join(t.words, " ") }

func (t text) stemKey() string { return strings.Join(t.stems, " ") }

// content returns the number of words that are not fillers.
func (t text) content() int {
	n := 0
	for _, filler := range t.filler {
		if !filler {
			n++
		}
	}
	return n
}

// hasOuterFiller reports whether the first or the last word is a filler.
func (t text) hasOuterFiller() bool { return t.filler[0] || t.filler[len(t.filler)-1] }

// withoutFillers returns the words that are not fillers, in order.
func (t text) withoutFillers() text {
	if !slices.Contains(t.filler, true) {
		return t
	}
	var short text
	for i, filler := range t.filler {
		if !filler {
			short.words, short.stems, short.filler = append(short.words, t.words[i]), append(short.stems, t.stems[i]), append(short.filler, false)
		}
	}
	return short
}

// bag returns the stems, sorted and without duplicates.
func (t text) bag() []string {
	stems := slices.Clone(t.stems)
	slices.Sort(stems)
	return slices.Compact(stems)
}

// isAllIn reports whether a set has every stem.
func (t text) isAllIn(set map[string]bool) bool {
	for _, stem := range t.stems {
		if !set[stem] {
			return false
		}
	}
	return true
}
