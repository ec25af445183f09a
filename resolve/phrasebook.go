package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"twoway/bank"
)

// meaning is what a phrase stands for. The zero meaning stands for nothing.
type meaning struct{ id, aspect string }

func (m meaning) term() string {
	if m.aspect != "" {
		return m.aspect
	}
	return m.id
}

// position says which of two equally long known runs of words counts: in "kitchen sales manager" the last, since that is
// what the others describe; in "pay and holidays" the first, since that is what was put first.
type position bool

const (
	firstWord position = false
	lastWord  position = true
)

// phrasebook holds the phrases of one kind of term. A form of a phrase that stands for two things stands for nothing.
type phrasebook struct {
	prefer    position
	exact     map[string]meaning
	squashed  map[string]meaning // without spaces: "oncall", "work life" for "worklife"
	stemmed   map[string][]phrase
	gist      map[string][]phrase // stems, without words that say nothing
	longest   int                 // words of the longest phrase
	names     map[string]string   // ids by the phrase that stands for them, for proposing the nearest
	spellings map[rune][]string   // words of phrases, by first letter, sorted
	known     map[string]bool
	fillers   map[string]bool
}

type phrase struct {
	words   []string
	meaning meaning
}

func newPhrasebook(prefer position) *phrasebook {
	return &phrasebook{
		prefer: prefer, exact: map[string]meaning{}, squashed: map[string]meaning{}, stemmed: map[string][]phrase{},
		gist: map[string][]phrase{}, names: map[string]string{}, spellings: map[rune][]string{}, fillers: set(fillers),
	}
}

func (b *phrasebook) add(t bank.Term, m meaning) {
	b.addPhrase(t.ID, m)
	b.addPhrase(t.Name, m)
	for _, synonym := range t.Synonyms {
		b.addPhrase(synonym, m)
	}
}

// addPhrase lets a phrase stand for a meaning, unless an earlier one has taken it.
func (b *phrasebook) addPhrase(said string, m meaning) {
	list := tokens(said)
	key := strings.Join(list, " ")
	if _, taken := b.exact[key]; taken || key == "" {
		return
	}
	b.exact[key] = m
	b.names[key] = m.term()
	b.longest = max(b.longest, len(list))
	if squashed := strings.Join(list, ""); len(squashed) >= shortestSquashed {
		if _, taken := b.squashed[squashed]; !taken {
			b.squashed[squashed] = m
		}
	}
	p := phrase{list, m}
	stemmed := strings.Join(stems(list), " ")
	b.stemmed[stemmed] = append(b.stemmed[stemmed], p)
	if short := b.withoutFillers(list); len(short) > 1 || len(list) == 1 {
		key := strings.Join(stems(short), " ")
		b.gist[key] = append(b.gist[key], phrase{short, m})
	}
}

// shortestSquashed is the least number of letters from which words may be joined or parted: shorter ones meet by chance.
const shortestSquashed = 6

func (b *phrasebook) prepare(known map[string]bool) {
	b.known = known
	seen := map[string]bool{}
	for key := range b.exact {
		for word := range strings.FieldsSeq(key) {
			if first := []rune(word)[0]; !seen[word] {
				seen[word] = true
				b.spellings[first] = append(b.spellings[first], word)
			}
		}
	}
	for _, list := range b.spellings {
		slices.Sort(list)
	}
}

// reading is what words stand for, and how many of them say so.
type reading struct {
	meaning
	words int
}

// find is what a text stands for, or the zero meaning: whatever more of its words say, as they are spelt or mended.
func (b *phrasebook) find(said string) meaning {
	list := tokens(said)
	plain := b.read(list)
	if plain.words == len(list) {
		return plain.meaning
	}
	if mended := b.mended(list); mended.words > plain.words && mended.meaning != (meaning{}) {
		return mended.meaning
	}
	if plain.words == 0 {
		return b.mendedTogether(list)
	}
	return plain.meaning
}

