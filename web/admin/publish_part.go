package admin

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// changeView is a changed part.
type changeView struct {
	Part         string // kind:id, for a tick box
	Of           string // kind/id/version, for a button; "" if there is no draft
	Kind, ID     string
	Name, Path   string
	Change       string // added, changed, …
	ChangeText   string
	Says         string // a rule as one sentence; "" if that is unknown
	Fields       []changedField
	Author, When string
	Ticked       bool
	Undoable     bool // it has a version before
}

// changedField is a changed field of a part: what it said and says, or the words of both.
type changedField struct {
	Label string
	Words []span
}

// span is a piece of a text that is in both versions, or in one of them.
type span struct {
	Text     string
	Ins, Del bool
}

// viewChange returns a change in words. Its name is found by draft.
func viewChange(words web.Words, c bank.PartChange) changeView {
	view := changeView{
		Part: partName(c), Kind: words.T("admin.publish.kind." + string(c.Kind)), ID: c.ID, Name: c.ID, Path: partPath(c.Kind, c.ID),
		Change: string(c.Change), ChangeText: words.T("admin.publish.change." + string(c.Change)), Fields: viewFields(words, c.Fields),
	}
	if c.Change == bank.PartReordered {
		view.Name = words.T("admin.publish.order_of", "Kind", view.Kind)
	}
	if c.Kind == bank.KindWeights || c.Kind == bank.KindNearDuplicates {
		view.Name, view.ID = view.Kind, ""
	}
	return view
}

// draft fills in what the draft of the part says: its name, and who has changed it last.
func (c *changeView) draft(words web.Words, state *drafts.State) {
	kind, id, _ := strings.Cut(c.Part, ":")
	d, found := state.Part(bank.PartID{Kind: bank.Kind(kind), ID: id})
	if !found || c.ID == "" && d.Kind != bank.KindWeights {
		return
	}
	if c.ID != "" {
		c.Name = nameIn(words, d.Kind, d.Body, d.ID)
	}
	c.Of = kind + "/" + id + "/" + strconv.Itoa(d.Version)
	c.Author, c.When, c.Undoable = d.EditedBy, utc(d.EditedAt), d.Version > 1
}

// nameIn returns what people call a part: the text of a question, or a name.
func nameIn(words web.Words, kind bank.Kind, body []byte, id string) string {
	var named struct{ Text, Name string }
	_ = json.Unmarshal(body, &named) // the body of a part is always valid JSON
	switch {
	case kind == bank.KindQuestion && named.Text != "":
		return named.Text
	case named.Name != "" && kind.IsTerm():
		return words.Term(string(kind), id, named.Name)
	case named.Name != "":
		return named.Name
	}
	return id
}

// partPath returns the path of the page of a part; "" if it has none.
func partPath(kind bank.Kind, id string) string {
	switch {
	case kind == bank.KindWeights:
		return "/admin/words/weights"
	case id == "":
		return ""
	case kind == bank.KindQuestion:
		return "/admin/questions/" + url.PathEscape(id)
	case kind == bank.KindRule:
		return "/admin/rules/" + url.PathEscape(id)
	case kind.IsTerm():
		return "/admin/words/" + string(kind) + "/" + url.PathEscape(id)
	}
	return ""
}

// viewFields returns changed fields in words, without those that say nothing before and after.
func viewFields(words web.Words, fields []bank.FieldChange) []changedField {
	var list []changedField
	for _, f := range fields {
		from, to := valueText(words, f.From), valueText(words, f.To)
		if from == to || f.Pointer == "/id" || f.Pointer == "/version" {
			continue
		}
		list = append(list, changedField{Label: fieldLabel(words, f.Pointer), Words: shortText(compareWords(from, to))})
	}
	slices.SortStableFunc(list, func(a, b changedField) int { return rankOf(a) - rankOf(b) })
	return list
}

// rankOf puts the fields first that had or have something to say.
func rankOf(f changedField) int {
	if len(f.Words) == 0 {
		return 1
	}
	return 0
}

// fieldLabel returns the name of a field; an unknown one is written as its pointer.
func fieldLabel(words web.Words, pointer string) string {
	steps := bank.PointerSteps(pointer)
	if len(steps) == 0 {
		return ""
	}
	label := steps[0]
	if id := "admin.publish.field." + steps[0]; words.Has(id) {
		label = words.T(id)
	}
	for _, step := range steps[1:] {
		label += ", " + fieldStep(words, step)
	}
	return label
}

func fieldStep(words web.Words, step string) string {
	if id := "admin.publish.field." + step; words.Has(id) {
		return words.T(id)
	}
	return step
}

// valueText returns a value as people write it.
func valueText(words web.Words, raw json.RawMessage) string {
	var value any
	if len(raw) == 0 || json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return anyText(words, value)
}

func anyText(words web.Words, value any) string {
	switch one := value.(type) {
	case nil:
		return ""
	case string:
		return one
	case bool:
		if one {
			return words.T("admin.publish.yes")
		}
		return words.T("admin.publish.no")
	case []any:
		items := make([]string, 0, len(one))
		for _, item := range one {
			items = append(items, anyText(words, item))
		}
		return strings.Join(items, " · ")
	case map[string]any:
		var members []string
		for name, member := range one {
			if text := anyText(words, member); text != "" {
				members = append(members, fieldStep(words, name)+": "+text)
			}
		}
		slices.Sort(members)
		return strings.Join(members, "; ")
	}
	text, _ := json.Marshal(value) // of a number
	return string(text)
}
