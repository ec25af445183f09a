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
	byRole  map[string]*roleExamples
	trades  map[string]*bank.Role
	roles   map[string]int    // by stem: in how many trades a question has it
	means   *evidence         // what texts mean to people of any trade
	general map[string]string // wordings of questions for every trade, and their stems between spaces
	book    *phrasebook
}

// roleExamples is the examples of a role: its questions, and what its people say.
type roleExamples struct {
	from  []source // the questions that they were made from
	list  []example
	stems map[string]bool // of all of them
}

// source is what makes a question an example. It does not keep the question, and all others of its release, in memory.
type source struct {
	about                bank.About
	text, softer, firmer string
	occupations          []string
}

func (s *source) equals(o source) bool {
	return s.about == o.about && s.text == o.text && s.softer == o.softer && s.firmer == o.firmer && slices.Equal(s.occupations, o.occupations)
}

// example is what a question, or what people of a role say, is about, and its words as stems.
type example struct {
	about       bank.About
	own         []string // the stems of a term that it is about
	stems       map[string]bool
	occupations []string // as of a question
	question    bool
	saying      bool
}

// mostRoles is the greatest number of trades of a question that is an example of how one of them speaks.
const mostRoles = 3

// NewExamples returns the candidates' questions as examples. Questions for every trade are only known not to be missing; those for many
// of them, or about nothing, are no examples.
func (r *Resolver) NewExamples(questions []*bank.Question) *Examples {
	return r.NewExamplesAfter(nil, questions)
}

// NewExamplesAfter is NewExamples with the examples of the release before, which may be nil: what has not changed is taken over. The
// result is the same.
func (r *Resolver) NewExamplesAfter(before *Examples, questions []*bank.Question) *Examples {
	if before == nil || before.book != r.cares.phrases { // of another vocabulary
		before = &Examples{}
	}
	x := &Examples{
		byRole: map[string]*roleExamples{}, trades: map[string]*bank.Role{}, roles: map[string]int{}, general: map[string]string{}, book: r.cares.phrases,
	}
	memo, ofRole := map[string]string{}, map[string][]source{}
	for _, q := range questions {
		switch n := len(q.Roles); {
		case q.Asker != bank.Candidate:
		case n == 0:
			x.addGeneral(before, memo, q.Text, q.Softer, q.Firmer)
		case n <= mostRoles && q.About != "":
			for _, role := range q.Roles {
				ofRole[role] = append(ofRole[role], source{q.About, q.Text, q.Softer, q.Firmer, q.Occupations})
			}
		}
	}
	for i := range r.vocabulary.Roles {
		role := &r.vocabulary.Roles[i]
		x.trades[role.ID] = role
		examples := before.byRole[role.ID]
		if examples == nil || !slices.EqualFunc(examples.from, ofRole[role.ID], func(a, b source) bool { return a.equals(b) }) {
			examples = x.newRoleExamples(role, ofRole[role.ID], memo)
		}
		x.byRole[role.ID] = examples
		for stem := range examples.stems {
			x.roles[stem]++
		}
	}
	x.means = r.learned().with(before.means, questions)
	return x
}

// addGeneral adds wordings of a question for every trade.
func (x *Examples) addGeneral(before *Examples, memo map[string]string, wordings ...string) {
	for _, said := range wordings {
		stems, known := before.general[said]
		if !known {
			stems = " " + x.book.text(tokens(said), memo).stemKey() + " "
		}
		x.general[said] = stems
	}
}

func (x *Examples) newRoleExamples(role *bank.Role, from []source, memo map[string]string) *roleExamples {
	r := &roleExamples{from: from, stems: map[string]bool{}}
	for _, q := range from {
		x.add(r, example{about: q.about, occupations: q.occupations, question: true}, []string{q.text, q.softer, q.firmer, q.about.Term()}, memo)
	}
	for _, s := range role.Sayings {
		if e := (example{about: s.About, saying: true}); s.About.Term() == "" || r.isAskedOf(&e) {
			x.add(r, e, append([]string{s.About.Term()}, s.Said...), memo)
		}
	}
	return r
}

