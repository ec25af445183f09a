package admin

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/resolve"
	"twoway/server"
	"twoway/web"
)

// newTerm is the ID in the path of the page of a term that there is not yet.
const newTerm = drafts.ReservedID

// termView is the view of the page of a term.
type termView struct {
	shell

	Kind, KindName, What, ID string
	Version                  int // 0 for a new one
	EditedAt                 time.Time
	EditedBy                 string
	IsEdited                 bool // here, and not only shipped
	Retired, Changed         bool
	Usual, More              []fieldView
	Things                   []string // for asThing
	Faults                   []faultView
	Warnings                 []string
	Problem                  string
	Checked                  bool
	Readings                 drafts.Rereadings
	Missed                   []drafts.Rereading // added phrases that would not mean this
	Stale                    bool               // it has been changed meanwhile
	StaleBy                  string             // by whom; "" for the same person, in another window
	Theirs, Kept             []fieldPair        // what both have changed: theirs, and what was sent; what only they have
	MaySave, MayCheck        bool
	Unfinished               bool // it has faults, and may be saved in spite of them
	FoundBy                  bool // people are understood by its phrases
}

// termEdit is what is known of a term while its page is made.
type termEdit struct {
	kind  bank.Kind
	id    string // newTerm for none yet
	draft bank.DraftPart
	body  map[string]any
	form  *wordForm
}

// open returns the edit of the term in the path, with its body as it is now.
func (w *wordPages) open(v *visit) (*termEdit, error) {
	kind, err := kindOf(v)
	if err != nil {
		return nil, err
	}
	e := &termEdit{kind: kind, id: v.Param("id"), body: map[string]any{}}
	state, err := w.Drafts.State(v.ctx())
	if err != nil {
		return nil, err
	}
	e.form = &wordForm{v: v, kind: kind, check: w.site.Path(termPath(kind, e.id) + "/check")}
	if e.id != newTerm {
		found, err := w.Drafts.Get(v.ctx(), kind, e.id)
		if err != nil {
			return nil, err
		}
		if e.body, err = decodeBody(found.Draft.Body); err != nil {
			return nil, err
		}
		e.draft, e.form.faults = found.Draft, found.Review.Faults
	}
	e.offer(state)
	return e, nil
}

// offer sets what can be chosen in the form, which depends on the body.
func (e *termEdit) offer(state *drafts.State) {
	var role map[string]any
	if e.kind == bank.KindRole {
		role = e.body
	}
	e.form.offers = newOffers(&state.Content.Vocabulary, role)
}

// send reads the form that was sent. The body is then what it says.
func (w *wordPages) send(v *visit) (e *termEdit, sent url.Values, err error) {
	if sent, err = web.ReadForm(v.Context, maxTerm); err != nil {
		return nil, nil, err
	}
	if v.Param("id") == "" {
		v.AddParam("id", newTerm)
	}
	if e, err = w.open(v); err != nil {
		return nil, nil, err
	}
	state, err := w.Drafts.State(v.ctx())
	if err != nil {
		return nil, nil, err
	}
	theirs := e.body
	if e.kind == bank.KindRole { // what a trade itself has can be chosen at once
		e.body = maps.Clone(theirs)
		e.body["lexicon"] = e.form.value(wordField{as: asLines}, "lexicon", sent)
		e.offer(state)
	}
	body := e.form.read(fieldsOf(e.kind), "", sent)
	for name, value := range theirs { // what the form does not have stays as it is
		if !slices.ContainsFunc(fieldsOf(e.kind), func(f wordField) bool { return f.name == name }) {
			body[name] = value
		}
	}
	for _, name := range sent["take"] {
		body[name] = theirs[name]
	}
	if body["id"] = e.id; e.id == newTerm {
		name, _ := body["name"].(string)
		if body["id"] = resolve.Slug(name, "_"); body["id"] == newTerm {
			body["id"] = newTerm + "_" + string(e.kind)
		}
	}
	e.body = body
	e.offer(state)
	return e, sent, nil
}

// review checks the body.
func (w *wordPages) review(v *visit, e *termEdit) (raw []byte, review drafts.Review, err error) {
	if raw, err = json.Marshal(e.body); err != nil {
		return nil, review, err
	}
	if review, err = w.Drafts.Validate(v.ctx(), e.kind, raw); err != nil {
		return nil, review, err
	}
	e.form.faults = review.Faults
	return raw, review, nil
}

