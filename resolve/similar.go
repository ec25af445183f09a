package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"twoway/bank"
)

// NearDuplicate is the least Similarity of two questions that count as near duplicates.
const NearDuplicate = 750

// Similarity returns the similarity of two texts, from 0 (nothing in common) to 1000 (the same words except for endings).
// It is the Jaccard index, per mille, of the sets of character trigrams of their stemmed words. It is symmetric. Two texts
// without words have a similarity of 1000.
func Similarity(a, b string) int {
	return similarity(trigrams(a), trigrams(b))
}

func similarity(left, right map[string]bool) int {
	shared := 0
	for gram := range left {
		if right[gram] {
			shared++
		}
	}
	union := len(left) + len(right) - shared
	if union == 0 {
		return 1000
	}
	return 1000 * shared / union
}

// NearDuplicates returns the pairs of texts whose Similarity is at least NearDuplicate, as pairs of indices, each with the
// smaller index first, in ascending order. It compares few pairs: two sets with that much in common share at least one of
// their rarest members (prefix filtering: Chaudhuri, Ganti & Kaushik 2006).
func NearDuplicates(texts []string) [][2]int {
	sets := rankedSets(texts)
	var pairs [][2]int
	byGram := map[int][]posting{}
	compared := make([]int, len(texts)) // per text, the text last compared with it, counted from 1
	for i, set := range sets {
		for at, gram := range prefix(set) {
			for _, p := range byGram[gram] {
				if compared[p.text] == i+1 {
					continue
				}
				compared[p.text] = i + 1 // of all that they have in common, gram is the first
				other := sets[p.text]
				if min(len(set)-at, len(other)-p.at) >= neededShared(len(set)+len(other)) && isNearDuplicate(set, other) {
					pairs = append(pairs, [2]int{p.text, i})
				}
			}
			byGram[gram] = append(byGram[gram], posting{i, at})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return pairs
}

// posting says that a trigram stands at an index in the ranked set of a text.
type posting struct{ text, at int }

// neededShared returns how many members two sets with this many members together must share to be near duplicates.
func neededShared(both int) int {
	return (both*NearDuplicate + 999 + NearDuplicate) / (1000 + NearDuplicate)
}

// rankedSets returns the trigrams of each text as ranks, in ascending order. The rarest trigram has rank 0.
func rankedSets(texts []string) [][]int {
	grams := make([]map[string]bool, len(texts))
	count := map[string]int{}
	for i, text := range texts {
		grams[i] = trigrams(text)
		for gram := range grams[i] {
			count[gram]++
		}
	}
	rank := make(map[string]int, len(count))
	for i, gram := range slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(a, b)) }) {
		rank[gram] = i
	}
	sets := make([][]int, len(texts))
	for i := range grams {
		for gram := range grams[i] {
			sets[i] = append(sets[i], rank[gram])
		}
		slices.Sort(sets[i])
	}
	return sets
}

// prefix returns the rarest trigrams of a text, as many as are needed so that near duplicates have one of them in common.
// A text without trigrams gets the rank -1, so that it matches other such texts.
func prefix(set []int) []int {
	if len(set) == 0 {
		return []int{-1}
	}
	shared := (len(set)*NearDuplicate + 999) / 1000
	return set[:len(set)-shared+1]
}

// isNearDuplicate reports whether two sets are near duplicates. It stops as soon as they cannot be.
func isNearDuplicate(a, b []int) bool {
	both := len(a) + len(b)
	needed := neededShared(both)
	shared, missing := 0, 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			shared, i, j = shared+1, i+1, j+1
			continue
		case a[i] < b[j]:
			i++
		default:
			j++
		}
		if missing++; missing > both-2*needed {
			return false
		}
	}
	return 1000*shared >= NearDuplicate*(both-shared)
}

func trigrams(s string) map[string]bool {
	runes := []rune(" " + strings.Join(stems(tokens(s)), " ") + " ")
	grams := map[string]bool{}
	for i := 0; i+3 <= len(runes); i++ {
		grams[string(runes[i:i+3])] = true
	}
	return grams
}

// Nearest returns up to n candidates with the spelling closest to said, closest first and then in alphabetical order. It
// leaves out candidates that are much further away than the closest. The result is never nil. It is empty only if n is 0,
// if there are no candidates, or if said is longer than anything that can be meant: more than bank.MaxSaid characters.
func Nearest(said string, candidates []string, n int) []string {
	if utf8.RuneCountInString(said) > bank.MaxSaid {
		return []string{}
	}
	spellings := make([]spelling, 0, len(candidates))
	for _, c := range candidates {
		spellings = append(spellings, newSpelling(c, Normalise(c)))
	}
	slices.SortFunc(spellings, func(a, b spelling) int { return cmp.Compare(a.key, b.key) })
	nearest, _ := nearestSpellings([]rune(Normalise(said)), spellings, n)
	return nearest
}

// Close reports whether said may be a misspelling of candidate.
func Close(said, candidate string) bool {
	if utf8.RuneCountInString(said) > bank.MaxSaid {
		return false
	}
	return newMeasure([]rune(Normalise(said))).relativeDistance([]rune(Normalise(candidate))) <= maxPlausible
}

// maxPlausible is the greatest distance, per mille of the length, of a plausible misspelling: two letters in five.
const maxPlausible = 400

// maxSpread is how much further away than the closest a proposal may be, per mille of the length.
const maxSpread = 150

// editDistance returns the optimal string alignment distance: the number of letters added, left out, replaced or swapped
// with their neighbour. If the distance exceeds bound, the result is any number above bound.
func editDistance(a, b []rune, bound int) int {
	if len(a)-len(b) > bound || len(b)-len(a) > bound {
		return bound + 1
	}
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	prevMin := 0
	for i := range a {
		row[0] = i + 1
		rowMin := row[0]
		for j := range b {
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+substitutionCost(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], prev2[j-1]+1)
			}
			rowMin = min(rowMin, row[j+1])
		}
		if rowMin > bound && prevMin > bound { // a swap uses the row before the previous one
			return bound + 1
		}
		prevMin = rowMin
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}

func substitutionCost(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
