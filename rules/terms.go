package rules

import (
	"slices"
	"strings"
	"sync"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/resolve"
)

// tradeTerm is a term of a role's lexicon.
type tradeTerm struct{ role, term string }

// speaking is the candidate's questions that speak of a term of the trade, as indices. Those that ask about it have it in their
// own wording, the others in their follow-ups or in what to listen for. Own says that they are of the trade.
type speaking struct {
	asks, touches bitset.Set
	own           bool
}

// findTerms finds the questions that speak of each term of each role: questions of the trade in which a text has all words of
// the term, in any form. If none of the trade has a term of several words, questions for every trade do whose wording has them in
// a row. What another engine has found, which may be nil, is not looked for again.
func (e *Engine) findTerms(before *Engine) {
	if before != nil && (before.language != e.language || !slices.EqualFunc(e.questions, before.questions, func(a, b *question) bool { return a.ID == b.ID })) {
		before = nil
	}
	f := newTermFinder(e.questions, before)
	e.texts, e.terms = f.texts, map[tradeTerm]*speaking{}
	for _, role := range e.content.Vocabulary.Roles {
		for _, term := range role.Lexicon {
			key := tradeTerm{role.ID, term}
			if before != nil && f.isFound(role.ID, before.terms[key]) {
				e.terms[key] = before.terms[key]
			} else {
				e.terms[key] = f.find(role.ID, strings.Fields(f.stemmer.Stems(term)))
			}
		}
	}
}

// termFinder finds the candidate's questions that speak of a term.
type termFinder struct {
	stemmer resolve.Stemmer
	texts   []questionWords
	byRole  map[string][]int        // the questions of a trade
	general func() map[string][]int // by stem: the questions for every trade whose wording has the word
	edited  map[string]bool         // roles of which a question changed since the engine before; "" for every trade
}

// newTermFinder returns a finder in questions. The engine before, if it is not nil, has questions with the same IDs.
func newTermFinder(questions []*question, before *Engine) *termFinder {
	f := &termFinder{stemmer: resolve.Stemmer{}, texts: make([]questionWords, len(questions)), byRole: map[string][]int{}, edited: map[string]bool{}}
	for i, q := range questions {
		for _, role := range q.Roles {
			f.byRole[role] = append(f.byRole[role], i)
		}
		switch {
		case before == nil:
			f.texts[i] = f.wordsOf(q)
		case hasTextsOf(q, before.questions[i]):
			f.texts[i] = before.texts[i]
		default:
			f.texts[i] = f.wordsOf(q)
			for _, role := range append(rolesOf(q), rolesOf(before.questions[i])...) {
				f.edited[role] = true
			}
		}
	}
	f.general = sync.OnceValue(func() map[string][]int { return generalWords(questions, f.texts) })
	return f
}

// rolesOf returns the roles of a question, "" for every trade.
func rolesOf(q *question) []string {
	if len(q.Roles) == 0 {
		return []string{""}
	}
	return slices.Clone(q.Roles)
}

// hasTextsOf reports whether two questions speak of the same terms.
func hasTextsOf(a, b *question) bool {
	return a.Asker == b.Asker && a.Text == b.Text && a.Softer == b.Softer && a.Firmer == b.Firmer && slices.Equal(a.Roles, b.Roles) &&
		slices.Equal(a.FollowUps, b.FollowUps) && slices.Equal(a.ListenFor, b.ListenFor)
}

func (f *termFinder) wordsOf(q *question) questionWords {
	var words questionWords
	if q.Asker != bank.Candidate {
		return words
	}
	words.wording = f.stemTexts(q.Text, q.Softer, q.Firmer)
	if len(q.Roles) > 0 {
		words.more = f.stemTexts(slices.Concat(q.FollowUps, q.ListenFor)...)
	}
	return words
}

// generalWords returns the questions for every trade whose wording has a word, by stem.
func generalWords(questions []*question, texts []questionWords) map[string][]int {
	all := map[string][]int{}
	for i, q := range questions {
		if len(q.Roles) > 0 {
			continue
		}
		words := strings.Fields(strings.Join(texts[i].wording, ""))
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			all[word] = append(all[word], i)
		}
	}
	return all
}

// isFound reports whether find would return for a term of a role what the engine before has found.
func (f *termFinder) isFound(role string, before *speaking) bool {
	return !f.edited[role] && (before.own || !f.edited[""])
}

func (f *termFinder) find(role string, term []string) *speaking {
	s := &speaking{asks: bitset.New(len(f.texts)), touches: bitset.New(len(f.texts))}
	for _, i := range f.byRole[role] {
		switch {
		case f.texts[i].wording.has(term):
			s.asks.Add(i)
			s.own = true
		case f.texts[i].more.has(term):
			s.touches.Add(i)
			s.own = true
		}
	}
	if s.own || len(term) < 2 {
		return s
	}
	for _, i := range f.general()[term[0]] {
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
