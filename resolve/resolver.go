package resolve

import (
	"regexp"

	"twoway/bank"
)

// Resolver finds what people mean in a vocabulary. It is immutable, and safe for any number of goroutines.
//
// Role and Care read free text. They look, in this order, for the text itself among names, synonyms and titles; for the
// text with other endings or without words that say nothing ("my", "want", "experience"); for the longest run of its
// words that is known; and for the same once misspelt words are mended. A word is mended only if no term of the
// vocabulary contains it and it is not an English word that is easily confused with one, if it starts with the same
// letter, and within one letter added, left out, replaced or swapped in a word of five to seven, two in a longer one,
// none in a shorter one. A word in its own right is mended only where all words together then are one phrase: a "store
// manger" manages a store. Two meanings that are equally near are none.
type Resolver struct {
	roles, cares *phrasebook
	exact        map[string]map[string]string // by kind and normalised text: the id
	names        map[string][]string          // by kind: ids and aliases, for proposing the nearest
	vocabulary   *bank.Vocabulary
}

// NewResolver prepares a vocabulary, which must not change from then on.
func NewResolver(v *bank.Vocabulary) *Resolver {
	r := &Resolver{
		roles: newPhrasebook(lastWord), cares: newPhrasebook(firstWord), vocabulary: v,
		exact: map[string]map[string]string{}, names: map[string][]string{},
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
	for _, care := range v.Cares { // after every care: where both share a word, the care is meant
		for _, aspect := range care.Aspects {
			r.cares.add(aspect, meaning{id: care.ID, aspect: aspect.ID})
		}
	}
	known := knownWords(v)
	r.roles.prepare(known)
	r.cares.prepare(known)
	terms := v.Terms()
	for _, kind := range []string{"seniority", "stage", "asked_of"} {
		r.addClosed(kind, terms[kind])
	}
	return r
}

// addClosed adds a kind of which only ids, names and synonyms are taken. What two terms share means the first.
func (r *Resolver) addClosed(kind string, terms []bank.Term) {
	r.exact[kind] = map[string]string{}
	for _, t := range terms {
		for _, said := range append([]string{t.ID, t.Name}, t.Synonyms...) {
			if key := Normalise(said); r.exact[kind][key] == "" {
				r.exact[kind][key] = t.ID
			}
		}
		r.names[kind] = append(append(r.names[kind], t.ID), t.Synonyms...)
	}
}

// knownWords are the words that the vocabulary itself writes: none of them is a misspelling.
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

// Role is the family of a job title, "" if none is known. What stands before a comma, a bracket, "at", "in", "for" or
// "with" is the job, and what follows tells more of it: an "accountant, construction" is an accountant.
func (r *Resolver) Role(said string) string {
	if whole := r.roles.whole(tokens(said)); whole != (meaning{}) {
		return whole.id
	}
	if job := whereabouts.Split(said, 2)[0]; job != said {
		if m := r.roles.find(job); m != (meaning{}) {
			return m.id
		}
	}
	return r.roles.find(said).id
}

// whereabouts begin what a title adds about the place, the employer or the hours.
var whereabouts = regexp.MustCompile(`(?i)\s*[,;(\[]|\s+(?:at|in|for|with)\s+`)

// Care is what a person cares about: a care, or a care and an aspect of it; both "" if none is known. Said is as given.
func (r *Resolver) Care(said string) bank.Chosen {
	m := r.cares.find(said)
	return bank.Chosen{Care: m.id, Aspect: m.aspect, Said: said}
}

// Value is the id of a seniority, stage or asked_of (the kind) that is named by id, name or synonym, in any case and
// punctuation; "" and up to three of the nearest ids otherwise.
func (r *Resolver) Value(kind, said string) (id string, nearest []string) {
	if id := r.exact[kind][Normalise(said)]; id != "" {
		return id, nil
	}
	return "", r.idsOf(kind, Nearest(said, r.names[kind], 3))
}

// idsOf are the ids that aliases stand for, each once, in their order.
func (r *Resolver) idsOf(kind string, aliases []string) []string {
	ids := []string{}
	seen := map[string]bool{}
	for _, alias := range aliases {
		if id := r.exact[kind][Normalise(alias)]; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
