package api

import (
	"context"

	"twoway/api/openapi"
)

// CreateQuestionSet returns the set for a request, with an explanation if the request asks for one.
func (h *handlers) CreateQuestionSet(ctx context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	set, err := current.AnswerContext(ctx, requestOf(*r.Body))
	if err != nil {
		return nil, err
	}
	answer := questionSet(current, set, true)
	addExpected(&answer, set, current.Expected(set))
	if deref(r.Body.Explain) {
		x, err := current.Explain(set, deref(r.Body.ExplainRules))
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
	addExpected(&answer, set, from.Expected(set))
	return openapi.GetQuestionSet200JSONResponse(answer), nil
}
