package api

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/spreadsheet"
)

// auditFilter returns the filter of a request for audit entries.
func auditFilter(p openapi.ExportAuditParams) bank.AuditFilter {
	f := bank.AuditFilter{Author: deref(p.Author), Kind: bank.Kind(deref(p.Kind)), ID: deref(p.ID), From: deref(p.From), To: deref(p.To)}
	if p.Action != nil {
		f.Actions = []bank.Action{bank.Action(*p.Action)}
	}
	return f
}

// Bounds of an export.
const (
	exportBatch   = 200             // entries that are in memory at a time
	exportTimeout = 5 * time.Minute // of the whole
	batchTimeout  = 30 * time.Second
)

// ExportAudit exports audit entries as CSV or JSON Lines.
func (h *handlers) ExportAudit(ctx context.Context, r openapi.ExportAuditRequestObject) (openapi.ExportAuditResponseObject, error) {
	x := &auditExport{h: h, format: cmp.Or(string(deref(r.Params.Format)), string(openapi.ExportAuditParamsFormatCsv)), filter: auditFilter(r.Params), parent: context.WithoutCancel(ctx)}
	var err error
	x.first, err = h.Drafts.Audit(ctx, x.filter, 0, exportBatch) // while a failure can still be a problem
	return x, err
}

// auditExport is an answer that is written as it is read.
type auditExport struct {
	h      *handlers
	format string
	filter bank.AuditFilter
	first  []bank.AuditEntry
	parent context.Context //nolint:containedctx // of an answer, which is written after the handler has returned
}

// VisitExportAuditResponse writes the answer. If an entry cannot be read or written, it cuts the connection.
func (x *auditExport) VisitExportAuditResponse(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Disposition", `attachment; filename="audit.`+x.format+`"`)
	write := newCSVAudit
	if header.Set("Content-Type", "text/csv; charset=utf-8"); x.format == string(openapi.ExportAuditParamsFormatJsonl) {
		write = newJSONAudit
		header.Set("Content-Type", "application/x-ndjson")
	}
	w.WriteHeader(http.StatusOK)
	if err := x.write(w, write(w)); err != nil {
		x.h.log.WarnContext(x.parent, "an export of the audit was cut off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// write writes all entries, a batch at a time.
func (x *auditExport) write(w http.ResponseWriter, writeBatch func([]bank.AuditEntry) error) error {
	ctx, cancel := context.WithTimeout(x.parent, exportTimeout)
	defer cancel()
	deadline := http.NewResponseController(w)
	batch := x.first
	for {
		_ = deadline.SetWriteDeadline(time.Now().Add(batchTimeout)) // where there is none, nothing is cut off
		if err := writeBatch(batch); err != nil {
			return err
		}
		if len(batch) < exportBatch {
			return nil
		}
		var err error
		if batch, err = x.h.Drafts.Audit(ctx, x.filter, batch[len(batch)-1].Number, exportBatch); err != nil {
			return err
		}
	}
}

// newJSONAudit returns what writes entries as JSON Lines.
func newJSONAudit(w io.Writer) func([]bank.AuditEntry) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(entries []bank.AuditEntry) error {
		for i := range entries {
			if err := enc.Encode(auditEntry(entries[i])); err != nil {
				return err
			}
		}
		return nil
	}
}

// newCSVAudit returns what writes entries as CSV, one row for each changed field.
func newCSVAudit(w io.Writer) func([]bank.AuditEntry) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	title := []string{"\ufeffnumber", "at", "author", "action", "kind", "id", "version", "pointer", "from", "to"} // Excel wants the mark
	return func(entries []bank.AuditEntry) error {
		if title != nil {
			_ = out.Write(title) // Error returns it
			title = nil
		}
		for i := range entries {
			writeRows(out, &entries[i])
		}
		out.Flush()
		return out.Error()
	}
}

func writeRows(out *csv.Writer, e *bank.AuditEntry) {
	changes := e.Changes
	if len(changes) == 0 {
		changes = []bank.FieldChange{{}}
	}
	for _, c := range changes {
		row := []string{
			strconv.Itoa(e.Number), e.At.UTC().Format(time.RFC3339Nano), e.Author, string(e.Action), string(e.Kind), e.ID, strconv.Itoa(e.Version),
			c.Pointer, string(c.From), string(c.To),
		}
		for i := range row {
			row[i] = spreadsheet.Escape(row[i])
		}
		_ = out.Write(row) // Error returns it
	}
}

// history returns what happened to a draft.
func (h *handlers) history(ctx context.Context, id bank.PartID, before, limit *int) (openapi.History, error) {
	size := cmp.Or(deref(limit), defaultLimit)
	releases, _, err := h.Publish.Releases(ctx)
	if err != nil {
		return openapi.History{}, err
	}
	found, err := h.Drafts.History(ctx, id, deref(before), size+1, releases)
	if err != nil {
		return openapi.History{}, err
	}
	next := nullable.NewNullNullable[int]()
	if len(found.Entries) > size {
		found.Entries = found.Entries[:size]
		next = nullable.NewNullableWithValue(found.Entries[size-1].Number)
	}
	return openapi.History{
		Entries: mapSlice(found.Entries, auditEntry), NextBefore: next, Blame: mapSlice(found.Blame, blame),
		Releases: mapSlice(found.Releases, func(c bank.ReleasedChange) openapi.ReleasedChange {
			return openapi.ReleasedChange{Number: c.Number, At: c.At, Author: c.Author, Change: openapi.ReleasedChangeChange(c.Change)}
		}),
	}, nil
}

func blame(b bank.Blame) openapi.Blame {
	out := openapi.Blame{
		Field: b.Field, Author: b.Author, At: nullable.NewNullNullable[time.Time](), Number: nullable.NewNullNullable[int](),
		Version: nullable.NewNullNullable[int](),
	}
	if b.Number > 0 {
		out.At, out.Number, out.Version = nullable.NewNullableWithValue(b.At), nullable.NewNullableWithValue(b.Number), nullable.NewNullableWithValue(b.Version)
	}
	return out
}

// GetQuestionHistory returns the history of a question.
func (h *handlers) GetQuestionHistory(ctx context.Context, r openapi.GetQuestionHistoryRequestObject) (openapi.GetQuestionHistoryResponseObject, error) {
	found, err := h.history(ctx, bank.PartID{Kind: bank.KindQuestion, ID: r.ID}, r.Params.Before, r.Params.Limit)
	return openapi.GetQuestionHistory200JSONResponse(found), err
}

// GetRuleHistory returns the history of a rule.
func (h *handlers) GetRuleHistory(ctx context.Context, r openapi.GetRuleHistoryRequestObject) (openapi.GetRuleHistoryResponseObject, error) {
	found, err := h.history(ctx, bank.PartID{Kind: bank.KindRule, ID: r.ID}, r.Params.Before, r.Params.Limit)
	return openapi.GetRuleHistory200JSONResponse(found), err
}

// GetTermHistory returns the history of a term.
func (h *handlers) GetTermHistory(ctx context.Context, r openapi.GetTermHistoryRequestObject) (openapi.GetTermHistoryResponseObject, error) {
	found, err := h.history(ctx, bank.PartID{Kind: bank.Kind(r.Kind), ID: r.ID}, r.Params.Before, r.Params.Limit)
	return openapi.GetTermHistory200JSONResponse(found), err
}
