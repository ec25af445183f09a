package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"twoway/bank"
)

// meaning is the ID of a care, and of one of its aspects if a phrase names one; or the ID of what a phrase gives away about a
// person. The zero meaning is unknown.
type meaning struct{ id, aspect string }

// term returns the ID of the aspect, or else of the care.
func (m meaning) term() string { return cmp.Or(m.aspect, m.id) }

// phrasebook holds the phrases of one kind of term: names, and what people say instead. Forms that phrases with different
// meanings share match none of them.
type phrasebook struct {
	exact         map[string]*phrase
	joined        map[string]*phrase   // without spaces: "oncall", "work life" for "worklife"
	longestJoined int                  // length of the longest of these, in bytes
	stemmed       map[string][]*phrase // by stems
	gist          map[string][]*phrase // by stems, without fillers
	bags          map[string][]*phrase // by sorted stems, without fillers, of two and more words
	rarest        map[string][]*bag    // by the stem of a bag that the fewest bags have
	all           []*phrase            // in the order of the vocabulary
	maxWords      int                  // words of the longest phrase
	stems         map[string]string    // of the words of phrases; not written to after prepare
	inPhrases     map[string]bool      // stems of the words of phrases
	byStem        map[string][]int     // by stem: the phrases that have the word, as indices of all
	specific      wordList
	fillers       map[string]bool
}

// phrase is a phrase, its meaning, and whether it is an ID, a name or a synonym. Loose is set if words without fillers are what is
// left of a phrase with fillers.
type phrase struct {
	meaning

	text  text
	as    bank.Matched
	loose bool
}

// bag is the stems of a phrase without fillers, in the order of the phrase.
type bag struct {
	stems   []string
	meaning meaning
	loose   bool
}

func newPhrasebook() *phrasebook {
	return &phrasebook{
		exact: map[string]*phrase{}, joined: map[string]*phrase{}, stemmed: map[string][]*phrase{}, gist: map[string][]*phrase{},
		bags: map[string][]*phrase{}, rarest: map[string][]*bag{}, stems: map[string]string{}, inPhrases: map[string]bool{}, byStem: map[string][]int{},
		specific: specificWords(), fillers: fillerWords,
	}
}

// add adds the ID, name and synonyms of a term.
func (b *phrasebook) add(t bank.Term, m meaning) {
	b.addPhrase(t.ID, m, bank.MatchedID)
	b.addSaid(t, m)
}

// addSaid adds the name and synonyms of a term.
func (b *phrasebook) addSaid(t bank.Term, m meaning) {
	b.addPhrase(t.Name, m, bank.MatchedName)
	for _, synonym := range t.Synonyms {
		b.addPhrase(synonym, m, bank.MatchedSynonym)
	}
}

// minJoined is the least number of letters of words to be matched without spaces. Shorter ones would match by chance.
const minJoined = 6

// addPhrase gives a phrase a meaning, unless it already has one.
func (b *phrasebook) addPhrase(said string, m meaning, as bank.Matched) {
	t := b.text(tokens(said), b.stems)
	key := t.key()
	if _, taken := b.exact[key]; taken || key == "" {
		return
	}
	p := &phrase{meaning: m, text: t, as: as}
	b.exact[key] = p
	b.all = append(b.all, p)
	b.maxWords = max(b.maxWords, len(t.words))
	if joined := strings.Join(t.words, ""); len(joined) >= minJoined {
		if _, taken := b.joined[joined]; !taken {
			b.joined[joined] = p
			b.longestJoined = max(b.longestJoined, len(joined))
		}
	}
	for _, stem := range t.bag() {
		b.inPhrases[stem] = true
		b.byStem[stem] = append(b.byStem[stem], len(b.all)-1)
	}
	b.stemmed[t.stemKey()] = append(b.stemmed[t.stemKey()], p)
	if short := t.withoutFillers(); len(short.words) > 1 || len(t.words) == 1 {
		if len(short.words) < len(t.words) {
			p = &phrase{meaning: m, text: short, as: as, loose: true}
		}
		b.gist[short.stemKey()] = append(b.gist[short.stemKey()], p)
		if len(short.words) > 1 {
			sorted := strings.Join(short.bag(), " ")
			b.bags[sorted] = append(b.bags[sorted], p)
		}
	}
}

// prepare must be called once, after all phrases have been added.
func (b *phrasebook) prepare() {
	times := map[string]int{}
	var list []*bag
	for _, key := range slices.Sorted(maps.Keys(b.bags)) {
		m, ok := oneMeaning(b.bags[key])
		if !ok {
			continue
		}
		first := b.bags[key][0]
		if len(strings.Fields(key)) < len(first.text.stems) { // the same word twice, as in "one to one"
			continue
		}
		one := &bag{first.text.stems, m, slices.ContainsFunc(b.bags[key], func(p *phrase) bool { return p.loose })}
		list = append(list, one)
		for _, stem := range one.stems {
			times[stem]++
		}
	}
	for _, one := range list {
		least := slices.MinFunc(one.stems, func(x, y string) int { return cmp.Compare(times[x], times[y]) })
		b.rarest[least] = append(b.rarest[least], one)
	}
}

// oneMeaning returns the meaning that all phrases have; false if they have several.
func oneMeaning(phrases []*phrase) (meaning, bool) {
	for _, p := range phrases[1:] {
		if p.meaning != phrases[0].meaning {
			return meaning{}, false
		}
	}
	return phrases[0].meaning, true
}

// mayBeSameWord reports whether two similar words may be forms or spellings of one word. Words that differ in a final e may
// not, such as "moral" and "morale", nor may an agent and an action, such as "operator" and "operations".
func mayBeSameWord(a, b string) bool {
	agentAndAction := isAgentNoun(a) && isActionNoun(b) || isAgentNoun(b) && isActionNoun(a)
	return a != b+"e" && b != a+"e" && !agentAndAction
}

func isAgentNoun(word string) bool {
	singular := strings.TrimSuffix(word, "s")
	return strings.HasSuffix(singular, "or") || strings.HasSuffix(singular, "ive")
}

func isActionNoun(word string) bool { return strings.HasSuffix(strings.TrimSuffix(word, "s"), "ion") }
