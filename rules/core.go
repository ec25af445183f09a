package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
)

// isCore reports whether a skill of the meeting's role is part of the core of the work there, or was named.
func (m *match) isCore(r *bank.Role, s *bank.Skill) bool {
	level := cmp.Or(m.profile.Level, defaultLevel)
	from, to := s.Seniority.Levels(&m.engine.content.Vocabulary)
	return r.Suits(s.Occupations, m.profile.Occupation) && from <= level && level <= to ||
		slices.ContainsFunc(m.profile.Competencies, func(c bank.Sought) bool { return c.Skill == s.ID })
}

// setAside removes from an interviewer's eligible questions those that test skills of the role, none of which is part of the core of the
// work: a teacher is not asked about private tuition, nor a beginner about running the place.
func (m *match) setAside() {
	r := m.engine.roles[m.profile.Role]
	if r == nil || m.profile.Asker != bank.Interviewer {
		return
	}
	core, aside := m.scratch.core, m.scratch.aside
	clear(core)
	clear(aside)
	for i := range r.Skills {
		s := &r.Skills[i]
		if m.isCore(r, s) {
			core.Or(m.engine.testing(s.ID))
		} else {
			aside.Or(m.engine.testing(s.ID))
		}
	}
	aside.AndNot(core)
	m.scratch.eligible.AndNot(aside)
}

// isAside says of one question what setAside says of all.
func (m *match) isAside(q *question) bool {
	r := m.engine.roles[m.profile.Role]
	if r == nil || m.profile.Asker != bank.Interviewer {
		return false
	}
	found := false
	for _, id := range q.Skills {
		if s := r.Skill(id); s != nil {
			if m.isCore(r, s) {
				return false
			}
			found = true
		}
	}
	return found
}

// usual returns the IDs of what a kit for the meeting's role touches, the most important first: its competencies without the skills that are
// not part of the core of the work there.
func (m *match) usual() []string {
	r := m.engine.roles[m.profile.Role]
	if r == nil {
		return nil
	}
	list := make([]string, 0, len(r.Competencies))
	for _, id := range r.Competencies {
		if s := r.Skill(id); s == nil || m.isCore(r, s) {
			list = append(list, id)
		}
	}
	return list
}
