package resolve

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
)

// tradeBook finds the terms of one trade's lexicon. A nil book has none.
type tradeBook struct {
	exact    map[string]string // terms by words, as they are and in the singular
	stemmed  map[string]string // by stems
	maxWords int
	cares    *phrasebook
	sayings  map[string]bank.About // by words, and by stems without fillers
}

func newTradeBook(role *bank.Role, cares *phrasebook) *tradeBook {
	b := &tradeBook{exact: map[string]string{}, stemmed: map[string]string{}, cares: cares, sayings: map[string]bank.About{}}
	for _, term := range role.Lexicon {
		words := tokens(term)
		if len(words) == 0 {
			continue
		}
		b.maxWords = max(b.maxWords, len(words))
		b.exact[strings.Join(words, " ")] = term
		key := strings.Join(stems(words), " ")
		if _, taken := b.stemmed[key]; !taken {
			b.stemmed[key] = term
		}
	}
	for _, term := range role.Lexicon { // after all terms, since some lexicons have both numbers
		if key := singulars(tokens(term)); b.exact[key] == "" {
			b.exact[key] = term
		}
	}
	b.addSayings(role.Sayings)
	return b
}

func (b *tradeBook) addSayings(sayings []bank.Saying) {
	memo := map[string]string{}
	for _, s := range sayings {
		for _, said := range s.Said {
			t := b.cares.text(tokens(said), memo)
			for _, key := range []string{t.key(), sayingKey(t)} {
				if _, taken := b.sayings[key]; !taken && key != "" {
					b.sayings[key] = s.About
				}
			}
		}
	}
}

// sayingKey returns a key of texts that have the same words in any form and order, fillers apart; "" if fewer than two words are left.
func sayingKey(t text) string {
	var bag []string
	for i, stem := range t.stems {
		if !t.filler[i] || weak[t.words[i]] {
			bag = append(bag, stem)
		}
	}
	if len(bag) < 2 {
		return ""
	}
	slices.Sort(bag)
	return "~" + strings.Join(bag, " ")
}

// saying returns what people of the trade mean by a text; "" if it is not known.
func (b *tradeBook) saying(t text) bank.About {
	if b == nil || len(b.sayings) == 0 || len(t.words) == 0 {
		return ""
	}
	return cmp.Or(b.sayings[t.key()], b.sayings[sayingKey(t)])
}

// singulars returns words in the singular, separated by spaces.
func singulars(words []string) string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = singular(word)
	}
	return strings.Join(list, " ")
}

// whole returns the term that a text is, in the singular or the plural; "" if it is none.
func (b *tradeBook) whole(t text) string {
	if b == nil || len(t.words) == 0 {
		return ""
	}
	return cmp.Or(b.exact[strings.Join(t.words, " ")], b.exact[singulars(t.words)])
}

// inside returns the term that a text holds, in any form of its words, and the number of words without fillers that it was found
// in; "" if there is none that decides. Of several, that of the most words decides, and of equals the first.
func (b *tradeBook) inside(t text) (term string, content int) {
	if b == nil {
		return "", 0
	}
	total := t.content()
	for length := min(len(t.words), b.maxWords); length > 0 && length > content; length-- {
		for at := 0; at+length <= len(t.words); at++ {
			run := t.part(at, at+length)
			found := b.stemmed[run.stemKey()]
			if n := run.content(); found != "" && n > content && b.decides(run, n, total) {
				term, content = found, n
			}
		}
	}
	return term, content
}

// decides reports whether a term of n words, without fillers, decides what a text of total such words means: as for cares, but a
// single word also decides if it is half of the text and a word of this trade, not one that cares have too.
func (b *tradeBook) decides(run text, n, total int) bool {
	switch {
	case n == total || len(run.words) > 1 && 3*n >= total && n >= 2 || b.cares.specific.has(run):
		return n > 0
	case n == 1 && 2*n >= total:
		return len(run.words[0]) >= minTerm && !b.cares.inPhrases[run.stems[0]] && !commonTerms[run.words[0]]
	}
	return false
}

// minTerm is the least number of letters of a term that decides inside a text.
const minTerm = 4

// commonTerms are terms of some trades that other people use for other things.
//
//nolint:gochecknoglobals // a constant table
var commonTerms = wordSet(`level control section matter release index watch drop guard bundle opinion closing script model feature label element edition copy
	finding brief score window image build sample response resident client scope benefit sponsor service campaign outcome appeal legacy statement settlement
	pitch consent correction persona session position drawing elevation radio bearing reduction signal vehicle harvest premium spike baseline`)
