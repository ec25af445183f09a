package api

import (
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
)

// edited returns a draft in the form of the contract, and its ETag.
func edited(e drafts.Edited, err error) (openapi.Draft, *string, error) {
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return draft(e), etag(e.Draft.Version), nil
}

// create saves a new draft.
func (h *handlers) create(ctx context.Context, kind bank.Kind, body []byte) (openapi.Draft, *string, error) {
	return edited(h.Drafts.Create(ctx, actorOf(ctx), kind, body))
}

// replace saves another body of a draft.
func (h *handlers) replace(ctx context.Context, kind bank.Kind, id string, match *string, body []byte) (openapi.Draft, *string, error) {
	version, err := ifMatch(match)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(h.Drafts.Replace(ctx, actorOf(ctx), drafts.Version{Kind: kind, ID: id, Version: version}, body))
}

// retire takes a draft out of use.
func (h *handlers) retire(ctx context.Context, kind bank.Kind, id string, match *string) (openapi.Draft, *string, error) {
	version, err := ifMatch(match)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(h.Drafts.Retire(ctx, actorOf(ctx), drafts.Version{Kind: kind, ID: id, Version: version}))
}

// validate checks a body.
func (h *handlers) validate(ctx context.Context, kind bank.Kind, body []byte) (openapi.Review, error) {
	r, err := h.Drafts.Validate(ctx, kind, body)
	return review(r), err
}

// listDrafts returns a page of the drafts of a kind, and its ETag.
func (h *handlers) listDrafts(ctx context.Context, kind bank.Kind, p openapi.ListDraftQuestionsParams) (openapi.DraftPage, *string, error) {
	all, revision, err := h.Drafts.List(ctx, kind)
	if err != nil {
		return openapi.DraftPage{}, nil, err
	}
	answer, err := page(all, revision, p.Status, p.Limit, p.Cursor)
	return answer, etag(revision), err
}

