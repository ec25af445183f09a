package resolve

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"twoway/bank"
)

// meaning is the ID of a role or care, and of an aspect of the care if the phrase names one. The zero meaning is unknown.
type meaning struct{ id, aspect string }

// term returns the ID of the aspect, or else of the role or care.
func (m meaning) term() string {
	if m.aspect != "" {
		return m.aspect
	}
	return m.id
}

// preference selects one of several known runs of words of the same length. In "kitchen sales manager" it is the last,
// which the others describe. In "pay and holidays" it is the first, which was put first for a reason.
type preference bool

const (
	preferFirst preference = false
	preferLast  preference = true
)

// phrasebook holds the phrases of one kind of term. A form that is shared by
// phrases with different meanings matches none of them.
type phrasebook struct {
	prefer        preference
	exact         map[string]meaning
	joined        map[string]meaning  // without spaces: "oncall", "work life" for "worklife"
	longestJoined int                 // length of the longest of these, in bytes
	stemmed       map[string][]phrase // by stems
	gist          map[string][]phrase // by stems, without fillers
	maxWords      int                 // words of the longest phrase
	ids           map[string]string   // IDs by phrase, to propose the nearest
	spellings     []spelling          // of the phrases, with their IDs, sorted by ID
	byWord        map[string][]string // phrases by each of their words
	wordsByLetter map[rune][]spelling // words of phrases, by first letter, sorted
	known         map[string]bool     // words that are never corrected
	knownStems    map[string]bool     // of words of phrases
	fillers       map[string]bool
}

type phrase struct {
	words   []string
	meaning meaning
}

func newPhrasebook(prefer preference) *phrasebook {
	return &phrasebook{
		prefer: prefer, exact: map[string]meaning{}, joined: map[string]meaning{}, stemmed: map[string][]phrase{},
		gist: map[string][]phrase{}, ids: map[string]string{}, byWord: map[string][]string{}, wordsByLetter: map[rune][]spelling{}, fillers: wordSet(fillers),
	}
}

// add adds the ID, name and synonyms of a term.
func (b *phrasebook) add(t bank.Term, m meaning) {
	b.addPhrase(t.ID, m)
	b.addPhrase(t.Name, m)
	for _, synonym := range t.Synonyms {
		b.addPhrase(synonym, m)
	}
}

