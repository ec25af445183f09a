package rules

import (
	"slices"

	"twoway/bank"
)

// item returns a question as a member of a set, with every reason except the ones for its place in the order.
func (m *match) item(q *question) bank.Item {
	it := bank.Item{Question: q.Question, Reasons: m.coverage(q)}
	for _, r := range m.rules {
		if kind := r.Effect.Kind; (kind == bank.Boost || kind == bank.Require) && r.picks(m.env, q) {
			it.Reasons = append(it.Reasons, m.ruleReason(r, q))
		}
	}
	for _, reason := range it.Reasons {
		it.Score += reason.Points
	}
	slices.SortStableFunc(it.Reasons, func(a, b bank.Reason) int { return b.Points - a.Points })
	return it
}

// coverage returns one reason for each care or aspect of the person that the question serves.
func (m *match) coverage(q *question) []bank.Reason {
	reasons := []bank.Reason{}
	for i, chosen := range m.profile.Cares {
		points := m.carePoints(q.Question, i)
		if points == 0 {
			continue
		}
		r := bank.Reason{Kind: bank.ByCoverage, Points: points, Cares: []string{}, Aspects: []string{}}
		if chosen.Term != "" {
			r.Because = m.engine.termSentence(q.Question, m.profile.Role, chosen.Term)
			reasons = append(reasons, r)
			continue
		}
		r.Cares = []string{chosen.Care}
		if chosen.Aspect != "" && slices.Contains(q.Aspects, chosen.Aspect) {
			r.Aspects = []string{chosen.Aspect}
		}
		r.Because = m.engine.coverageSentence(chosen, len(r.Aspects) > 0)
		reasons = append(reasons, r)
	}
	return reasons
}

// termSentence says that a question is there because of a term of the trade.
func (e *Engine) termSentence(q *bank.Question, role, term string) string {
	if _, asks := e.speaks(q, role, term); asks {
		return "You named “" + term + "”, and this asks about it."
	}
	return "You named “" + term + "”, and this touches on it."
}

func (e *Engine) coverageSentence(chosen bank.Chosen, exact bool) string {
	care := e.names["care/"+chosen.Care]
	switch {
	case chosen.Aspect == "":
		return "You care about " + bank.InSentence(care) + ", and this asks about it."
	case exact:
		return "You care about " + bank.InSentence(e.names["aspect/"+chosen.Aspect]) + ", and this asks about it."
	}
	return "You care about " + bank.InSentence(e.names["aspect/"+chosen.Aspect]) + "; this is close to it: " + bank.InSentence(care) + "."
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
