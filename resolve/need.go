package resolve

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"twoway/bank"
)

// Need is what an interviewer says that a job needs: a competency or a requirement. Both are zero apart from Said if it is not
// understood; then Reason says why, and Nearest has the IDs that are near in meaning. If Reason is bank.ReasonProtected, Discloses is what
// it would be about.
type Need struct {
	Competency  bank.Sought
	Requirement bank.Required
	Matched     bank.Matched
	Reason      bank.WhyNot
	Nearest     []string
	Discloses   string
}

// needBook finds what interviewers say that a job needs. A meaning of a competency has its topic as the ID, or its skill as the aspect.
type needBook struct {
	trades       needsOfTrades
	elsewhere    func() skillsByName
	requirements *phrasebook
}

func newNeedBook(v *bank.Vocabulary, known map[string]bool) *needBook {
	b := &needBook{trades: needsOfTrades{vocabulary: v, known: known}, requirements: newPhrasebook()}
	b.trades.book = b.requirements
	b.trades.topics = sync.OnceValue(func() *heard { return hearTopics(v, b.requirements) })
	for _, r := range v.Requirements {
		b.requirements.add(r.Term, meaning{id: r.ID})
	}
	b.requirements.prepare()
	b.elsewhere = sync.OnceValue(func() skillsByName { return newSkillsByName(v) })
	return b
}

// Competency returns what an interviewer looks for whose job is in a role, "" for no known one. It may turn out to be a requirement.
func (r *Resolver) Competency(role, said string) Need {
	trade, stated := r.needs.trades.of(role), r.needs.requirements.newReading()
	book := trade.newReading()
	words := tokens(said)
	if id := exactSkillOrTopic(book, said); id != (meaning{}) {
		return asCompetency(id, bank.MatchedID)
	}
	m, fact := book.match(book.of(words)), stated.match(stated.of(words))
	if !fact.isWhole() && fact.content < 2 {
		fact = match{} // one word, such as "late" in "late payers", may mean anything here
	}
	if private := r.cares.disclosed(words); len(private) > 0 && !m.isWhole() && !fact.isWhole() {
		return Need{Reason: bank.ReasonProtected, Nearest: []string{}, Discloses: private[0]}
	}
	if !m.found() && !fact.found() {
		m = trade.corrected(book, words)
	}
	if fact.found() && (!m.found() || fact.isWhole() && !m.isWhole()) {
		return r.asRequirement(said, fact)
	}
	if !m.found() { // only then, since the names of all skills are first read here
		if id := r.skillElsewhere(role, said); id != "" {
			return asCompetency(meaning{aspect: id}, bank.MatchedSynonym)
		}
	}
	return trade.loosely(book, said, m)
}

// skillElsewhere returns the ID of the skill of another trade that is called so, for those who lead, who answer for other trades, and where
// no role is known; "" if there is none.
func (r *Resolver) skillElsewhere(role, said string) string {
	if role != "" && r.vocabulary.WorkOf(role) != bank.WorkLead {
		return ""
	}
	return r.needs.elsewhere().id(said)
}

// By how much, in thousandths of a bit, the words of a text must speak more for one competency than for any other: to mean it, for each
// word that is no filler and at most; and to mean it although a part of them is a phrase of another.
const (
	leadOfWord      = 700
	leadToMeanIt    = 3000
	leadToDoubtPart = 5000
)

// loosely returns the need that a text was matched as, or else that its words speak for.
func (b *tradeNeeds) loosely(book *reading, said string, m match) Need {
	t := book.of(tokens(said))
	if !m.found() {
		m = firstPart(book, said)
	}
	best, lead, known := b.evidence.weigh(t.words)
	isMeant := lead >= leadToDoubtPart || !m.found() && lead >= min(leadToMeanIt, leadOfWord*t.content())
	switch {
	case known && isMeant && !m.isWhole():
		return asCompetency(best, bank.MatchedPart)
	case m.found():
		return asCompetency(m.meaning, m.as)
	case len(m.several) > 0:
		return Need{Reason: bank.ReasonAmbiguous, Nearest: termsOf(m.several)}
	}
	return Need{Reason: bank.ReasonUnknown, Nearest: book.near(t)}
}

// withFact reads a requirement with a fact after a colon, as in "rota: early from 5:30".
func (r *Resolver) withFact(said string) (Need, bool) {
	name, fact, found := strings.Cut(said, ":")
	stated := r.needs.requirements.newReading()
	m := stated.whole(stated.of(tokens(name)))
	if fact = strings.TrimSpace(fact); !found || fact == "" || !m.found() {
		return Need{}, false
	}
	known := r.vocabulary.Requirement(m.id)
	if len(known.Slots) == 0 {
		return Need{}, false
	}
	slots := map[string]string{}
	for i, fact := range factsFor(known.Slots, fact) {
		if fact = strings.TrimSpace(fact); fact == "" {
			continue
		}
		slots[known.Slots[i].Name] = fact
	}
	return Need{Requirement: bank.Required{ID: m.id, Slots: slots}, Matched: m.as}, true
}

// Requirement returns what an interviewer says that the job needs, in a role or "". What the vocabulary has no requirement for is one of
// bank.OtherRequirement, whose slot has the text, unless it is a competency.
func (r *Resolver) Requirement(role, said string) Need {
	if need, found := r.withFact(said); found {
		return need
	}
	stated, book := r.needs.requirements.newReading(), r.needs.trades.of(role).newReading()
	words := tokens(said)
	m, skill := stated.match(stated.of(words)), book.whole(book.of(words))
	if private := r.cares.disclosed(words); len(private) > 0 && !m.isWhole() && !skill.found() && !saysWithWhom(words) {
		return Need{Reason: bank.ReasonProtected, Nearest: []string{}, Discloses: private[0]}
	}
	switch {
	case m.found():
		return r.asRequirement(said, m)
	case skill.found():
		return asCompetency(skill.meaning, skill.as)
	case len(m.several) > 0:
		return Need{Reason: bank.ReasonAmbiguous, Nearest: termsOf(m.several)}
	case r.vocabulary.Requirement(bank.OtherRequirement) == nil || len(words) == 0:
		return Need{Reason: bank.ReasonUnknown, Nearest: []string{}}
	}
	return Need{Requirement: bank.Required{ID: bank.OtherRequirement, Slots: map[string]string{bank.OtherSlot: strings.TrimSpace(said)}}, Matched: bank.MatchedID}
}

