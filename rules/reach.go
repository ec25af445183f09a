package rules

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// Reach says how far a rule reaches. Of is the number of meetings in the coverage space: one for each combination of
// role, seniority and stage and, for a candidate's rule, each single care. Meetings is the number of them in which the
// rule applies for at least one person asked, length and aspect of the care. Questions holds the sorted IDs of the
// questions that the rule picks in at least one of them.
type Reach struct {
	Meetings, Of int
	Questions    []string
}

// space is the part of the coverage space that a rule can tell apart.
type space struct {
	roles, seniorities, stages, askedOf []string
	minutes                             []int
	cares                               []bank.Care
	aspects                             bool
	terms                               []string // that the rule names
	weight                              int      // meetings of the coverage space that each meeting here stands for
	total                               int
}

// sampleMinutes returns the lengths of meetings to try for a rule that looks at the minutes.
func sampleMinutes() []int { return []int{5, 10, 15, 20, 30, 45, 60, 90} }

// spaceOf returns the space of a rule, without the dimensions that the rule does not look at.
func spaceOf(v *bank.Vocabulary, r *rule) space {
	looks := map[string]bool{}
	for _, f := range append(r.when.Condition.Fields(), r.pick.Condition.Fields()...) {
		if f.Object == "profile" {
			looks[f.Name] = true
		}
	}
	noCare := []bank.Care{{}}
	s := space{roles: []string{""}, seniorities: []string{""}, stages: []string{""}, askedOf: []string{""}, minutes: sampleMinutes()[2:3], cares: noCare, weight: 1}
	s.total = len(v.Roles) * len(v.Seniorities) * len(v.Stages)
	s.roles = s.dimension(looks["role"] || looks["work"], ids(v.Roles, func(t bank.Role) string { return t.ID }))
	s.seniorities = s.dimension(looks["seniority"] || looks["level"], ids(v.Seniorities, func(t bank.Seniority) string { return t.ID }))
	s.stages = s.dimension(looks["stage"], ids(v.Stages, func(t bank.Stage) string { return t.ID }))
	if r.Asker == bank.Candidate {
		s.total *= len(v.Cares)
		if looks["cares"] || looks["aspects"] {
			s.cares, s.aspects = v.Cares, looks["aspects"]
		} else {
			s.weight *= len(v.Cares)
		}
	}
	if looks["terms"] {
		s.terms = append(namedTerms(&r.when.Condition), namedTerms(&r.pick.Condition)...)
	}
	if looks["asked_of"] {
		s.askedOf = append(s.askedOf, ids(v.AskedOf, func(t bank.Term) string { return t.ID })...)
	}
	if looks["minutes"] {
		s.minutes = sampleMinutes()
	}
	return s
}

// namedTerms returns the terms of trades that a condition names.
func namedTerms(c *lang.Condition) []string {
	var list []string
	if c.Left.Object == "profile" && c.Left.Name == "terms" {
		list = append(list, c.Texts...)
	}
	for i := range c.Parts {
		list = append(list, namedTerms(&c.Parts[i])...)
	}
	return list
}

// dimension returns the values of a dimension, or a single "" that stands for all of them if the rule does not look at it.
func (s *space) dimension(isUsed bool, values []string) []string {
	if isUsed {
		return values
	}
	s.weight *= len(values)
	return []string{""}
}

func ids[T any](list []T, id func(T) string) []string {
	all := make([]string, 0, len(list))
	for _, one := range list {
		all = append(all, id(one))
	}
	return all
}

// reach tries a rule in every meeting of its space.
func (e *Engine) reach(r *rule) Reach {
	s := spaceOf(&e.content.Vocabulary, r)
	picked, all := bitset.New(len(e.questions)), bitset.New(len(e.questions))
	for i, q := range e.questions {
		if q.Asker == r.Asker {
			all.Add(i)
		}
	}
	pool := e.index.NewPool()
	picksAlike := !slices.ContainsFunc(r.pick.Condition.Fields(), func(f lang.Field) bool { return f.Object == "profile" })
	found := Reach{Of: s.total, Questions: []string{}}
	for variants := range s.meetings {
		env := e.applyingIn(r, variants)
		if len(env) == 0 {
			continue
		}
		for i := range env {
			if !picksAlike || found.Meetings == 0 && i == 0 {
				r.pickSet.Apply(&env[i], all, false, pool, picked.Or)
			}
		}
		found.Meetings += s.weight
	}
	picked.Each(func(i int) { found.Questions = append(found.Questions, e.questions[i].ID) })
	return found
}

// applyingIn returns the profiles of those variants of a meeting in which a rule applies.
func (e *Engine) applyingIn(r *rule, variants []bank.Meeting) []lang.Profile {
	var applying []lang.Profile
	for _, m := range variants {
		env := lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, m)}
		if r.applies(&env) {
			applying = append(applying, env.Profile)
		}
	}
	return applying
}

// meetings yields the meetings of the space, each as the list of its variants. The list is reused.
func (s *space) meetings(yield func([]bank.Meeting) bool) {
	var perCare [][]bank.Meeting
	for _, care := range s.cares {
		perCare = append(perCare, s.variants(care))
	}
	for m := range s.openings {
		for _, variants := range perCare {
			for i := range variants {
				variants[i].Role, variants[i].Seniority, variants[i].Stage = m.Role, m.Seniority, m.Stage
			}
			if !yield(variants) {
				return
			}
		}
	}
}

// openings yields every role, seniority and stage of the space.
func (s *space) openings(yield func(bank.Meeting) bool) {
	for _, role := range s.roles {
		for _, seniority := range s.seniorities {
			for _, stage := range s.stages {
				if !yield(bank.Meeting{Role: role, Seniority: seniority, Stage: stage}) {
					return
				}
			}
		}
	}
}

// variants returns the variants of a meeting about a care: who is asked, for how long, which aspect of it is meant, and which term
// of a trade.
func (s *space) variants(care bank.Care) []bank.Meeting {
	var all []bank.Meeting
	for _, askedOf := range s.askedOf {
		for _, minutes := range s.minutes {
			m := bank.Meeting{AskedOf: askedOf, Minutes: minutes}
			if care.ID != "" {
				m.Cares = []string{care.ID}
			}
			all = append(append(all, m), s.narrower(m, care)...)
		}
	}
	return all
}

// narrower returns the variants of a meeting about a care in which an aspect of it or a term of a trade is meant.
func (s *space) narrower(m bank.Meeting, care bank.Care) []bank.Meeting {
	var all []bank.Meeting
	for _, aspect := range care.Aspects {
		if s.aspects {
			with := m
			with.Aspects = []string{aspect.ID}
			all = append(all, with)
		}
	}
	for _, term := range s.terms {
		with := m
		with.Terms = []string{term}
		all = append(all, with)
	}
	return all
}
