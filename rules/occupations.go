package rules

import (
	"twoway/internal/bitset"
)

// tradePart is a role, and one of its occupations or "" for job titles that name none.
type tradePart struct{ role, occupation string }

// indexOccupations finds the questions of each role that are not for each of its occupations.
func (e *Engine) indexOccupations() {
	e.notFor = map[tradePart]bitset.Set{}
	for i := range e.content.Vocabulary.Roles {
		r := &e.content.Vocabulary.Roles[i]
		parts := []string{""}
		for _, o := range r.Occupations {
			parts = append(parts, o.ID)
		}
		for n, q := range e.questions {
			if len(q.Occupations) == 0 {
				continue
			}
			for _, occupation := range parts {
				if !r.Suits(q.Occupations, occupation) {
					e.notForPart(tradePart{r.ID, occupation}).Add(n)
				}
			}
		}
	}
}

func (e *Engine) notForPart(part tradePart) bitset.Set {
	if e.notFor[part] == nil {
		e.notFor[part] = bitset.New(len(e.questions))
	}
	return e.notFor[part]
}