// view returns the view of the page of an edit.
func (w *wordPages) view(v *visit, e *termEdit) (termView, error) {
	kindName := v.words.T("admin.words.one." + string(e.kind))
	name, _ := e.body["name"].(string)
	if name == "" || e.id == newTerm {
		name = v.words.T("admin.words.new." + string(e.kind))
	}
	view := termView{
		shell: w.frame(v, name, wordsPath), Kind: string(e.kind), KindName: kindName, What: v.words.T("admin.words.what." + string(e.kind)),
		ID: e.id, Version: e.draft.Version, EditedAt: e.draft.EditedAt, EditedBy: shortAuthor(e.draft.EditedBy), Retired: e.draft.Retired,
		IsEdited: e.id != newTerm && e.draft.IsEdited() && e.draft.EditedBy != bank.Program().Name, MayCheck: w.may(v, "validateDraftTerm"),
		FoundBy: e.kind != bank.KindTopic || e.body["asker"] == string(bank.Interviewer) && e.body["scored"] == true,
	}
	view.MaySave = w.may(v, "replaceDraftTerm")
	if e.id == newTerm {
		view.MaySave = w.may(v, "createDraftTerm")
	} else {
		changed, err := w.isChanged(v, e.kind, e.id)
		if err != nil {
			return view, err
		}
		view.Changed = changed
	}
	view.Usual, view.More = e.form.show(e.body)
	if view.Things = nil; e.kind == bank.KindRole {
		view.Things = e.form.offers.all
	}
	for _, f := range e.form.faults {
		view.Faults = append(view.Faults, e.form.located(f))
	}
	return view, nil
}

// isChanged reports whether a term differs from the release in service.
func (w *wordPages) isChanged(v *visit, kind bank.Kind, id string) (bool, error) {
	current, err := w.Serve.Current()
	if err != nil {
		return false, err
	}
	yes := true
	found, _, err := w.Drafts.Find(v.ctx(), drafts.Query{Kind: kind, Changed: &yes, Release: baseline(current)})
	return slices.ContainsFunc(found, func(f drafts.Found) bool { return f.ID == id }), err
}

// showTerm shows a term, or the form of a new one.
func (w *wordPages) showTerm(v *visit) error {
	e, err := w.open(v)
	if err != nil {
		return err
	}
	view, err := w.view(v, e)
	if err != nil {
		return err
	}
	return w.term.Show(v.Context, http.StatusOK, view)
}

// check shows the form as it was sent, with its faults, and what it would do to how people are understood. Nothing is saved.
func (w *wordPages) check(v *visit) error {
	e, sent, err := w.send(v)
	if err != nil {
		return err
	}
	raw, review, err := w.review(v, e)
	if err != nil {
		return err
	}
	if pointer := sent.Get("fix"); pointer != "" {
		e.form.fix(e.body, pointer)
		if raw, review, err = w.review(v, e); err != nil {
			return err
		}
	}
	readings, err := w.Drafts.Rereadings(v.ctx(), e.kind, raw)
	if err != nil {
		return err
	}
	view, err := w.view(v, e)
	if err != nil {
		return err
	}
	view.Version, _ = strconv.Atoi(sent.Get("version"))
	view.Checked, view.Readings = true, readings
	name, _ := e.body["name"].(string)
	for _, r := range readings.Added {
		if isMissed(e.kind, r, name) {
			view.Missed = append(view.Missed, r)
		}
	}
	for _, f := range review.Warnings {
		view.Warnings = append(view.Warnings, f.Detail)
	}
	return w.term.Show(v.Context, http.StatusOK, view)
}

// create saves a new term.
func (w *wordPages) create(v *visit) error {
	return w.write(v, "words.created", func(e *termEdit, _ int, raw []byte) (drafts.Edited, error) {
		return w.Drafts.Create(v.ctx(), v.person.Actor(), e.kind, raw)
	})
}

// save saves a term.
func (w *wordPages) save(v *visit) error {
	return w.write(v, "words.saved", func(e *termEdit, version int, raw []byte) (drafts.Edited, error) {
		return w.Drafts.Replace(v.ctx(), v.person.Actor(), drafts.Version{Kind: e.kind, ID: e.id, Version: version}, raw)
	})
}

