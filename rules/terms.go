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

// speaking is the candidate's questions that speak of a term of the trade, as indices. Some are about it, or about a longer term that
// has all its words; of the others, those in asks have it in their own wording, those in touches in their follow-ups or in what to
// listen for. Own says that they are of the trade.
type speaking struct {
	about, asks, touches bitset.Set
	own                  bool
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
	return a.Asker == b.Asker && a.About == b.About && a.Text == b.Text && a.Softer == b.Softer && a.Firmer == b.Firmer && slices.Equal(a.Roles, b.Roles) &&
		slices.Equal(a.FollowUps, b.FollowUps) && slices.Equal(a.ListenFor, b.ListenFor)
}

func (f *termFinder) wordsOf(q *question) questionWords {
	var words questionWords
	if q.Asker != bank.Candidate {
		return words
	}
	words.wording = f.stemTexts(q.Text, q.Softer, q.Firmer)
	if term := q.About.Term(); term != "" {
		words.about = f.stemTexts(term)
	}
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
	s := &speaking{about: bitset.New(len(f.texts)), asks: bitset.New(len(f.texts)), touches: bitset.New(len(f.texts))}
	for _, i := range f.byRole[role] {
		if f.texts[i].about.has(term) {
			s.about.Add(i)
			s.own = true
		}
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

// questionWords is the texts of a question as stems: its wording, the term that it is about and, for a question of a trade, what
// belongs to it.
type questionWords struct{ wording, about, more stemmedTexts }

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

// touches reports whether a question touches on what a person cares about who has a role: it speaks of the chosen term; or it lists the
// chosen aspect or care and asks about something else of that care, or about a term of the trade.
func (e *Engine) touches(q *bank.Question, role string, c bank.Chosen) bool {
	if c.Term != "" {
		speaks, _ := e.speaks(q, role, c.Term)
		return speaks
	}
	if q.About.Term() == "" && e.careOf[string(q.About)] != c.Care {
		return false
	}
	return c.Aspect != "" && slices.Contains(q.Aspects, c.Aspect) || c.Aspect == "" && slices.Contains(q.Cares, c.Care)
}
