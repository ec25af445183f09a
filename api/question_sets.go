package api

import (
	"context"

	"twoway/api/openapi"
)

// CreateQuestionSet chooses the set for a request.
func (h *handlers) CreateQuestionSet(_ context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	set, err := current.Answer(requestOf(*r.Body))
	if err != nil {
		return nil, err
	}
	answer := questionSet(current, set, true)
	expect(&answer, set, current.Expected(set))
	if or(r.Body.Explain) {
		x, err := current.Explain(set, or(r.Body.ExplainRules))
		if err != nil {
			return nil, err
		}
		answer.Certificate, answer.Explanation = certificate(set.Certificate), explanation(x)
	}
	return openapi.CreateQuestionSet200JSONResponse(answer), nil
}

// GetQuestionSet replays the set of a token.
func (h *handlers) GetQuestionSet(ctx context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	from, set, reproduced, err := h.Serve.Replay(ctx, r.Token)
	if err != nil {
		return nil, err
	}
	answer := questionSet(from, set, reproduced)
	expect(&answer, set, from.Expected(set))
	return openapi.GetQuestionSet200JSONResponse(answer), nil
}
