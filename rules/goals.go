package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
)

// goal is something that a set should touch, and the questions, eligible or not, that count for it.
type goal struct {
	bank.Goal

	questions bitset.Set
}

// shortTalk is the greatest number of minutes in which all that a person named comes before any essential.
const shortTalk = 5

// findGoals lists what a set should touch, the most important first: the first thing that the person named, the first essential
// of the meeting, the other things that they named, and then by turns the matters of the trade and the other essentials.
func (m *match) findGoals() []goal {
	if m.profile.Asker == bank.Interviewer {
		return m.findNeeds()
	}
	essentials := m.essentials()
	var first, cares, matters, list []goal
	for i, c := range m.profile.Cares {
		p := goal{bank.Goal{Kind: bank.CareGoal, About: c.About(), Wanted: 1}, m.asking(c)}
		if i == 0 {
			first = append(first, p)
		} else {
			cares = append(cares, p)
		}
	}
	for i := range m.dueMatters() {
		about := m.matters[i].About
		matters = append(matters, goal{bank.Goal{Kind: bank.MatterGoal, About: about, Wanted: 1}, m.askingAbout(about)})
	}
	list = append(list, first...)
	if m.profile.Minutes <= shortTalk { // there is time for two questions, and what was named says more than what is usual
		list, cares = append(list, cares...), nil
	}
	if len(essentials) > 0 {
		list, essentials = append(list, essentials[0]), essentials[1:]
	}
	list = append(list, cares...)
	for i := range max(len(matters), len(essentials)) {
		if i < len(matters) {
			list = append(list, matters[i])
		}
		if i < len(essentials) {
			list = append(list, essentials[i])
		}
	}
	return list
}

// essentials returns what the rules that apply call essential, the most important first.
func (m *match) essentials() []goal {
	rules := slices.Clone(m.essential)
	slices.SortStableFunc(rules, func(a, b *rule) int { return cmp.Compare(b.Effect.Points, a.Effect.Points) })
	var list []goal
	for _, r := range rules {
		p := goal{Goal: bank.Goal{Kind: bank.EssentialGoal, Rule: r.ID, Wanted: r.Effect.Count}}
		m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) { p.questions = slices.Clone(picked) })
		list = append(list, p)
	}
	return list
}

// dueMatters returns the matters of the person's trade that are due in this meeting, the most important first.
func (m *match) dueMatters() []bank.Matter {
	if m.matters != nil {
		return m.matters
	}
	m.matters = []bank.Matter{}
	role, known := m.engine.roles[m.profile.Role]
	if !known {
		return m.matters
	}
	level := cmp.Or(m.profile.Level, defaultLevel)
	suits := func(list []string, value string) bool {
		return len(list) == 0 || value == "" || slices.Contains(list, value)
	}
	for _, matter := range role.Matters {
		from, to := matter.Seniority.Levels(&m.engine.content.Vocabulary)
		if suits(matter.Stages, m.profile.Stage) && suits(matter.AskedOf, m.profile.AskedOf) &&
			role.Suits(matter.Occupations, m.profile.Occupation) && !m.hasMatter(matter.About) && from <= level && level <= to {
			m.matters = append(m.matters, matter)
		}
	}
	return m.matters
}

// hasMatter reports whether a matter about this was found to be due: that of an occupation and that of its trade are one.
func (m *match) hasMatter(about bank.About) bool {
	return slices.ContainsFunc(m.matters, func(matter bank.Matter) bool { return matter.About == about })
}

// isDueMatter reports whether a question asks about a matter of the trade that is due.
func (m *match) isDueMatter(q *bank.Question) bool {
	return slices.ContainsFunc(m.dueMatters(), func(matter bank.Matter) bool { return m.isAbout(q, matter.About) })
}

// isAbout reports whether a question asks about just that: an aspect, a term of the person's trade, or a care or any of its aspects.
func (m *match) isAbout(q *bank.Question, about bank.About) bool {
	switch {
	case q.About == "" || about == "":
		return false
	case q.About == about:
		return true
	case about.Term() == "":
		return m.engine.careOf[string(q.About)] == string(about)
	case q.About.Term() == "":
		return false
	}
	return m.askingAbout(about).Has(m.engine.position[q])
}

// asks reports whether a question asks about what the person named: it is about just that or, for a term of the trade, has the term in
// its wording.
func (m *match) asks(q *bank.Question, c bank.Chosen) bool {
	if m.isAbout(q, c.About()) {
		return true
	}
	_, inWording := m.engine.speaks(q, m.profile.Role, c.Term)
	return inWording
}

// askingAbout returns the questions that ask about just that. The caller must not change the set.
func (m *match) askingAbout(about bank.About) bitset.Set {
	e := m.engine
	if s := e.tradeTerms.speaking(m.profile.Role, about.Term()); s != nil {
		return s.about
	}
	if set := e.aboutCare[string(about)]; set != nil {
		return set
	}
	return e.index.With("about", string(about))
}

