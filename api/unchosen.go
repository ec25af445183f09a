package api

import (
	"context"
	"fmt"
	"time"

	"twoway/api/openapi"
	"twoway/release/publish"
	"twoway/release/serve"
)

// How long a request waits for the search, and how many seconds later it should be sent again.
const (
	unchosenWait  = time.Second
	unchosenRetry = 1
)

// GetUnchosen returns the ready questions that no meeting chooses or, while they are searched for, how far that is.
func (h *handlers) GetUnchosen(ctx context.Context, _ openapi.GetUnchosenRequestObject) (openapi.GetUnchosenResponseObject, error) {
	state, err := h.Publish.SearchUnchosen(ctx, unchosenWait)
	if err != nil {
		return nil, err
	}
	return unchosen(state), nil
}

func unchosen(s publish.UnchosenState) openapi.GetUnchosenResponseObject {
	hash := s.Trial.Release.Hash
	if !s.IsDone {
		retry := unchosenRetry
		return openapi.GetUnchosen202JSONResponse{
			Body:    openapi.UnchosenSearch{Hash: hash, Done: s.Progress.Done, Total: s.Progress.Total},
			Headers: openapi.GetUnchosen202ResponseHeaders{RetryAfter: &retry},
		}
	}
	return openapi.GetUnchosen200JSONResponse{
		Hash: hash, Ready: s.Found.Ready, Meetings: s.Found.Meetings, Questions: unchosenQuestions(s.Trial.Compiled, s.Found.Questions),
		LeftOut: *leftOut(s.Trial),
	}
}

func unchosenQuestions(from *serve.Compiled, list []publish.UnchosenQuestion) []openapi.UnchosenQuestion {
	return mapSlice(list, func(q publish.UnchosenQuestion) openapi.UnchosenQuestion { return unchosenQuestion(from, q) })
}

func unchosenQuestion(from *serve.Compiled, q publish.UnchosenQuestion) openapi.UnchosenQuestion {
	return openapi.UnchosenQuestion{
		ID: q.ID, Version: q.Version, Asker: openapi.Asker(q.Asker), Text: q.Text, Reason: openapi.UnchosenQuestionReason(q.Why),
		Detail: unchosenDetail(&q), Score: q.Score, Meeting: profile(from, q.Meeting),
	}
}

// unchosenDetail says why a question is not chosen.
func unchosenDetail(q *publish.UnchosenQuestion) string {
	const made = "In a meeting that was made for it, "
	switch q.Why {
	case publish.WhyUnsuited:
		return "It suits no meeting: it may want a trade, a level and a stage that never go together."
	case publish.WhyExcluded:
		return made + "a rule keeps it out."
	case publish.WhyLimited:
		return made + "a rule allows no more questions like it."
	case publish.WhyTwin:
		return made + "a question that says nearly the same is chosen."
	case publish.WhyOutranked:
	}
	return made + fmt.Sprintf("it has %d points, and others come first.", q.Score)
}
