package api

import (
	"context"

	"twoway/api/openapi"
)

// CreateQuestionSet chooses the set for a request.
func (s *server) CreateQuestionSet(_ context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	serving, err := s.service()
	if err != nil {
		return nil, err
	}
	set, err := serving.Answer(requestOf(*r.Body))
	if err != nil {
		return nil, err
	}
	answer := questionSet(serving, set, true)
	expect(&answer, set, serving.Expected(set))
	if or(r.Body.Explain) {
		x, err := serving.Explain(set, or(r.Body.ExplainRules))
		if err != nil {
			return nil, err
		}
		answer.Certificate, answer.Explanation = certificate(set.Certificate), explanation(x)
	}
	return openapi.CreateQuestionSet200JSONResponse(answer), nil
}

// GetQuestionSet gives the set of a token.
func (s *server) GetQuestionSet(ctx context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	serving, set, reproduced, err := s.releases.Again(within(ctx), r.Token)
	if err != nil {
		return nil, err
	}
	answer := questionSet(serving, set, reproduced)
	expect(&answer, set, serving.Expected(set))
	return openapi.GetQuestionSet200JSONResponse(answer), nil
}