// addPhrase gives a phrase a meaning, unless it already has one.
func (b *phrasebook) addPhrase(said string, m meaning) {
	list := tokens(said)
	key := strings.Join(list, " ")
	if _, taken := b.exact[key]; taken || key == "" {
		return
	}
	b.exact[key] = m
	b.ids[key] = m.term()
	b.maxWords = max(b.maxWords, len(list))
	if joined := strings.Join(list, ""); len(joined) >= minJoined {
		if _, taken := b.joined[joined]; !taken {
			b.joined[joined] = m
			b.longestJoined = max(b.longestJoined, len(joined))
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

// minJoined is the least number of letters of words to be matched without spaces. Shorter ones would match by chance.
const minJoined = 6

// prepare must be called once, after all phrases have been added. Words in known are never corrected.
func (b *phrasebook) prepare(known map[string]bool) {
	b.known = known
	for _, key := range slices.Sorted(maps.Keys(b.ids)) {
		b.spellings = append(b.spellings, newSpelling(b.ids[key], key))
		for word := range strings.FieldsSeq(key) {
			b.byWord[word] = append(b.byWord[word], key)
		}
	}
	slices.SortStableFunc(b.spellings, func(x, y spelling) int { return cmp.Compare(x.key, y.key) })
	b.knownStems = make(map[string]bool, len(b.byWord))
	for _, word := range slices.Sorted(maps.Keys(b.byWord)) {
		b.knownStems[stem(word)] = true
		first := []rune(word)[0]
		b.wordsByLetter[first] = append(b.wordsByLetter[first], newSpelling(word, word))
		b.byWord[word] = slices.Compact(b.byWord[word])
	}
}

// match is a meaning, and the number of words that it was found in.
type match struct {
	meaning
	words int
}

// reading looks up runs of the words of one text in a phrasebook. It is not safe for concurrent use.
type reading struct {
	*phrasebook

	stemOf map[string]string // stems by word, which many runs share
}

func (b *phrasebook) newReading() *reading { return &reading{b, map[string]string{}} }

// find returns the meaning of a text. It corrects misspelt words if that uses more of the words of the text.
func (b *phrasebook) find(said string) meaning {
	list, r := tokens(said), b.newReading()
	plain := r.match(list)
	if plain.words == len(list) {
		return plain.meaning
	}
	if corrected := r.corrected(list); corrected.words > plain.words && corrected.meaning != (meaning{}) {
		return corrected.meaning
	}
	if plain.words == 0 {
		return r.correctedWhole(list)
	}
	return plain.meaning
}

// match returns the meaning of words without corrections: of all of them, or else of the longest known run.
func (r *reading) match(list []string) match {
	if m := r.wholeMeaning(list); m != (meaning{}) {
		return match{m, len(list)}
	}
	if run := r.longestRun(list); run.words > 0 {
		return run
	}
	if short := r.withoutFillers(list); len(short) < len(list) {
		return r.longestRun(short)
	}
	return match{}
}

// wholeMeaning returns the meaning of all the words together.
func (r *reading) wholeMeaning(list []string) meaning {
	short := r.withoutFillers(list)
	mayBePhrase := r.areKnown(short)
	if mayBePhrase {
		if m, ok := r.exactMeaning(list); ok {
			return m
		}
	}
	if n := joinedLength(list); minJoined <= n && n <= r.longestJoined {
		if m, ok := r.joined[strings.Join(list, "")]; ok {
			return m
		}
	}
	if !mayBePhrase {
		return meaning{}
	}
	if m := r.uniqueMeaning(r.stemmed, list); m != (meaning{}) {
		return m
	}
	return r.uniqueMeaning(r.gist, short)
}

// exactMeaning returns the meaning of the phrase of exactly these words.
func (r *reading) exactMeaning(list []string) (meaning, bool) {
	if len(list) > r.maxWords {
		return meaning{}, false
	}
	m, ok := r.exact[strings.Join(list, " ")]
	return m, ok
}

func joinedLength(list []string) int {
	n := 0
	for _, word := range list {
		n += len(word)
	}
	return n
}

// uniqueMeaning returns the meaning of the phrases that differ from the words only in endings, or the zero meaning if they
// have several.
func (r *reading) uniqueMeaning(phrases map[string][]phrase, list []string) meaning {
	var found meaning
	if len(list) > r.maxWords {
		return found
	}
	for _, p := range phrases[r.stems(list)] {
		if !slices.EqualFunc(p.words, list, mayBeSameWord) || p.meaning == found {
			continue
		}
		if found != (meaning{}) {
			return meaning{}
		}
		found = p.meaning
	}
	return found
}

// areKnown reports whether words have the stems of words of phrases.
func (r *reading) areKnown(list []string) bool {
	for _, word := range list {
		if !r.knownStems[r.stem(word)] {
			return false
		}
	}
	return true
}

func (r *reading) stem(word string) string {
	known, ok := r.stemOf[word]
	if !ok {
		known = stem(word)
		r.stemOf[word] = known
	}
	return known
}

// stems returns the stems of words, separated by spaces.
func (r *reading) stems(list []string) string {
	var b strings.Builder
	for i, word := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(r.stem(word))
	}
	return b.String()
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

// longestRun returns the meaning of the longest known run of words, shorter than all of them.
func (r *reading) longestRun(list []string) match {
	for length := min(len(list)-1, r.maxWords); length > 0; length-- {
		if m := r.runOfLength(list, length); m != (meaning{}) {
			return match{m, length}
		}
	}
	return match{}
}

// runOfLength returns the meaning of the preferred known run of a length. Runs that start or end with a filler come last:
// "the product roadmap" is about the roadmap.
func (r *reading) runOfLength(list []string, length int) meaning {
	for _, withFiller := range []bool{false, true} {
		var found meaning
		for at := 0; at+length <= len(list); at++ {
			part := list[at : at+length]
			if r.hasOuterFiller(part) != withFiller {
				continue
			}
			m := r.runMeaning(part)
			if m != (meaning{}) && r.prefer == preferFirst {
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

func (b *phrasebook) hasOuterFiller(list []string) bool {
	return b.fillers[list[0]] || b.fillers[list[len(list)-1]]
}

// runMeaning returns the meaning of a run of words. A run that starts or ends with a filler has to match exactly.
func (r *reading) runMeaning(list []string) meaning {
	switch {
	case len(list) == 1 && (r.fillers[list[0]] || len(list[0]) < minLoneWord):
		return meaning{}
	case r.hasOuterFiller(list):
		m, _ := r.exactMeaning(list)
		return m
	}
	return r.wholeMeaning(list)
}

// minLoneWord is the least number of letters of a run of one word. "it" is a trade, but is rarely meant as one.
const minLoneWord = 3

// nearest returns IDs to propose for an unknown text, and whether the first is a plausible meaning. It returns the IDs with
// the most phrases that contain all of the text, or else, in a phrasebook of roles, those with the most phrases that
// contain the last word, or else those with the closest spelling. There is at least one unless the phrasebook is empty.
func (b *phrasebook) nearest(said string) (ids []string, isClose bool) {
	words := tokens(said)
	list := b.withoutFillers(words)
	if len(list) == 0 { // only fillers, such as "assistant"
		list = words
	}
	if ids := b.containing(list); len(ids) > 0 {
		return ids, true
	}
	if b.prefer == preferLast && len(list) > 1 {
		if ids := b.containing(list[len(list)-1:]); len(ids) > 0 {
			return ids, false
		}
	}
	ids, distance := nearestSpellings([]rune(strings.Join(words, " ")), b.spellings, maxProposals)
	return ids, len(ids) > 0 && distance <= maxPlausible
}

// maxProposals is the greatest number of IDs to propose by spelling.
const maxProposals = 3

// containing returns up to maxBroadProposals IDs that have phrases with these words, most phrases first and then in
// alphabetical order. A phrase that ends with them counts twice: a sales manager is a manager, a manager's assistant is not.
func (b *phrasebook) containing(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	run := " " + strings.Join(list, " ") + " "
	times := map[string]int{}
	for _, key := range b.byWord[list[0]] {
		switch phrase := " " + key + " "; {
		case strings.HasSuffix(phrase, run):
			times[b.ids[key]] += 2
		case strings.Contains(phrase, run):
			times[b.ids[key]]++
		}
	}
	ids := slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b))
	})
	return ids[:min(maxBroadProposals, len(ids))]
}

// maxBroadProposals is more than maxProposals, since a word such as "engineer" belongs to many trades.
const maxBroadProposals = 5
