package admin

import (
	"cmp"
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

// target is what a phrase can be given as its meaning.
type target struct {
	label  string
	kind   bank.Kind
	id     string
	within string   // the ID of an occupation, aspect or skill, "" for the whole
	also   []string // other ways to say it
}

// targets returns what a phrase can mean where it is read as something, and said by people of a trade: without one, it can be no skill.
func targets(k *bank.Vocabulary, as, trade string) []target {
	switch as {
	case asTitle:
		return titleTargets(k)
	case asCare:
		return careTargets(k)
	case asNeed:
		return needTargets(k, k.Role(trade))
	}
	return nil
}

func titleTargets(k *bank.Vocabulary) []target {
	var list []target
	for _, r := range k.Roles {
		list = append(list, target{label: r.Name, kind: bank.KindRole, id: r.ID, also: r.Synonyms})
		for _, o := range r.Occupations {
			list = append(list, target{r.Name + ": " + o.Name, bank.KindRole, r.ID, o.ID, nil})
		}
	}
	return list
}

func careTargets(k *bank.Vocabulary) []target {
	var list []target
	for _, c := range k.Cares {
		list = append(list, target{label: c.Name, kind: bank.KindCare, id: c.ID, also: c.Synonyms})
		for _, a := range c.Aspects {
			list = append(list, target{c.Name + ": " + a.Name, bank.KindCare, c.ID, a.ID, a.Synonyms})
		}
	}
	return list
}

// needTargets returns the skills of a trade, nil for none, the competencies and the requirements.
func needTargets(k *bank.Vocabulary, trade *bank.Role) []target {
	var list []target
	if trade != nil {
		for _, s := range trade.Skills {
			list = append(list, target{trade.Name + ": " + s.Name, bank.KindRole, trade.ID, s.ID, s.Said})
		}
	}
	for _, t := range k.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			list = append(list, target{label: t.Name, kind: bank.KindTopic, id: t.ID, also: t.Synonyms})
		}
	}
	for i := range k.Requirements {
		list = append(list, target{label: k.Requirements[i].Name, kind: bank.KindRequirement, id: k.Requirements[i].ID})
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
		if alike := sharingWords(name, list); len(alike) > 0 {
			return target{}, alike
		}
		for _, t := range list {
			labels = append(labels, t.label)
		}
		labels = resolve.Nearest(name, labels, mostMaybe)
	}
	return target{}, labels
}

// mostMaybe is how many labels are proposed.
const mostMaybe = 5

// sharingWords returns the labels of those that share words with a name, in the label or in another way to say it; those with the most first,
// and of these those that have them in the label: "children" shares one with "Early childhood", and with "work with children".
func sharingWords(name string, list []target) []string {
	stemmer := resolve.Stemmer{}
	stems := strings.Fields(stemmer.Stems(name))
	shared := func(text string) int {
		of := strings.Fields(stemmer.Stems(text))
		n := 0
		for _, stem := range stems {
			if slices.ContainsFunc(of, func(other string) bool { return isSameStem(stem, other) }) {
				n++
			}
		}
		return n
	}
	counts := map[string]int{}
	var alike []string
	for _, t := range list {
		inLabel := shared(t.label)
		most := inLabel
		for _, also := range t.also {
			most = max(most, shared(also))
		}
		if most > 0 {
			alike = append(alike, t.label)
			counts[t.label] = most*len(stems) + inLabel
		}
	}
	slices.SortStableFunc(alike, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return alike[:min(mostMaybe, len(alike))]
}

// isSameStem reports whether two stems are the same, or begin with the same five letters: "children" and "childhood".
func isSameStem(a, b string) bool {
	const least = 5
	return a == b || len(a) >= least && len(b) >= least && a[:least] == b[:least]
}

// mean adds a phrase to those by which a term is found, or a part of it.
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
	as, trade := sent.Get("as"), sent.Get("trade")
	t, maybe := findTarget(targets(&state.Content.Vocabulary, as, trade), sent.Get("target"))
	switch {
	case said == "":
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.nothing"))
	case t.id == "" && len(maybe) > 0:
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.perhaps", "Names", strings.Join(maybe, " · ")))
	case t.id == "":
		return w.overview(v, http.StatusUnprocessableEntity, v.words.T("admin.words.mean.unknown"))
	}
	isRead := func(body map[string]any) bool { return addPhrase(body, t, as, said) }
	return w.changeListed(v, bank.PartID{Kind: t.kind, ID: t.id}, phrasePath(said, trade), "words.meant", isRead)
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
	isGone := func(body map[string]any) bool { return removePhrase(body, sent.Get("as"), said) }
	return w.changeListed(v, of, phrasePath(said, sent.Get("trade")), "words.unmeant", isGone)
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
func addPhrase(body map[string]any, t target, as, said string) bool {
	switch {
	case t.kind == bank.KindRole && as == asNeed:
		return appendText(rowOf(body["skills"], t.within), "said", said)
	case t.kind == bank.KindRole:
		added := appendText(body, "titles", said)
		if t.within != "" {
			added = appendText(rowOf(body["occupations"], t.within), "words", strings.ToLower(said)) || added
		}
		return added
	case t.within != "":
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

// removePhrase removes a phrase from all lists of a body by which it is read as something, and reports whether there was one.
func removePhrase(body map[string]any, as, said string) bool {
	lists, rows := []string{"titles", "suggestions", "foreign", "synonyms", "heads", "fields"}, []string{"aspects", "occupations"}
	if _, isRole := body["titles"]; isRole && as == asNeed {
		lists, rows = nil, []string{"skills"}
	}
	found := false
	for _, name := range lists {
		found = removeText(body, name, said) || found
	}
	for _, name := range rows {
		all, _ := body[name].([]any)
		for _, one := range all {
			row, _ := one.(map[string]any)
			for _, list := range []string{"synonyms", "words", "said"} {
				found = removeText(row, list, said) || found
			}
		}
	}
	return found
}

// removeText removes a text from a list, and reports whether it was there.
func removeText(body map[string]any, name, said string) bool {
	texts := textsOf(body[name])
	kept := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return resolve.Normalise(text) == resolve.Normalise(said) })
	if len(kept) == len(texts) {
		return false
	}
	body[name] = list(kept)
	return true
}
