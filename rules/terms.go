package rules

import (
	"slices"
	"strings"
	"sync"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/resolve"
)

// speaking is the candidate's questions that speak of a term of the trade, as indices. Some are about it, or about a longer term that
// has all its words; of the others, those in asks have it in their own wording, those in touches in their follow-ups or in what to
// listen for. A nil set is empty: most are, and there are thousands.
type speaking struct {
	about, asks, touches bitset.Set
}

// tradeTerms finds the questions that speak of the terms of each role, when they are first asked for: most releases serve a few trades.
type tradeTerms struct {
	byRole  map[string]func() map[string]*speaking // by role, then by term
	general func() *generalTexts
}

// findTerms prepares the search for the questions that speak of each term of each role: questions of the trade in which a text has all
// words of the term, in any form. If none of the trade has a term of several words, questions for every trade do whose wording has
// them in a row.
func (e *Engine) findTerms() {
	t := &tradeTerms{byRole: map[string]func() map[string]*speaking{}}
	questions, byRole := e.questions, map[string][]int{}
	for i, q := range questions {
		if q.Asker == bank.Candidate {
			for _, role := range q.Roles {
				byRole[role] = append(byRole[role], i)
			}
		}
	}
	t.general = sync.OnceValue(func() *generalTexts { return newGeneralTexts(questions) })
	for _, role := range e.content.Vocabulary.Roles {
		t.byRole[role.ID] = sync.OnceValue(func() map[string]*speaking {
			texts, terms := newTradeTexts(questions, byRole[role.ID]), make(map[string]*speaking, len(role.Lexicon))
			for _, term := range role.Lexicon {
				terms[term] = texts.find(term, len(questions), t.general)
			}
			return terms
		})
	}
	e.tradeTerms = t
}

// speaking returns the questions that speak of a term of a role; nil if it is none.
func (t *tradeTerms) speaking(role, term string) *speaking {
	if of := t.byRole[role]; of != nil && term != "" {
		return of()[term]
	}
	return nil
}

// saysIn is what a text of a question has to do with it.
type saysIn int

const (
	asAbout   saysIn = iota // the term that it is about
	inWording               // how it is asked
	inMore                  // its follow-ups, and what to listen for
)

// tradeText is the words of a text of a question, as stems.
type tradeText struct {
	question int
	in       saysIn
	words    []string
}

// tradeTexts are the texts of the questions of a trade.
type tradeTexts struct {
	stemmer resolve.Stemmer
	list    []tradeText
	byWord  map[string][]int // indices in list
}

func newTradeTexts(questions []*question, of []int) *tradeTexts {
	t := &tradeTexts{stemmer: resolve.Stemmer{}, byWord: map[string][]int{}}
	for _, i := range of {
		q := questions[i]
		t.add(i, asAbout, q.About.Term())
		t.add(i, inWording, q.Text, q.Softer, q.Firmer)
		t.add(i, inMore, q.FollowUps...)
		t.add(i, inMore, q.ListenFor...)
	}
	return t
}

func (t *tradeTexts) add(question int, in saysIn, texts ...string) {
	for _, text := range texts {
		words := strings.Fields(t.stemmer.Stems(text))
		for i, word := range words {
			if !slices.Contains(words[:i], word) {
				t.byWord[word] = append(t.byWord[word], len(t.list))
			}
		}
		t.list = append(t.list, tradeText{question, in, words})
	}
}

// find returns the questions that speak of a term. Questions is how many there are.
func (t *tradeTexts) find(term string, questions int, general func() *generalTexts) *speaking {
	s := &speaking{}
	words := strings.Fields(t.stemmer.Stems(term))
	if len(words) == 0 {
		return s
	}
	own := false
	for _, n := range t.byWord[words[0]] {
		text := &t.list[n]
		if slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(text.words, word) }) {
			continue
		}
		own = true
		switch text.in {
		case asAbout:
			s.about = with(s.about, questions, text.question)
		case inWording:
			s.asks = with(s.asks, questions, text.question)
		case inMore:
			s.touches = with(s.touches, questions, text.question)
		}
	}
	if s.asks != nil {
		s.touches.AndNot(s.asks)
	}
	if !own && len(words) > 1 {
		for _, i := range general().having(words) {
			s.asks = with(s.asks, questions, i)
		}
	}
	return s
}

// with adds a number to a set for numbers below n, or to a new one if it is nil.
func with(set bitset.Set, n, i int) bitset.Set {
	if set == nil {
		set = bitset.New(n)
	}
	set.Add(i)
	return set
}

// generalTexts are the wordings of questions for every trade.
type generalTexts struct {
	questions []int
	texts     []string         // by question: its wordings as stems, each between spaces
	byWord    map[string][]int // indices in both
}

func newGeneralTexts(questions []*question) *generalTexts {
	g := &generalTexts{byWord: map[string][]int{}}
	stemmer := resolve.Stemmer{}
	for i, q := range questions {
		if q.Asker != bank.Candidate || len(q.Roles) > 0 {
			continue
		}
		text := " " + strings.Join([]string{stemmer.Stems(q.Text), stemmer.Stems(q.Softer), stemmer.Stems(q.Firmer)}, " | ") + " "
		words := strings.Fields(text)
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			g.byWord[word] = append(g.byWord[word], len(g.texts))
		}
		g.questions, g.texts = append(g.questions, i), append(g.texts, text)
	}
	return g
}

// having returns the questions that have all words one after the other.
func (g *generalTexts) having(words []string) (list []int) {
	row := " " + strings.Join(words, " ") + " "
	for _, n := range g.byWord[words[0]] {
		if strings.Contains(g.texts[n], row) {
			list = append(list, g.questions[n])
		}
	}
	return list
}

// speaks reports whether a question speaks of a term of a role, and whether it asks about it.
func (e *Engine) speaks(q *bank.Question, role, term string) (speaks, asks bool) {
	s := e.tradeTerms.speaking(role, term)
	if s == nil {
		return false, false
	}
	i := e.position[q]
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
