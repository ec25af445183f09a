package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

// Examples are the questions of each trade, as examples of how people of the trade speak of what they ask about: somebody who says
// "what happens to my pay when it rains" means what the question "What do I get paid when we're rained off?" is about. They are
// immutable and safe for concurrent use.
type Examples struct {
	byRole map[string][]example
	roles  map[string]int // by stem: in how many trades a question has it
	all    []string       // the wordings of questions for every trade, as stems between spaces
	book   *phrasebook
}

// example is what a question is about, and its words as stems.
type example struct {
	about bank.About
	own   []string // the stems of a term that it is about
	stems map[string]bool
}

// mostRoles is the greatest number of trades of a question that is an example of how one of them speaks.
const mostRoles = 3

// NewExamples returns the candidates' questions as examples. Questions for every trade are only known not to be missing; those for many
// of them, or about nothing, are no examples.
func (r *Resolver) NewExamples(questions []*bank.Question) *Examples {
	x := &Examples{byRole: map[string][]example{}, roles: map[string]int{}, book: r.cares.phrases}
	memo, seen := map[string]string{}, map[string]map[string]bool{}
	for _, q := range questions {
		switch n := len(q.Roles); {
		case q.Asker != bank.Candidate:
		case n == 0:
			for _, said := range []string{q.Text, q.Softer, q.Firmer} {
				x.all = append(x.all, " "+x.book.text(tokens(said), memo).stemKey()+" ")
			}
		case n <= mostRoles && q.About != "":
			x.add(q, memo, seen)
		}
	}
	for stem, roles := range seen {
		x.roles[stem] = len(roles)
	}
	return x
}

// add adds a question to the examples of its roles, and its words to those seen in them.
func (x *Examples) add(q *bank.Question, memo map[string]string, seen map[string]map[string]bool) {
	e := example{about: q.About, own: x.book.text(tokens(q.About.Term()), memo).withoutFillers().stems, stems: map[string]bool{}}
	for _, said := range []string{q.Text, q.Softer, q.Firmer, q.About.Term()} {
		for _, stem := range x.book.text(tokens(said), memo).withoutFillers().stems {
			e.stems[stem] = true
		}
	}
	for _, role := range q.Roles {
		x.byRole[role] = append(x.byRole[role], e)
		for stem := range e.stems {
			if seen[stem] == nil {
				seen[stem] = map[string]bool{}
			}
			seen[stem][role] = true
		}
	}
}

// WithExamples returns a resolver that also reads what somebody cares about by examples of their trade.
func (r *Resolver) WithExamples(x *Examples) *Resolver {
	with := *r
	with.examples = x
	return &with
}

// weigh returns how much a word says about which question of a trade is meant: more if few trades use it. A word that no question has
// counts against every question.
func (x *Examples) weigh(stem string) int {
	switch n := x.roles[stem]; {
	case n == 0:
		return 3
	case n <= 2:
		return 4
	case n <= 6:
		return 3
	case n <= 15:
		return 2
	case n <= 30:
		return 1
	}
	return 0
}

// strong is the weight of words that must be found together, so that nothing is read out of words that everybody uses.
const strong = 3

// find returns the term of the trade that the question nearest to a text is about, and whether it has all words of the text that say
// something. A question is near if it has at least half of those words, by weight. Nothing is found if that question is about something
// else than a term, since its words then say less, or if several that are as near are about different things; of these, the one with
// more words of its term in the text is nearer.
func (x *Examples) find(role string, t text) (term string, all bool) {
	var about bank.About
	words, total := t.withoutFillers().bag(), 0
	for _, stem := range words {
		total += x.weigh(stem)
	}
	best, several := 0, false
	for _, e := range x.byRole[role] {
		got := 0
		for _, stem := range words {
			if e.stems[stem] {
				got += 2 * x.weigh(stem)
				if slices.Contains(e.own, stem) {
					got++
				}
			}
		}
		switch {
		case got < total || got < 2*strong || got < best:
		case got > best:
			best, about, several = got, e.about, false
		case e.about != about:
			several = true
		}
	}
	if several {
		return "", false
	}
	return about.Term(), best >= 2*total
}

// asks reports whether a question of a role is about a term, or has all its words in its wording, or one for every trade has a term of
// several words.
func (x *Examples) asks(role, term string) bool {
	t := x.book.text(tokens(term), map[string]string{})
	if row := " " + t.stemKey() + " "; len(t.stems) > 1 && slices.ContainsFunc(x.all, func(said string) bool { return strings.Contains(said, row) }) {
		return true
	}
	stems := t.stems
	return slices.ContainsFunc(x.byRole[role], func(e example) bool {
		return !slices.ContainsFunc(stems, func(stem string) bool { return !e.stems[stem] })
	})
}

// improve returns what a text means that was read without examples. It is read again as somebody without the trade would mean it if
// no question of the trade asks about the term that it names, and by examples if nothing else was found in it, or only in a part of
// it while an example has all its words. What says something private is not guessed.
func (r *Resolver) improve(care Care, role, said string) Care {
	x := r.examples
	if term := care.Chosen.Term; term != "" {
		if x.asks(role, term) {
			return care
		}
		if general := r.cares.read(said, ""); general.Chosen.Care != "" {
			return general
		}
		return care
	}
	isPart := care.Matched == bank.MatchedPart
	if care.Chosen.Care != "" && !isPart || len(care.Discloses) > 0 || care.Reason == bank.ReasonAmbiguous || care.Reason == bank.ReasonProtected {
		return care
	}
	if term, all := x.find(role, r.cares.phrases.text(tokens(said), map[string]string{})); term != "" && (all || !isPart) {
		return Care{Chosen: bank.Chosen{Said: said}, Nearest: []string{}, Discloses: care.Discloses}.asTerm(term)
	}
	return care
}
