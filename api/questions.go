package api

import (
	"cmp"
	"context"
	"encoding/base64"
	"regexp"
	"slices"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/resolve"
)

const defaultLimit = 20

var anyID = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)

// ListQuestions answers one page of the questions that pass every filter, by id.
func (h *handlers) ListQuestions(_ context.Context, r openapi.ListQuestionsRequestObject) (openapi.ListQuestionsResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	content := &current.Content
	if faults := filterFaults(&content.Vocabulary, r.Params); len(faults) > 0 {
		return nil, invalidQuery(faults...)
	}
	after, err := afterCursor(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	page, more := pageOf(content, r.Params, after)
	next := nullable.NewNullNullable[string]()
	if more {
		next = nullable.NewNullableWithValue(cursorOf(page[len(page)-1].ID))
	}
	return openapi.ListQuestions200JSONResponse{Questions: page, NextCursor: next, Release: releaseID(current.Release)}, nil
}

// cursorOf is an id in a form that nobody takes for one.
func cursorOf(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(id)) }

// afterCursor is the id after which a page starts, "" for the first.
func afterCursor(cursor *string) (string, error) {
	if cursor == nil {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(*cursor)
	if id := string(text); err == nil && anyID.MatchString(id) && cursorOf(id) == *cursor {
		return id, nil
	}
	return "", invalidQuery(bank.Fault{Code: bank.FaultMalformed, Pointer: "/query/cursor", Detail: "This is not a cursor of ours."})
}

// pageOf is the page of ready questions that starts after an id, and whether another follows.
func pageOf(content *bank.Content, p openapi.ListQuestionsParams, after string) (page []openapi.Question, more bool) {
	limit := cmp.Or(or(p.Limit), defaultLimit)
	page = []openapi.Question{}
	for _, q := range content.Questions {
		if q.ID <= after || q.Status != bank.Ready || !passes(&content.Vocabulary, &q, p) {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, question(q))
	}
	return page, false
}

func passes(v *bank.Vocabulary, q *bank.Question, p openapi.ListQuestionsParams) bool {
	from, to := q.Seniority.Levels(v)
	level := v.Level(or(p.Seniority))
	return (p.Asker == nil || string(q.Asker) == string(*p.Asker)) &&
		(p.Topic == nil || q.Topic == *p.Topic) &&
		(p.Care == nil || slices.Contains(q.Cares, *p.Care)) &&
		(p.Aspect == nil || slices.Contains(q.Aspects, *p.Aspect)) &&
		(p.Role == nil || len(q.Roles) == 0 || slices.Contains(q.Roles, *p.Role)) &&
		(p.Stage == nil || len(q.Stages) == 0 || slices.Contains(q.Stages, *p.Stage)) &&
		(p.Seniority == nil || from <= level && level <= to)
}

// filterFaults reports ids that the vocabulary does not hold: a filter that can match nothing is a slip.
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
		known := each(terms[f.kind], func(t bank.Term) string { return t.ID })
		if f.id != nil && !slices.Contains(known, *f.id) {
			faults = append(faults, bank.Fault{
				Code: bank.FaultUnknownValue, Pointer: "/query/" + f.kind, Detail: "The vocabulary has no such " + f.kind + ".",
				Nearest: resolve.Nearest(*f.id, known, 3),
			})
		}
	}
	return faults
}

func invalidQuery(faults ...bank.Fault) error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
}

// GetQuestion answers one ready question.
func (h *handlers) GetQuestion(_ context.Context, r openapi.GetQuestionRequestObject) (openapi.GetQuestionResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	list := current.Content.Questions
	i, found := slices.BinarySearchFunc(list, r.ID, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found || list[i].Status != bank.Ready {
		return nil, &bank.Error{Code: bank.CodeNotFound, Message: "There is no question of this id."}
	}
	return openapi.GetQuestion200JSONResponse(question(list[i])), nil
}
