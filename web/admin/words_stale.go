package admin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/server"
)

// fieldPair is a field in two states.
type fieldPair struct {
	Name       string
	Label      string
	From, To   string   // for a value that is no list of texts
	Gone, Come []string // of a list of texts
	Take       bool     // what it was can be taken instead
}

// stale shows the form again after somebody else has changed the term since the version that it was based on. What only they have changed is
// taken over. Where both have changed a field, what was sent stays in the form, and theirs is shown beside it, to be taken instead.
func (w *wordPages) stale(v *visit, e *termEdit, version int) error {
	mine, err := json.Marshal(e.body)
	if err != nil {
		return err
	}
	part, err := bank.NewPart(e.kind, mine)
	if err != nil {
		return err
	}
	base, err := w.bodyAt(v, e, version)
	if err != nil {
		return err
	}
	merged, conflicts, err := bank.Merge(e.kind, base, part.Body, e.draft.Body)
	if err != nil {
		return err
	}
	own := bank.DiffFields(e.draft.Body, merged.Body)
	if len(own) == 0 { // both wrote the same
		return w.done(v, termPath(e.kind, e.id), "words.same", nil)
	}
	if e.body, err = decodeBody(merged.Body); err != nil {
		return err
	}
	view, err := w.view(v, e)
	if err != nil {
		return err
	}
	isConflict := func(c bank.FieldChange) bool { return slices.Contains(conflicts, c.Pointer) }
	view.Theirs = e.form.pairs(slices.DeleteFunc(slices.Clone(own), func(c bank.FieldChange) bool { return !isConflict(c) }))
	for i := range view.Theirs {
		view.Theirs[i].Take = true
	}
	view.Kept = e.form.pairs(slices.DeleteFunc(bank.DiffFields(base, e.draft.Body), isConflict))
	view.Stale, view.StaleBy, view.Version = true, otherThan(v, e.draft.EditedBy), e.draft.Version
	return w.term.Show(v.Context, server.Status(bank.CodeStale), view)
}

// otherThan returns the name of an author as people call them; "" if that is whoever looks, who has a form open in another window.
func otherThan(v *visit, author string) string {
	if author == v.person.Actor().Name {
		return ""
	}
	return shortAuthor(author)
}

// bodyAt returns the body of a term as it was at a version. If that is not known, it is empty, so that both sides count as changed.
func (w *wordPages) bodyAt(v *visit, e *termEdit, version int) ([]byte, error) {
	body := e.draft.Body
	const most = 100 // later versions that are looked through
	entries, err := w.Drafts.Audit(v.ctx(), bank.AuditFilter{Kind: e.kind, ID: e.id}, 0, most)
	if err != nil {
		return nil, err
	}
	i := 0
	for ; i < len(entries) && entries[i].Version > version; i++ {
		if body, err = bank.Revert(body, entries[i].Changes); err != nil {
			return nil, err
		}
	}
	if i == len(entries) && (len(entries) == most || version < 1) {
		return []byte("{}"), nil
	}
	part, err := bank.NewPart(e.kind, body) // as bodies are written, or everything with a & in it would count as changed
	return part.Body, err
}

// pairs returns changes of fields in words.
func (f *wordForm) pairs(changes []bank.FieldChange) []fieldPair {
	var pairs []fieldPair
	for _, c := range changes {
		name := strings.ReplaceAll(strings.TrimPrefix(c.Pointer, "/"), "/", ".")
		field := wordField{name: name}
		for _, known := range fieldsOf(f.kind) {
			if known.name == name {
				field = known
			}
		}
		pair := fieldPair{Name: name, Label: f.label(field, "")}
		if pair.Label == "" {
			pair.Label = name
		}
		from, to := f.texts(field, c.From), f.texts(field, c.To)
		pair.From, pair.To = strings.Join(from, " · "), strings.Join(to, " · ")
		if field.as == asLines || field.as == asRows || field.as == asPicks {
			pair.Gone, pair.Come = missing(from, to), missing(to, from)
		} // if both are empty, only the order is another
		pairs = append(pairs, pair)
	}
	return pairs
}