// write saves what was sent, unless it has faults and nobody said that it is to be saved in spite of them. If it cannot be saved, the form is
// shown again as it was sent.
func (w *wordPages) write(v *visit, what string, save func(e *termEdit, version int, raw []byte) (drafts.Edited, error)) error {
	e, sent, err := w.send(v)
	if err != nil {
		return err
	}
	raw, review, err := w.review(v, e)
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(sent.Get("version")) // no draft has the version 0
	again := func(status int, change func(*termView)) error {
		view, err := w.view(v, e)
		if err != nil {
			return err
		}
		view.Version = version
		change(&view)
		return w.term.Show(v.Context, status, view)
	}
	if len(review.Faults) > 0 && sent.Get("anyway") == "" {
		return again(http.StatusUnprocessableEntity, func(view *termView) { view.Unfinished = e.body["id"] != "" })
	}
	if e.isSame(raw, version) {
		return w.done(v, termPath(e.kind, e.id), "words.same", nil)
	}
	edited, err := save(e, version, raw)
	switch {
	case bank.HasCode(err, bank.CodeStale):
		return w.stale(v, e, version)
	case bank.HasCode(err, bank.CodeConflict):
		return again(http.StatusConflict, func(view *termView) { view.Problem = v.words.T("admin.words.taken") })
	case bank.HasCode(err, bank.CodeInvalidRequest):
		return again(http.StatusUnprocessableEntity, func(view *termView) { view.Problem = server.Public(err).Message })
	case err != nil:
		return err
	}
	return w.done(v, termPath(edited.Draft.Kind, edited.Draft.ID), what, &edited)
}

// isSame reports whether a body that is based on a version is that of the draft already.
func (e *termEdit) isSame(raw []byte, version int) bool {
	part, err := bank.NewPart(e.kind, raw)
	return err == nil && version == e.draft.Version && !e.draft.Retired && bytes.Equal(part.Body, e.draft.Body)
}

// isMissed reports whether an added phrase would not mean the term with a name. What people of a trade say means something else, and what is
// private means what is its default.
func isMissed(kind bank.Kind, r drafts.Rereading, name string) bool {
	switch {
	case kind == bank.KindDiscloses:
		return false
	case kind == bank.KindRole && !r.IsTitle:
		return r.To.Name == ""
	}
	return r.To.Name != name && !strings.HasPrefix(r.To.Name, name+", ")
}

func termPath(kind bank.Kind, id string) string { return wordsPath + "/" + string(kind) + "/" + id }

// version returns the version that a form was based on, of the term in the path.
func (w *wordPages) version(v *visit) (drafts.Version, error) {
	kind, err := kindOf(v)
	if err != nil {
		return drafts.Version{}, err
	}
	sent, err := web.ReadForm(v.Context, maxTerm)
	if err != nil {
		return drafts.Version{}, err
	}
	number, _ := strconv.Atoi(sent.Get("version")) // no draft has the version 0
	return drafts.Version{Kind: kind, ID: v.Param("id"), Version: number}, nil
}

// retire takes a term out of use.
func (w *wordPages) retire(v *visit) error {
	return w.settle(v, "words.retired", func(of drafts.Version) (drafts.Edited, error) {
		return w.Drafts.Retire(v.ctx(), v.person.Actor(), of)
	})
}

// restore brings a retired term back as it was.
func (w *wordPages) restore(v *visit) error {
	return w.settle(v, "words.restored", func(of drafts.Version) (drafts.Edited, error) {
		found, err := w.Drafts.Get(v.ctx(), of.Kind, of.ID)
		if err != nil {
			return found, err
		}
		return w.Drafts.Replace(v.ctx(), v.person.Actor(), of, found.Draft.Body)
	})
}

// discard makes a term what it is in the release in service.
func (w *wordPages) discard(v *visit) error {
	return w.settle(v, "words.discarded", func(of drafts.Version) (drafts.Edited, error) {
		return w.Publish.Discard(v.ctx(), v.person.Actor(), of)
	})
}

// settle makes a change that needs no more than a version. If somebody has changed the term since, its page says so.
func (w *wordPages) settle(v *visit, what string, change func(drafts.Version) (drafts.Edited, error)) error {
	of, err := w.version(v)
	if err != nil {
		return err
	}
	edited, err := change(of)
	if bank.HasCode(err, bank.CodeStale) || bank.HasCode(err, bank.CodeConflict) {
		e, err := w.open(v)
		if err != nil {
			return err
		}
		view, err := w.view(v, e)
		if err != nil {
			return err
		}
		view.Problem = v.words.T("admin.words.moved")
		return w.term.Show(v.Context, http.StatusConflict, view)
	}
	if err != nil {
		return err
	}
	return w.done(v, termPath(of.Kind, of.ID), what, &edited)
}