// mendedTogether is what several words stand for all together, even if one of them is a word in its own right.
func (b *phrasebook) mendedTogether(list []string) meaning {
	var found meaning
	if len(list) < 2 {
		return found
	}
	orOther := func(word string) []string { return append([]string{word}, b.spelling(word)...) }
	for _, way := range b.ways(list, orOther) {
		m := b.whole(way)
		if m != (meaning{}) && found != (meaning{}) && m != found {
			return meaning{}
		}
		if m != (meaning{}) {
			found = m
		}
	}
	return found
}

// read is what words stand for as they are spelt: all of them, or else the longest known run.
func (b *phrasebook) read(list []string) reading {
	if m := b.whole(list); m != (meaning{}) {
		return reading{m, len(list)}
	}
	if r := b.run(list); r.words > 0 {
		return r
	}
	return b.run(b.withoutFillers(list))
}

// whole is what exactly these words stand for.
func (b *phrasebook) whole(list []string) meaning {
	if m, ok := b.exact[strings.Join(list, " ")]; ok {
		return m
	}
	if m, ok := b.squashed[strings.Join(list, "")]; ok {
		return m
	}
	if m := one(b.stemmed, list); m != (meaning{}) {
		return m
	}
	return one(b.gist, b.withoutFillers(list))
}

// one is what the phrases with the stems of some words stand for, if it is one thing and the words differ from theirs in
// nothing but an ending.
func one(phrases map[string][]phrase, list []string) meaning {
	var found meaning
	for _, p := range phrases[strings.Join(stems(list), " ")] {
		if !slices.EqualFunc(p.words, list, sameButForEnding) || p.meaning == found {
			continue
		}
		if found != (meaning{}) {
			return meaning{}
		}
		found = p.meaning
	}
	return found
}

// sameButForEnding tells words of one stem from others that only share it: an e alone is no ending of English grammar,
// and parts "moral" from "morale"; and neither an operator nor an operative is operations.
func sameButForEnding(a, b string) bool {
	doerAndDeed := isDoer(a) && isDeed(b) || isDoer(b) && isDeed(a)
	return a != b+"e" && b != a+"e" && !doerAndDeed
}

func isDoer(word string) bool {
	one := strings.TrimSuffix(word, "s")
	return strings.HasSuffix(one, "or") || strings.HasSuffix(one, "ive")
}

func isDeed(word string) bool { return strings.HasSuffix(strings.TrimSuffix(word, "s"), "ion") }

// run is what the longest known run of words stands for.
func (b *phrasebook) run(list []string) reading {
	for length := min(len(list)-1, b.longest); length > 0; length-- {
		if m := b.runOf(list, length); m != (meaning{}) {
			return reading{m, length}
		}
	}
	return reading{}
}

// runOf looks among runs of some length, and among those that begin and end with a word that says something before the
// others: "the product roadmap" is about the roadmap.
func (b *phrasebook) runOf(list []string, length int) meaning {
	for _, padded := range []bool{false, true} {
		var found meaning
		for at := 0; at+length <= len(list); at++ {
			part := list[at : at+length]
			if b.padded(part) != padded {
				continue
			}
			m := b.part(part)
			if m != (meaning{}) && b.prefer == firstWord {
				return m
			}
			if m != (meaning{}) {
				found = m
			}
		}
		if found != (meaning{}) {
			return found
		}
	}
	return meaning{}
}

func (b *phrasebook) padded(list []string) bool {
	return b.fillers[list[0]] || b.fillers[list[len(list)-1]]
}

// part is what some words among others stand for. Words that say nothing at an end have to be meant.
func (b *phrasebook) part(list []string) meaning {
	switch {
	case len(list) == 1 && (b.fillers[list[0]] || len(list[0]) < shortestAlone):
		return meaning{}
	case b.padded(list):
		return b.exact[strings.Join(list, " ")]
	}
	return b.whole(list)
}

// shortestAlone is the least number of letters of a word that counts alone among others: "it" is a trade, and rarely
// meant so.
const shortestAlone = 3

// maxWords bounds the work of mending.
const maxWords = 12

