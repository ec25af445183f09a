package resolve

import (
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// needsOfTrades holds the phrases for what is looked for in trades. Only those that were used last stay in memory: all of them would take
// as much as everything else.
type needsOfTrades struct {
	vocabulary *bank.Vocabulary
	known      map[string]bool // words that are no misspellings
	book       *phrasebook     // which stems the words of texts
	topics     func() *heard   // what people call the competencies that suit any trade

	mu     sync.Mutex
	recent []needsOfTrade // the one that was used last first
}

// needsOfTrade is the phrases for one role, "" for topics alone, which are made when they are first read.
type needsOfTrade struct {
	role string
	read func() *tradeNeeds
}

// mostNeedsOfTrades is how many stay in memory, at a megabyte each. Making one takes five milliseconds.
const mostNeedsOfTrades = 8

// of returns the phrases for a role: its skills, then all topics; topics alone if it has no skills, or is unknown.
func (b *needsOfTrades) of(role string) *tradeNeeds {
	r := b.vocabulary.Role(role)
	if r == nil || len(r.Skills) == 0 {
		r, role = nil, ""
	}
	b.mu.Lock()
	i := slices.IndexFunc(b.recent, func(o needsOfTrade) bool { return o.role == role })
	var book needsOfTrade
	if i >= 0 {
		book = b.recent[i]
		b.recent = slices.Delete(b.recent, i, i+1)
	} else {
		book = needsOfTrade{role, sync.OnceValue(func() *tradeNeeds { return newTradeNeeds(b, r) })}
	}
	b.recent = slices.Insert(b.recent, 0, book)
	if len(b.recent) > mostNeedsOfTrades {
		b.recent = slices.Delete(b.recent, mostNeedsOfTrades, len(b.recent))
	}
	b.mu.Unlock()
	return book.read()
}

// tradeNeeds is the phrases for what is looked for in a role, and how their words are spelt.
type tradeNeeds struct {
	*phrasebook

	spelling *speller
	evidence *needEvidence
}

// mostPhraseWords is how many words a phrase has at most. Nobody repeats longer texts as they are: they are evidence.
const mostPhraseWords = 4

// phrasesAmong returns the texts that are looked for as they are.
func phrasesAmong(texts []string) []string {
	var list []string
	for _, said := range texts {
		if len(tokens(said)) <= mostPhraseWords {
			list = append(list, said)
		}
	}
	return list
}

// newTradeNeeds returns the phrases for the skills of a role, which may be nil, and for all topics. A skill wins where both share one. No
// known word is a misspelling of theirs.
func newTradeNeeds(of *needsOfTrades, role *bank.Role) *tradeNeeds {
	b := &tradeNeeds{
		newPhrasebook(), &speller{wordsByLetter: map[rune][]spelling{}, known: of.known, fillers: fillerWords},
		newNeedEvidence(of.book, of.topics(), hearSkills(role, of.book)),
	}
	words := map[string]bool{}
	add := func(t bank.Term, m meaning) {
		b.addPhrase(t.ID, m, bank.MatchedID)
		b.addPhrase(t.Name, m, bank.MatchedName)
		for _, said := range phrasesAmong(t.Synonyms) {
			b.addPhrase(said, m, bank.MatchedSynonym)
		}
		for _, word := range tokens(strings.Join(append([]string{t.Name}, t.Synonyms...), " ; ")) {
			words[word] = true
		}
	}
	if role != nil {
		for _, s := range role.Skills {
			add(bank.Term{ID: s.ID, Name: s.Name, Synonyms: s.Said}, meaning{aspect: s.ID})
		}
	}
	for _, t := range of.vocabulary.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			add(t.Term, meaning{id: t.ID})
		}
	}
	b.prepare()
	for _, word := range slices.Sorted(maps.Keys(words)) {
		b.spelling.addWord(word)
	}
	return b
}

// skillsByName finds the skills of all roles by what they are called. Its keys are hashes of stems: the texts would take several times
// as much memory.
type skillsByName struct {
	ids []string
	by  map[uint64]int32 // an index of ids; severalSkills if several skills are called so
}

const severalSkills = -1

func newSkillsByName(v *bank.Vocabulary) skillsByName {
	s, numbers, stemmer := skillsByName{by: map[uint64]int32{}}, map[string]int32{}, Stemmer{}
	for i := range v.Roles {
		for _, skill := range v.Roles[i].Skills {
			n, known := numbers[skill.ID]
			if !known {
				n = int32(len(s.ids)) //nolint:gosec // there are a thousand
				numbers[skill.ID], s.ids = n, append(s.ids, skill.ID)
			}
			for _, said := range append([]string{skill.Name, strings.ReplaceAll(skill.ID, "_", " ")}, phrasesAmong(skill.Said)...) {
				key, named := hashOfStems(stemmer, said)
				if other, taken := s.by[key]; taken && other != n {
					s.by[key] = severalSkills
				} else if named {
					s.by[key] = n
				}
			}
		}
	}
	return s
}

// id returns the ID of the one skill that is called so; "" if there is none, or there are several.
func (s skillsByName) id(said string) string {
	key, named := hashOfStems(Stemmer{}, said)
	if n, known := s.by[key]; named && known && n != severalSkills {
		return s.ids[n]
	}
	return ""
}

// hashOfStems returns a hash of the stems of a text; false if it has none.
func hashOfStems(s Stemmer, said string) (uint64, bool) {
	stems := s.Stems(said)
	h := fnv.New64a()
	_, _ = h.Write([]byte(stems)) // never fails
	return h.Sum64(), stems != ""
}