// isAskedOf reports whether a question of the role is about the term that people say in other words, and sets for which occupations one
// is: all, if one is for all.
func (r *roleExamples) isAskedOf(saying *example) bool {
	found, all := false, false
	for _, e := range r.list {
		if e.about == saying.about {
			found, all = true, all || len(e.occupations) == 0
			saying.occupations = append(saying.occupations, e.occupations...)
		}
	}
	if all {
		saying.occupations = nil
	}
	return found
}

// add adds an example with the words of texts to those of a role.
func (x *Examples) add(to *roleExamples, e example, texts []string, memo map[string]string) {
	e.own, e.stems = x.book.text(tokens(e.about.Term()), memo).withoutFillers().stems, map[string]bool{}
	for _, said := range texts {
		for _, stem := range x.book.text(tokens(said), memo).withoutFillers().stems {
			e.stems[stem], to.stems[stem] = true, true
		}
	}
	to.list = append(to.list, e)
}

// WithExamples returns a resolver that also reads what somebody cares about by examples of their trade.
func (r *Resolver) WithExamples(x *Examples) *Resolver {
	with := *r
	with.examples = x
	return &with
}

// weigh returns how much a word says about which example is meant: more if few trades use it, and few of the things that people of the
// trade speak of. A word that no question has counts against every question.
func (x *Examples) weigh(stem string, abouts int) int {
	return min(among(x.roles[stem], 6, 15, 40, 55), among(abouts, 1, 3, 6, 10))
}

// unheard is the weight of a word that no example has.
const unheard = 3

// among returns 4 if n is from 1 to the first bound, 3 to the second, 2 to the third, 1 to the fourth and else 0; for 0, unheard.
func among(n int, bounds ...int) int {
	if n == 0 {
		return unheard
	}
	for i, most := range bounds {
		if n <= most {
			return len(bounds) - i
		}
	}
	return 0
}

// strong is the weight of words that must be found together, so that nothing is read out of words that everybody uses.
const strong = 3

// find returns what the example nearest to a text is about, and how much of the text's words, by weight, it has, in percent. An example
// is near if it has at least half. Nothing is found if the nearest is a question about something else than a term, since its words then
// say less, or if several that are as near are about different things; of these, the one with more words of its term in the text is
// nearer.
func (x *Examples) find(role, occupation string, t text) (about bank.About, percent int) {
	words, total := t.withoutFillers().bag(), 0
	examples := x.suiting(role, occupation)
	weights := make([]int, len(words))
	for i, stem := range words {
		weights[i] = x.weigh(stem, aboutsWith(examples, stem))
		total += weights[i]
	}
	best, several, saying := 0, false, false
	for _, e := range examples {
		got := e.points(words, weights)
		switch {
		case got < total || got < 2*strong || got < best:
		case got > best:
			best, about, several, saying = got, e.about, false, e.saying
		case e.about != about:
			several = true
		case e.saying:
			saying = true
		}
	}
	if several || about.Term() == "" && !saying {
		return "", 0
	}
	return about, min(100, 50*best/max(1, total))
}

// points returns twice the weight of the words that an example has, and one for each that is of its term.
func (e *example) points(words []string, weights []int) int {
	points := 0
	for i, stem := range words {
		if !e.stems[stem] {
			continue
		}
		points += 2 * weights[i]
		if slices.Contains(e.own, stem) {
			points++
		}
	}
	return points
}

// suiting returns the examples of a role that are for an occupation.
func (x *Examples) suiting(role, occupation string) []*example {
	var list []*example
	of := x.byRole[role]
	if of == nil {
		return nil
	}
	for i := range of.list {
		if e := &of.list[i]; x.trades[role].Suits(e.occupations, occupation) {
			list = append(list, e)
		}
	}
	return list
}

