package api

import (
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
)

// draftResponse converts a draft and returns it with its ETag, or returns err.
func draftResponse(e drafts.Edited, err error) (openapi.Draft, *string, error) {
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return draft(e), etag(e.Draft.Version), nil
}

// create creates a draft and returns it with its ETag.
func (h *handlers) create(ctx context.Context, kind bank.Kind, body []byte) (openapi.Draft, *string, error) {
	return draftResponse(h.Drafts.Create(ctx, actorOf(ctx), kind, body))
}

// replace replaces the body of a draft and returns the draft with its ETag.
func (h *handlers) replace(ctx context.Context, kind bank.Kind, id string, match *string, body []byte) (openapi.Draft, *string, error) {
	return writeDraft(drafts.Version{Kind: kind, ID: id}, match, func(of drafts.Version) (drafts.Edited, error) {
		return h.Drafts.Replace(ctx, actorOf(ctx), of, body)
	})
}

// retire retires a draft and returns it with its ETag.
func (h *handlers) retire(ctx context.Context, kind bank.Kind, id string, match *string) (openapi.Draft, *string, error) {
	return writeDraft(drafts.Version{Kind: kind, ID: id}, match, func(of drafts.Version) (drafts.Edited, error) {
		return h.Drafts.Retire(ctx, actorOf(ctx), of)
	})
}

// writeDraft calls change with the versions of a draft that an If-Match header allows, and returns the draft with its ETag.
func writeDraft(of drafts.Version, ifMatch *string, change func(drafts.Version) (drafts.Edited, error)) (openapi.Draft, *string, error) {
	m, err := parseIfMatch(ifMatch)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	var edited drafts.Edited
	err = m.writeDraft(func(version int) (err error) {
		of.Version = version
		edited, err = change(of)
		return err
	})
	return draftResponse(edited, err)
}

// validate checks the body of a draft without saving it.
func (h *handlers) validate(ctx context.Context, kind bank.Kind, body []byte) (openapi.Review, error) {
	r, err := h.Drafts.Validate(ctx, kind, body)
	return review(r), err
}

