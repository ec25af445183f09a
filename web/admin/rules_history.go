package admin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// staleView shows two versions of a rule side by side.
type staleView struct {
	By     string // "" for the same person, in another window
	Fields []rulePair
}

// rulePair is a field that differs between two versions.
type rulePair struct {
	Name, Mine, Theirs string
}

// stale returns how an edit differs from what somebody else has saved.
func (b *ruleBank) stale(words web.Words, mine, theirs *bank.Rule) *staleView {
	view := &staleView{}
	ours, others := fieldTexts(mine), fieldTexts(theirs)
	for _, name := range ruleFields() {
		if ours[name] != others[name] {
			view.Fields = append(view.Fields, rulePair{words.T("admin.rules.field." + name), b.fieldText(words, mine.Asker, name, ours[name]), b.fieldText(words, theirs.Asker, name, others[name])})
		}
	}
	return view
}

// ruleFields returns the fields of a rule in the order in which pages show them.
func ruleFields() []string {
	return []string{"name", "because", "asker", "when", "effect", "pick", "cases", "status", "from", "until"}
}

// fieldTexts returns the fields of a rule as JSON.
func fieldTexts(rule *bank.Rule) map[string]string {
	raw, _ := json.Marshal(rule) // cannot fail: see bank.Rule
	var members map[string]json.RawMessage
	_ = json.Unmarshal(raw, &members)
	texts := map[string]string{}
	for name, value := range members {
		texts[name] = string(value)
	}
	return texts
}

// fieldText returns the value of a field, which is JSON, in words.
func (b *ruleBank) fieldText(words web.Words, asker bank.Asker, name, raw string) string {
	if raw == "" || raw == "null" {
		return ""
	}
	switch name {
	case "effect":
		var e bank.Effect
		if json.Unmarshal([]byte(raw), &e) == nil {
			return upperFirst(b.voice(words).Does(e, b.clause("", scopeOf(asker))))
		}
	case "cases":
		var cases []bank.Case
		if json.Unmarshal([]byte(raw), &cases) == nil {
			return b.casesText(words, asker, cases)
		}
	case "status", "asker":
		var value string
		if id := "admin.rules." + name + "."; json.Unmarshal([]byte(raw), &value) == nil && words.Has(id+value) {
			return words.T(id + value)
		}
	}
	var text string
	if json.Unmarshal([]byte(raw), &text) == nil {
		return text
	}
	return raw
}

// casesText returns cases in words, one a line.
func (b *ruleBank) casesText(words web.Words, asker bank.Asker, cases []bank.Case) string {
	var list []string
	for _, c := range b.caseViews(words, asker, cases) {
		id := "admin.rules.case.not"
		if c.Applies {
			id = "admin.rules.case.applies"
		}
		text := words.T(id) + ": " + c.Who
		if c.Question != "" {
			text += " · “" + c.Question + "”"
		}
		list = append(list, text)
	}
	return strings.Join(list, "\n")
}

// ruleHistoryView is the view of what happened to a rule.
type ruleHistoryView struct {
	shell

	ID, Name string
	Entries  []ruleVersion
	Releases []releaseEntry
	Before   int // for the next page; 0 for none
}

// ruleVersion is a change of a rule.
type ruleVersion struct {
	What, By, At string
	Version      int
	Fields       []rulePair // Mine is what it is now, Theirs what it was
}

// releaseEntry is a release in which a rule changed.
type releaseEntry struct {
	Number   int
	What, At string
}

// historyPerPage is how many changes a page of the history has.
const historyPerPage = 20

// history shows what happened to a rule.
func (r *rulePages) history(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	id := bank.PartID{Kind: bank.KindRule, ID: v.Param("id")}
	releases, _, err := r.Publish.Releases(v.ctx())
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(v.Query("before"))
	found, err := r.Drafts.History(v.ctx(), id, before, historyPerPage+1, releases)
	if err != nil {
		return err
	}
	page := ruleHistoryView{shell: r.frame(v, v.words.T("admin.rules.history"), "/admin/rules"), ID: id.ID, Name: id.ID}
	asker := bank.Candidate
	if d, ok := known.state.Part(id); ok {
		rule, err := ruleOf(&d)
		if err != nil {
			return err
		}
		page.Name, asker = rule.Name, rule.Asker
	}
	if len(found.Entries) > historyPerPage {
		found.Entries = found.Entries[:historyPerPage]
		page.Before = found.Entries[historyPerPage-1].Number
	}
	for _, e := range found.Entries {
		page.Entries = append(page.Entries, known.ruleVersion(v.words, asker, &e))
	}
	for _, c := range found.Releases {
		page.Releases = append(page.Releases, releaseEntry{c.Number, v.words.T("admin.rules.change." + string(c.Change)), c.At.UTC().Format("2006-01-02")})
	}
	return r.historyPage.Show(v.Context, http.StatusOK, page)
}

// ruleVersion returns a change as the page shows it.
func (b *ruleBank) ruleVersion(words web.Words, asker bank.Asker, e *bank.AuditEntry) ruleVersion {
	entry := ruleVersion{By: ruleNameOf(e.Author), At: e.At.UTC().Format("2006-01-02 15:04 UTC"), Version: e.Version, What: string(e.Action)}
	if id := "admin.rules.action." + string(e.Action); words.Has(id) {
		entry.What = words.T(id)
	}
	for _, name := range ruleFields() {
		for _, c := range e.Changes {
			step, inner, _ := strings.Cut(strings.TrimPrefix(c.Pointer, "/"), "/")
			if step != name {
				continue
			}
			pair := rulePair{
				words.T("admin.rules.field." + name), b.fieldText(words, asker, name, string(c.To)), b.fieldText(words, asker, name, string(c.From)),
			}
			if inner != "" { // a number of the effect, or the like
				pair = rulePair{pair.Name + ": " + inner, b.fieldText(words, asker, inner, string(c.To)), b.fieldText(words, asker, inner, string(c.From))}
			}
			entry.Fields = append(entry.Fields, pair)
		}
	}
	return entry
}
