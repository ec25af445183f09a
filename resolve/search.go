package resolve

import (
	"cmp"
	"slices"
	"strings"
)

// Document is what can be found by its words.
type Document struct {
	ID   string
	Main []string // the texts that it is known by, such as a question or a name
	More []string // what else it says
}

// Hit is a document that was found: its index, and how well it fits, the best with the least rank.
type Hit struct{ Document, Rank int }

// The ranks of hits.
const (
	rankID         = iota // what is sought is the ID
	rankPhrase            // a main text has the words in this order
	rankWords             // the main texts have all the words
	rankStems             // the main texts have all the words, with other endings
	rankMorePhrase        // another text has the words in this order
	rankMoreWords         // all texts together have all the words
	rankMoreStems         // all texts together have all the words, with other endings
	rankBeginning         // the same, where the last word is only the beginning of one
)

// minBeginning is how many letters the beginning of a word has at least.
const minBeginning = 3

// SearchIndex finds documents by their words: in English, regardless of case, accents, punctuation and endings. It is immutable and
// safe for concurrent use.
type SearchIndex struct {
	ids    []string // normalised
	words  map[string]uint32
	sorted []string            // the words
	stems  map[string][]uint32 // the words with a stem
	found  [][]uint32          // by word: the documents, in ascending order
	texts  []wordNumbers       // by document
}

// wordNumbers is the numbers of the words in the texts of a document, with a gap after each text.
type wordNumbers struct{ main, more []uint32 }

// gap is the number that stands between texts, and for a word that no document has; words are numbered from 1.
const gap = 0

// NewSearchIndex returns an index of documents. A hit has the index of its document in the list.
func NewSearchIndex(documents []Document) *SearchIndex {
	x := &SearchIndex{words: map[string]uint32{}, stems: map[string][]uint32{}, found: [][]uint32{nil}}
	for i, d := range documents {
		x.ids = append(x.ids, Normalise(d.ID))
		x.number(i, []string{d.ID})
		x.texts = append(x.texts, wordNumbers{x.number(i, d.Main), x.number(i, d.More)})
	}
	for word, number := range x.words {
		key := stem(cmp.Or(irregular[word], word))
		x.stems[key] = append(x.stems[key], number)
		x.sorted = append(x.sorted, word)
	}
	slices.Sort(x.sorted)
	return x
}

// number returns the numbers of the words in texts, and records that a document has them.
func (x *SearchIndex) number(document int, texts []string) []uint32 {
	var numbers []uint32
	for _, text := range texts {
		for _, word := range tokens(text) {
			numbers = append(numbers, x.numberOf(word, uint32(document))) //nolint:gosec // an index
		}
		numbers = append(numbers, gap)
	}
	return slices.Clip(numbers)
}

// numberOf returns the number of a word, and records that a document has it.
func (x *SearchIndex) numberOf(word string, document uint32) uint32 {
	n, known := x.words[word]
	if !known {
		n = uint32(len(x.found)) //nolint:gosec // no bank has so many words
		x.words[strings.Clone(word)] = n
		x.found = append(x.found, nil)
	}
	if in := x.found[n]; len(in) == 0 || in[len(in)-1] != document {
		x.found[n] = append(in, document)
	}
	return n
}

// Search returns the documents that have all the words of what is sought, by rank and then in the order of the documents. A text
// without words finds nothing. The result is never nil.
func (x *SearchIndex) Search(sought string) []Hit {
	said := tokens(sought)
	hits := []Hit{}
	if len(said) == 0 {
		return hits
	}
	q := x.query(said)
	whole := Normalise(sought)
	for _, document := range x.withAll(q.any) {
		hits = append(hits, Hit{int(document), x.rank(document, &q, whole)})
	}
	if last := said[len(said)-1]; len(last) >= minBeginning {
		seen := make(map[int]bool, len(hits))
		for _, h := range hits {
			seen[h.Document] = true
		}
		q.any[len(q.any)-1] = x.beginningWith(last)
		for _, document := range x.withAll(q.any) {
			if !seen[int(document)] {
				hits = append(hits, Hit{int(document), rankBeginning})
			}
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Document, b.Document)) })
	return hits
}

// soughtWords is what is sought: its words, and for each of them the words with the same stem.
type soughtWords struct {
	words []uint32 // gap for a word that no document has
	any   [][]uint32
}

func (x *SearchIndex) query(said []string) soughtWords {
	var q soughtWords
	for _, word := range said {
		q.words = append(q.words, x.words[word])
		q.any = append(q.any, x.stems[stem(cmp.Or(irregular[word], word))])
	}
	return q
}

// beginningWith returns the words that begin with a text.
func (x *SearchIndex) beginningWith(text string) []uint32 {
	var words []uint32
	at, _ := slices.BinarySearch(x.sorted, text)
	for ; at < len(x.sorted) && strings.HasPrefix(x.sorted[at], text); at++ {
		words = append(words, x.words[x.sorted[at]])
	}
	return words
}

// withAll returns the documents that have one word of each list, in ascending order.
func (x *SearchIndex) withAll(lists [][]uint32) []uint32 {
	var left []uint32
	for i, words := range lists {
		var one []uint32
		for _, word := range words {
			one = append(one, x.found[word]...)
		}
		if len(words) > 1 {
			slices.Sort(one)
			one = slices.Compact(one)
		}
		if i == 0 {
			left = one
			continue
		}
		if left = common(left, one); len(left) == 0 {
			return nil
		}
	}
	return left
}

// common returns what two ascending lists have in common. It reuses the first.
func common(a, b []uint32) []uint32 {
	both := a[:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both = append(both, a[i])
			i, j = i+1, j+1
		}
	}
	return both
}

// rank returns the rank of a document that has a word of each stem.
func (x *SearchIndex) rank(document uint32, q *soughtWords, whole string) int {
	if x.ids[document] == whole {
		return rankID
	}
	main, more := x.texts[document].main, x.texts[document].more
	hasAll := !slices.Contains(q.words, gap)
	switch {
	case hasAll && hasPhrase(main, q.words):
		return rankPhrase
	case hasAll && hasWords(main, q.words):
		return rankWords
	case hasStems(main, q.any):
		return rankStems
	case hasAll && hasPhrase(more, q.words):
		return rankMorePhrase
	case hasAll && hasWords(slices.Concat(main, more), q.words):
		return rankMoreWords
	}
	return rankMoreStems
}

func hasPhrase(text, words []uint32) bool {
	for i := 0; i+len(words) <= len(text); i++ {
		if text[i] == words[0] && slices.Equal(text[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

func hasWords(text, words []uint32) bool {
	for _, word := range words {
		if !slices.Contains(text, word) {
			return false
		}
	}
	return true
}

func hasStems(text []uint32, stems [][]uint32) bool {
	for _, words := range stems {
		if !slices.ContainsFunc(text, func(n uint32) bool { return slices.Contains(words, n) }) {
			return false
		}
	}
	return true
}
