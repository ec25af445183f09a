package api

import (
	"encoding/json"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/rules"
)

// draftBody converts the body of a draft. In the contract, only released questions and rules have a version in the body.
func draftBody(d *bank.DraftPart) openapi.DraftBody { return openapi.DraftBody(d.BodyWithoutVersion()) }

func draft(e drafts.Edited) openapi.Draft {
	d := &e.Draft
	return openapi.Draft{
		Kind: openapi.PartKind(d.Kind), ID: d.ID, Version: d.Version, Retired: d.Retired, EditedHere: d.IsEdited(),
		EditedAt: d.EditedAt, EditedBy: d.EditedBy, Body: draftBody(d), Review: review(e.Review),
	}
}

func draftEntry(d *bank.DraftPart) openapi.DraftEntry {
	return openapi.DraftEntry{
		Kind: openapi.PartKind(d.Kind), ID: d.ID, Version: d.Version, Retired: d.Retired, EditedHere: d.IsEdited(),
		EditedAt: d.EditedAt, EditedBy: d.EditedBy, Body: draftBody(d),
	}
}

func review(r drafts.Review) openapi.Review {
	faults, moreFaults := fieldErrors(r.Faults)
	warnings, moreWarnings := fieldErrors(r.Warnings)
	return openapi.Review{
		Faults: faults, MoreFaults: ptrOrNil(moreFaults), Warnings: warnings, MoreWarnings: ptrOrNil(moreWarnings), Reach: reach(r.Reach),
	}
}

func reach(r *rules.Reach) nullable.Nullable[openapi.Reach] {
	if r == nil {
		return nullable.NewNullNullable[openapi.Reach]()
	}
	return nullable.NewNullableWithValue(openapi.Reach{Meetings: r.Meetings, Of: r.Of, Questions: nonNil(r.Questions)})
}

func releaseEntry(r bank.Release) openapi.ReleaseEntry {
	restores := nullable.NewNullNullable[int]()
	if r.Restores > 0 {
		restores = nullable.NewNullableWithValue(r.Restores)
	}
	return openapi.ReleaseEntry{
		Number: r.Number, Hash: r.Hash, Note: r.Note, Author: r.Author, CreatedAt: r.CreatedAt, Restores: restores, Report: report(r.Report),
	}
}

func report(r bank.Report) openapi.ReleaseReport {
	faults, moreFaults := fieldErrors(r.Faults)
	warnings, moreWarnings := fieldErrors(r.Warnings)
	return openapi.ReleaseReport{
		Faults: faults, MoreFaults: ptrOrNil(moreFaults), Warnings: warnings, MoreWarnings: ptrOrNil(moreWarnings),
		Questions: r.Questions, Rules: r.Rules, Meetings: r.Meetings, Poor: r.Poor, Clusters: r.Clusters,
	}
}

func partChange(c bank.PartChange) openapi.PartChange {
	return openapi.PartChange{
		Kind: openapi.PartKind(c.Kind), ID: c.ID, Change: openapi.PartChangeChange(c.Change), Fields: mapSlice(c.Fields, fieldChange),
	}
}

func fieldChange(f bank.FieldChange) openapi.FieldChange {
	return openapi.FieldChange{Pointer: f.Pointer, From: rawOrNil(f.From), To: rawOrNil(f.To)}
}

// rawOrNil returns raw, or nil if it is empty.
func rawOrNil(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	return raw
}

func auditEntry(e bank.AuditEntry) openapi.AuditEntry {
	return openapi.AuditEntry{
		Number: e.Number, At: e.At, Author: e.Author, Action: openapi.AuditAction(e.Action), Kind: string(e.Kind), ID: e.ID,
		Version: e.Version, Changes: mapSlice(e.Changes, fieldChange),
	}
}

func upgrade(o drafts.Offer) openapi.Upgrade {
	return openapi.Upgrade{
		Kind: openapi.PartKind(o.Draft.Kind), ID: o.Draft.ID, Version: o.Draft.Version, Withdrawn: o.Withdrawn,
		Yours: mapSlice(o.Yours, fieldChange), Theirs: mapSlice(o.Theirs, fieldChange), Conflicts: nonNil(o.Conflicts),
	}
}

func replica(r bank.Replica) openapi.Replica {
	return openapi.Replica{Name: r.Name, Release: releaseID(r.Release), Problem: r.Problem, Failures: r.Failures, SeenAt: r.SeenAt}
}
