package api

import (
	"context"

	"twoway/api/openapi"
	"twoway/bank"
)

// GetVocabulary answers the vocabulary of the release in service.
func (h *handlers) GetVocabulary(context.Context, openapi.GetVocabularyRequestObject) (openapi.GetVocabularyResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	v := &current.Content.Vocabulary
	return openapi.GetVocabulary200JSONResponse{
		Release:   releaseID(current.Release),
		AskedOf:   each(v.AskedOf, term),
		Discloses: each(v.Discloses, term),
		Seniorities: each(v.Seniorities, func(t bank.Seniority) openapi.SeniorityTerm {
			return openapi.SeniorityTerm{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms), Level: t.Level}
		}),
		Stages: each(v.Stages, func(t bank.Stage) openapi.StageTerm {
			return openapi.StageTerm{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms), Note: t.Note, Terms: t.Terms}
		}),
		Cares: each(v.Cares, func(t bank.Care) openapi.CareTerm {
			return openapi.CareTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms),
				WorkNeeds: list(t.WorkNeeds), Aspects: each(t.Aspects, term),
			}
		}),
		Topics: each(v.Topics, func(t bank.Topic) openapi.TopicTerm {
			return openapi.TopicTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms),
				Asker: openapi.Asker(t.Asker), Scored: t.Scored, Terms: t.Terms,
			}
		}),
		Roles: each(v.Roles, func(t bank.Role) openapi.RoleTerm {
			return openapi.RoleTerm{
				ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms), Isco08: list(t.ISCO08),
				Onet: list(t.ONET), Titles: list(t.Titles), Lexicon: list(t.Lexicon),
			}
		}),
	}, nil
}

func term(t bank.Term) openapi.Term {
	return openapi.Term{ID: t.ID, Name: t.Name, Definition: t.Definition, Synonyms: list(t.Synonyms)}
}
