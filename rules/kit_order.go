package rules

import (
	"slices"

	"twoway/bank"
)

// locateInKit says where an interviewer's question belongs. What ends a kit keeps the order of the vocabulary's topics: requirements, what
// is on offer, the close. Where skills are tested, a piece of work comes first, while people are fresh; what was named comes in its order.
func (m *match) locateInKit(p *placedItem, q *question) {
	if p.part == placedFirst { // the opener, then the requirements: backwards
		p.topic, p.deep = -m.engine.topicOrder[q.Topic], false
		return
	}
	if p.part == placedLast {
		p.topic, p.deep = m.engine.topicOrder[q.Topic], false
		p.care = slices.IndexFunc(m.profile.Requirements, func(r bank.Required) bool { return r.ID == q.Requirement })
		return
	}
	if p.part == main && m.profile.Stage == skillsStage {
		p.deep, p.told = false, q.Format != bank.WorkSample && q.Format != bank.WalkThrough
	}
	p.care = len(m.profile.Competencies)
	at := m.engine.position[q.Question]
	for i, c := range slices.Backward(m.profile.Competencies) {
		if m.engine.testing(c.ID()).Has(at) {
			p.care = i
		}
	}
}

// skillsStage is the stage at which work is shown.
const skillsStage = "skills"
