package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// registerWords adds the pages of the vocabulary:
//
//   - /admin/words shows the kinds of terms, and what a phrase is understood as; POST /admin/words/mean gives it another meaning;
//   - /admin/words/phrases lists what people typed and sent, and POST /admin/words/phrases/:id dismisses one;
//   - /admin/words/weights shows and answers the form of the weights;
//   - /admin/words/:kind lists the terms of a kind, and /admin/words/:kind/:id is one of them, or a new one if the ID is "new".
func (p *pages) registerWords() {
	w := &wordPages{
		pages: p, home: p.page("words.html"), list: p.page("words_list.html"), term: p.page("words_term.html"),
		history: p.page("words_history.html"), weights: p.page("words_weights.html"), phrases: p.page("words_phrases.html"),
	}
	p.get("/words", "listDraftTerms", w.showHome)
	p.post("/words/mean", "replaceDraftTerm", w.mean)
	p.post("/words/unmean", "replaceDraftTerm", w.unmean)
	p.get("/words/phrases", "listPhrases", w.showPhrases)
	p.post("/words/phrases/:id", "dismissPhrase", w.dismissPhrase)
	p.get("/words/weights", "getDraftWeights", w.showWeights)
	p.post("/words/weights", "replaceDraftWeights", w.saveWeights)
	p.get("/words/weights/history", "getTermHistory", w.showWeightsHistory)
	p.get("/words/:kind", "listDraftTerms", w.showList)
	p.get("/words/:kind/:id", "getDraftTerm", w.showTerm)
	p.post("/words/:kind", "createDraftTerm", w.create)
	p.post("/words/:kind/:id", "replaceDraftTerm", w.save)
	p.post("/words/:kind/:id/check", "validateDraftTerm", w.check)
	p.post("/words/:kind/:id/retire", "retireDraftTerm", w.retire)
	p.post("/words/:kind/:id/restore", "replaceDraftTerm", w.restore)
	p.post("/words/:kind/:id/discard", "discardDraft", w.discard)
	p.get("/words/:kind/:id/history", "getTermHistory", w.showHistory)
}

// wordPages holds the pages of the vocabulary.
type wordPages struct {
	*pages

	home, list, term, history, weights, phrases web.Page
}

const wordsPath = "/admin/words"

// kindView is a kind of terms in the overview.
type kindView struct {
	Kind, Name, What string
	Count            int // in use
	Changed, Faulty  int
}

// wordsView is the view of the overview.
type wordsView struct {
	shell

	Kinds          []kindView
	WeightsChanged bool
	Sent           int         // phrases that people sent and that wait for somebody
	Phrase         *phraseView // nil if none was asked about
	Trades         []option
	Trade          string
}

// showHome shows the kinds of terms, and what a phrase is understood as.
func (w *wordPages) showHome(v *visit) error { return w.overview(v, http.StatusOK, "") }

// overview shows the overview. Problem says why a phrase could not be given the meaning that was asked for; "" if nothing was.
func (w *wordPages) overview(v *visit, status int, problem string) error {
	view := wordsView{shell: w.frame(v, v.words.T("admin.words.title"), wordsPath)}
	current, err := w.Serve.Current()
	if err != nil {
		return err
	}
	for _, kind := range append(wordKinds(), bank.KindWeights) {
		k, err := w.kind(v, kind, baseline(current))
		if err != nil {
			return err
		}
		if kind == bank.KindWeights {
			view.WeightsChanged = k.Changed > 0
			continue
		}
		view.Kinds = append(view.Kinds, k)
	}
	if view.Sent, err = w.openPhrases(v); err != nil {
		return err
	}
	state, err := w.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	asked := func(name string) string { return tidy(cmp.Or(v.PostForm(name), v.Query(name))) }
	view.Trade = asked("trade")
	for _, r := range state.Content.Vocabulary.Roles {
		view.Trades = append(view.Trades, option{Value: r.ID, Text: r.Name, On: r.ID == view.Trade})
	}
	if said := asked("said"); said != "" {
		if view.Phrase, err = w.read(v, state, said, view.Trade); err != nil {
			return err
		}
		view.Phrase.Problem = problem
		if problem != "" {
			view.Phrase.Target, view.Phrase.ProblemAs = bank.Clean(v.PostForm("target")), v.PostForm("as")
		}
	}
	return w.home.Show(v.Context, status, view)
}

// kind returns a kind of terms as the overview shows it.
func (w *wordPages) kind(v *visit, kind bank.Kind, released drafts.Baseline) (kindView, error) {
	yes, k := true, kindView{Kind: string(kind), Name: v.words.T("admin.words.kind." + string(kind)), What: v.words.T("admin.words.what." + string(kind))}
	for _, q := range []struct {
		n     *int
		query drafts.Query
	}{
		{&k.Count, drafts.Query{Status: bank.Ready}},
		{&k.Changed, drafts.Query{Changed: &yes, Release: released}},
		{&k.Faulty, drafts.Query{HasFaults: &yes}},
	} {
		q.query.Kind = kind
		found, _, err := w.Drafts.Find(v.ctx(), q.query)
		if err != nil {
			return k, err
		}
		*q.n = len(found)
	}
	return k, nil
}

