package rules

import (
	"slices"

	"twoway/bank"
)

// item is a question as a member of a set, with every reason but those of order.
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

// coverage is a reason for each thing the person cares about that the question serves.
func (m *match) coverage(q *question) []bank.Reason {
	reasons := []bank.Reason{}
	for i, chosen := range m.profile.Cares {
		points := m.carePoints(q.Question, i)
		if points == 0 {
			continue
		}
		r := bank.Reason{Kind: bank.ByCoverage, Points: points, Cares: []string{chosen.Care}, Aspects: []string{}}
		if chosen.Aspect != "" && slices.Contains(q.Aspects, chosen.Aspect) {
			r.Aspects = []string{chosen.Aspect}
		}
		r.Because = m.engine.coverageSentence(chosen, len(r.Aspects) > 0)
		reasons = append(reasons, r)
	}
	return reasons
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

// ruleReason says which of the person's cares, and whether the stage, a rule turned on.
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

// both is what stands in both lists, in the order of the first.
func common(a, b []string) []string {
	list := []string{}
	for _, x := range a {
		if slices.Contains(b, x) {
			list = append(list, x)
		}
	}
	return list
}
