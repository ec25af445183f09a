package api

import (
	"cmp"
	"context"
	"fmt"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
)

// draftSearch is what the three lists of drafts ask for in common.
type draftSearch struct {
	query  drafts.Query
	limit  *int
	cursor *string
}

// filters collects the filters of a list by name.
type filters map[string]string

// add adds a filter, unless it was not sent.
func add[T any](to filters, name string, value *T) {
	if value != nil {
		to[name] = fmt.Sprint(*value)
	}
}

func questionSearch(p openapi.ListDraftQuestionsParams) draftSearch {
	f := filters{}
	add(f, "about", p.About)
	add(f, "asked_of", p.AskedOf)
	add(f, "asker", p.Asker)
	add(f, "aspect", p.Aspect)
	add(f, "care", p.Care)
	add(f, "depth", p.Depth)
	add(f, "discloses", p.Discloses)
	add(f, "format", p.Format)
	add(f, "license", p.License)
	add(f, "locale", p.Locale)
	add(f, "minutes", p.Minutes)
	add(f, "negative", p.Negative)
	add(f, "occupation", p.Occupation)
	add(f, "role", p.Role)
	add(f, "seniority", p.Seniority)
	add(f, "source", p.Source)
	add(f, "stage", p.Stage)
	add(f, "topic", p.Topic)
	return draftSearch{drafts.Query{
		Kind: bank.KindQuestion, Words: p.Q, Status: bank.Status(deref(p.Status)), EditedBy: deref(p.EditedBy), HasFaults: p.HasFaults,
		Changed: p.Changed, Fields: f,
	}, p.Limit, p.Cursor}
}

func ruleSearch(p openapi.ListDraftRulesParams) draftSearch {
	f := filters{}
	add(f, "asker", p.Asker)
	add(f, "effect", p.Effect)
	return draftSearch{drafts.Query{
		Kind: bank.KindRule, Words: p.Q, Status: bank.Status(deref(p.Status)), EditedBy: deref(p.EditedBy), HasFaults: p.HasFaults,
		Changed: p.Changed, Fields: f,
	}, p.Limit, p.Cursor}
}

func termSearch(kind bank.Kind, p openapi.ListDraftTermsParams) draftSearch {
	f := filters{}
	add(f, "asker", p.Asker)
	add(f, "level", p.Level)
	add(f, "scored", p.Scored)
	add(f, "work", p.Work)
	return draftSearch{drafts.Query{
		Kind: kind, Words: p.Q, Status: bank.Status(deref(p.Status)), EditedBy: deref(p.EditedBy), HasFaults: p.HasFaults,
		Changed: p.Changed, Fields: f,
	}, p.Limit, p.Cursor}
}

// list names the list that a search asks for.
func (s *draftSearch) list() pagedList {
	name := "drafts/" + string(s.query.Kind)
	if plain := (drafts.Query{Kind: s.query.Kind, Status: s.query.Status, Fields: filters{}}); plain.Key() != s.query.Key() {
		key := s.query.Key()
		return listOf(name, &key)
	}
	return listOf(name, ptrOrNil(string(s.query.Status)))
}

// findDrafts returns a page of the drafts that a search finds, with the ETag of the whole bank and the cursor of the next page, which is
// null on the last page. Without a limit, the page has defaultLimit drafts.
func (h *handlers) findDrafts(ctx context.Context, s draftSearch) (openapi.DraftPage, *string, error) {
	answer := openapi.DraftPage{Drafts: []openapi.DraftEntry{}, NextCursor: nullable.NewNullNullable[string]()}
	list := s.list()
	after, err := list.decode(s.cursor)
	if err != nil {
		return answer, nil, err
	}
	if s.query.Changed != nil {
		current, err := h.Serve.Current()
		if err != nil {
			return answer, nil, err
		}
		s.query.Release = drafts.Baseline{ID: current.Release, Content: &current.Content}
	}
	found, revision, err := h.Drafts.Find(ctx, s.query)
	if err != nil {
		return answer, nil, err
	}
	answer.Revision = revision
	size, last := cmp.Or(deref(s.limit), defaultLimit), ""
	for _, f := range found {
		if f.Key <= after {
			continue
		}
		if len(answer.Drafts) == size {
			answer.NextCursor = nullable.NewNullableWithValue(list.encode(last))
			break
		}
		answer.Drafts, last = append(answer.Drafts, draftEntry(f.DraftPart)), f.Key
	}
	return answer, etag(revision), nil
}

// ListDraftQuestions returns a page of draft questions.
func (h *handlers) ListDraftQuestions(ctx context.Context, r openapi.ListDraftQuestionsRequestObject) (openapi.ListDraftQuestionsResponseObject, error) {
	d, tag, err := h.findDrafts(ctx, questionSearch(r.Params))
	return openapi.ListDraftQuestions200JSONResponse{Body: d, Headers: openapi.ListDraftQuestions200ResponseHeaders{ETag: tag}}, err
}

// ListDraftRules returns a page of draft rules.
func (h *handlers) ListDraftRules(ctx context.Context, r openapi.ListDraftRulesRequestObject) (openapi.ListDraftRulesResponseObject, error) {
	d, tag, err := h.findDrafts(ctx, ruleSearch(r.Params))
	return openapi.ListDraftRules200JSONResponse{Body: d, Headers: openapi.ListDraftRules200ResponseHeaders{ETag: tag}}, err
}

// ListDraftTerms returns a page of draft terms of one kind.
func (h *handlers) ListDraftTerms(ctx context.Context, r openapi.ListDraftTermsRequestObject) (openapi.ListDraftTermsResponseObject, error) {
	d, tag, err := h.findDrafts(ctx, termSearch(bank.Kind(r.Kind), r.Params))
	return openapi.ListDraftTerms200JSONResponse{Body: d, Headers: openapi.ListDraftTerms200ResponseHeaders{ETag: tag}}, err
}
