package api

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// partIDs returns a selection, nil if there is none.
func partIDs(only *[]openapi.PartRef) []bank.PartID {
	if only == nil {
		return nil
	}
	return mapSlice(*only, func(p openapi.PartRef) bank.PartID { return bank.PartID{Kind: bank.Kind(p.Kind), ID: p.ID} })
}

func partRef(id bank.PartID) openapi.PartRef {
	return openapi.PartRef{Kind: openapi.PartKind(id.Kind), ID: id.ID}
}

// queryOrder returns the order of a selection and a time in the query. An unknown kind is an error with code invalid_request.
func queryOrder(only *[]string, at *time.Time) (publish.Order, error) {
	o := publish.Order{PublishAt: toSecond(deref(at))}
	for i, text := range deref(only) {
		kind, id, _ := strings.Cut(text, ":")
		if !slices.Contains(bank.Kinds(), bank.Kind(kind)) {
			return o, invalidRequest(bank.Fault{
				Code: bank.FaultUnknownValue, Pointer: "/query/only/" + strconv.Itoa(i), Detail: "Unknown kind of part: " + strconv.Quote(kind) + ".",
			})
		}
		o.Only = append(o.Only, bank.PartID{Kind: bank.Kind(kind), ID: id})
	}
	return o, nil
}

// toSecond returns a time in UTC without what is below a second.
func toSecond(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.UTC().Truncate(time.Second)
}

// inQuery returns an error with the pointers of a selection as in the query.
func inQuery(err error) error {
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || e.Code != bank.CodeInvalidRequest {
		return err
	}
	moved := *e
	moved.Faults = mapSlice(e.Faults, func(f bank.Fault) bank.Fault { f.Pointer = "/query" + f.Pointer; return f })
	return &moved
}

// DiscardDraft makes a draft what it is in the release in service.
func (h *handlers) DiscardDraft(ctx context.Context, r openapi.DiscardDraftRequestObject) (openapi.DiscardDraftResponseObject, error) {
	d, tag, err := writeDraft(drafts.Version{Kind: bank.Kind(r.Kind), ID: r.ID}, r.Params.IfMatch, func(of drafts.Version) (drafts.Edited, error) {
		return h.Publish.Discard(ctx, actorOf(ctx), of)
	})
	return openapi.DiscardDraft200JSONResponse{Body: d, Headers: openapi.DiscardDraft200ResponseHeaders{ETag: tag}}, err
}

// UndoDraft makes a draft what it was before its last change.
func (h *handlers) UndoDraft(ctx context.Context, r openapi.UndoDraftRequestObject) (openapi.UndoDraftResponseObject, error) {
	d, tag, err := writeDraft(drafts.Version{Kind: bank.Kind(r.Kind), ID: r.ID}, r.Params.IfMatch, func(of drafts.Version) (drafts.Edited, error) {
		return h.Drafts.Undo(ctx, actorOf(ctx), of)
	})
	return openapi.UndoDraft200JSONResponse{Body: d, Headers: openapi.UndoDraft200ResponseHeaders{ETag: tag}}, err
}

// ListSchedules returns the schedules, and when rules come into force or end.
func (h *handlers) ListSchedules(ctx context.Context, _ openapi.ListSchedulesRequestObject) (openapi.ListSchedulesResponseObject, error) {
	all, ends, err := h.Publish.Schedules(ctx)
	return openapi.ListSchedules200JSONResponse{
		Schedules: mapSlice(all, schedule),
		RuleEnds: mapSlice(ends, func(e bank.RuleEnd) openapi.RuleEnd {
			return openapi.RuleEnd{Rule: e.Rule, At: e.At, Begins: e.Begins}
		}),
	}, err
}

// CreateSchedule plans to publish at a time.
func (h *handlers) CreateSchedule(ctx context.Context, r openapi.CreateScheduleRequestObject) (openapi.CreateScheduleResponseObject, error) {
	order := publish.Order{Note: r.Body.Note, Only: partIDs(r.Body.Only), PublishAt: toSecond(r.Body.PublishAt)}
	planned, err := h.Publish.Schedule(ctx, actorOf(ctx), order, r.Body.Hash)
	return openapi.CreateSchedule201JSONResponse(schedule(planned)), err
}

// CancelSchedule cancels a schedule.
func (h *handlers) CancelSchedule(ctx context.Context, r openapi.CancelScheduleRequestObject) (openapi.CancelScheduleResponseObject, error) {
	cancelled, err := h.Publish.Cancel(ctx, actorOf(ctx), r.ID)
	return openapi.CancelSchedule200JSONResponse(schedule(cancelled)), err
}

func schedule(s bank.Schedule) openapi.Schedule {
	out := openapi.Schedule{
		ID: s.ID, PublishAt: s.PublishAt, Hash: s.Hash, Only: mapSlice(s.Only, partRef), Rules: s.Rules, Note: s.Note, Author: s.By.Name,
		CreatedAt: s.CreatedAt, Status: openapi.ScheduleStatus(s.Status), Reason: s.Reason,
		Release: nullable.NewNullNullable[int](), SettledAt: nullIfZero(s.SettledAt),
	}
	if s.Release > 0 {
		out.Release = nullable.NewNullableWithValue(s.Release)
	}
	return out
}

func nullIfZero(at time.Time) nullable.Nullable[time.Time] {
	if at.IsZero() {
		return nullable.NewNullNullable[time.Time]()
	}
	return nullable.NewNullableWithValue(at)
}

// ListApprovals returns the approvals, the last first.
func (h *handlers) ListApprovals(ctx context.Context, _ openapi.ListApprovalsRequestObject) (openapi.ListApprovalsResponseObject, error) {
	all, err := h.Publish.Approvals(ctx)
	return openapi.ListApprovals200JSONResponse{Required: h.Publish.RequiresApproval(), Approvals: mapSlice(all, approval)}, err
}

// CreateApproval approves what would be published.
func (h *handlers) CreateApproval(ctx context.Context, r openapi.CreateApprovalRequestObject) (openapi.CreateApprovalResponseObject, error) {
	order := publish.Order{Only: partIDs(r.Body.Only), PublishAt: toSecond(deref(r.Body.PublishAt))}
	given, err := h.Publish.Approve(ctx, actorOf(ctx), order, r.Body.Hash)
	return openapi.CreateApproval201JSONResponse(approval(publish.Approved{Approval: given, Stands: true})), err
}

func approval(a publish.Approved) openapi.Approval {
	return openapi.Approval{
		ID: a.ID, Hash: a.Hash, Only: mapSlice(a.Only, partRef), PublishAt: nullIfZero(a.PublishAt), Author: a.By.Name, CreatedAt: a.CreatedAt,
		Stands: a.Stands,
	}
}
