package resolve

import (
	"regexp"

	"twoway/bank"
)

// Resolver resolves free text to the IDs of a vocabulary. It is immutable and safe for concurrent use.
//
// Role and Care resolve free text. They try, in this order:
//
//   - the text itself among names, synonyms and titles;
//   - the text with other endings, or without fillers such as "my", "want" and "experience";
//   - the longest run of its words that is known;
//   - the same after correcting misspelt words.
//
// A word may be corrected if no term of the vocabulary contains it and it is not an English word that is easily confused
// with one. The correction starts with the same letter, and differs by at most one edit in a word of five to seven letters,
// two in a longer word, and none in a shorter one; an edit adds, leaves out or replaces a letter, or swaps two neighbours.
// A known word is corrected only if all words together then form one phrase: a "store manger" is a store manager. If two
// meanings fit equally well, the text is not resolved.
type Resolver struct {
	roles, cares *phrasebook
	idByName     map[string]map[string]string // IDs by kind and normalised name
	aliases      map[string][]string          // by kind: IDs and synonyms, to propose the nearest
	vocabulary   *bank.Vocabulary
}

// NewResolver returns a Resolver for a vocabulary, which must not change afterwards.
func NewResolver(v *bank.Vocabulary) *Resolver {
	r := &Resolver{
		roles: newPhrasebook(preferLast), cares: newPhrasebook(preferFirst), vocabulary: v,
		idByName: map[string]map[string]string{}, aliases: map[string][]string{},
	}
	for _, role := range v.Roles {
		r.roles.add(role.Term, meaning{id: role.ID})
		for _, title := range role.Titles {
			r.roles.addPhrase(title, meaning{id: role.ID})
		}
	}
	for _, care := range v.Cares {
		r.cares.add(care.Term, meaning{id: care.ID})
	}
	for _, care := range v.Cares { // after every care, so that a care wins where both share a word
		for _, aspect := range care.Aspects {
			r.cares.add(aspect, meaning{id: care.ID, aspect: aspect.ID})
		}
	}
	known := knownWords(v)
	r.roles.prepare(known)
	r.cares.prepare(known)
	terms := v.Terms()
	for _, kind := range []string{"seniority", "stage", "asked_of"} {
		r.addClosedKind(kind, terms[kind])
	}
	return r
}

// addClosedKind adds a kind whose terms are matched only by ID, name or synonym. The first of two terms that share one wins.
func (r *Resolver) addClosedKind(kind string, terms []bank.Term) {
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

// Role returns the ID of the role of a job title, or "" if it is unknown. The part before a comma, semicolon, bracket,
// "at", "in", "for" or "with" comes first: an "accountant, construction" is an accountant.
func (r *Resolver) Role(said string) string {
	if whole := r.roles.newReading().wholeMeaning(tokens(said)); whole != (meaning{}) {
		return whole.id
	}
	if job := titleQualifier.Split(said, 2)[0]; job != said {
		if m := r.roles.find(job); m != (meaning{}) {
			return m.id
		}
	}
	return r.roles.find(said).id
}

// titleQualifier matches the start of details in a job title, such as the place, the employer or the hours.
var titleQualifier = regexp.MustCompile(`(?i)\s*[,;(\[]|\s+(?:at|in|for|with)\s+`)

// Care returns what a person cares about: a care, or a care and one of its aspects. Both are "" if it is unknown. The
// result always has said, unchanged.
func (r *Resolver) Care(said string) bank.Chosen {
	m := r.cares.find(said)
	return bank.Chosen{Care: m.id, Aspect: m.aspect, Said: said}
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
