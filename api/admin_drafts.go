package api

import (
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release"
)

// edited is a draft as the contract has it, and its ETag.
func edited(e release.Edited, err error) (openapi.Draft, *string, error) {
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	d, err := draft(e)
	return d, etag(e.Draft.Version), err
}

// create saves a new draft.
func (s *server) create(ctx context.Context, kind bank.Kind, body any) (openapi.Draft, *string, error) {
	text, err := bodyOf(body)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(s.releases.Create(within(ctx), admin, kind, text))
}

// replace saves another body of a draft.
func (s *server) replace(ctx context.Context, kind bank.Kind, id string, match *string, body any) (openapi.Draft, *string, error) {
	version, err := ifMatch(match)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	text, err := bodyOf(body)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(s.releases.Replace(within(ctx), admin, release.DraftVersion{Kind: kind, ID: id, Version: version}, text))
}

// retire takes a draft out of use.
func (s *server) retire(ctx context.Context, kind bank.Kind, id string, match *string) (openapi.Draft, *string, error) {
	version, err := ifMatch(match)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(s.releases.Retire(within(ctx), admin, release.DraftVersion{Kind: kind, ID: id, Version: version}))
}

// validate checks a body.
func (s *server) validate(ctx context.Context, kind bank.Kind, body any) (openapi.Review, error) {
	text, err := bodyOf(body)
	if err != nil {
		return openapi.Review{}, err
	}
	r, err := s.releases.Validate(within(ctx), kind, text)
	return review(r), err
}

// drafts is a page of the drafts of a kind, and its ETag.
func (s *server) drafts(ctx context.Context, kind bank.Kind, p openapi.ListDraftQuestionsParams) (openapi.DraftPage, *string, error) {
	all, revision, err := s.releases.Drafts(within(ctx), kind)
	if err != nil {
		return openapi.DraftPage{}, nil, err
	}
	answer, err := page(all, revision, p.Status, p.Limit, p.Cursor)
	return answer, etag(revision), err
}

