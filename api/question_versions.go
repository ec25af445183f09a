package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// errNoQuestion returns why a release does not serve a question with an ID.
func (h *handlers) errNoQuestion(from *serve.Edition, id string) error {
	if log := from.Versions.Of(bank.KindQuestion, id); log != nil && log.Retired() > 0 {
		return &bank.Error{
			Code: bank.CodeGone, RetiredIn: log.Retired(),
			Message: fmt.Sprintf("Release %d has retired this question. Its last version is %d; it stays at %s.", log.Retired(), log.LastShown(),
				h.contract.base.Path(fmt.Sprintf("/v1/questions/%s/versions/%d", id, log.LastShown()))),
		}
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no question with the ID %q.", id)}
}

// questionVersion is the answer to a request for a version of a question.
type questionVersion struct{ *unchanging }

// GetQuestionVersion returns a question as it was in the releases that served a version of it.
func (h *handlers) GetQuestionVersion(ctx context.Context, r openapi.GetQuestionVersionRequestObject) (openapi.GetQuestionVersionResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	release := 0
	if log := current.Edition().Versions.Of(bank.KindQuestion, r.ID); log != nil {
		release = log.ReleaseOf(r.Version)
	}
	if release == 0 {
		return nil, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no version %d of a question with the ID %q.", r.Version, r.ID)}
	}
	q := current.Edition().Question(r.ID)
	if q == nil || q.Version != r.Version {
		from, err := h.Serve.Edition(ctx, release)
		if err != nil {
			return nil, err
		}
		if q = from.Question(r.ID); q == nil {
			return nil, h.errNoQuestion(from, r.ID)
		}
	}
	body, err := json.Marshal(bareQuestion(*q))
	return questionVersion{newUnchanging(body, jsonForm)}, err
}

// VisitGetQuestionVersionResponse sends the question.
func (v questionVersion) VisitGetQuestionVersionResponse(w http.ResponseWriter) error {
	return v.write(w)
}
