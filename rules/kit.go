package rules

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
)

// admit makes questions eligible that an interviewer has asked for, whatever their lists say: those on a requirement that was named, at
// any stage and in any trade, and those on a competency that no question asks about here, but some do at other stages, or else in other
// trades.
func (m *match) admit(s *side, named suitable) {
	e, p := m.engine, &m.profile
	if p.Asker != bank.Interviewer || len(p.Competencies)+len(p.Requirements) == 0 {
		return
	}
	m.admitted = bitset.New(len(e.questions))
	for _, r := range p.Requirements {
		m.admitted.Or(e.index.With("requirement", r.ID))
	}
	m.admitted.And(s.questions)
	m.admitted.And(e.locales[p.Locale])
	for _, id := range p.Exclude {
		if i, found := e.find(id); found {
			m.admitted.Remove(i)
		}
	}
	for _, c := range p.Competencies {
		if p.Stage != "" && p.Stage == e.termsStage {
			break // nobody is tested again at the offer
		}
		on := e.testing(c.ID())
		for _, set := range []bitset.Set{m.scratch.eligible, named.atAnyStage, named.inAnyTrade} {
			if found := inBoth(on, set); found != nil {
				m.admitted.Or(found)
				break
			}
		}
	}
	m.scratch.eligible.Or(m.admitted)
}

// suitable are the questions that suit a meeting apart from its stage, and those that suit it apart from its stage and trade; nil if no
// competency was named.
type suitable struct{ atAnyStage, inAnyTrade bitset.Set }

// inBoth returns what two sets have in common; nil if that is nothing.
func inBoth(a, b bitset.Set) bitset.Set {
	both := slices.Clone(a)
	both.And(b)
	if both.Count() == 0 {
		return nil
	}
	return both
}

// testing returns the scored questions on a topic, or those that test a skill. Roles may share the ID of a skill; which of their
// questions are eligible depends on the role anyway. The caller must not change the set.
func (e *Engine) testing(competency string) bitset.Set {
	if _, isTopic := e.topics[competency]; isTopic {
		return e.index.With("topic", competency)
	}
	return e.index.With("skills", competency)
}

// findNeeds lists what a kit should touch, the most important first: the first competency that was named, the requirements, the other
// competencies that were named; then by turns the essentials of the stage and what the trade looks for first.
func (m *match) findNeeds() []goal {
	e, p := m.engine, &m.profile
	var list []goal
	competency := func(id string) {
		if !slices.ContainsFunc(list, func(g goal) bool { return g.Kind == bank.CompetencyGoal && string(g.About) == id }) {
			list = append(list, goal{bank.Goal{Kind: bank.CompetencyGoal, About: bank.About(id), Wanted: 1}, e.testing(id)})
		}
	}
	for i, c := range p.Competencies {
		competency(c.ID())
		if i == 0 {
			list = append(list, m.requirements()...)
		}
	}
	if len(p.Competencies) == 0 {
		list = append(list, m.requirements()...)
	}
	usual, essentials := m.usual(), m.essentials()
	for i := range max(len(usual), len(essentials)) {
		if i < len(essentials) {
			list = append(list, essentials[i])
		}
		if i < len(usual) {
			competency(usual[i])
		}
	}
	return list
}

// requirements returns a goal for each requirement that was named.
func (m *match) requirements() []goal {
	var list []goal
	for _, r := range m.profile.Requirements {
		same := func(g goal) bool { return string(g.About) == r.ID }
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i].Wanted++
			continue
		}
		list = append(list, goal{
			bank.Goal{Kind: bank.RequirementGoal, About: bank.About(r.ID), Wanted: 1}, m.engine.index.With("requirement", r.ID),
		})
	}
	return list
}

// addNamed adds the points of what an interviewer named to those of questions.
func (m *match) addNamed(points []int) {
	for i, c := range m.profile.Competencies {
		on, worth := m.engine.testing(c.ID()), m.pointsFor(i, true)
		m.scratch.eligible.Each(func(question int) {
			if on.Has(question) {
				points[question] += worth
			}
		})
	}
}

// namedReasons returns a reason for each competency and requirement that was named and that a question asks about.
func (m *match) namedReasons(q *question) []bank.Reason {
	reasons := []bank.Reason{}
	if m.profile.Asker != bank.Interviewer {
		return reasons
	}
	add := func(because string, points int) {
		reasons = append(reasons, bank.Reason{Kind: bank.ByCoverage, Because: because, Points: points, About: true, Cares: []string{}, Aspects: []string{}})
	}
	i := m.engine.position[q.Question]
	for n, c := range m.profile.Competencies {
		if m.engine.testing(c.ID()).Has(i) {
			name := m.engine.content.Vocabulary.CompetencyName(m.profile.Role, c)
			add("You named "+bank.InSentence(name)+", and this asks about it.", m.pointsFor(n, true))
		}
	}
	switch isNamed := slices.ContainsFunc(m.profile.Requirements, func(r bank.Required) bool { return r.ID == q.Requirement }); {
	case q.Requirement == "" || !isNamed:
	case q.Requirement == bank.OtherRequirement:
		add("The job needs this, as you said.", 0)
	default:
		add("The job needs this, as you said: "+bank.InSentence(m.engine.names["requirement/"+q.Requirement])+".", 0)
	}
	return reasons
}

