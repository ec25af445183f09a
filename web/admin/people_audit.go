package admin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"twoway/account"
)

// historyLimit is how many entries of the audit of people and keys are on a page.
const historyLimit = 50

// accountHistoryView is the view of the audit of people and keys.
type accountHistoryView struct {
	shell

	Tabs    accountTabs
	Entries []accountEntryView
	Older   string // the path of the next page; "" for none
	IsLater bool   // it is not the first page
}

// accountEntryView is an entry of the audit of people and keys.
type accountEntryView struct {
	When, Author, What string
}

// showHistory shows a page of the audit of people and keys, newest first.
func (p *peoplePages) showHistory(v *visit) error {
	before, err := strconv.Atoi(v.Query("before"))
	if err != nil || before < 0 {
		before = 0 // an address that somebody has changed shows the first page
	}
	entries, err := p.Accounts.Audit(v.ctx(), before, historyLimit+1)
	if err != nil {
		return err
	}
	view := accountHistoryView{shell: p.frame(v, v.words.T("admin.people.history"), "/admin/people"), Tabs: accountTabs{"audit"}, IsLater: before > 0}
	if len(entries) > historyLimit {
		entries = entries[:historyLimit]
		view.Older = "/admin/people/audit?before=" + strconv.Itoa(entries[historyLimit-1].Number)
	}
	view.Entries = p.entries(v, entries)
	return p.history.Show(v.Context, http.StatusOK, view)
}

func (p *peoplePages) entries(v *visit, entries []account.Entry) []accountEntryView {
	var views []accountEntryView
	for i := range entries {
		views = append(views, accountEntryView{v.minute(entries[i].At), entries[i].Author, entryText(v, &entries[i])})
	}
	return views
}

// entryText says what was done.
func entryText(v *visit, e *account.Entry) string {
	if e.Action != account.ActionChange {
		role := v.words.T("admin.role." + becomes(e, "/role"))
		return v.words.T("admin.people.did."+string(e.Action), "Name", e.Name, "Role", role)
	}
	var parts []string
	for _, c := range e.Changes {
		from, to := decoded[string](c.From), decoded[string](c.To)
		switch c.Pointer {
		case "/name":
			parts = append(parts, v.words.T("admin.people.did.name", "Name", e.Name, "From", from, "To", to))
		case "/role":
			parts = append(parts, v.words.T("admin.people.did.role", "Name", e.Name, "From", v.words.T("admin.role."+from), "To", v.words.T("admin.role."+to)))
		case "/disabled":
			what := map[bool]string{true: "disabled", false: "enabled"}[decoded[bool](c.To)]
			parts = append(parts, v.words.T("admin.people.did."+what, "Name", e.Name))
		}
	}
	return strings.Join(parts, " ")
}

// becomes returns what an entry says that a member has become; "" for nothing.
func becomes(e *account.Entry, pointer string) string {
	for _, c := range e.Changes {
		if c.Pointer == pointer {
			return decoded[string](c.To)
		}
	}
	return ""
}

// decoded returns what is in a member of an entry; the zero value if it is something else.
func decoded[T any](raw json.RawMessage) T {
	var to T
	_ = json.Unmarshal(raw, &to) // the program has written it
	return to
}
