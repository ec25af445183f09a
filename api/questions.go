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

// ListQuestions returns a page of the ready questions that match every filter, sorted by ID.
func (h *handlers) ListQuestions(_ context.Context, r openapi.ListQuestionsRequestObject) (openapi.ListQuestionsResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	content := &current.Content
	if faults := filterFaults(&content.Vocabulary, r.Params); len(faults) > 0 {
		return nil, invalidRequest(faults...)
	}
	list := questionList(r.Params)
	after, err := list.decode(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	page, last := questionPage(current, r.Params, after)
	next := nullable.NewNullNullable[string]()
	if last != "" {
		next = nullable.NewNullableWithValue(list.encode(last))
	}
	return openapi.ListQuestions200JSONResponse{Questions: page, NextCursor: next, Release: releaseID(current.Release)}, nil
}

// questionPage returns the page of ready questions that starts after a key, and the key of the last of them, "" if there are no more.
func questionPage(current *serve.Compiled, p openapi.ListQuestionsParams, after string) (page []openapi.Question, last string) {
	limit := cmp.Or(deref(p.Limit), defaultLimit)
	page = []openapi.Question{}
	key := ""
	for next, q := range questionsByKey(current, p.Q) {
		if next <= after || q.Status != bank.Ready || !matchesFilters(&current.Content.Vocabulary, q, p) {
			continue
		}
		if len(page) == limit {
			return page, key
		}
		page, key = append(page, question(current, *q)), next
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

// matchesFilters reports whether a question matches every filter. A question without roles or stages matches any of them.
func matchesFilters(v *bank.Vocabulary, q *bank.Question, p openapi.ListQuestionsParams) bool {
	from, to := q.Seniority.Levels(v)
	level := v.Level(deref(p.Seniority))
	return (p.Asker == nil || string(q.Asker) == string(*p.Asker)) &&
		(p.Topic == nil || q.Topic == *p.Topic) &&
		(p.Care == nil || slices.Contains(q.Cares, *p.Care)) &&
		(p.Aspect == nil || slices.Contains(q.Aspects, *p.Aspect)) &&
		(p.Role == nil || len(q.Roles) == 0 || slices.Contains(q.Roles, *p.Role)) &&
		(p.Stage == nil || len(q.Stages) == 0 || slices.Contains(q.Stages, *p.Stage)) &&
		(p.Seniority == nil || from <= level && level <= to)
}

// filterFaults reports filters with an ID that is not in the vocabulary. They could not match anything, so they are mistakes.
func filterFaults(v *bank.Vocabulary, p openapi.ListQuestionsParams) []bank.Fault {
	var faults []bank.Fault
	terms := v.Terms()
	for _, f := range []struct {
		kind string
		id   *string
	}{
		{"aspect", p.Aspect},
		{"care", p.Care},
		{"role", p.Role},
		{"seniority", p.Seniority},
		{"stage", p.Stage},
		{"topic", p.Topic},
	} {
		if f.id != nil {
			faults = append(faults, idFaults(terms, f.kind, *f.id)...)
		}
	}
	return faults
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
func (h *handlers) GetQuestion(_ context.Context, r openapi.GetQuestionRequestObject) (openapi.GetQuestionResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	list := current.Content.Questions
	i, found := slices.BinarySearchFunc(list, r.ID, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found || list[i].Status != bank.Ready {
		return nil, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no question with the ID %q.", r.ID)}
	}
	return openapi.GetQuestion200JSONResponse(question(current, list[i])), nil
}