// asRequirement returns what a text was matched as. The text is the fact of a requirement with one slot if it says more than a bare term
// such as "shift work": "nights, two weeks in four", or "full driving licence".
func (r *Resolver) asRequirement(said string, m match) Need {
	required := bank.Required{ID: m.id}
	fact := strings.TrimSpace(obligation.ReplaceAllString(said, ""))
	known := r.vocabulary.Requirement(m.id)
	if !saysMore(fact) || strings.EqualFold(fact, known.Name) {
		return Need{Requirement: required, Matched: m.as}
	}
	required.Slots, required.Guessed = map[string]string{}, true
	for i, fact := range factsFor(known.Slots, fact) {
		if fact != "" && checkSlot(fact) == "" {
			required.Slots[known.Slots[i].Name] = fact
		}
	}
	return Need{Requirement: required, Matched: m.as}
}

// factsFor returns the facts for the first slots that a text has. Of "37 hours, at the Leeds depot", they are the hours and the place.
func factsFor(slots []bank.Slot, text string) []string {
	if len(slots) == 0 {
		return nil
	}
	at := atPlace.FindStringIndex(text)
	if len(slots) == 1 || at == nil {
		return []string{text}
	}
	return []string{text[:at[0]], text[at[1]:]}
}

// atPlace stands between the hours and the place.
var atPlace = regexp.MustCompile(`,? at |, in `)

// obligation is how people begin to say that the job needs something.
var obligation = regexp.MustCompile(`(?i)^\s*(?:you |they |he |she )?(?:(?:must|should|has to|have to|needs to|need to|will) )?(?:be )?(?:(?:able|willing|happy|prepared|available|comfortable) (?:to (?:work |do )?|with |for )?)?(?:have |hold |having |holding )?(?:an? )?`)

// saysMore reports whether a text is more than a bare term: it has three words, a number, or a name such as "QTS" or "NMC registration".
func saysMore(text string) bool {
	const several = 3
	return len(strings.Fields(text)) >= several || strings.ContainsAny(text, "0123456789") || acronym.MatchString(text)
}

var acronym = regexp.MustCompile(`\b[A-Z]{3,}\b`)

// saysWithWhom reports whether a text says whom or what the work is with, as in "works with children".
func saysWithWhom(words []string) bool {
	const least = 3
	return len(words) >= least && (stem(words[0]) == "work" || stem(words[0]) == "support") && slices.Contains([]string{"with", "for", "in", "among"}, words[1])
}

// isWhole reports whether all words of a text were found to mean one thing.
func (m match) isWhole() bool { return m.whole && m.found() }

func asCompetency(m meaning, as bank.Matched) Need {
	return Need{Competency: bank.Sought{Topic: m.id, Skill: m.aspect}, Matched: as}
}

// exactSkillOrTopic returns what an ID means, the zero value for any other text.
func exactSkillOrTopic(book *reading, said string) meaning {
	for _, p := range book.all {
		if p.as == bank.MatchedID && p.term() == said {
			return p.meaning
		}
	}
	return meaning{}
}

// firstPart returns the match of the first of several things that a text names.
func firstPart(book *reading, said string) match {
	parts := strings.FieldsFunc(said, func(c rune) bool { return strings.ContainsRune(",;/|()+&\n", c) })
	for _, part := range append(parts, strings.Split(strings.Join(tokens(said), " "), " and ")...) {
		if m := book.match(book.of(tokens(part))); m.found() {
			m.as, m.whole = bank.MatchedPart, false
			return m
		}
	}
	return match{}
}

// corrected returns the match of a text with misspelt words corrected.
func (b *tradeNeeds) corrected(book *reading, words []string) match {
	var best match
	for _, variant := range b.spelling.variants(words, b.spelling.corrections) {
		if m := book.match(book.of(variant)); m.found() {
			if best.found() && best.meaning != m.meaning {
				return match{several: []meaning{best.meaning, m.meaning}}
			}
			best = m
		}
	}
	best.as = bank.MatchedSpelling
	return best
}

// near returns up to maxProposals IDs of what shares words with a text.
func (b *phrasebook) near(t text) []string {
	times := map[string]int{}
	for _, stem := range t.withoutFillers().bag() {
		for _, i := range b.byStem[stem] {
			times[b.all[i].term()]++
		}
	}
	list := []string{}
	for _, p := range b.all {
		if id := p.term(); times[id] > 0 && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	slices.SortStableFunc(list, func(x, y string) int { return cmp.Compare(times[y], times[x]) })
	return list[:min(maxProposals, len(list))]
}

func termsOf(meanings []meaning) []string {
	list := []string{}
	for _, m := range meanings {
		if !slices.Contains(list, m.term()) {
			list = append(list, m.term())
		}
	}
	return list
}

// requirementID returns the ID of a requirement by its name or a synonym; "" and the nearest IDs if it is none.
func (b *needBook) requirementID(said string) (id string, nearest []string) {
	r := b.requirements.newReading()
	t := r.of(tokens(said))
	if m := r.whole(t); m.found() {
		return m.id, nil
	}
	return "", b.requirements.near(t)
}
