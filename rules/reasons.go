package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
)

// item returns a question as a member of a set, with every reason except the ones for its place in the order. First come the reasons
// that set priorities: that it asks about what the person named, that it is essential, that it is a matter of the trade. Then come the
// others, those with the most points first.
func (m *match) item(q *question) bank.Item {
	it := bank.Item{Question: q.Question, Reasons: []bank.Reason{}}
	rest := []bank.Reason{}
	it.Reasons = append(it.Reasons, m.namedReasons(q)...)
	for _, r := range m.coverage(q) {
		if r.About {
			it.Reasons = append(it.Reasons, r)
		} else {
			rest = append(rest, r)
		}
	}
	for _, r := range m.rules {
		switch kind := r.Effect.Kind; {
		case kind == bank.Essential && r.picks(m.env, q):
			reason := m.ruleReason(r, q)
			reason.Points = 0 // its points order the essentials
			it.Reasons = append(it.Reasons, reason)
		case (kind == bank.Boost || kind == bank.Require) && r.picks(m.env, q):
			rest = append(rest, m.ruleReason(r, q))
		}
	}
	if m.profile.Asker == bank.Candidate && m.isDueMatter(q.Question) {
		it.Reasons = append(it.Reasons, bank.Reason{
			Kind: bank.ByCoverage, Because: m.engine.matterSentence(q.Question, &m.profile), Cares: []string{}, Aspects: []string{},
		})
	}
	if usual, found := m.usualReason(q); found && len(it.Reasons) == 0 {
		it.Reasons = append(it.Reasons, usual)
	}
	slices.SortStableFunc(rest, func(a, b bank.Reason) int { return b.Points - a.Points })
	it.Reasons = append(it.Reasons, rest...)
	for _, reason := range it.Reasons {
		it.Score += reason.Points
	}
	return it
}

// coverage returns one reason for each thing that the person named and the question asks about or touches on.
func (m *match) coverage(q *question) []bank.Reason {
	reasons := []bank.Reason{}
	for i, chosen := range m.profile.Cares {
		points, asks := m.carePoints(q.Question, i)
		if points == 0 {
			continue
		}
		r := bank.Reason{Kind: bank.ByCoverage, Points: points, About: asks, Cares: []string{}, Aspects: []string{}}
		if chosen.Care != "" {
			r.Cares = []string{chosen.Care}
		}
		if chosen.Aspect != "" {
			r.Aspects = []string{chosen.Aspect}
		}
		r.Because = m.engine.coverageSentence(chosen, asks)
		reasons = append(reasons, r)
	}
	return reasons
}

// coverageSentence says that a question asks about something that the person named, or touches on it.
func (e *Engine) coverageSentence(chosen bank.Chosen, asks bool) string {
	named := "You care about " + bank.InSentence(e.chosenName(chosen))
	if chosen.Term != "" {
		named = "You named “" + chosen.Term + "”"
	}
	if asks {
		return named + ", and this asks about it."
	}
	return named + ", and this touches on it."
}

// matterSentence says that a question is about something that people of a trade want to know early.
func (e *Engine) matterSentence(q *bank.Question, p *bank.Profile) string {
	matter := cmp.Or(q.About.Term(), bank.InSentence(cmp.Or(e.names["aspect/"+string(q.About)], e.names["care/"+string(q.About)])))
	return "People with experience in " + e.trade(p) + " make a point of asking about this: " + matter + "."
}

// trade returns the name of the occupation or else of the role of a profile, within a sentence.
func (e *Engine) trade(p *bank.Profile) string {
	return bank.InSentence(cmp.Or(e.names["occupation/"+p.Occupation], e.names["role/"+p.Role]))
}

// ruleReason returns the reason that a rule gives for a question: the person's cares and aspects, and the stage, if the
// rule looks at them.
func (m *match) ruleReason(r *rule, q *question) bank.Reason {
	reason := bank.Reason{Kind: bank.ByRule, Rule: r.ID, Because: r.Because, Points: r.Effect.Points, Cares: []string{}, Aspects: []string{}}
	if r.when.Mentions.Cares || r.pick.Mentions.Cares {
		reason.Cares = common(m.env.Profile.Cares, q.Cares)
		reason.Aspects = common(m.env.Profile.Aspects, q.Aspects)
	}
	if r.when.Mentions.Stage || r.pick.Mentions.Stage {
		reason.Stage = m.profile.Stage
	}
	return reason
}

// common returns the elements of a that are also in b, in the order of a.
func common(a, b []string) []string {
	list := []string{}
	for _, x := range a {
		if slices.Contains(b, x) {
			list = append(list, x)
		}
	}
	return list
}
