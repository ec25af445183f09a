package api

import (
	"cmp"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// This file puts names beside the IDs of answers, so that a client can show them without asking for the vocabulary.

// questionNames returns the names for the IDs of a question.
func questionNames(from *serve.Compiled, q *bank.Question) *openapi.QuestionNames {
	all := func(kind string, ids []string) []string {
		return mapSlice(ids, func(id string) string { return from.Name(kind, id) })
	}
	names := openapi.QuestionNames{
		Topic: from.Name("topic", q.Topic), About: aboutName(from, q.About), Cares: all("care", q.Cares), Aspects: all("aspect", q.Aspects),
		Roles: all("role", q.Roles), Stages: all("stage", q.Stages), AskedOf: all("asked_of", q.AskedOf), Discloses: all("discloses", q.Discloses),
		Seniority:   openapi.SeniorityRange{From: from.Name("seniority", q.Seniority.From), To: from.Name("seniority", q.Seniority.To)},
		Requirement: ptrOrNil(from.Name("requirement", q.Requirement)),
	}
	if len(q.Skills) > 0 {
		role := ""
		if len(q.Roles) > 0 {
			role = q.Roles[0]
		}
		skills := mapSlice(q.Skills, func(id string) string {
			return from.Content.Vocabulary.CompetencyName(role, bank.Sought{Skill: id})
		})
		names.Skills = &skills
	}
	return &names
}

// aboutName returns the name of what a question asks about.
func aboutName(from *serve.Compiled, about bank.About) string {
	return cmp.Or(about.Term(), from.Name("aspect", string(about)), from.Name("care", string(about)))
}

func profileNames(from *serve.Compiled, p *bank.Profile) *openapi.ProfileNames {
	return &openapi.ProfileNames{
		Role: from.Name("role", p.Role), Occupation: from.Name("occupation", p.Occupation), Seniority: from.Name("seniority", p.Seniority),
		Stage: from.Name("stage", p.Stage), AskedOf: from.Name("asked_of", p.AskedOf),
	}
}

// shortName returns the name of what is short.
func shortName(from *serve.Compiled, role string, s bank.Shortfall) string {
	switch s.Kind {
	case bank.ShortOfCare:
		return aboutName(from, bank.Chosen{Care: s.Care, Aspect: s.Aspect, Term: s.Term}.About())
	case bank.ShortOfCompetency:
		return cmp.Or(from.Name("topic", s.Competency), from.Content.Vocabulary.CompetencyName(role, bank.Sought{Skill: s.Competency}))
	case bank.ShortOfRequirement:
		return from.Name("requirement", s.Requirement)
	case bank.ShortOfRequired:
		for i := range from.Content.Rules {
			if r := &from.Content.Rules[i]; r.ID == s.Rule {
				return r.Name
			}
		}
	}
	return ""
}