// ListDraftQuestions lists the drafts of every question.
func (s *server) ListDraftQuestions(ctx context.Context, r openapi.ListDraftQuestionsRequestObject) (openapi.ListDraftQuestionsResponseObject, error) {
	d, tag, err := s.drafts(ctx, bank.KindQuestion, r.Params)
	return openapi.ListDraftQuestions200JSONResponse{Body: d, Headers: openapi.ListDraftQuestions200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftQuestion saves a new question.
func (s *server) CreateDraftQuestion(ctx context.Context, r openapi.CreateDraftQuestionRequestObject) (openapi.CreateDraftQuestionResponseObject, error) {
	d, tag, err := s.create(ctx, bank.KindQuestion, r.Body)
	return openapi.CreateDraftQuestion201JSONResponse{Body: d, Headers: openapi.CreateDraftQuestion201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftQuestion checks a question.
func (s *server) ValidateDraftQuestion(ctx context.Context, r openapi.ValidateDraftQuestionRequestObject) (openapi.ValidateDraftQuestionResponseObject, error) {
	found, err := s.validate(ctx, bank.KindQuestion, r.Body)
	return openapi.ValidateDraftQuestion200JSONResponse(found), err
}

// GetDraftQuestion reads a question.
func (s *server) GetDraftQuestion(ctx context.Context, r openapi.GetDraftQuestionRequestObject) (openapi.GetDraftQuestionResponseObject, error) {
	d, tag, err := edited(s.releases.Draft(within(ctx), bank.KindQuestion, r.ID))
	return openapi.GetDraftQuestion200JSONResponse{Body: d, Headers: openapi.GetDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftQuestion saves another form of a question.
func (s *server) ReplaceDraftQuestion(ctx context.Context, r openapi.ReplaceDraftQuestionRequestObject) (openapi.ReplaceDraftQuestionResponseObject, error) {
	d, tag, err := s.replace(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch, r.Body)
	return openapi.ReplaceDraftQuestion200JSONResponse{Body: d, Headers: openapi.ReplaceDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftQuestion takes a question out of use.
func (s *server) RetireDraftQuestion(ctx context.Context, r openapi.RetireDraftQuestionRequestObject) (openapi.RetireDraftQuestionResponseObject, error) {
	d, tag, err := s.retire(ctx, bank.KindQuestion, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftQuestion200JSONResponse{Body: d, Headers: openapi.RetireDraftQuestion200ResponseHeaders{ETag: tag}}, err
}

// ListDraftRules lists the drafts of every rule.
func (s *server) ListDraftRules(ctx context.Context, r openapi.ListDraftRulesRequestObject) (openapi.ListDraftRulesResponseObject, error) {
	d, tag, err := s.drafts(ctx, bank.KindRule, openapi.ListDraftQuestionsParams(r.Params))
	return openapi.ListDraftRules200JSONResponse{Body: d, Headers: openapi.ListDraftRules200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftRule saves a new rule.
func (s *server) CreateDraftRule(ctx context.Context, r openapi.CreateDraftRuleRequestObject) (openapi.CreateDraftRuleResponseObject, error) {
	d, tag, err := s.create(ctx, bank.KindRule, r.Body)
	return openapi.CreateDraftRule201JSONResponse{Body: d, Headers: openapi.CreateDraftRule201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftRule checks a rule.
func (s *server) ValidateDraftRule(ctx context.Context, r openapi.ValidateDraftRuleRequestObject) (openapi.ValidateDraftRuleResponseObject, error) {
	found, err := s.validate(ctx, bank.KindRule, r.Body)
	return openapi.ValidateDraftRule200JSONResponse(found), err
}

// GetDraftRule reads a rule.
func (s *server) GetDraftRule(ctx context.Context, r openapi.GetDraftRuleRequestObject) (openapi.GetDraftRuleResponseObject, error) {
	d, tag, err := edited(s.releases.Draft(within(ctx), bank.KindRule, r.ID))
	return openapi.GetDraftRule200JSONResponse{Body: d, Headers: openapi.GetDraftRule200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftRule saves another form of a rule.
func (s *server) ReplaceDraftRule(ctx context.Context, r openapi.ReplaceDraftRuleRequestObject) (openapi.ReplaceDraftRuleResponseObject, error) {
	d, tag, err := s.replace(ctx, bank.KindRule, r.ID, r.Params.IfMatch, r.Body)
	return openapi.ReplaceDraftRule200JSONResponse{Body: d, Headers: openapi.ReplaceDraftRule200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftRule takes a rule out of use.
func (s *server) RetireDraftRule(ctx context.Context, r openapi.RetireDraftRuleRequestObject) (openapi.RetireDraftRuleResponseObject, error) {
	d, tag, err := s.retire(ctx, bank.KindRule, r.ID, r.Params.IfMatch)
	return openapi.RetireDraftRule200JSONResponse{Body: d, Headers: openapi.RetireDraftRule200ResponseHeaders{ETag: tag}}, err
}

// ListDraftTerms lists the drafts of every term of the vocabulary.
func (s *server) ListDraftTerms(ctx context.Context, r openapi.ListDraftTermsRequestObject) (openapi.ListDraftTermsResponseObject, error) {
	d, tag, err := s.drafts(ctx, bank.Kind(r.Kind), openapi.ListDraftQuestionsParams(r.Params))
	return openapi.ListDraftTerms200JSONResponse{Body: d, Headers: openapi.ListDraftTerms200ResponseHeaders{ETag: tag}}, err
}

// CreateDraftTerm saves a new term of the vocabulary.
func (s *server) CreateDraftTerm(ctx context.Context, r openapi.CreateDraftTermRequestObject) (openapi.CreateDraftTermResponseObject, error) {
	d, tag, err := s.create(ctx, bank.Kind(r.Kind), r.Body)
	return openapi.CreateDraftTerm201JSONResponse{Body: d, Headers: openapi.CreateDraftTerm201ResponseHeaders{ETag: tag}}, err
}

// ValidateDraftTerm checks a term of the vocabulary.
func (s *server) ValidateDraftTerm(ctx context.Context, r openapi.ValidateDraftTermRequestObject) (openapi.ValidateDraftTermResponseObject, error) {
	found, err := s.validate(ctx, bank.Kind(r.Kind), r.Body)
	return openapi.ValidateDraftTerm200JSONResponse(found), err
}

// GetDraftTerm reads a term of the vocabulary.
func (s *server) GetDraftTerm(ctx context.Context, r openapi.GetDraftTermRequestObject) (openapi.GetDraftTermResponseObject, error) {
	d, tag, err := edited(s.releases.Draft(within(ctx), bank.Kind(r.Kind), r.ID))
	return openapi.GetDraftTerm200JSONResponse{Body: d, Headers: openapi.GetDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftTerm saves another form of a term of the vocabulary.
func (s *server) ReplaceDraftTerm(ctx context.Context, r openapi.ReplaceDraftTermRequestObject) (openapi.ReplaceDraftTermResponseObject, error) {
	d, tag, err := s.replace(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch, r.Body)
	return openapi.ReplaceDraftTerm200JSONResponse{Body: d, Headers: openapi.ReplaceDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// RetireDraftTerm takes a term of the vocabulary out of use.
func (s *server) RetireDraftTerm(ctx context.Context, r openapi.RetireDraftTermRequestObject) (openapi.RetireDraftTermResponseObject, error) {
	d, tag, err := s.retire(ctx, bank.Kind(r.Kind), r.ID, r.Params.IfMatch)
	return openapi.RetireDraftTerm200JSONResponse{Body: d, Headers: openapi.RetireDraftTerm200ResponseHeaders{ETag: tag}}, err
}

// GetDraftWeights reads the weights.
func (s *server) GetDraftWeights(ctx context.Context, r openapi.GetDraftWeightsRequestObject) (openapi.GetDraftWeightsResponseObject, error) {
	d, tag, err := edited(s.releases.Draft(within(ctx), bank.KindWeights, string(bank.KindWeights)))
	return openapi.GetDraftWeights200JSONResponse{Body: d, Headers: openapi.GetDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// ReplaceDraftWeights saves other weights.
func (s *server) ReplaceDraftWeights(ctx context.Context, r openapi.ReplaceDraftWeightsRequestObject) (openapi.ReplaceDraftWeightsResponseObject, error) {
	d, tag, err := s.replace(ctx, bank.KindWeights, string(bank.KindWeights), r.Params.IfMatch, r.Body)
	return openapi.ReplaceDraftWeights200JSONResponse{Body: d, Headers: openapi.ReplaceDraftWeights200ResponseHeaders{ETag: tag}}, err
}

// DecideUpgrade settles what a newer program brings.
func (s *server) DecideUpgrade(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.DecideUpgradeResponseObject, error) {
	d, tag, err := s.decide(ctx, r)
	return openapi.DecideUpgrade200JSONResponse{Body: d, Headers: openapi.DecideUpgrade200ResponseHeaders{ETag: tag}}, err
}
