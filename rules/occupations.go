package rules

import (
	"slices"

	"twoway/internal/bitset"
)

// tradePart is a role, and one of its occupations or "" for job titles that name none.
type tradePart struct{ role, occupation string }

// indexOccupations finds the questions of each role that are not for each of its occupations: those that list others of the role.
func (e *Engine) indexOccupations() {
	e.notFor = map[tradePart]bitset.Set{}
	parts, roleOf := map[string][]string{}, map[string]string{} // by role: what questions may list; and the other way round
	for _, r := range e.content.Vocabulary.Roles {
		parts[r.ID], roleOf[r.ID] = []string{r.ID}, r.ID
		for _, o := range r.Occupations {
			parts[r.ID] = append(parts[r.ID], o.ID)
			roleOf[o.ID] = r.ID
		}
	}
	for i, q := range e.questions {
		listed := map[string][]string{}
		for _, id := range q.Occupations {
			role := roleOf[id]
			listed[role] = append(listed[role], id)
		}
		for role, ids := range listed { // in any order: each fills sets of its own
			for _, id := range parts[role] {
				if !slices.Contains(ids, id) {
					e.addNotFor(role, id, i)
				}
			}
		}
	}
}

// addNotFor adds a question to those that are not for a part of a role, which is the role's own ID for titles that name no occupation.
func (e *Engine) addNotFor(role, id string, question int) {
	part := tradePart{role, id}
	if id == role {
		part.occupation = ""
	}
	if e.notFor[part] == nil {
		e.notFor[part] = bitset.New(len(e.questions))
	}
	e.notFor[part].Add(question)
}
