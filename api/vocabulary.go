package api

import (
	"context"
	"slices"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/resolve"
)

// GetVocabulary returns the vocabulary of the release in service, or those of its members that are asked for.
func (h *handlers) GetVocabulary(ctx context.Context, r openapi.GetVocabularyRequestObject) (openapi.GetVocabularyResponseObject, error) {
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	fields, faults := h.contract.vocabularyFields(r.Params.Fields)
	if len(faults) > 0 {
		return nil, invalid(foundAll(faults))
	}
	return openapi.GetVocabulary200JSONResponse{Body: vocabulary(current, fields)}, nil
}

// vocabularyFields returns the members of the vocabulary that a query asks for, nil for all, and what is wrong with them.
func (k *contract) vocabularyFields(sent *string) ([]string, []bank.Fault) {
	var known []string
	if schema := k.document.Components.Schemas["Vocabulary"]; schema != nil {
		known = sortedProperties(schema.Value)
	}
	r := &filterReader{}
	return r.known("fields", "field", sent, known), r.faults
}

// vocabulary returns the vocabulary of a release with some of its members, or all of them for nil.
func vocabulary(current *serve.Compiled, fields []string) openapi.Vocabulary {
	v := bankVocabulary(current.Edition())
	return openapi.Vocabulary{
		Release: releaseID(current.Release), AskedOf: asked(fields, "asked_of", v.AskedOf), Discloses: asked(fields, "discloses", v.Discloses),
		Seniorities: asked(fields, "seniorities", v.Seniorities), Stages: asked(fields, "stages", v.Stages), Cares: asked(fields, "cares", v.Cares),
		Topics: asked(fields, "topics", v.Topics), Requirements: asked(fields, "requirements", v.Requirements), Roles: asked(fields, "roles", v.Roles),
	}
}

// asked returns a list if its name is among the fields, or these are nil.
func asked[T any](fields []string, name string, list []T) *[]T {
	if fields != nil && !slices.Contains(fields, name) {
		return nil
	}
	return &list
}

// bankVocabulary returns the vocabulary of a release.
func bankVocabulary(from *serve.Edition) openapi.BankVocabulary {
	v := &from.Content.Vocabulary
	return openapi.BankVocabulary{
		AskedOf: mapSlice(v.AskedOf, term),
		Discloses: mapSlice(v.Discloses, func(d bank.Disclosure) openapi.DisclosureTerm {
			return openapi.DisclosureTerm{ID: d.ID, Name: d.Name, Definition: d.Definition, Synonyms: nonNil(d.Synonyms), Default: d.Default, Protected: d.Protected}
		}),
		Seniorities: mapSlice(v.Seniorities, func(t bank.Seniority) openapi.SeniorityTerm {
			return openapi.SeniorityTerm{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms), Level: t.Level}
		}),
		Stages: mapSlice(v.Stages, func(t bank.Stage) openapi.StageTerm {
			return openapi.StageTerm{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms), Note: t.Note, Terms: t.Terms}
		}),
		Cares: mapSlice(v.Cares, func(t bank.Care) openapi.CareTerm {
			return openapi.CareTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms),
				WorkNeeds: nonNil(t.WorkNeeds), Aspects: mapSlice(t.Aspects, term),
			}
		}),
		Topics: mapSlice(v.Topics, func(t bank.Topic) openapi.TopicTerm {
			return openapi.TopicTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms),
				Asker: openapi.Asker(t.Asker), Scored: t.Scored, Terms: t.Terms,
			}
		}),
		Requirements: mapSlice(v.Requirements, func(t bank.JobRequirement) openapi.RequirementTerm {
			return openapi.RequirementTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms),
				Slots: mapSlice(t.Slots, func(s bank.Slot) openapi.Slot { return openapi.Slot{Name: s.Name, Label: s.Label} }),
			}
		}),
		Roles: mapSlice(v.Roles, func(t bank.Role) openapi.RoleTerm {
			return openapi.RoleTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms), Isco08: nonNil(t.ISCO08), Soc: nonNil(t.SOC),
				Onet: nonNil(t.ONET), Titles: nonNil(t.Titles), Heads: nonNil(t.Heads), Fields: nonNil(t.Fields),
				Suggestions: nonNil(t.Suggestions), Foreign: nonNil(t.Foreign), Lexicon: nonNil(t.Lexicon),
				Work: openapi.Work(t.Work), Competencies: nonNil(t.Competencies), Matters: mapSlice(t.Matters, matter), Occupations: mapSlice(t.Occupations, func(o bank.Occupation) openapi.Occupation {
					return openapi.Occupation{ID: o.ID, Name: o.Name, Words: nonNil(o.Words)}
				}),
				Skills: mapSlice(t.Skills, skill),
				Sayings: mapSlice(t.Sayings, func(s bank.Saying) openapi.Saying {
					return openapi.Saying{About: string(s.About), Said: nonNil(s.Said)}
				}),
				TradeQuestions: from.HasTradeQuestions(t.ID),
			}
		}),
	}
}

func skill(s bank.Skill) openapi.Skill {
	within, occupations := seniorityRange(s.Seniority), nonNil(s.Occupations)
	return openapi.Skill{ID: s.ID, Name: s.Name, Said: nonNil(s.Said), Seniority: &within, Occupations: &occupations}
}

func matter(m bank.Matter) openapi.Matter {
	within := seniorityRange(m.Seniority)
	stages, askedOf, occupations := nonNil(m.Stages), nonNil(m.AskedOf), nonNil(m.Occupations)
	return openapi.Matter{About: string(m.About), Stages: &stages, Seniority: &within, AskedOf: &askedOf, Occupations: &occupations}
}

func term(t bank.Term) openapi.Term {
	return openapi.Term{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms)}
}

// SuggestRoles returns usual job titles for what somebody has typed so far.
func (h *handlers) SuggestRoles(ctx context.Context, r openapi.SuggestRolesRequestObject) (openapi.SuggestRolesResponseObject, error) {
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	items := mapSlice(current.Suggest(r.Params.Q), func(s resolve.Suggestion) openapi.RoleSuggestion {
		return openapi.RoleSuggestion{Title: s.Title, Role: s.Role, Name: s.Name}
	})
	return openapi.SuggestRoles200JSONResponse{Body: openapi.RoleSuggestions{Items: items}}, nil
}
