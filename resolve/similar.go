package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// NearDuplicate is the Similarity from which two questions say the same in other words.
const NearDuplicate = 750

// Similarity tells how much two texts share, from 0 (nothing) to 1000 (the same words but for their endings): the
// Jaccard index, per mille, of the sets of three-letter sequences of their stemmed words. It is symmetric. Two texts
// without words are the same.
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

// NearDuplicates are the pairs of texts whose Similarity is NearDuplicate or more, as indices, the smaller first, in
// ascending order. Few pairs are compared: of two sets that share that much, the rarest members of each cannot all be
// missing from the rarest of the other (prefix filtering: Chaudhuri, Ganti & Kaushik 2006).
func NearDuplicates(texts []string) [][2]int {
	sets := ranked(texts)
	var pairs [][2]int
	holding := map[int][]int{}          // texts by those of their grams that are rarest
	compared := make([]int, len(texts)) // with which text each was compared last, from 1
	for i, set := range sets {
		for _, gram := range rarest(set) {
			for _, j := range holding[gram] {
				if compared[j] != i+1 && isNear(set, sets[j]) {
					pairs = append(pairs, [2]int{j, i})
				}
				compared[j] = i + 1
			}
			holding[gram] = append(holding[gram], i)
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return pairs
}

// ranked are the grams of texts as numbers, ascending, the rarest with the smallest.
func ranked(texts []string) [][]int {
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

// rarest are so many of the rarest grams of a text that a near duplicate has to share one of its own with them. A text
// without any has one that no other has.
func rarest(set []int) []int {
	if len(set) == 0 {
		return []int{-1}
	}
	shared := (len(set)*NearDuplicate + 999) / 1000
	return set[:len(set)-shared+1]
}

// isNear tells whether two sets share enough, and gives up as soon as they cannot.
func isNear(a, b []int) bool {
	both := len(a) + len(b)
	needed := (both*NearDuplicate + 999 + NearDuplicate) / (1000 + NearDuplicate) // to be shared, rounded up
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

// Nearest are up to n candidates that are spelt most like what was said, the closest first, and equally close ones in
// the order of the alphabet. Those much further off than the closest are left out; there is at least one unless
// candidates is empty.
func Nearest(said string, candidates []string, n int) []string {
	normal := []rune(Normalise(said))
	distance := make(map[string]int, len(candidates))
	for _, c := range candidates {
		distance[c] = relative(normal, []rune(Normalise(c)))
	}
	return nearestFirst(distance, n)
}

// Close tells whether a candidate is spelt so much like what was said that it may be what was meant.
func Close(said, candidate string) bool {
	return relative([]rune(Normalise(said)), []rune(Normalise(candidate))) <= plausible
}

// plausible is the greatest distance, per mille of the length, of what may be meant: two letters in five.
const plausible = 400

// farther than the closest by this much per mille of the length is too far to be worth proposing.
const farther = 150

// relative is the edit distance per mille of the longer length.
func relative(a, b []rune) int {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 0
	}
	return 1000 * edits(a, b, longer) / longer
}

// edits is the number of letters added, left out, replaced or swapped with their neighbour between two words (the
// optimal string alignment distance), or anything above bound once it is sure to be.
func edits(a, b []rune, bound int) int {
	if len(a)-len(b) > bound || len(b)-len(a) > bound {
		return bound + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	lastLeast := 0
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+replaced(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > bound && lastLeast > bound { // a swap reaches back two rows
			return bound + 1
		}
		lastLeast = least
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func replaced(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// nearestFirst are up to n keys of the least distances that are not much farther than the least, equal ones in the order
// of the alphabet.
func nearestFirst(distance map[string]int, n int) []string {
	keys := slices.SortedFunc(maps.Keys(distance), func(a, b string) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), cmp.Compare(a, b))
	})
	nearest := []string{}
	for _, key := range keys[:min(n, len(keys))] {
		if distance[key] <= distance[keys[0]]+farther {
			nearest = append(nearest, key)
		}
	}
	return nearest
}