// mended is what words stand for once the misspelt ones are put right: the way of which most words are understood. If
// two such ways differ in meaning, it is nothing.
func (b *phrasebook) mended(list []string) reading {
	var best reading
	for _, way := range b.ways(list, b.correct) {
		switch r := b.read(way); {
		case r.words > best.words:
			best = r
		case r.words == best.words && r.meaning != best.meaning:
			best.meaning = meaning{}
		}
	}
	return best
}

// ways are the ways to put misspelt words right by what corrects one; none if there are too many, or nothing is misspelt.
func (b *phrasebook) ways(list []string, correct func(word string) []string) [][]string {
	if len(list) > maxWords {
		return nil
	}
	ways, changed := [][]string{{}}, false
	for _, word := range list {
		spellings := correct(word)
		changed = changed || len(spellings) > 0
		if len(spellings) == 0 {
			spellings = []string{word}
		}
		var longer [][]string
		for _, way := range ways {
			for _, spelling := range spellings {
				longer = append(longer, append(slices.Clip(way), spelling))
			}
		}
		if ways = longer; len(ways) > maxWays {
			return nil
		}
	}
	if !changed {
		return nil
	}
	return ways
}

const maxWays = 32

// correct are the words of phrases that a word may be a misspelling of, at the least number of edits; none for a word
// that is known.
func (b *phrasebook) correct(word string) []string {
	if b.known[word] || b.fillers[word] {
		return nil
	}
	return b.spelling(word)
}

// spelling are the words of phrases that are nearest to a word but not the word itself, within the edits that are allowed.
func (b *phrasebook) spelling(word string) []string {
	letters := []rune(word)
	least := allowedEdits(len(letters))
	var list []string
	for _, candidate := range b.spellings[letters[0]] {
		switch d := edits(letters, []rune(candidate), least); {
		case d == 0 || d > least || !sameButForEnding(word, candidate):
		case d < least:
			least, list = d, []string{candidate}
		default:
			list = append(list, candidate)
		}
	}
	return list
}

func allowedEdits(letters int) int {
	switch {
	case letters < 5:
		return 0
	case letters < 8:
		return 1
	default:
		return 2
	}
}

// nearest are ids to propose for a text that stands for nothing, at least one, and whether the first may be meant: those
// of which most phrases hold all that was said; if none does and the last word counts, most phrases hold that; or else
// those with a phrase spelt most like it.
func (b *phrasebook) nearest(said string) (ids []string, isClose bool) {
	list := b.withoutFillers(tokens(said))
	if len(list) == 0 { // it says nothing but a rank, such as "assistant"
		list = tokens(said)
	}
	if ids := b.holding(list); len(ids) > 0 {
		return ids, true
	}
	if b.prefer == lastWord && len(list) > 1 {
		if ids := b.holding(list[len(list)-1:]); len(ids) > 0 {
			return ids, false
		}
	}
	letters := []rune(Normalise(said))
	best := map[string]int{}
	for key, id := range b.names {
		if d, seen := best[id]; !seen || relative(letters, []rune(key)) < d {
			best[id] = relative(letters, []rune(key))
		}
	}
	ids = nearestFirst(best, proposals)
	return ids, len(ids) > 0 && best[ids[0]] <= plausible
}

const proposals = 3

// holding are up to broadProposals ids, those first of which most phrases hold these words, and equal ones in the order
// of the alphabet. A phrase that ends with them counts twice: a sales manager is a manager, a manager's assistant is not.
func (b *phrasebook) holding(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	run := " " + strings.Join(list, " ") + " "
	times := map[string]int{}
	for key, id := range b.names {
		switch phrase := " " + key + " "; {
		case strings.HasSuffix(phrase, run):
			times[id] += 2
		case strings.Contains(phrase, run):
			times[id]++
		}
	}
	ids := slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b))
	})
	return ids[:min(broadProposals, len(ids))]
}

// broadProposals are more than proposals, since a word such as "engineer" is at home in many trades.
const broadProposals = 5
