package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// entriesOnPage is how many entries of the audit are on a page.
const entriesOnPage = 50

// registerAudit adds the page of the audit.
func (p *pages) registerAudit() {
	page := p.site.Page(p.source, nil, "templates/audit.html", "templates/parts.html", "templates/publish_parts.html")
	p.get("/audit", "getAudit", func(v *visit) error { return p.showAudit(v, page) })
}

// auditView is the view of the audit.
type auditView struct {
	shell

	Author, ID, From, To string // as typed
	Actions, Kinds       []publishOption
	Entries              []entryView
	Next                 string // the path of the older entries; "" for none
	Newest               string // the path of the newest ones; "" on their page
	CSV, JSON            string // paths of exports
	IsFiltered           bool
	Problem              string
}

// publishOption is a value that one can choose.
type publishOption struct {
	Value, Text string
	Chosen      bool
}

// entryView is an entry of the audit.
type entryView struct {
	Number               int
	When, Author, Action string
	Kind, ID, Name, Path string
	Version              int
	Fields               []changedField
}

// auditActions returns the actions in the order in which they are listed.
func auditActions() []bank.Action {
	return []bank.Action{
		bank.ActionCreate, bank.ActionReplace, bank.ActionRetire, bank.ActionDiscard, bank.ActionUndo, bank.ActionPublish, bank.ActionRollBack,
		bank.ActionSchedule, bank.ActionCancel, bank.ActionFail, bank.ActionApprove, bank.ActionImport, bank.ActionUpgrade, bank.ActionResolve,
		bank.ActionRestore,
	}
}

// showAudit shows who has changed what, the last first.
func (p *pages) showAudit(v *visit, page web.Page) error {
	view := auditView{
		shell: p.frame(v, v.words.T("admin.section.audit"), "/admin/audit"), Author: bank.Clean(v.Query("author")), ID: bank.Clean(v.Query("id")),
		From: bank.Clean(v.Query("from")), To: bank.Clean(v.Query("to")),
	}
	filter := view.filter(v)
	before, _ := strconv.Atoi(v.Query("before"))
	entries, err := p.Drafts.Audit(v.ctx(), filter, max(before, 0), entriesOnPage+1)
	if err != nil {
		return err
	}
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	query := view.query(v)
	if before > 0 {
		view.Newest = "/admin/audit?" + query.Encode()
	}
	if len(entries) > entriesOnPage {
		entries = entries[:entriesOnPage]
		older := view.query(v)
		older.Set("before", strconv.Itoa(entries[entriesOnPage-1].Number))
		view.Next = "/admin/audit?" + older.Encode()
	}
	for i := range entries {
		view.Entries = append(view.Entries, viewEntry(v.words, state, &entries[i]))
	}
	view.exports(filter)
	return page.Show(v.Context, http.StatusOK, view)
}

// filter returns the filter in the address, and fills in the choices. A date that is none is said to be so, and otherwise ignored.
func (a *auditView) filter(v *visit) bank.AuditFilter {
	f := bank.AuditFilter{Author: a.Author, ID: a.ID}
	for _, action := range auditActions() {
		chosen := v.Query("action") == string(action)
		if chosen {
			f.Actions = []bank.Action{action}
		}
		a.Actions = append(a.Actions, publishOption{string(action), v.words.T("admin.audit.action." + string(action)), chosen})
	}
	for _, kind := range bank.Kinds() {
		chosen := v.Query("kind") == string(kind)
		if chosen {
			f.Kind = kind
		}
		a.Kinds = append(a.Kinds, publishOption{string(kind), v.words.T("admin.publish.kind." + string(kind)), chosen})
	}
	from, okFrom := parseDay(a.From)
	to, okTo := parseDay(a.To)
	if !okFrom || !okTo {
		a.Problem = v.words.T("admin.audit.wrong_date")
	}
	f.From = from
	if !to.IsZero() {
		f.To = to.AddDate(0, 0, 1) // the day is included
	}
	a.IsFiltered = f.Author != "" || f.ID != "" || f.Kind != "" || len(f.Actions) > 0 || a.From != "" || a.To != ""
	return f
}

// parseDay returns the beginning of a day in UTC, and whether a text is one; "" is the zero time.
func parseDay(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	at, err := time.Parse(time.DateOnly, text)
	return at, err == nil
}

// query returns the filters as the query of an address.
func (a *auditView) query(v *visit) url.Values {
	q := url.Values{}
	for _, name := range []string{"author", "action", "kind", "id", "from", "to"} {
		if value := v.Query(name); value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// exports fills in the paths of the exports, which the API has.
func (a *auditView) exports(f bank.AuditFilter) {
	q := url.Values{}
	for name, value := range map[string]string{"author": f.Author, "kind": string(f.Kind), "id": f.ID} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(f.Actions) > 0 {
		q.Set("action", string(f.Actions[0]))
	}
	if !f.From.IsZero() {
		q.Set("from", bank.FormatInstant(f.From))
	}
	if !f.To.IsZero() {
		q.Set("to", bank.FormatInstant(f.To))
	}
	path := func(format string) string {
		q.Set("format", format)
		return "/v1/admin/audit/export?" + q.Encode()
	}
	a.CSV, a.JSON = path("csv"), path("jsonl")
}

// viewEntry returns an entry in words.
func viewEntry(words web.Words, state *drafts.State, e *bank.AuditEntry) entryView {
	view := entryView{
		Number: e.Number, When: utc(e.At), Author: e.Author, Action: words.T("admin.audit.action." + string(e.Action)), ID: e.ID, Version: e.Version,
		Fields: viewFields(words, e.Changes),
	}
	switch {
	case e.Kind != "":
		id := bank.PartID{Kind: e.Kind, ID: e.ID}
		view.Kind, view.Name, view.Path = words.T("admin.publish.kind."+string(e.Kind)), partText(words, state, id), partPath(e.Kind, e.ID)
	case e.Action == bank.ActionPublish || e.Action == bank.ActionRollBack:
		view.Name, view.Path = words.T("admin.publish.release", "Number", e.ID), "/admin/publish/releases/"+url.PathEscape(e.ID)
		view.ID = ""
	case slices.Contains([]bank.Action{bank.ActionSchedule, bank.ActionCancel, bank.ActionFail}, e.Action):
		view.Name, view.Path = words.T("admin.audit.plan", "Number", e.ID), "/admin/publish/plans"
	case e.Action == bank.ActionApprove:
		view.Name, view.Path, view.ID = words.T("admin.audit.content", "Hash", short(e.ID)), "/admin/publish/plans", ""
	default:
		view.Name = words.T("admin.audit.bank")
	}
	return view
}
