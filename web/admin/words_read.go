package admin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/resolve"
	"twoway/web"
)

// phraseView says what a phrase is understood as.
type phraseView struct {
	Said, Problem, ProblemAs, Target string
	Readings                         []readingView
	MayChange                        bool
}

// readingView is how a phrase is read as a job title, or as what somebody cares about.
type readingView struct {
	As          string // "title" or "care"
	Now, Drafts meaningView
	Same        bool
	Listed      []listing
	Targets     []string // what it could mean, by name
}

// meaningView is what a phrase means.
type meaningView struct {
	Name  string   // "" if it is not understood
	Also  []string // what else it says, such as a level
	How   string
	Maybe []string // names of what it may mean, if it is not understood
}

// listing is a term that has a phrase among those by which it is found.
type listing struct{ Kind, ID, Name, Where string }

// read returns what a phrase is understood as, now and with the drafts, by somebody of a trade, "" for any.
func (w *wordPages) read(v *visit, state *drafts.State, said, trade string) (*phraseView, error) {
	current, err := w.Serve.Current()
	if err != nil {
		return nil, err
	}
	reader, names := state.Reader(), state.Content.Vocabulary.Names()
	view := &phraseView{Said: said, MayChange: w.may(v, "replaceDraftTerm")}
	for _, as := range []string{"title", "care"} {
		request := bank.Request{Asker: bank.Candidate, Minutes: 1, Role: said}
		if as == "care" {
			request.Role, request.Cares = trade, []string{said}
		}
		_, now, err := current.Read(request)
		if err != nil {
			return nil, err
		}
		_, then, err := reader.Profile(request)
		if err != nil {
			return nil, err
		}
		reading := readingView{As: as, Now: meaningOf(v, now, as, current.Content.Vocabulary.Names()), Drafts: meaningOf(v, then, as, names)}
		reading.Same = reading.Now.equals(reading.Drafts)
		reading.Listed = listings(v, &state.Content.Vocabulary, said, as)
		if view.MayChange {
			for _, t := range targets(&state.Content.Vocabulary, as) {
				reading.Targets = append(reading.Targets, t.label)
			}
		}
		view.Readings = append(view.Readings, reading)
	}
	return view, nil
}

func (m meaningView) equals(o meaningView) bool {
	return m.Name == o.Name && m.How == o.How && slices.Equal(m.Also, o.Also) && slices.Equal(m.Maybe, o.Maybe)
}

// meaningOf returns what a phrase was read as.
func meaningOf(v *visit, r bank.Reading, as string, names map[string]string) meaningView {
	pointer, kinds := "/role", []string{"role"}
	if as == "care" {
		pointer, kinds = "/cares/0", []string{"care", "aspect"}
	}
	var m meaningView
	for _, u := range r.Understood {
		switch {
		case u.Pointer != pointer:
		case m.Name == "" && names["seniority/"+u.ID] != u.Name:
			m.Name, m.How = u.Name, v.words.T("admin.words.how."+string(u.Matched))
		default:
			m.Also = append(m.Also, u.Name)
		}
	}
	for _, u := range r.Unrecognised {
		if u.Pointer != pointer {
			continue
		}
		m.How = v.words.T("admin.words.how." + string(u.Reason))
		for _, id := range u.Nearest {
			m.Maybe = append(m.Maybe, nameOf(names, kinds, id))
		}
	}
	return m
}

// nameOf returns the name of an ID that is of one of the kinds.
func nameOf(names map[string]string, kinds []string, id string) string {
	for _, kind := range kinds {
		if name := names[kind+"/"+id]; name != "" {
			return name
		}
	}
	return id
}

// listings returns the terms that have a phrase among those by which they are found.
func listings(v *visit, k *bank.Vocabulary, said, as string) []listing {
	var found []listing
	key := resolve.Normalise(said)
	look := func(l listing, field string, texts []string) {
		if slices.ContainsFunc(texts, func(text string) bool { return resolve.Normalise(text) == key }) {
			l.Where = v.words.T("admin.words.field." + field)
			found = append(found, l)
		}
	}
	if as == "title" {
		for i := range k.Roles {
			r := &k.Roles[i]
			l := listing{Kind: string(bank.KindRole), ID: r.ID, Name: r.Name}
			look(l, "titles", slices.Concat(r.Titles, r.Suggestions, r.Foreign))
			look(l, "synonyms", r.Synonyms)
			look(l, "heads", r.Heads)
			look(l, "fields", r.Fields)
		}
		return found
	}
	for _, c := range k.Cares {
		l := listing{Kind: string(bank.KindCare), ID: c.ID, Name: c.Name}
		look(l, "synonyms", c.Synonyms)
		for _, a := range c.Aspects {
			l.Name = c.Name + ": " + a.Name
			look(l, "synonyms", a.Synonyms)
		}
	}
	for _, d := range k.Discloses {
		look(listing{Kind: string(bank.KindDiscloses), ID: d.ID, Name: d.Name}, "synonyms", d.Synonyms)
	}
	return found
}

// target is what a phrase can be given as its meaning.
type target struct {
	label  string
	kind   bank.Kind
	id     string
	within string // the ID of an occupation or aspect, "" for the whole
}

