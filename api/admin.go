package api

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/rules"
	"twoway/server"
)

// etag formats a version, or a revision, as the value of the header.
func etag(version int) *string {
	tag := strconv.Quote(strconv.Itoa(version))
	return &tag
}

// ifMatch returns the version that a request builds upon; −1, which matches nothing, for a header that is not one of ours.
func ifMatch(header *string) (int, error) {
	if header == nil || strings.TrimSpace(*header) == "" {
		return 0, &bank.Error{Code: server.CodeNoIfMatch, Message: "Send If-Match with the ETag of what you have read, so that nobody else's change is lost."}
	}
	for version, err := strconv.Atoi(strings.Trim(*header, `"`)); err == nil && *etag(version) == *header; {
		return version, nil
	}
	return -1, nil
}

// draftBody returns the body of a draft in the form of the contract, which leaves versions to the releases.
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
	return openapi.Review{Faults: each(r.Faults, fieldError), Warnings: each(r.Warnings, fieldError), Reach: reach(r.Reach)}
}

func reach(r *rules.Reach) nullable.Nullable[openapi.Reach] {
	if r == nil {
		return nullable.NewNullNullable[openapi.Reach]()
	}
	return nullable.NewNullableWithValue(openapi.Reach{Meetings: r.Meetings, Of: r.Of, Questions: list(r.Questions)})
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
	return openapi.ReleaseReport{
		Faults: each(r.Faults, fieldError), Warnings: each(r.Warnings, fieldError), Questions: r.Questions, Rules: r.Rules,
		Meetings: r.Meetings, Poor: r.Poor, Clusters: r.Clusters,
	}
}

func partChange(c bank.PartChange) openapi.PartChange {
	return openapi.PartChange{
		Kind: openapi.PartKind(c.Kind), ID: c.ID, Change: openapi.PartChangeChange(c.Change), Fields: each(c.Fields, fieldChange),
	}
}

func fieldChange(f bank.FieldChange) openapi.FieldChange {
	return openapi.FieldChange{Pointer: f.Pointer, From: valueOf(f.From), To: valueOf(f.To)}
}

// valueOf returns a JSON value, nil for none.
func valueOf(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	return raw
}

func auditEntry(e bank.AuditEntry) openapi.AuditEntry {
	return openapi.AuditEntry{
		Number: e.Number, At: e.At, Author: e.Author, Action: openapi.AuditEntryAction(e.Action), Kind: string(e.Kind), ID: e.ID,
		Version: e.Version, Changes: each(e.Changes, fieldChange),
	}
}

func upgrade(o drafts.Offer) openapi.Upgrade {
	return openapi.Upgrade{
		Kind: openapi.PartKind(o.Draft.Kind), ID: o.Draft.ID, Version: o.Draft.Version, Withdrawn: o.Withdrawn,
		Yours: each(o.Yours, fieldChange), Theirs: each(o.Theirs, fieldChange), Conflicts: list(o.Conflicts),
	}
}

func replica(r bank.Replica) openapi.Replica {
	return openapi.Replica{Name: r.Name, Release: releaseID(r.Release), Problem: r.Problem, Failures: r.Failures, SeenAt: r.SeenAt}
}

// page returns one page of drafts with a status, after the cursor, and the cursor of the next page, null on the last.
func page(drafts []bank.DraftPart, revision int, status *openapi.Status, limit *int, cursor *string) (openapi.DraftPage, error) {
	answer := openapi.DraftPage{Revision: revision, Drafts: []openapi.DraftEntry{}, NextCursor: nullable.NewNullNullable[string]()}
	after, err := afterCursor(cursor)
	if err != nil {
		return answer, err
	}
	most := cmp.Or(or(limit), defaultLimit)
	passed := after == ""
	for i := range drafts {
		d := &drafts[i]
		if !passed {
			passed = d.ID == after
			continue
		}
		if status != nil && statusOf(d) != bank.Status(*status) {
			continue
		}
		if len(answer.Drafts) == most {
			answer.NextCursor = nullable.NewNullableWithValue(cursorOf(answer.Drafts[most-1].ID))
			return answer, nil
		}
		answer.Drafts = append(answer.Drafts, draftEntry(d))
	}
	return answer, nil
}

// statusOf returns the status of a draft. Terms are ready unless they are retired.
func statusOf(d *bank.DraftPart) bank.Status {
	if d.Retired {
		return bank.Retired
	}
	life := struct{ Status bank.Status }{bank.Ready}
	_ = json.Unmarshal(d.Body, &life) // the body of a part is JSON
	return life.Status
}
