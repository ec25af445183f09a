package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

const phrasesPath = wordsPath + "/phrases"

// undoPhrase is the kind in the undo of a notice that is about a phrase, which is no draft.
const undoPhrase = "phrase"

// everyPhrase is the status in the address of a page that shows phrases whatever their status.
const everyPhrase = "all"

// sentView is a phrase in the list.
type sentView struct {
	ID, Said, Kind, Trade, Last string
	Count                       int
	ReadAs                      string // what the drafts understand it as, "" for nothing
	Look                        string // the path of the page that looks it up
	Dismissed                   bool
}

// phrasesView is the view of what people typed and sent.
type phrasesView struct {
	shell

	Statuses, Kinds []option
	Status, Words   string
	Phrases         []sentView
	Count           int
	IsEmpty         bool   // nobody has sent anything
	Here            string // the address of this page, to which one comes back
	Before, After   string // addresses of the neighbouring pages, "" for none
	MayDismiss      bool
}

// sentPhrases returns the phrases that a query asks for, and how many there are whatever the query.
func (p *pages) sentPhrases(v *visit, q drafts.PhraseQuery) (found []drafts.ReadPhrase, all int, err error) {
	if p.Phrases == nil {
		return nil, 0, nil
	}
	list, err := p.Phrases.List(v.ctx())
	if err != nil || len(list) == 0 {
		return nil, 0, err
	}
	found, err = p.Drafts.ReadPhrases(v.ctx(), list, q)
	return found, len(list), err
}

// openPhrases returns how many phrases wait for somebody.
func (p *pages) openPhrases(v *visit) (int, error) {
	found, _, err := p.sentPhrases(v, drafts.PhraseQuery{Status: drafts.PhraseOpen})
	return len(found), err
}

// showPhrases lists what people typed and sent.
func (w *wordPages) showPhrases(v *visit) error {
	asked := drafts.PhraseQuery{
		Kind: bank.PhraseKind(v.Query("kind")), Words: tidy(v.Query("q")), Status: drafts.PhraseStatus(cmp.Or(v.Query("status"), string(drafts.PhraseOpen))),
	}
	view := phrasesView{
		shell: w.frame(v, v.words.T("admin.words.sent"), wordsPath), Words: asked.Words, Status: string(asked.Status), MayDismiss: w.may(v, "dismissPhrase"),
	}
	for _, status := range []drafts.PhraseStatus{drafts.PhraseOpen, drafts.PhraseUnderstood, drafts.PhraseDismissed, everyPhrase} {
		view.Statuses = append(view.Statuses, option{Value: string(status), Text: v.words.T("admin.words.sent.status." + string(status)), On: status == asked.Status})
	}
	for _, kind := range []bank.PhraseKind{bank.PhraseRole, bank.PhraseCare} {
		view.Kinds = append(view.Kinds, option{Value: string(kind), Text: v.words.T("admin.words.sent.kind." + string(kind)), On: kind == asked.Kind})
	}
	if asked.Status == everyPhrase {
		asked.Status = ""
	}
	found, all, err := w.sentPhrases(v, asked)
	if err != nil {
		return err
	}
	view.Count, view.IsEmpty = len(found), all == 0
	if err := w.pageOfPhrases(v, &view, found); err != nil {
		return err
	}
	return w.phrases.Show(v.Context, http.StatusOK, view)
}

// pageOfPhrases fills in the phrases of one page, and the addresses of its neighbours.
func (w *wordPages) pageOfPhrases(v *visit, view *phrasesView, found []drafts.ReadPhrase) error {
	state, err := w.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(v.Query("from")) // the beginning for anything but a number
	from = max(0, min(from, len(found)))
	address := func(from int) string {
		query := url.Values{"status": {view.Status}, "kind": {v.Query("kind")}, "q": {view.Words}, "from": {strconv.Itoa(from)}}
		return phrasesPath + "?" + query.Encode()
	}
	view.Here = address(from)
	if from > 0 {
		view.Before = address(max(0, from-rowsPerPage))
	}
	to := min(len(found), from+rowsPerPage)
	if to < len(found) {
		view.After = address(to)
	}
	names := state.Content.Vocabulary.Names()
	for _, p := range found[from:to] {
		view.Phrases = append(view.Phrases, newSentView(v, names, &p))
	}
	return nil
}

func newSentView(v *visit, names map[string]string, p *drafts.ReadPhrase) sentView {
	view := sentView{
		ID: p.ID, Said: p.Said, Kind: v.words.T("admin.words.sent.kind." + string(p.Kind)), Count: p.Count, Dismissed: p.Dismissed,
		Last: v.day(p.LastOn), Look: wordsPath + "?" + url.Values{"said": {p.Said}, "trade": {p.Role}}.Encode() + "#read",
	}
	if p.Role != "" {
		view.Trade = cmp.Or(names["role/"+p.Role], p.Role)
	}
	if p.ReadAs != nil {
		view.ReadAs = p.ReadAs.Name
	}
	return view
}

// dismissPhrase dismisses a phrase, or brings it back, and shows the list again.
func (w *wordPages) dismissPhrase(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	id, dismissed := v.Param("id"), sent.Get("dismissed") != "false"
	if err := w.setDismissed(v, id, dismissed); err != nil {
		return err
	}
	back := next(sent.Get("back"))
	if !dismissed {
		return w.done(v, back, "phrase_restored", nil)
	}
	u, err := url.Parse(back)
	if err != nil {
		return err
	}
	query := u.Query()
	query.Set("undo", undoPhrase+"/"+id+"/0")
	u.RawQuery = query.Encode()
	return w.done(v, u.String(), "phrase_dismissed", nil)
}

// undoPhrase brings back a phrase that was just dismissed.
func (p *pages) undoPhrase(v *visit, sent url.Values) error {
	if err := p.setDismissed(v, sent.Get("id"), false); err != nil {
		return err
	}
	return p.done(v, next(sent.Get("back")), "phrase_restored", nil)
}

func (p *pages) setDismissed(v *visit, id string, dismissed bool) error {
	if p.Phrases == nil {
		return &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.words.sent.none")}
	}
	_, err := p.Phrases.Dismiss(v.ctx(), id, dismissed)
	return err
}
