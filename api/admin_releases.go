package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release"
)

// ListReleases lists the releases.
func (s *server) ListReleases(ctx context.Context, _ openapi.ListReleasesRequestObject) (openapi.ListReleasesResponseObject, error) {
	all, revision, err := s.releases.Releases(within(ctx))
	if err != nil {
		return nil, err
	}
	return openapi.ListReleases200JSONResponse{
		Body:    openapi.ReleaseList{Revision: revision, Releases: each(all, releaseEntry)},
		Headers: openapi.ListReleases200ResponseHeaders{ETag: etag(revision)},
	}, nil
}

// GetRelease reads what is known of a release.
func (s *server) GetRelease(ctx context.Context, r openapi.GetReleaseRequestObject) (openapi.GetReleaseResponseObject, error) {
	found, err := s.releases.Release(within(ctx), r.Number)
	return openapi.GetRelease200JSONResponse(releaseEntry(found)), err
}

// CheckRelease checks the drafts as publishing would.
func (s *server) CheckRelease(ctx context.Context, _ openapi.CheckReleaseRequestObject) (openapi.CheckReleaseResponseObject, error) {
	found, revision, err := s.releases.Rehearse(within(ctx))
	return openapi.CheckRelease200JSONResponse{
		Body:    openapi.ReleaseCheck{Revision: revision, Report: report(found)},
		Headers: openapi.CheckRelease200ResponseHeaders{ETag: etag(revision)},
	}, err
}

// PublishRelease publishes the drafts.
func (s *server) PublishRelease(ctx context.Context, r openapi.PublishReleaseRequestObject) (openapi.PublishReleaseResponseObject, error) {
	revision, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	next, err := s.releases.Publish(within(ctx), admin, r.Body.Note, revision)
	return openapi.PublishRelease201JSONResponse{
		Body: releaseEntry(next), Headers: openapi.PublishRelease201ResponseHeaders{ETag: etag(revision + 1)},
	}, err
}

// RollBackRelease brings an older release back.
func (s *server) RollBackRelease(ctx context.Context, r openapi.RollBackReleaseRequestObject) (openapi.RollBackReleaseResponseObject, error) {
	revision, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	next, err := s.releases.RollBack(within(ctx), admin, r.Body.Note, revision, r.Number)
	return openapi.RollBackRelease201JSONResponse{
		Body: releaseEntry(next), Headers: openapi.RollBackRelease201ResponseHeaders{ETag: etag(revision + 1)},
	}, err
}

// GetDiff compares two states of the bank.
func (s *server) GetDiff(ctx context.Context, r openapi.GetDiffRequestObject) (openapi.GetDiffResponseObject, error) {
	changes, revision, err := s.releases.Diff(within(ctx), r.Params.From, r.Params.To)
	return openapi.GetDiff200JSONResponse{
		Body:    openapi.Diff{Revision: revision, From: r.Params.From, To: r.Params.To, Changes: each(changes, partChange)},
		Headers: openapi.GetDiff200ResponseHeaders{ETag: etag(revision)},
	}, err
}

// GetAudit reads what was done.
func (s *server) GetAudit(ctx context.Context, r openapi.GetAuditRequestObject) (openapi.GetAuditResponseObject, error) {
	entries, err := s.releases.Audit(within(ctx), or(r.Params.Before), cmp.Or(or(r.Params.Limit), defaultLimit))
	return openapi.GetAudit200JSONResponse{Entries: each(entries, auditEntry)}, err
}

// ListUpgrades lists what a newer program brings for what was edited here.
func (s *server) ListUpgrades(ctx context.Context, _ openapi.ListUpgradesRequestObject) (openapi.ListUpgradesResponseObject, error) {
	offers, err := s.releases.Offers(within(ctx))
	return openapi.ListUpgrades200JSONResponse{Upgrades: each(offers, upgrade)}, err
}

// decide settles an upgrade.
func (s *server) decide(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.Draft, *string, error) {
	version, err := ifMatch(r.Params.IfMatch)
	if err != nil {
		return openapi.Draft{}, nil, err
	}
	return edited(s.releases.Decide(within(ctx), admin, release.DraftVersion{Kind: bank.Kind(r.Kind), ID: r.ID, Version: version}, release.Take(r.Body.Take)))
}

// ListReplicas lists the copies of the program and what they serve.
func (s *server) ListReplicas(ctx context.Context, _ openapi.ListReplicasRequestObject) (openapi.ListReplicasResponseObject, error) {
	all, newest, err := s.releases.Replicas(within(ctx))
	return openapi.ListReplicas200JSONResponse{Newest: newest, Replicas: each(all, replica)}, err
}
