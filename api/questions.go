package api

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/resolve"
)

// defaultLimit is the number of entries per page if the request has no limit.
const defaultLimit = 20

// ListQuestions returns a page of the ready questions that match every filter, sorted by ID, or the best first if words are sought.
func (h *handlers) ListQuestions(ctx context.Context, r openapi.ListQuestionsRequestObject) (openapi.ListQuestionsResponseObject, error) {
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	filter, faults := readFilter(current, r.Params, h.contract.questionFields())
	if len(faults) > 0 {
		return nil, invalid(foundAll(faults))
	}
	list := questionList(r.Params)
	after, err := list.decode(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	page, last := pageOfQuestions(current, r.Params, &filter, after)
	answer := &questionsPage{next: nullable.NewNullNullable[string](), release: current.Release, understood: filter.understood}
	if last != "" {
		answer.next = nullable.NewNullableWithValue(list.encode(last))
	}
	kept := h.answersOf(current)
	for _, q := range page {
		encoded, err := kept.question(q)
		if err != nil {
			return nil, err
		}
		text := encoded.whole
		if filter.fields != nil {
			if text, err = withFields(text, filter.fields); err != nil {
				return nil, err
			}
		}
		answer.questions = append(answer.questions, text)
	}
	return answer, nil
}

// pageOfQuestions returns the page of ready questions that starts after a key, and the key of the last of them, "" if there are no more.
func pageOfQuestions(current *serve.Compiled, p openapi.ListQuestionsParams, f *questionFilter, after string) (page []*bank.Question, last string) {
	limit := cmp.Or(deref(p.Limit), defaultLimit)
	key := ""
	for next, q := range questionsByKey(current, p.Q) {
		if next <= after || q.Status != bank.Ready || !f.matches(&current.Content.Vocabulary, q) || !isUpdated(current, q, p) {
			continue
		}
		if len(page) == limit {
			return page, key
		}
		page, key = append(page, q), next
	}
	return page, ""
}

// questionsByKey returns the questions with keys in ascending order: those that have the words that are sought, the best first, or
// all of them by ID.
func questionsByKey(current *serve.Compiled, sought *string) iter.Seq2[string, *bank.Question] {
	return func(yield func(string, *bank.Question) bool) {
		if sought != nil {
			for _, f := range current.Search(*sought) {
				if !yield(fmt.Sprintf("%d %s", f.Rank, f.Question.ID), f.Question) {
					return
				}
			}
			return
		}
		for i := range current.Content.Questions {
			if q := &current.Content.Questions[i]; !yield(q.ID, q) {
				return
			}
		}
	}
}

// isUpdated reports whether a question has changed since the time in a filter, if there is one.
func isUpdated(current *serve.Compiled, q *bank.Question, p openapi.ListQuestionsParams) bool {
	return p.UpdatedSince == nil || !current.Edition().Updated(q.ID).Before(*p.UpdatedSince)
}

// idFaults reports an ID in the query that is not in the vocabulary.
func idFaults(terms map[string][]bank.Term, kind, id string) []bank.Fault {
	known := mapSlice(terms[kind], func(t bank.Term) string { return t.ID })
	if slices.Contains(known, id) {
		return nil
	}
	return []bank.Fault{{
		Code: bank.FaultUnknownValue, Pointer: "/query/" + kind, Detail: fmt.Sprintf("Unknown %s %q.", kind, id), Nearest: resolve.Nearest(id, known, 3),
	}}
}

// GetQuestion returns one ready question.
func (h *handlers) GetQuestion(ctx context.Context, r openapi.GetQuestionRequestObject) (openapi.GetQuestionResponseObject, error) {
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	from := current.Edition()
	q := from.Question(r.ID)
	if q == nil {
		return nil, h.errNoQuestion(from, r.ID)
	}
	return openapi.GetQuestion200JSONResponse{Body: question(current, *q)}, nil
}
