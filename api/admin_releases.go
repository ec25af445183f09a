package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
)

// ListReleases lists the releases.
func (h *handlers) ListReleases(ctx context.Context, _ openapi.ListReleasesRequestObject) (openapi.ListReleasesResponseObject, error) {
	all, revision, err := h.Publish.Releases(ctx)
	if err != nil {
		return nil, err
	}
	return openapi.ListReleases200JSONResponse{
		Body:    openapi.ReleaseList{Revision: revision, Releases: each(all, releaseEntry)},
		Headers: openapi.ListReleases200ResponseHeaders{ETag: etag(revision)},
	}, nil
}

// GetRelease reads what is known of a release.
func (h *handlers) GetRelease(ctx context.Context, r openapi.GetReleaseRequestObject) (openapi.GetReleaseResponseObject, error) {
	found, err := h.Publish.Release(ctx, r.Number)
	return openapi.GetRelease200JSONResponse(releaseEntry(found)), err
}

// CheckRelease checks the drafts as publishing would.
func (h *handlers) CheckRelease(ctx context.Context, _ openapi.CheckReleaseRequestObject) (openapi.CheckReleaseResponseObject, error) {
	found, revision, err := h.Publish.Check(ctx)
	return openapi.CheckRelease200JSONResponse{
		Body:    openapi.ReleaseCheck{Revision: revision, Report: report(found)},
		Headers: openapi.CheckRelease200ResponseHeaders{ETag: etag(revision)},
	}, err
}

// PublishRelease publishes the drafts.
func (h *handlers) PublishRelease(ctx context.Context, r openapi.PublishReleaseRequestObject) (openapi.PublishReleaseResponseObject, error) {
	revision, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	next, err := h.Publish.Publish(ctx, actorOf(ctx), r.Body.Note, revision)
	return openapi.PublishRelease201JSONResponse{
		Body: releaseEntry(next), Headers: openapi.PublishRelease201ResponseHeaders{ETag: etag(revision + 1)},
	}, err
}

// RollBackRelease brings an older release back.
func (h *handlers) RollBackRelease(ctx context.Context, r openapi.RollBackReleaseRequestObject) (openapi.RollBackReleaseResponseObject, error) {
	revision, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	next, err := h.Publish.RollBack(ctx, actorOf(ctx), r.Body.Note, revision, r.Number)
	return openapi.RollBackRelease201JSONResponse{
		Body: releaseEntry(next), Headers: openapi.RollBackRelease201ResponseHeaders{ETag: etag(revision + 1)},
	}, err
}

// GetDiff compares two states of the bank.
func (h *handlers) GetDiff(ctx context.Context, r openapi.GetDiffRequestObject) (openapi.GetDiffResponseObject, error) {
	changes, revision, err := h.Publish.Diff(ctx, r.Params.From, r.Params.To)
	return openapi.GetDiff200JSONResponse{
		Body:    openapi.Diff{Revision: revision, From: r.Params.From, To: r.Params.To, Changes: each(changes, partChange)},
		Headers: openapi.GetDiff200ResponseHeaders{ETag: etag(revision)},
	}, err
}

// GetAudit reads what was done.
func (h *handlers) GetAudit(ctx context.Context, r openapi.GetAuditRequestObject) (openapi.GetAuditResponseObject, error) {
	entries, err := h.Drafts.Audit(ctx, or(r.Params.Before), cmp.Or(or(r.Params.Limit), defaultLimit))
	return openapi.GetAudit200JSONResponse{Entries: each(entries, auditEntry)}, err
}

// ListUpgrades lists what a newer program brings for what was edited here.
func (h *handlers) ListUpgrades(ctx context.Context, _ openapi.ListUpgradesRequestObject) (openapi.ListUpgradesResponseObject, error) {
	offers, err := h.Drafts.Offers(ctx)
	return openapi.ListUpgrades200JSONResponse{Upgrades: each(offers, upgrade)}, err
}

// decide settles an upgrade.
func (h *handlers) decide(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.Draft, *string, error) {
	version, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(h.Drafts.Decide(ctx, actorOf(ctx), drafts.Version{Kind: bank.Kind(r.Kind), ID: r.ID, Version: version}, drafts.Take(r.Body.Take)))
}

// ListReplicas lists the copies of the program and what they serve.
func (h *handlers) ListReplicas(ctx context.Context, _ openapi.ListReplicasRequestObject) (openapi.ListReplicasResponseObject, error) {
	all, newest, err := h.Replicas.List(ctx)
	return openapi.ListReplicas200JSONResponse{Newest: newest, Replicas: each(all, replica)}, err
}