// tidy returns a text as one line, without blanks around it and characters that nobody sees.
func tidy(text string) string { return strings.Join(strings.Fields(bank.Clean(text)), " ") }

// rowsPerPage is how many terms a list shows at once.
const rowsPerPage = 100

// listedTerm is a term in a list.
type listedTerm struct {
	ID, Name, Definition string
	Phrases              int // by which it is found
	Retired, Changed     bool
	Faulty               bool
}

// listView is the view of a list of terms.
type listView struct {
	shell

	Kind, Name, What, Words, Only string
	Terms                         []listedTerm
	Count                         int
	Before, After                 string // addresses of the neighbouring pages, "" for none
	MayCreate                     bool
	IsRole                        bool
}

// kindOf returns the kind of terms in the path of a page; an error with code not_found for anything else.
func kindOf(v *visit) (bank.Kind, error) {
	kind := bank.Kind(v.Param("kind"))
	if !kind.IsTerm() {
		return "", &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.words.none")}
	}
	return kind, nil
}

// showList lists the terms of a kind.
func (w *wordPages) showList(v *visit) error {
	kind, err := kindOf(v)
	if err != nil {
		return err
	}
	current, err := w.Serve.Current()
	if err != nil {
		return err
	}
	view := listView{
		shell: w.frame(v, v.words.T("admin.words.kind."+string(kind)), wordsPath), Kind: string(kind), What: v.words.T("admin.words.what." + string(kind)),
		Words: bank.Clean(v.Query("q")), Only: v.Query("only"), MayCreate: w.may(v, "createDraftTerm"), IsRole: kind == bank.KindRole,
	}
	found, marks, err := w.findTerms(v, kind, view.Words, view.Only, baseline(current))
	if err != nil {
		return err
	}
	view.Count = len(found)
	from, _ := strconv.Atoi(v.Query("from")) // the beginning for anything but a number
	from = max(0, min(from, len(found)))
	address := func(from int) string {
		query := url.Values{"q": {view.Words}, "only": {view.Only}, "from": {strconv.Itoa(from)}}
		return wordsPath + "/" + view.Kind + "?" + query.Encode()
	}
	if from > 0 {
		view.Before = address(max(0, from-rowsPerPage))
	}
	if from+rowsPerPage < len(found) {
		view.After = address(from + rowsPerPage)
	}
	for _, d := range found[from:min(len(found), from+rowsPerPage)] {
		term, err := listed(d.DraftPart)
		if err != nil {
			return err
		}
		term.Changed, term.Faulty = marks.changed[d.ID], marks.faulty[d.ID]
		view.Terms = append(view.Terms, term)
	}
	return w.list.Show(v.Context, http.StatusOK, view)
}

// termMarks says of which terms something is to be said in a list.
type termMarks struct{ changed, faulty map[string]bool }

// findTerms returns the terms of a kind that have some words, or all of them: those in use, unless only others are asked for.
func (w *wordPages) findTerms(v *visit, kind bank.Kind, words, only string, released drafts.Baseline) ([]drafts.Found, termMarks, error) {
	yes, marks := true, termMarks{map[string]bool{}, map[string]bool{}}
	for of, q := range map[*map[string]bool]drafts.Query{
		&marks.changed: {Kind: kind, Changed: &yes, Release: released}, &marks.faulty: {Kind: kind, HasFaults: &yes},
	} {
		found, _, err := w.Drafts.Find(v.ctx(), q)
		if err != nil {
			return nil, marks, err
		}
		for _, f := range found {
			(*of)[f.ID] = true
		}
	}
	query := drafts.Query{Kind: kind}
	if words != "" {
		query.Words = &words
	}
	found, _, err := w.Drafts.Find(v.ctx(), query)
	found = slices.DeleteFunc(found, func(f drafts.Found) bool {
		switch only {
		case "changed":
			return !marks.changed[f.ID]
		case "faulty":
			return !marks.faulty[f.ID]
		case "retired":
			return !f.Retired
		}
		return f.Retired && words == ""
	})
	return found, marks, err
}

// listed returns a term as a list shows it.
func listed(d *bank.DraftPart) (listedTerm, error) {
	body, err := decodeBody(d.Body)
	if err != nil {
		return listedTerm{}, err
	}
	text := func(name string) string { s, _ := body[name].(string); return s }
	term := listedTerm{ID: d.ID, Name: text("name"), Definition: text("definition"), Retired: d.Retired}
	for _, name := range []string{"synonyms", "titles", "foreign", "suggestions"} {
		term.Phrases += len(textsOf(body[name]))
	}
	aspects, _ := body["aspects"].([]any)
	for _, one := range aspects {
		aspect, _ := one.(map[string]any)
		term.Phrases += len(textsOf(aspect["synonyms"]))
	}
	return term, nil
}
