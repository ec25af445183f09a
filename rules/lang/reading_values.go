package lang

import (
	"slices"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// candidate is an ID that words may mean. Its rank says how sure that is: 0 for the ID and the name, 1 for synonyms and titles,
// 2 for other endings, and 3 after a correction.
type candidate struct {
	vocab, id string
	rank      int
}

const (
	rankName = iota
	rankSynonym
	rankStem
	rankSpelling
)

// thesaurus finds what words mean in a vocabulary. It is safe for concurrent use.
type thesaurus struct {
	language *Language
	resolver *resolve.Resolver
	exact    map[string][]candidate // by normalised ID, name, synonym or title
}

// maxResolved is the most words of a phrase that is looked up in other endings, which takes long. Longer ones are known as they are.
const maxResolved = 3

// newThesaurus takes a tenth of a second, so a language has one, made at the first text with faults that needs it.
func newThesaurus(l *Language) *thesaurus {
	t := &thesaurus{language: l, resolver: resolve.SharedResolver(l.vocabulary), exact: map[string][]candidate{}}
	for _, vocab := range []string{"role", "seniority", "stage", "asked_of", "care", "aspect", "topic", "discloses"} {
		for _, term := range l.vocabulary.Terms()[vocab] {
			t.add(candidate{vocab, term.ID, rankName}, term.ID, term.Name)
			t.add(candidate{vocab, term.ID, rankSynonym}, term.Synonyms...)
		}
	}
	for _, r := range l.vocabulary.Roles {
		t.add(candidate{"role", r.ID, rankSynonym}, slices.Concat(r.Titles, r.Foreign)...)
	}
	for _, vocab := range []string{"work", "format", "term", "question"} {
		for _, id := range l.values[vocab] {
			t.add(candidate{vocab, id, rankName}, id)
		}
	}
	t.addWords()
	return t
}

// addWords adds the values of words.txt that the vocabulary has.
func (t *thesaurus) addWords() {
	for line := range strings.Lines(wordsText) {
		head, list, isEntry := strings.Cut(strings.TrimSpace(line), ": ")
		value, isValue := strings.CutPrefix(head, "value ")
		vocab, id, _ := strings.Cut(value, "/")
		if isEntry && isValue && t.language.Has(vocab, id) {
			t.add(candidate{vocab, id, rankSynonym}, strings.Split(list, ",")...)
		}
	}
}

// add adds words for a candidate, unless it has them already.
func (t *thesaurus) add(c candidate, words ...string) {
	for _, said := range words {
		key := resolve.Normalise(said)
		isKnown := func(k candidate) bool {
			return k.vocab == c.vocab && (k.id == c.id || k.rank <= c.rank && c.vocab != "topic")
		}
		if key != "" && !slices.ContainsFunc(t.exact[key], isKnown) {
			t.exact[key] = append(t.exact[key], c)
		}
	}
}

// lookup returns what words may mean as a whole, at most one ID of each vocabulary, except topics of either asker.
func (t *thesaurus) lookup(said string) []candidate {
	key := resolve.Normalise(said)
	list := t.exactly(key)
	if key == "" || len(key) > bank.MaxSaid || strings.Count(key, " ") >= maxResolved {
		return list
	}
	add := func(c candidate) { list = withNew(list, c) }
	title := t.resolver.Title(said)
	if rank, ok := rankOf(title.Matched); ok && title.Role != "" {
		add(candidate{"role", title.Role, rank})
	}
	if title.Role == "" && !strings.Contains(key, " ") {
		add(candidate{"seniority", title.Seniority, rankSynonym})
	}
	care := t.resolver.CareIn("", "", said)
	if rank, ok := rankOf(care.Matched); ok {
		if care.Chosen.Aspect != "" {
			add(candidate{"aspect", care.Chosen.Aspect, rank})
		} else {
			add(candidate{"care", care.Chosen.Care, rank})
		}
	}
	return list
}

// exactly returns what words in normal form, or the singular of their plural, are in the vocabulary.
func (t *thesaurus) exactly(key string) []candidate {
	list := slices.Clone(t.exact[key])
	for _, ending := range [...]string{"s", "es"} {
		if one, isLonger := strings.CutSuffix(key, ending); isLonger && len(one) > 2 {
			for _, c := range t.exact[one] {
				list = withNew(list, c)
			}
		}
	}
	return list
}

// withNew adds a candidate to a list that has none of its vocabulary.
func withNew(list []candidate, c candidate) []candidate {
	if c.id == "" || slices.ContainsFunc(list, func(k candidate) bool { return k.vocab == c.vocab }) {
		return list
	}
	return append(list, c)
}

// rankOf returns the rank of what the resolver found; ok is false if it found only a part of the words, or nothing.
func rankOf(m bank.Matched) (rank int, ok bool) {
	switch m {
	case bank.MatchedID, bank.MatchedName:
		return rankName, true
	case bank.MatchedTitle, bank.MatchedSynonym:
		return rankSynonym, true
	case bank.MatchedStem:
		return rankStem, true
	case bank.MatchedSpelling:
		return rankSpelling, true
	case bank.MatchedPart, bank.MatchedTerm:
	}
	return 0, false
}

// in returns the ID of a vocabulary among candidates, "" if there is none. Topics must be the asker's.
func (t *thesaurus) in(list []candidate, vocab string, asker bank.Asker) (id string, rank int) {
	for _, c := range list {
		if c.vocab == vocab && (vocab != "topic" || slices.Contains(t.language.idsFor(asker, vocab), c.id)) {
			return c.id, c.rank
		}
	}
	return "", 0
}