// targets returns what a job title or a care can mean.
func targets(k *bank.Vocabulary, as string) []target {
	var list []target
	if as == "title" {
		for _, r := range k.Roles {
			list = append(list, target{label: r.Name, kind: bank.KindRole, id: r.ID})
			for _, o := range r.Occupations {
				list = append(list, target{r.Name + ": " + o.Name, bank.KindRole, r.ID, o.ID})
			}
		}
		return list
	}
	for _, c := range k.Cares {
		list = append(list, target{label: c.Name, kind: bank.KindCare, id: c.ID})
		for _, a := range c.Aspects {
			list = append(list, target{c.Name + ": " + a.Name, bank.KindCare, c.ID, a.ID})
		}
	}
	return list
}

// findTarget returns the target with a name, whole or without what it is part of. If there is none, or there are several, it returns labels
// that may be meant.
func findTarget(list []target, name string) (target, []string) {
	key := resolve.Normalise(name)
	var several []target
	for _, t := range list {
		_, part, isPart := strings.Cut(t.label, ": ")
		switch {
		case resolve.Normalise(t.label) == key:
			return t, nil
		case isPart && resolve.Normalise(part) == key:
			several = append(several, t)
		}
	}
	if len(several) == 1 {
		return several[0], nil
	}
	labels := []string{}
	for _, t := range several {
		labels = append(labels, t.label)
	}
	if len(labels) == 0 && key != "" {
		for _, t := range list {
			labels = append(labels, t.label)
		}
		labels = resolve.Nearest(name, labels, 3)
	}
	return target{}, labels
}

// mean adds a phrase to the titles of a trade or occupation, or to the synonyms of a care or aspect.
func (w *wordPages) mean(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	state, err := w.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	said := tidy(sent.Get("said"))
	t, maybe := findTarget(targets(&state.Content.Vocabulary, sent.Get("as")), sent.Get("target"))
	switch {
	case said == "":
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.nothing"))
	case t.id == "" && len(maybe) > 0:
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.perhaps", "Names", strings.Join(maybe, " · ")))
	case t.id == "":
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.unknown"))
	}
	isRead := func(body map[string]any) bool { return addPhrase(body, t, said) }
	return w.changeListed(v, bank.PartID{Kind: t.kind, ID: t.id}, phrasePath(said, sent.Get("trade")), "words.meant", isRead)
}

// unmean takes a phrase away from those by which a term is found.
func (w *wordPages) unmean(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	said := tidy(sent.Get("said"))
	of := bank.PartID{Kind: bank.Kind(sent.Get("kind")), ID: sent.Get("id")}
	if !of.Kind.IsTerm() {
		return &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.words.none")}
	}
	return w.changeListed(v, of, phrasePath(said, sent.Get("trade")), "words.unmeant", func(body map[string]any) bool { return removePhrase(body, said) })
}

// phrasePath returns the address of the overview that says what a phrase is understood as.
func phrasePath(said, trade string) string {
	query := url.Values{"said": {said}}
	if trade != "" {
		query.Set("trade", trade)
	}
	return wordsPath + "?" + query.Encode() + "#read"
}

// changeListed changes the body of a term as it is now, and goes on to an address. Change reports whether it has changed anything.
func (w *wordPages) changeListed(v *visit, of bank.PartID, to, what string, change func(map[string]any) bool) error {
	d, err := w.Drafts.Get(v.ctx(), of.Kind, of.ID)
	if err != nil {
		return err
	}
	body, err := decodeBody(d.Draft.Body)
	if err != nil {
		return err
	}
	if !change(body) {
		return w.done(v, to, "words.same", nil)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	edited, err := w.Drafts.Replace(v.ctx(), v.person.Actor(), drafts.Version{Kind: of.Kind, ID: of.ID, Version: d.Draft.Version}, raw)
	if err != nil {
		return err
	}
	return w.done(v, to, what, &edited)
}

// addPhrase adds a phrase to the body of a target, and reports whether it was not there.
func addPhrase(body map[string]any, t target, said string) bool {
	if t.kind == bank.KindRole {
		added := appendText(body, "titles", said)
		if t.within != "" {
			added = appendText(rowOf(body["occupations"], t.within), "words", strings.ToLower(said)) || added
		}
		return added
	}
	if t.within != "" {
		body = rowOf(body["aspects"], t.within)
	}
	return appendText(body, "synonyms", said)
}

// rowOf returns the row with an ID; an empty one if there is none.
func rowOf(rows any, id string) map[string]any {
	all, _ := rows.([]any)
	for _, one := range all {
		if row, isRow := one.(map[string]any); isRow && row["id"] == id {
			return row
		}
	}
	return map[string]any{}
}

// appendText adds a text to a list unless that has it.
func appendText(body map[string]any, name, said string) bool {
	has := func(text string) bool { return resolve.Normalise(text) == resolve.Normalise(said) }
	texts := textsOf(body[name])
	if slices.ContainsFunc(texts, has) {
		return false
	}
	body[name] = list(append(texts, said))
	return true
}

// removePhrase removes a phrase from all lists by which a term is found, and reports whether there was one.
func removePhrase(body map[string]any, said string) bool {
	found := false
	for _, name := range []string{"titles", "suggestions", "foreign", "synonyms", "heads", "fields", "words"} {
		texts := textsOf(body[name])
		kept := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return resolve.Normalise(text) == resolve.Normalise(said) })
		if len(kept) < len(texts) {
			body[name], found = list(kept), true
		}
	}
	for _, name := range []string{"aspects", "occupations"} {
		rows, _ := body[name].([]any)
		for _, one := range rows {
			if row, isRow := one.(map[string]any); isRow && removePhrase(row, said) {
				found = true
			}
		}
	}
	return found
}