// aboutsWith returns the number of things that examples with a word are about.
func aboutsWith(examples []*example, stem string) int {
	var abouts []bank.About
	for _, e := range examples {
		if e.stems[stem] && !slices.Contains(abouts, e.about) {
			abouts = append(abouts, e.about)
		}
	}
	return len(abouts)
}

// asks reports whether a question for an occupation of a role is about a term, or has all its words in its wording, or one for every
// trade has a term of several words.
func (x *Examples) asks(role, occupation, term string) bool {
	t := x.book.text(tokens(term), map[string]string{})
	if len(t.stems) > 1 {
		row := " " + t.stemKey() + " "
		for _, said := range x.general { // in any order
			if strings.Contains(said, row) {
				return true
			}
		}
	}
	of, stems := x.byRole[role], t.stems
	return of != nil && slices.ContainsFunc(of.list, func(e example) bool {
		return e.question && x.trades[role].Suits(e.occupations, occupation) &&
			!slices.ContainsFunc(stems, func(stem string) bool { return !e.stems[stem] })
	})
}

// enough is the percentage of a text's words that an example must have to say more than a part of it that was understood.
const enough = 75

// improve returns what a text means that was read without examples. If no question of the trade asks about the term that it names, it
// is read again as somebody without the trade would mean it. If nothing was found in it, or only in a part or in other forms of its
// words, it means what most of an example of the trade's has, or else what all its words together speak for. What says something
// private is not guessed.
func (r *Resolver) improve(care Care, role, occupation, said string) Care {
	x := r.examples
	if term := care.Chosen.Term; term != "" {
		general := r.cares.read(said, "")
		if general.Chosen.Care == "" || x.asks(role, occupation, term) {
			return care
		}
		care = general
	}
	isPart := care.Matched == bank.MatchedPart || care.Matched == bank.MatchedStem
	if care.Chosen.Care != "" && !isPart || len(care.Discloses) > 0 || care.Reason == bank.ReasonAmbiguous || care.Reason == bank.ReasonProtected {
		return care
	}
	if about := x.meant(role, occupation, r.cares.phrases.text(tokens(said), map[string]string{}), isPart); about != "" {
		return r.cares.asAbout(Care{Chosen: bank.Chosen{Said: said}, Nearest: []string{}, Discloses: care.Discloses}, about)
	}
	return r.weighed(care, said)
}

// meant returns what somebody of an occupation means by a text, of which a part may be understood already; "" if it is not known, or no
// question for them asks about it.
func (x *Examples) meant(role, occupation string, t text, isPart bool) bank.About {
	if x.trades[role] == nil {
		return ""
	}
	about, percent := x.find(role, occupation, t)
	if isPart && percent < enough || about.Term() != "" && !x.asks(role, occupation, about.Term()) {
		return ""
	}
	return about
}

// By how much, in thousandths of a bit, the words of a text must speak more for one meaning than for any other: to mean it, to propose
// it, and to doubt another meaning that a part of the text has.
const (
	leadToMean    = 7200
	leadToPropose = 4300
	leadToDoubt   = 700
)

// weighed returns a care with what the words of its text speak for together. A part that they do not speak for most is not believed.
func (r *Resolver) weighed(care Care, said string) Care {
	m, lead, known := r.examples.means.weigh(said)
	part := meaning{care.Chosen.Care, care.Chosen.Aspect}
	switch {
	case !known || m == part || part.id != "" && lead < leadToDoubt:
		return care
	case lead >= leadToMean:
		return Care{Chosen: bank.Chosen{Care: m.id, Aspect: m.aspect, Said: said}, Matched: bank.MatchedPart, Discloses: care.Discloses, Nearest: []string{}}
	case part.id != "":
		care = Care{Chosen: bank.Chosen{Said: said}, Discloses: care.Discloses, Reason: bank.ReasonUnknown, Nearest: []string{}}
	}
	if lead >= leadToPropose && len(care.Nearest) == 0 {
		care.Nearest = []string{m.term()}
	}
	return care
}