// ListDraftQuestions lists the drafts of every question.
func (h *handlers) ListDraftQuestions(ctx context.Context, r openapi.ListDraftQuestionsRequestObject) (openapi.ListDraftQuestionsResponseObject, error) {
	d, tag, err := h.listDrafts(ctx, bank.KindQuestion, r.Params)
	return openapi.ListDraftQuestions200JSONResponse{Body: d, Headers: openapi.ListDraftQuestions200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftQuestion saves a new question.
func (h *handlers) CreateDraftQuestion(ctx context.Context, r openapi.CreateDraftQuestionRequestObject) (openapi.CreateDraftQuestionResponseObject, error) {
	d, tag, err := h.create(ctx, bank.KindQuestion, *r.Body)
	return openapi.CreateDraftQuestion201JSONResponse{Body: d, Headers: openapi.CreateDraftQuestion201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftQuestion checks a question.
func (h *handlers) ValidateDraftQuestion(ctx context.Context, r openapi.ValidateDraftQuestionRequestObject) (openapi.ValidateDraftQuestionResponseObject, error) {
	found, err := h.validate(ctx, bank.KindQuestion, *r.Body)
	return openapi.ValidateDraftQuestion200JSONResponse(found), err
}

// GetDraftQuestion reads a question.
func (h *handlers) GetDraftQuestion(ctx context.Context, r openapi.GetDraftQuestionRequestObject) (openapi.GetDraftQuestionResponseObject, error) {
	d, tag, err := edited(h.Drafts.Get(ctx, bank.KindQuestion, r.ID))
	return openapi.GetDraftQuestion200JSONResponse{Body: d, Headers: openapi.GetDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftQuestion saves another form of a question.
func (h *handlers) ReplaceDraftQuestion(ctx context.Context, r openapi.ReplaceDraftQuestionRequestObject) (openapi.ReplaceDraftQuestionResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftQuestion200JSONResponse{Body: d, Headers: openapi.ReplaceDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftQuestion takes a question out of use.
func (h *handlers) RetireDraftQuestion(ctx context.Context, r openapi.RetireDraftQuestionRequestObject) (openapi.RetireDraftQuestionResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftQuestion200JSONResponse{Body: d, Headers: openapi.RetireDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// ListDraftRules lists the drafts of every rule.
func (h *handlers) ListDraftRules(ctx context.Context, r openapi.ListDraftRulesRequestObject) (openapi.ListDraftRulesResponseObject, error) {
	d, tag, err := h.listDrafts(ctx, bank.KindRule, openapi.ListDraftQuestionsParams(r.Params))
	return openapi.ListDraftRules200JSONResponse{Body: d, Headers: openapi.ListDraftRules200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftRule saves a new rule.
func (h *handlers) CreateDraftRule(ctx context.Context, r openapi.CreateDraftRuleRequestObject) (openapi.CreateDraftRuleResponseObject, error) {
	d, tag, err := h.create(ctx, bank.KindRule, *r.Body)
	return openapi.CreateDraftRule201JSONResponse{Body: d, Headers: openapi.CreateDraftRule201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftRule checks a rule.
func (h *handlers) ValidateDraftRule(ctx context.Context, r openapi.ValidateDraftRuleRequestObject) (openapi.ValidateDraftRuleResponseObject, error) {
	found, err := h.validate(ctx, bank.KindRule, *r.Body)
	return openapi.ValidateDraftRule200JSONResponse(found), err
}

// GetDraftRule reads a rule.
func (h *handlers) GetDraftRule(ctx context.Context, r openapi.GetDraftRuleRequestObject) (openapi.GetDraftRuleResponseObject, error) {
	d, tag, err := edited(h.Drafts.Get(ctx, bank.KindRule, r.ID))
	return openapi.GetDraftRule200JSONResponse{Body: d, Headers: openapi.GetDraftRule200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftRule saves another form of a rule.
func (h *handlers) ReplaceDraftRule(ctx context.Context, r openapi.ReplaceDraftRuleRequestObject) (openapi.ReplaceDraftRuleResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindRule, r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftRule200JSONResponse{Body: d, Headers: openapi.ReplaceDraftRule200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftRule takes a rule out of use.
func (h *handlers) RetireDraftRule(ctx context.Context, r openapi.RetireDraftRuleRequestObject) (openapi.RetireDraftRuleResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.KindRule, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftRule200JSONResponse{Body: d, Headers: openapi.RetireDraftRule200ResponseHeaders{ETag: tag}}, err
}

// ListDraftTerms lists the drafts of every term of the vocabulary.
func (h *handlers) ListDraftTerms(ctx context.Context, r openapi.ListDraftTermsRequestObject) (openapi.ListDraftTermsResponseObject, error) {
	d, tag, err := h.listDrafts(ctx, bank.Kind(r.Kind), openapi.ListDraftQuestionsParams(r.Params))
	return openapi.ListDraftTerms200JSONResponse{Body: d, Headers: openapi.ListDraftTerms200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftTerm saves a new term of the vocabulary.
func (h *handlers) CreateDraftTerm(ctx context.Context, r openapi.CreateDraftTermRequestObject) (openapi.CreateDraftTermResponseObject, error) {
	d, tag, err := h.create(ctx, bank.Kind(r.Kind), *r.Body)
	return openapi.CreateDraftTerm201JSONResponse{Body: d, Headers: openapi.CreateDraftTerm201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftTerm checks a term of the vocabulary.
func (h *handlers) ValidateDraftTerm(ctx context.Context, r openapi.ValidateDraftTermRequestObject) (openapi.ValidateDraftTermResponseObject, error) {
	found, err := h.validate(ctx, bank.Kind(r.Kind), *r.Body)
	return openapi.ValidateDraftTerm200JSONResponse(found), err
}

// GetDraftTerm reads a term of the vocabulary.
func (h *handlers) GetDraftTerm(ctx context.Context, r openapi.GetDraftTermRequestObject) (openapi.GetDraftTermResponseObject, error) {
	d, tag, err := edited(h.Drafts.Get(ctx, bank.Kind(r.Kind), r.ID))
	return openapi.GetDraftTerm200JSONResponse{Body: d, Headers: openapi.GetDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftTerm saves another form of a term of the vocabulary.
func (h *handlers) ReplaceDraftTerm(ctx context.Context, r openapi.ReplaceDraftTermRequestObject) (openapi.ReplaceDraftTermResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftTerm200JSONResponse{Body: d, Headers: openapi.ReplaceDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftTerm takes a term of the vocabulary out of use.
func (h *handlers) RetireDraftTerm(ctx context.Context, r openapi.RetireDraftTermRequestObject) (openapi.RetireDraftTermResponseObject, error) {
	d, tag, err := h.retire(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch)
	return openapi.RetireDraftTerm200JSONResponse{Body: d, Headers: openapi.RetireDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// GetDraftWeights reads the weights.
func (h *handlers) GetDraftWeights(ctx context.Context, r openapi.GetDraftWeightsRequestObject) (openapi.GetDraftWeightsResponseObject, error) {
	d, tag, err := edited(h.Drafts.Get(ctx, bank.KindWeights, string(bank.KindWeights)))
	return openapi.GetDraftWeights200JSONResponse{Body: d, Headers: openapi.GetDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftWeights saves other weights.
func (h *handlers) ReplaceDraftWeights(ctx context.Context, r openapi.ReplaceDraftWeightsRequestObject) (openapi.ReplaceDraftWeightsResponseObject, error) {
	d, tag, err := h.replace(ctx, bank.KindWeights, string(bank.KindWeights), r.Params.IfMatch, *r.Body)
	return openapi.ReplaceDraftWeights200JSONResponse{Body: d, Headers: openapi.ReplaceDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// DecideUpgrade settles what a newer program brings.
func (h *handlers) DecideUpgrade(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.DecideUpgradeResponseObject, error) {
	d, tag, err := h.decide(ctx, r)
	return openapi.DecideUpgrade200JSONResponse{Body: d, Headers: openapi.DecideUpgrade200ResponseHeaders{ETag: tag}}, err
}
