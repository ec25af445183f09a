package rules

import (
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/resolve"
)

// tradeTerm is a term of a role's lexicon.
type tradeTerm struct{ role, term string }

// speaking is the candidate's questions that speak of a term of the trade, as indices. Those that ask about it have it in their
// own wording, the others in their follow-ups or in what to listen for.
type speaking struct{ asks, touches bitset.Set }

// findTerms finds the questions that speak of each term of each role: questions of the trade in which a text has all words of
// the term, in any form. If none of the trade has a term of several words, questions for every trade do whose wording has them in
// a row.
func (e *Engine) findTerms() {
	f := newTermFinder(e.questions)
	e.terms = map[tradeTerm]*speaking{}
	for _, role := range e.content.Vocabulary.Roles {
		for _, term := range role.Lexicon {
			e.terms[tradeTerm{role.ID, term}] = f.find(role.ID, strings.Fields(f.stemmer.Stems(term)))
		}
	}
}

// termFinder finds the candidate's questions that speak of a term.
type termFinder struct {
	stemmer resolve.Stemmer
	texts   []questionWords
	byRole  map[string][]int // the questions of a trade
	general map[string][]int // by stem: the questions for every trade whose wording has the word
}

func newTermFinder(questions []*question) *termFinder {
	f := &termFinder{stemmer: resolve.Stemmer{}, texts: make([]questionWords, len(questions)), byRole: map[string][]int{}, general: map[string][]int{}}
	for i, q := range questions {
		if q.Asker != bank.Candidate {
			continue
		}
		f.texts[i].wording = f.stemTexts(q.Text, q.Softer, q.Firmer)
		for _, role := range q.Roles {
			f.byRole[role] = append(f.byRole[role], i)
		}
		if len(q.Roles) > 0 {
			f.texts[i].more = f.stemTexts(slices.Concat(q.FollowUps, q.ListenFor)...)
			continue
		}
		words := strings.Fields(strings.Join(f.texts[i].wording, ""))
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			f.general[word] = append(f.general[word], i)
		}
	}
	return f
}

func (f *termFinder) find(role string, term []string) *speaking {
	s := &speaking{bitset.New(len(f.texts)), bitset.New(len(f.texts))}
	found := false
	for _, i := range f.byRole[role] {
		switch {
		case f.texts[i].wording.has(term):
			s.asks.Add(i)
			found = true
		case f.texts[i].more.has(term):
			s.touches.Add(i)
			found = true
		}
	}
	if found || len(term) < 2 {
		return s
	}
	for _, i := range f.general[term[0]] {
		if f.texts[i].wording.hasInRow(term) {
			s.asks.Add(i)
		}
	}
	return s
}

// questionWords is the texts of a question as stems: its wording and, for a question of a trade, what belongs to it.
type questionWords struct{ wording, more stemmedTexts }

// stemmedTexts is texts as stems, each between spaces.
type stemmedTexts []string

func (f *termFinder) stemTexts(texts ...string) stemmedTexts {
	list := make(stemmedTexts, len(texts))
	for i, text := range texts {
		list[i] = " " + f.stemmer.Stems(text) + " "
	}
	return list
}

// has reports whether one of the texts has all words.
func (s stemmedTexts) has(words []string) bool {
	return slices.ContainsFunc(s, func(text string) bool {
		return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, " "+word+" ") })
	})
}

// hasInRow reports whether one of the texts has all words one after the other.
func (s stemmedTexts) hasInRow(words []string) bool {
	row := " " + strings.Join(words, " ") + " "
	return slices.ContainsFunc(s, func(text string) bool { return strings.Contains(text, row) })
}

// speaks reports whether a question speaks of a term of a role, and whether it asks about it.
func (e *Engine) speaks(q *bank.Question, role, term string) (speaks, asks bool) {
	s := e.terms[tradeTerm{role, term}]
	i, found := e.find(q.ID)
	if s == nil || !found {
		return false, false
	}
	asks = s.asks.Has(i)
	return asks || s.touches.Has(i), asks
}

// serves reports whether a question is about what a person cares about who has a role: the chosen term or aspect or, if none was
// chosen, the care.
func (e *Engine) serves(q *bank.Question, role string, c bank.Chosen) bool {
	switch {
	case c.Term != "":
		speaks, _ := e.speaks(q, role, c.Term)
		return speaks
	case c.Aspect != "":
		return slices.Contains(q.Aspects, c.Aspect)
	}
	return slices.Contains(q.Cares, c.Care)
}
