package api

import (
	"context"

	"twoway/api/openapi"
	"twoway/bank"
)

// GetVocabulary returns the vocabulary of the release in service.
func (h *handlers) GetVocabulary(context.Context, openapi.GetVocabularyRequestObject) (openapi.GetVocabularyResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	v := &current.Content.Vocabulary
	return openapi.GetVocabulary200JSONResponse{
		Release:   releaseID(current.Release),
		AskedOf:   mapSlice(v.AskedOf, term),
		Discloses: mapSlice(v.Discloses, term),
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
		Roles: mapSlice(v.Roles, func(t bank.Role) openapi.RoleTerm {
			return openapi.RoleTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms), Isco08: nonNil(t.ISCO08),
				Onet: nonNil(t.ONET), Titles: nonNil(t.Titles), Lexicon: nonNil(t.Lexicon),
			}
		}),
	}, nil
}

func term(t bank.Term) openapi.Term {
	return openapi.Term{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: nonNil(t.Synonyms)}
}
