package api

import (
	"cmp"
	"context"

	"github.com/oapi-codegen/nullable"
	"github.com/oapi-codegen/runtime/types"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
)

// SendPhrase sends a phrase to the editors.
func (h *handlers) SendPhrase(ctx context.Context, r openapi.SendPhraseRequestObject) (openapi.SendPhraseResponseObject, error) {
	sent := bank.Phrase{Kind: bank.PhraseKind(r.Body.Kind), Role: deref(r.Body.Role), Said: r.Body.Said}
	return openapi.SendPhrase204Response{}, h.Phrases.Send(ctx, callerOf(ctx).address, sent)
}

// ListPhrases returns a page of the phrases that were sent to the editors.
func (h *handlers) ListPhrases(ctx context.Context, r openapi.ListPhrasesRequestObject) (openapi.ListPhrasesResponseObject, error) {
	p := r.Params
	list := listOf("phrases", (*string)(p.Kind), p.Q, (*string)(p.Status))
	after, err := list.decode(p.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := h.Phrases.List(ctx)
	if err != nil {
		return nil, err
	}
	found, err := h.Drafts.ReadPhrases(ctx, all, drafts.PhraseQuery{
		Kind: bank.PhraseKind(deref(p.Kind)), Words: deref(p.Q), Status: drafts.PhraseStatus(deref(p.Status)),
	})
	if err != nil {
		return nil, err
	}
	answer := openapi.ListPhrases200JSONResponse{Phrases: []openapi.Phrase{}, NextCursor: nullable.NewNullNullable[string]()}
	size, last := cmp.Or(deref(p.Limit), defaultLimit), ""
	for i := range found {
		if found[i].Key <= after {
			continue
		}
		if len(answer.Phrases) == size {
			answer.NextCursor = nullable.NewNullableWithValue(list.encode(last))
			break
		}
		answer.Phrases, last = append(answer.Phrases, phrase(found[i])), found[i].Key
	}
	return answer, nil
}

// DismissPhrase dismisses a phrase, or brings it back.
func (h *handlers) DismissPhrase(ctx context.Context, r openapi.DismissPhraseRequestObject) (openapi.DismissPhraseResponseObject, error) {
	dismissed, err := h.Phrases.Dismiss(ctx, r.ID, r.Body.Dismissed)
	if err != nil {
		return nil, err
	}
	read, err := h.Drafts.ReadPhrases(ctx, []bank.Phrase{dismissed}, drafts.PhraseQuery{})
	if err != nil {
		return nil, err
	}
	return openapi.DismissPhrase200JSONResponse(phrase(read[0])), nil
}

func phrase(p drafts.ReadPhrase) openapi.Phrase {
	read := nullable.NewNullNullable[openapi.PhraseReading]()
	if p.ReadAs != nil {
		read = nullable.NewNullableWithValue(openapi.PhraseReading{ID: p.ReadAs.ID, Name: p.ReadAs.Name, Matched: openapi.Matched(p.ReadAs.Matched)})
	}
	return openapi.Phrase{
		ID: p.ID, Kind: openapi.PhraseKind(p.Kind), Role: p.Role, Said: p.Said, Count: p.Count, FirstOn: types.Date{Time: p.FirstOn},
		LastOn: types.Date{Time: p.LastOn}, Dismissed: p.Dismissed, Status: openapi.PhraseStatus(p.Status), ReadAs: read,
	}
}
