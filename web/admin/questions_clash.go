package admin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/server"
)

// questionClash is what somebody else has changed while somebody edited a question.
type questionClash struct {
	By     string   // "" for the same person, in another window
	Merged []string // fields that only they have changed: the form has their values
	Fields []questionClashField
}

// questionClashField is a field that both have changed: the form has one's own value.
type questionClashField struct {
	Name, Label  string // Name is the pointer of the member
	Yours        string
	Theirs       string
	Differences  []questionDiff
	IsTheirEmpty bool
}

// questionClash shows the form again with what somebody else has changed since a version: what only they changed is taken over, and where
// both did, one chooses.
func (p *pages) questionClash(v *visit, e *questionEdit, since int) error {
	base, err := p.questionAt(v, e, since)
	if err != nil {
		return err
	}
	yours, err := questionBody(e.q)
	if err != nil {
		return err
	}
	merged, conflicts, err := bank.Merge(bank.KindQuestion, base, yours, e.stored.Draft.Body)
	if err != nil {
		return err
	}
	if e.q, err = questionOf(merged.Body); err != nil {
		return err
	}
	if err := p.checkQuestion(v, e); err != nil {
		return err
	}
	view := p.editView(v, e)
	view.IsUnsaved = true
	if view.Clash = e.clash(conflicts, bank.DiffFields(base, e.stored.Draft.Body)); view.Clash != nil {
		view.Clash.By = otherThan(v, e.stored.Draft.EditedBy)
	}
	return p.questions.edit.Show(v.Context, server.Status(bank.CodeStale), view)
}

// questionAt returns the body that a question had at a version. What the audit does not say stays as it is.
func (p *pages) questionAt(v *visit, e *questionEdit, version int) ([]byte, error) {
	body := e.stored.Draft.Body
	const most = 100
	entries, err := p.Drafts.Audit(v.ctx(), bank.AuditFilter{Kind: bank.KindQuestion, ID: e.stored.Draft.ID}, 0, most)
	for i := range entries {
		if err != nil || entries[i].Version <= version {
			break
		}
		body, err = bank.Revert(body, entries[i].Changes)
	}
	if err != nil {
		return nil, err
	}
	part, err := bank.NewPart(bank.KindQuestion, body)
	return part.Body, err
}

// clash returns what there is to choose, at the pointers that both have changed, and what only they have; nil for nothing.
func (e *questionEdit) clash(pointers []string, theirs []bank.FieldChange) *questionClash {
	c := &questionClash{By: shortAuthor(e.stored.Draft.EditedBy)}
	for _, change := range theirs {
		if !slices.Contains(pointers, change.Pointer) && change.Pointer != "/version" {
			c.Merged = append(c.Merged, e.names.label(change.Pointer))
		}
	}
	body, err := questionBody(e.q)
	if err != nil {
		return nil
	}
	for _, pointer := range pointers {
		yours, their := memberAt(body, pointer), memberAt(e.stored.Draft.Body, pointer)
		if string(yours) == string(their) {
			continue
		}
		f := questionClashField{Name: pointer, Label: e.names.label(pointer), Yours: e.names.value(pointer, yours), Theirs: e.names.value(pointer, their)}
		f.Differences = diffQuestion(f.Yours, f.Theirs)
		f.IsTheirEmpty = f.Theirs == ""
		c.Fields = append(c.Fields, f)
	}
	if len(c.Merged) == 0 && len(c.Fields) == 0 {
		return nil
	}
	return c
}

// takeTheirs puts the stored value of a member into the question that is shown, if a form asks for that.
func (p *pages) takeTheirs(sent url.Values, e *questionEdit) {
	pointer := sent.Get("take")
	if pointer == "" || !slices.Contains(sent["clash"], pointer) {
		return
	}
	body, err := questionBody(e.q)
	if err != nil {
		return
	}
	// Reverting a change puts back what was before it.
	taken, err := bank.Revert(body, []bank.FieldChange{{Pointer: pointer, From: memberAt(e.stored.Draft.Body, pointer)}})
	if err != nil {
		return
	}
	if q, err := questionOf(taken); err == nil {
		e.q = q
	}
}

// memberAt returns the value at a pointer of a body, nil for none.
func memberAt(body []byte, pointer string) json.RawMessage {
	value := json.RawMessage(body)
	for _, step := range bank.PointerSteps(pointer) {
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &members) != nil {
			return nil
		}
		value = members[step]
	}
	return value
}

// label returns what the field at a pointer is called.
func (n *questionNames) label(pointer string) string {
	steps := bank.PointerSteps(pointer)
	if len(steps) == 0 {
		return ""
	}
	if id := "admin.questions.field." + strings.Join(steps, "_"); n.words.Has(id) {
		return n.words.T(id)
	}
	if id := "admin.questions.field." + steps[0]; n.words.Has(id) {
		return n.words.T(id)
	}
	return steps[0]
}

// value returns the JSON value of a field in words.
func (n *questionNames) value(pointer string, value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return n.one(pointer, text)
	}
	var list []string
	if json.Unmarshal(value, &list) == nil {
		for i := range list {
			list[i] = n.one(pointer, list[i])
		}
		return strings.Join(list, "\n")
	}
	var slots []bank.Slot
	if json.Unmarshal(value, &slots) == nil {
		for _, s := range slots {
			list = append(list, "{"+s.Name+"}: "+s.Label)
		}
		return strings.Join(list, "\n")
	}
	var anchors bank.Anchors
	if json.Unmarshal(value, &anchors) == nil {
		return joinTexts("\n", anchors.One, anchors.Three, anchors.Five)
	}
	return string(value)
}

// one returns a text of a field in words: the name of an ID, or the text itself.
func (n *questionNames) one(pointer, text string) string {
	steps := bank.PointerSteps(pointer)
	kinds := map[string]string{
		"topic": "topic", "cares": "care", "aspects": "aspect", "roles": "role", "occupations": "occupation", "seniority": "seniority", "stages": "stage",
		"asked_of": "asked_of", "discloses": "discloses", "requirement": "requirement",
	}
	switch {
	case len(steps) == 0 || text == "":
		return text
	case kinds[steps[0]] != "":
		return n.name(kinds[steps[0]], text)
	case steps[0] == "skills":
		return n.vocabulary.CompetencyName("", bank.Sought{Skill: text})
	case steps[0] == "about":
		return n.about(bank.About(text))
	case steps[0] == "pairs_with":
		return n.question(text)
	case steps[0] == "status":
		return n.words.T("admin.questions.status." + text)
	case steps[0] == "format":
		return n.words.T("admin.questions.format." + text)
	case steps[0] == "asker":
		return n.side(bank.Asker(text))
	case steps[0] == "license":
		return n.licence(text)
	}
	return text
}

// questionGone answers a button on a page that is out of date: it shows the page as it is now, which says that nothing was done.
func (p *pages) questionGone(v *visit, err error) error {
	if !bank.HasCode(err, bank.CodeStale) && !bank.HasCode(err, bank.CodeConflict) {
		return err
	}
	v.Redirect(http.StatusSeeOther, p.site.Path(questionPath(v.Param("id"))+"?done=question_stale"))
	return nil
}