// asking returns the eligible questions that ask about just what the person named. If none asks about a term of the trade, it is those
// about a longer term that has its words, or else those that have it in their wording.
func (m *match) asking(c bank.Chosen) bitset.Set {
	sets := []bitset.Set{m.askingAbout(c.About())}
	if c.Term != "" {
		sets = []bitset.Set{m.engine.index.With("about", string(c.About())), sets[0]}
	}
	if s := m.engine.tradeTerms.speaking(m.profile.Role, c.Term); s != nil {
		sets = append(sets, s.asks)
	}
	found := bitset.New(len(m.engine.questions))
	for _, set := range sets {
		copy(found, set)
		if found.And(m.scratch.eligible); found.Count() > 0 {
			break
		}
	}
	return found
}

// indexAbouts looks up in advance which questions ask about a care or any of its aspects, and which about a term of a trade.
func (e *Engine) indexAbouts() {
	e.careOf, e.aboutCare, e.roles = map[string]string{}, map[string]bitset.Set{}, map[string]*bank.Role{}
	e.onTradeTerms = bitset.New(len(e.questions))
	for i, q := range e.questions {
		if q.About.Term() != "" {
			e.onTradeTerms.Add(i)
		}
	}
	for _, c := range e.content.Vocabulary.Cares {
		set := slices.Clone(e.index.With("about", c.ID))
		for _, a := range c.Aspects {
			e.careOf[a.ID] = c.ID
			set.Or(e.index.With("about", a.ID))
		}
		e.careOf[c.ID], e.aboutCare[c.ID] = c.ID, set
	}
	for i := range e.content.Vocabulary.Roles {
		r := &e.content.Vocabulary.Roles[i]
		e.roles[r.ID] = r
	}
}

// How many questions of a set may ask about one aspect or term, if it can be helped: what the person named, and anything else.
const (
	mostOnNamed = 2
	mostOnOther = 1
)

// spreadGroups are the groups of a candidate's question that a set should not be full of, by number from 1: what it is about, and the
// care of that; 0 for none.
type spreadGroups struct{ about, care int }

// indexSpread finds the groups of every question.
func (e *Engine) indexSpread() {
	numbers := map[string]int{}
	number := func(key string) int {
		if numbers[key] == 0 {
			numbers[key] = len(numbers) + 1
		}
		return numbers[key]
	}
	e.spread = make([]spreadGroups, len(e.questions))
	for i, q := range e.questions {
		if q.About == "" {
			continue
		}
		e.spread[i].about = number(string(q.About))
		if care := e.careOf[string(q.About)]; care != "" {
			e.spread[i].care = number("care/" + care)
		}
	}
	e.spreads = len(numbers)
}

// addSpread adds to a problem the groups that a candidate's set should not be full of: the questions about one care, and those about
// one aspect or term.
func (m *match) addSpread(p *choose.Problem, from []int) {
	numbers := slices.Grow(m.scratch.numbers[:0], m.engine.spreads+1)[:m.engine.spreads+1] // by group: its number in the problem, from 1
	clear(numbers)
	m.scratch.numbers = numbers
	for item, i := range from {
		groups, it := m.engine.spread[i], &p.Items[item]
		if groups.about == 0 {
			continue
		}
		if groups.care != 0 {
			if numbers[groups.care] == 0 {
				p.Spread = append(p.Spread, choose.Spread{Half: true})
				numbers[groups.care] = len(p.Spread)
			}
			it.Spreads = append(it.Spreads, numbers[groups.care]-1)
		}
		if numbers[groups.about] == 0 {
			p.Spread = append(p.Spread, choose.Spread{Most: m.mostAbout(m.engine.questions[i].Question)})
			numbers[groups.about] = len(p.Spread)
		}
		it.Spreads = append(it.Spreads, numbers[groups.about]-1)
		slices.Sort(it.Spreads)
	}
}

// mostAbout returns how many questions of a set may be about the same as this one, if it can be helped.
func (m *match) mostAbout(q *bank.Question) int {
	if slices.ContainsFunc(m.profile.Cares, func(c bank.Chosen) bool { return m.isAbout(q, c.About()) }) {
		return mostOnNamed
	}
	return mostOnOther
}

// outcomes returns the goals with what a set does about them.
func outcomes(list []goal, problem *choose.Problem, result choose.Result) []bank.Goal {
	goals := []bank.Goal{}
	for n, p := range list {
		for _, i := range result.Chosen {
			if slices.Contains(problem.Items[i].Meets, 2*n+1) {
				p.Reached = min(p.Reached+1, p.Wanted)
			}
		}
		p.Bound = p.Reached
		if result.Goals[2*n+1].Possible {
			p.Bound = p.Wanted
		}
		goals = append(goals, p.Goal)
	}
	return goals
}