// texts returns the value of a field in words, one for each text or row.
func (f *wordForm) texts(field wordField, raw json.RawMessage) []string {
	if len(raw) == 0 {
		return nil
	}
	wrapped, err := decodeBody([]byte(`{"it":` + string(raw) + `}`))
	if err != nil {
		return []string{string(raw)}
	}
	switch value := wrapped["it"].(type) {
	case string:
		if value == "" {
			return nil
		}
		if names := f.offers.names(f.v.words, field.of, []string{value}); field.of != "" && len(names) > 0 {
			return names
		}
		return []string{value}
	case bool:
		if value {
			return []string{f.v.words.T("admin.words.yes")}
		}
		return []string{f.v.words.T("admin.words.no")}
	case json.Number:
		return []string{value.String()}
	case []any:
		return f.items(field, value)
	}
	return []string{string(raw)}
}

// items returns the items of a list in words.
func (f *wordForm) items(field wordField, all []any) []string {
	var texts []string
	for _, one := range all {
		switch item := one.(type) {
		case string:
			if names := f.offers.names(f.v.words, field.of, []string{item}); field.of != "" && len(names) > 0 {
				item = names[0]
			}
			texts = append(texts, item)
		case json.Number:
			texts = append(texts, item.String())
		case map[string]any:
			texts = append(texts, f.row(field, item))
		}
	}
	return texts
}

// row returns a row in words.
func (f *wordForm) row(field wordField, row map[string]any) string {
	var parts []string
	for i, inner := range field.rows {
		raw, err := json.Marshal(member(row, inner.name))
		if err != nil || string(raw) == "null" {
			continue
		}
		texts := f.texts(inner, raw)
		if inner.as == asThing && len(texts) > 0 {
			texts = []string{f.offers.label(texts[0])}
		}
		if len(texts) == 0 {
			continue
		}
		text := strings.Join(texts, ", ")
		if i > 0 {
			text = f.label(inner, field.name+".") + ": " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

// missing returns the texts of a list that another one does not have, or not as often.
func missing(list, other []string) []string {
	times := map[string]int{}
	for _, text := range other {
		times[text]++
	}
	var rest []string
	for _, text := range list {
		if times[text]--; times[text] < 0 {
			rest = append(rest, text)
		}
	}
	return rest
}

// historyEntry is an entry of the history of a term.
type historyEntry struct {
	bank.AuditEntry

	What  string
	Pairs []fieldPair
}

// historyView is the view of the history of a term.
type historyView struct {
	shell

	Kind, KindName, ID, Name, Back string
	Entries                        []historyEntry
	Older                          string // the address of older entries, "" for none
	Releases                       []bank.ReleasedChange
}

// historySize is how many entries a page of a history has.
const historySize = 20

// showHistory shows what happened to a term.
func (w *wordPages) showHistory(v *visit) error {
	e, err := w.open(v)
	if err != nil {
		return err
	}
	return w.showHistoryOf(v, e, termPath(e.kind, e.id))
}

func (w *wordPages) showHistoryOf(v *visit, e *termEdit, path string) error {
	releases, _, err := w.Publish.Releases(v.ctx())
	if err != nil {
		return err
	}
	history, err := w.Drafts.History(v.ctx(), bank.PartID{Kind: e.kind, ID: e.id}, max(0, numberIn(v, "before")), historySize+1, releases)
	if err != nil {
		return err
	}
	name, _ := e.body["name"].(string)
	if name == "" {
		name = v.words.T("admin.words.weights")
	}
	view := historyView{
		shell: w.frame(v, v.words.T("admin.words.history.title", "Name", name), wordsPath), Kind: string(e.kind),
		KindName: v.words.T("admin.words.one." + string(e.kind)), ID: e.id, Name: name, Back: path, Releases: history.Releases,
	}
	if len(history.Entries) > historySize {
		history.Entries = history.Entries[:historySize]
		view.Older = path + "/history?before=" + numberText(history.Entries[historySize-1].Number)
	}
	for i := range history.Entries {
		entry := &history.Entries[i]
		one := historyEntry{AuditEntry: *entry, What: v.words.T("admin.words.action." + string(entry.Action))}
		if entry.Action != bank.ActionCreate {
			one.Pairs = e.form.pairs(entry.Changes)
		}
		view.Entries = append(view.Entries, one)
	}
	return w.history.Show(v.Context, http.StatusOK, view)
}