// CreateDraftQuestion creates a draft question.
func (h *handlers) CreateDraftQuestion(ctx context.Context, r openapi.CreateDraftQuestionRequestObject) (openapi.CreateDraftQuestionResponseObject, error) {
	d, tag, err := h.create(ctx, bank.KindQuestion, *r.Body)
	return openapi.CreateDraftQuestion201JSONResponse{Body: d, Headers: openapi.CreateDraftQuestion201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftQuestion checks a question without saving it.
func (h *handlers) ValidateDraftQuestion(ctx context.Context, r openapi.ValidateDraftQuestionRequestObject) (openapi.ValidateDraftQuestionResponseObject, error) {
	found, err := h.validate(ctx, bank.KindQuestion, *r.Body)
	return openapi.ValidateDraftQuestion200JSONResponse(found), err
}

// GetDraftQuestion returns a draft question.
func (h *handlers) GetDraftQuestion(ctx context.Context, r openapi.GetDraftQuestionRequestObject) (openapi.GetDraftQuestionResponseObject, error) {
	d, tag, err := draftResponse(h.Drafts.Get(ctx, bank.KindQuestion, r.ID))
	return openapi.GetDraftQuestion200JSONResponse{Body: d, Headers: openapi.GetDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftQuestion replaces a draft question.
func (h *handlers) ReplaceDraftQuestion(ctx context.Context, r openapi.ReplaceDraftQuestionRequestObject) (openapi.ReplaceDraftQuestionResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftQuestion200JSONResponse{Body: d, Headers: openapi.ReplaceDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftQuestion retires a draft question.
func (h *handlers) RetireDraftQuestion(ctx context.Context, r openapi.RetireDraftQuestionRequestObject) (openapi.RetireDraftQuestionResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftQuestion200JSONResponse{Body: d, Headers: openapi.RetireDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftRule creates a draft rule.
func (h *handlers) CreateDraftRule(ctx context.Context, r openapi.CreateDraftRuleRequestObject) (openapi.CreateDraftRuleResponseObject, error) {
	d, tag, err := h.create(ctx, bank.KindRule, *r.Body)
	return openapi.CreateDraftRule201JSONResponse{Body: d, Headers: openapi.CreateDraftRule201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftRule checks a rule without saving it.
func (h *handlers) ValidateDraftRule(ctx context.Context, r openapi.ValidateDraftRuleRequestObject) (openapi.ValidateDraftRuleResponseObject, error) {
	found, err := h.validate(ctx, bank.KindRule, *r.Body)
	return openapi.ValidateDraftRule200JSONResponse(found), err
}

// GetDraftRule returns a draft rule.
func (h *handlers) GetDraftRule(ctx context.Context, r openapi.GetDraftRuleRequestObject) (openapi.GetDraftRuleResponseObject, error) {
	d, tag, err := draftResponse(h.Drafts.Get(ctx, bank.KindRule, r.ID))
	return openapi.GetDraftRule200JSONResponse{Body: d, Headers: openapi.GetDraftRule200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftRule replaces a draft rule.
func (h *handlers) ReplaceDraftRule(ctx context.Context, r openapi.ReplaceDraftRuleRequestObject) (openapi.ReplaceDraftRuleResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindRule, r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftRule200JSONResponse{Body: d, Headers: openapi.ReplaceDraftRule200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftRule retires a draft rule.
func (h *handlers) RetireDraftRule(ctx context.Context, r openapi.RetireDraftRuleRequestObject) (openapi.RetireDraftRuleResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.KindRule, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftRule200JSONResponse{Body: d, Headers: openapi.RetireDraftRule200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftTerm creates a draft term.
func (h *handlers) CreateDraftTerm(ctx context.Context, r openapi.CreateDraftTermRequestObject) (openapi.CreateDraftTermResponseObject, error) {
	d, tag, err := h.create(ctx, bank.Kind(r.Kind), *r.Body)
	return openapi.CreateDraftTerm201JSONResponse{Body: d, Headers: openapi.CreateDraftTerm201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftTerm checks a term without saving it.
func (h *handlers) ValidateDraftTerm(ctx context.Context, r openapi.ValidateDraftTermRequestObject) (openapi.ValidateDraftTermResponseObject, error) {
	found, err := h.validate(ctx, bank.Kind(r.Kind), *r.Body)
	return openapi.ValidateDraftTerm200JSONResponse(found), err
}

// GetDraftTerm returns a draft term.
func (h *handlers) GetDraftTerm(ctx context.Context, r openapi.GetDraftTermRequestObject) (openapi.GetDraftTermResponseObject, error) {
	d, tag, err := draftResponse(h.Drafts.Get(ctx, bank.Kind(r.Kind), r.ID))
	return openapi.GetDraftTerm200JSONResponse{Body: d, Headers: openapi.GetDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftTerm replaces a draft term.
func (h *handlers) ReplaceDraftTerm(ctx context.Context, r openapi.ReplaceDraftTermRequestObject) (openapi.ReplaceDraftTermResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftTerm200JSONResponse{Body: d, Headers: openapi.ReplaceDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftTerm retires a draft term.
func (h *handlers) RetireDraftTerm(ctx context.Context, r openapi.RetireDraftTermRequestObject) (openapi.RetireDraftTermResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch)
	return openapi.RetireDraftTerm200JSONResponse{Body: d, Headers: openapi.RetireDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// GetDraftWeights returns the draft of the weights.
func (h *handlers) GetDraftWeights(ctx context.Context, r openapi.GetDraftWeightsRequestObject) (openapi.GetDraftWeightsResponseObject, error) {
	d, tag, err := draftResponse(h.Drafts.Get(ctx, bank.KindWeights, string(bank.KindWeights)))
	return openapi.GetDraftWeights200JSONResponse{Body: d, Headers: openapi.GetDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftWeights replaces the draft of the weights.
func (h *handlers) ReplaceDraftWeights(ctx context.Context, r openapi.ReplaceDraftWeightsRequestObject) (openapi.ReplaceDraftWeightsResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindWeights, string(bank.KindWeights), r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftWeights200JSONResponse{Body: d, Headers: openapi.ReplaceDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// DecideUpgrade applies an admin's decision on a pending upgrade.
func (h *handlers) DecideUpgrade(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.DecideUpgradeResponseObject, error) {
	d, tag, err := h.decide(ctx, r)
	return openapi.DecideUpgrade200JSONResponse{Body: d, Headers: openapi.DecideUpgrade200ResponseHeaders{ETag: tag}}, err
}