// usualReason says that a question asks about what the trade looks for; false if it does not, or if more was said about it.
func (m *match) usualReason(q *question) (bank.Reason, bool) {
	r := m.engine.roles[m.profile.Role]
	if m.profile.Asker != bank.Interviewer || r == nil {
		return bank.Reason{}, false
	}
	for _, id := range r.Competencies {
		if !m.engine.testing(id).Has(m.engine.position[q.Question]) {
			continue
		}
		sought := bank.Sought{Topic: id}
		if r.Skill(id) != nil {
			sought = bank.Sought{Skill: id}
		}
		return bank.Reason{
			Kind: bank.ByCoverage, Cares: []string{}, Aspects: []string{},
			Because: "This is among the first things to find out in " + m.engine.trade(&m.profile) + ": " + bank.InSentence(m.engine.content.Vocabulary.CompetencyName(r.ID, sought)) + ".",
		}, true
	}
	return bank.Reason{}, false
}

// fill puts the facts of the opening into the blanks of the questions that ask about its requirements.
func (m *match) fill(items []bank.Item) {
	if m.profile.Asker != bank.Interviewer || len(m.profile.Requirements) == 0 {
		return
	}
	used := map[string]int{} // by requirement
	for i := range items {
		q := items[i].Question
		n := used[q.Requirement]
		used[q.Requirement]++
		for _, r := range m.profile.Requirements {
			if r.ID != q.Requirement || q.Requirement == "" {
				continue
			}
			if n--; n >= 0 {
				continue
			}
			at, _ := m.engine.find(q.ID)
			if len(r.Slots) > 0 {
				items[i].Question, items[i].Slots = m.engine.questions[at].blank.Filled(r.Slots), r.Slots
			}
			break
		}
	}
}

// needsNotAsked returns the competencies and requirements that were named and that no item asks about.
func (m *match) needsNotAsked(items []bank.Item) []bank.Shortfall {
	short := []bank.Shortfall{}
	if m.profile.Asker != bank.Interviewer {
		return short
	}
	asked := func(set bitset.Set) (n int) {
		for _, it := range items {
			if i, found := m.engine.find(it.Question.ID); found && set.Has(i) {
				n++
			}
		}
		return n
	}
	for _, c := range m.profile.Competencies {
		if asked(m.engine.testing(c.ID())) == 0 {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfCompetency, Competency: c.ID(), Wanted: 1})
		}
	}
	for _, g := range m.requirements() {
		if got := asked(g.questions); got < g.Wanted {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfRequirement, Requirement: string(g.About), Wanted: g.Wanted, Got: got})
		}
	}
	return short
}

// addKitSpread adds to a problem the groups of an interviewer's scored questions that a kit should not be full of: two that test one skill
// of the trade, one on each competency that suits any trade, and of all that suit any trade a few, if the trade has questions of its own;
// and one on each fact that the job needs.
func (m *match) addKitSpread(p *choose.Problem, from []int) {
	numbers := map[string]int{}
	named := map[string]int{} // by requirement
	for _, r := range m.profile.Requirements {
		named["requirement/"+r.ID]++
	}
	add := func(item int, key string, most int) {
		if _, known := numbers[key]; !known {
			numbers[key] = len(p.Spread)
			p.Spread = append(p.Spread, choose.Spread{Most: most})
		}
		p.Items[item].Spreads = append(p.Items[item].Spreads, numbers[key])
	}
	role, general := m.engine.roles[m.profile.Role], m.mostGeneral(from)
	for item, i := range from {
		q := m.engine.questions[i]
		switch requirement := "requirement/" + q.Requirement; {
		case q.Requirement != "":
			add(item, requirement, max(1, named[requirement])) // one for each fact: with none left, a blank would be asked about
		case m.engine.unscored.Has(i):
			continue
		case len(q.Skills) > 0:
			for _, skill := range q.Skills {
				add(item, skill, 2) //nolint:mnd // what somebody did, and what they would do
			}
		default:
			add(item, q.Topic, 1)
			if len(q.Roles) == 0 && role != nil && len(role.Skills) > 0 {
				add(item, anyTrade, general)
			}
		}
		slices.Sort(p.Items[item].Spreads)
	}
}

// mostGeneral returns how many questions that suit any trade a kit has at most: few, but more if the trade has few of its own.
func (m *match) mostGeneral(from []int) int {
	own := 0
	for _, i := range from {
		if len(m.engine.questions[i].Skills) > 0 {
			own++
		}
	}
	return max(1+m.profile.Minutes/generalEvery, m.profile.Minutes/scoredEvery-own)
}

const (
	anyTrade     = "" // the group of scored questions that suit any trade
	generalEvery = 30 // minutes of a kit for one more of them
	scoredEvery  = 8  // minutes of a kit for one scored question, if the trade has few of its own
)
