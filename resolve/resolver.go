package resolve

import (
	"slices"
	"sync"

	"twoway/bank"
)

// Resolver resolves free text to the IDs of a vocabulary. It is immutable and safe for concurrent use.
//
// Title and CareIn resolve free text. CareIn tries, in this order:
//
//   - the text itself among the terms of the trade, in the singular or plural;
//   - the text itself among names and synonyms, then with other endings, without fillers such as "my" and "want", and with its
//     words in another order;
//   - the phrase inside it that decides, of the trade or of cares (see phrase_match.go);
//   - the same after correcting misspelt words, unless that would be a guess at something private;
//   - what is meant by words that only say something private about the person (see bank.Disclosure);
//   - what the questions of the trade that have the same words are about (see Examples).
//
// A word may be corrected if no term of the vocabulary contains it and it is not an English word that is easily confused
// with one. The correction starts with the same letter, and differs by at most one edit in a word of five to seven letters,
// two in a longer word, and none in a shorter one; an edit adds, leaves out or replaces a letter, or swaps two neighbours.
// A known word is corrected only if all words together then form one phrase: a "store manger" is a store manager. If two
// meanings fit equally well, the text is not resolved.
type Resolver struct {
	*books

	examples *Examples // nil for none
	memory   Memory
}

// books are what a resolver knows of a vocabulary.
type books struct {
	roles       *titleBook
	titles      map[string]bool // normalised, as they are in the vocabulary
	levels      *levelBook
	occupations map[string]func() *occupationBook // by role; none for a role without occupations
	cares       *careBook
	needs       *needBook
	idByName    map[string]map[string]string // IDs by kind and normalised name
	aliases     map[string][]string          // by kind: IDs and synonyms, to propose the nearest
	names       map[string]string            // of terms, by kind and ID
	vocabulary  *bank.Vocabulary
	learned     func() *learner // from the vocabulary, once
}

// Memory keeps what texts mean. Each function returns what it kept for a text before, or else what read returns; what is kept must not be
// changed. The zero value keeps nothing.
type Memory struct {
	Titles func(said string, read func() Title) Title
	Cares  func(role, occupation, said string, read func() Care) Care
}

// WithMemory returns a resolver that reads each text once, as long as the memory keeps it. The memory must not be shared with another
// resolver.
func (r *Resolver) WithMemory(m Memory) *Resolver {
	with := *r
	with.memory = m
	return &with
}

// NewResolver returns a Resolver for a vocabulary, which must not change afterwards.
func NewResolver(v *bank.Vocabulary) *Resolver { return &Resolver{books: newBooks(v)} }

func newBooks(v *bank.Vocabulary) *books {
	r := &books{
		titles: map[string]bool{}, levels: newLevelBook(), vocabulary: v, names: v.Names(),
		idByName: map[string]map[string]string{}, aliases: map[string][]string{},
	}
	known, forms := knownWords(v), titleForms{}
	var cares sync.WaitGroup
	cares.Go(func() {
		r.cares = newCareBook(v, known)
		r.needs = newNeedBook(v, known)
	})
	r.roles = newTitleBook(v.Roles, forms)
	r.roles.prepare(known, forms)
	r.occupations = newOccupationBooks(v.Roles)
	for _, role := range v.Roles {
		for _, title := range slices.Concat(role.Titles, role.Suggestions, role.Foreign) {
			r.titles[Normalise(title)] = true
		}
	}
	cares.Wait()
	r.learned = sync.OnceValue(func() *learner { return learnVocabulary(v, r.cares.phrases) })
	terms := v.Terms()
	for _, kind := range []string{"seniority", "stage", "asked_of"} {
		r.addClosedKind(kind, terms[kind])
	}
	return r
}

// addClosedKind adds a kind whose terms are matched only by ID, name or synonym. The first of two terms that share one wins.
func (r *books) addClosedKind(kind string, terms []bank.Term) {
	r.idByName[kind] = map[string]string{}
	for _, t := range terms {
		for _, said := range append([]string{t.ID, t.Name}, t.Synonyms...) {
			if key := Normalise(said); r.idByName[kind][key] == "" {
				r.idByName[kind][key] = t.ID
			}
		}
		r.aliases[kind] = append(append(r.aliases[kind], t.ID), t.Synonyms...)
	}
}

// knownWords returns the words of the vocabulary and the lookalikes, none of which is a misspelling.
func knownWords(v *bank.Vocabulary) map[string]bool {
	known := map[string]bool{}
	add := func(texts ...string) {
		for _, text := range texts {
			for _, word := range tokens(text) {
				known[word] = true
			}
		}
	}
	add(lookalikes)
	for _, terms := range v.Terms() {
		for _, t := range terms {
			add(t.Name, t.Definition)
			add(t.Synonyms...)
		}
	}
	for _, role := range v.Roles {
		add(role.Titles...)
		add(role.Lexicon...)
	}
	return known
}

// Role returns the ID of the role of a job title, "" if it is unknown or ambiguous.
func (r *Resolver) Role(said string) string { return r.Title(said).Role }

// Care returns what a person of no known trade cares about: a care, or a care and one of its aspects. Both are "" if it is
// unknown. The result always has said, unchanged.
func (r *Resolver) Care(said string) bank.Chosen { return r.CareIn("", "", said).Chosen }

// CareIn returns what somebody cares about whose trade is the role with an ID, "" for no known one, and who has one of its occupations,
// "" for none in particular.
func (r *Resolver) CareIn(role, occupation, said string) Care {
	read := func() Care { return r.readCare(role, occupation, said) }
	if r.memory.Cares == nil {
		return read()
	}
	return r.memory.Cares(role, occupation, said, read)
}

func (r *Resolver) readCare(role, occupation, said string) Care {
	care := r.cares.read(said, role)
	if r.examples == nil {
		return care
	}
	return r.improve(care, role, occupation, said)
}

// Value returns the ID of a term by its ID, name or a synonym, ignoring case and punctuation. The kind is "seniority",
// "stage" or "asked_of". If there is no match, it returns "" and up to three of the nearest IDs.
func (r *Resolver) Value(kind, said string) (id string, nearest []string) {
	if id := r.idByName[kind][Normalise(said)]; id != "" {
		return id, nil
	}
	return "", r.idsOf(kind, Nearest(said, r.aliases[kind], 3))
}

// idsOf returns the IDs of aliases in the same order, without duplicates.
func (r *Resolver) idsOf(kind string, aliases []string) []string {
	ids := []string{}
	seen := map[string]bool{}
	for _, alias := range aliases {
		if id := r.idByName[kind][Normalise(alias)]; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
