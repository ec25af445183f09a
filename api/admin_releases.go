package api

import (
	"cmp"
	"context"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// ListReleases returns all releases, newest first.
func (h *handlers) ListReleases(ctx context.Context, _ openapi.ListReleasesRequestObject) (openapi.ListReleasesResponseObject, error) {
	all, revision, err := h.Publish.Releases(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := h.Publish.WaitingUpgrades(ctx)
	if err != nil {
		return nil, err
	}
	return openapi.ListReleases200JSONResponse{
		Body:    openapi.ReleaseList{Revision: revision, WaitingUpgrades: waiting, Releases: mapSlice(all, releaseEntry)},
		Headers: openapi.ListReleases200ResponseHeaders{ETag: etag(revision)},
	}, nil
}

// GetRelease returns a release without its content.
func (h *handlers) GetRelease(ctx context.Context, r openapi.GetReleaseRequestObject) (openapi.GetReleaseResponseObject, error) {
	found, err := h.Publish.Release(ctx, r.Number)
	return openapi.GetRelease200JSONResponse(releaseEntry(found)), err
}

// CheckRelease runs the same checks as publishing, without publishing.
func (h *handlers) CheckRelease(ctx context.Context, r openapi.CheckReleaseRequestObject) (openapi.CheckReleaseResponseObject, error) {
	order, err := queryOrder(r.Params.Only, r.Params.PublishAt)
	if err != nil {
		return nil, err
	}
	found, err := h.Publish.CheckOrder(ctx, order)
	if err != nil {
		return nil, inQuery(err)
	}
	return openapi.CheckRelease200JSONResponse{
		Body: openapi.ReleaseCheck{
			Revision: found.Revision, Hash: found.Hash, Report: report(found.Report), ChooseToo: mapSlice(found.ChooseToo, partRef),
			ApprovalRequired: found.NeedsOther, ApprovedBy: mapSlice(found.ApprovedBy, func(a bank.Actor) string { return a.Name }),
		},
		Headers: openapi.CheckRelease200ResponseHeaders{ETag: etag(found.Revision)},
	}, nil
}

// PublishRelease publishes the drafts, or some of them.
func (h *handlers) PublishRelease(ctx context.Context, r openapi.PublishReleaseRequestObject) (openapi.PublishReleaseResponseObject, error) {
	order := publish.Order{Note: r.Body.Note, Only: partIDs(r.Body.Only)}
	next, tag, err := writeRelease(r.Params.IfMatch, func(revision int) (bank.Release, error) {
		return h.Publish.PublishOrder(ctx, actorOf(ctx), order, revision)
	})
	return openapi.PublishRelease201JSONResponse{Body: next, Headers: openapi.PublishRelease201ResponseHeaders{ETag: tag}}, err
}

// RollBackRelease publishes the content of an older release again.
func (h *handlers) RollBackRelease(ctx context.Context, r openapi.RollBackReleaseRequestObject) (openapi.RollBackReleaseResponseObject, error) {
	next, tag, err := writeRelease(r.Params.IfMatch, func(revision int) (bank.Release, error) {
		return h.Publish.RollBack(ctx, actorOf(ctx), r.Body.Note, revision, r.Number)
	})
	return openapi.RollBackRelease201JSONResponse{Body: next, Headers: openapi.RollBackRelease201ResponseHeaders{ETag: tag}}, err
}

// writeRelease calls add with the revisions of the bank that an If-Match header allows. It returns the release that add has
// added, and the ETag of the bank after it.
func writeRelease(ifMatch *string, add func(revision int) (bank.Release, error)) (openapi.ReleaseEntry, *string, error) {
	m, err := parseIfMatch(ifMatch)
	if err != nil {
		return openapi.ReleaseEntry{}, nil, err
	}
	var next bank.Release
	var tag *string
	err = m.write(func(revision int) (err error) {
		next, err = add(revision)
		tag = etag(revision + 1)
		return err
	})
	return releaseEntry(next), tag, err
}

// GetDiff compares two states of the bank.
func (h *handlers) GetDiff(ctx context.Context, r openapi.GetDiffRequestObject) (openapi.GetDiffResponseObject, error) {
	order, err := queryOrder(r.Params.Only, r.Params.PublishAt)
	if err != nil {
		return nil, err
	}
	d, err := h.Publish.DiffOrder(ctx, r.Params.From, r.Params.To, order)
	return openapi.GetDiff200JSONResponse{
		Body:    openapi.Diff{Revision: d.Revision, From: r.Params.From, To: r.Params.To, Hash: d.Hash, Changes: mapSlice(d.Changes, partChange)},
		Headers: openapi.GetDiff200ResponseHeaders{ETag: etag(d.Revision)},
	}, inQuery(err)
}

// GetAudit returns a page of the audit log, newest first.
func (h *handlers) GetAudit(ctx context.Context, r openapi.GetAuditRequestObject) (openapi.GetAuditResponseObject, error) {
	p := r.Params
	filter := auditFilter(openapi.ExportAuditParams{Author: p.Author, Action: p.Action, Kind: p.Kind, ID: p.ID, From: p.From, To: p.To})
	entries, err := h.Drafts.Audit(ctx, filter, deref(p.Before), cmp.Or(deref(p.Limit), defaultLimit))
	return openapi.GetAudit200JSONResponse{Entries: mapSlice(entries, auditEntry)}, err
}

// ListUpgrades returns the pending upgrades of edited drafts.
func (h *handlers) ListUpgrades(ctx context.Context, _ openapi.ListUpgradesRequestObject) (openapi.ListUpgradesResponseObject, error) {
	offers, err := h.Drafts.Offers(ctx)
	return openapi.ListUpgrades200JSONResponse{Upgrades: mapSlice(offers, upgrade)}, err
}

// decide applies a decision on an upgrade and returns the draft with its ETag.
func (h *handlers) decide(ctx context.Context, r openapi.DecideUpgradeRequestObject) (openapi.Draft, *string, error) {
	return writeDraft(drafts.Version{Kind: bank.Kind(r.Kind), ID: r.ID}, r.Params.IfMatch, func(of drafts.Version) (drafts.Edited, error) {
		return h.Drafts.Decide(ctx, actorOf(ctx), of, drafts.Take(r.Body.Take))
	})
}

// ListReplicas returns the replicas and the releases that they serve.
func (h *handlers) ListReplicas(ctx context.Context, _ openapi.ListReplicasRequestObject) (openapi.ListReplicasResponseObject, error) {
	all, newest, err := h.Replicas.List(ctx)
	return openapi.ListReplicas200JSONResponse{Newest: newest, Replicas: mapSlice(all, replica)}, err
}
