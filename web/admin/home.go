package admin

import (
	"net/http"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
	"twoway/web"
)

// registerHome adds the overview, and the way back from a change of a draft.
func (p *pages) registerHome() {
	page := p.page("home.html")
	p.get("", "getSession", func(v *visit) error { return p.home(v, page) })
	p.post("/undo", "undoDraft", p.undo)
}

// homeView is the view of the overview.
type homeView struct {
	shell

	Name, Role             string
	Release, Changes       int // the number of the one in service, and how many parts differ from it
	Questions, Rules       int // in use
	Terms, Faults, Waiting int // words in use; drafts with faults; upgrades to decide
	FailedSchedules        int
	Phrases                int // that people sent, and that wait for somebody
	Sections               []sectionView
}

// sectionView is a section in the tour.
type sectionView struct {
	Path, Name, What string
}

// home shows what there is, what waits to be done, and what each section is for.
func (p *pages) home(v *visit, page web.Page) error {
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	view := homeView{
		shell: p.frame(v, v.words.T("admin.home.title"), "/admin"), Name: v.person.Name, Role: v.words.T("admin.role." + string(v.person.Role)),
	}
	for i := range state.Drafts {
		switch d := &state.Drafts[i]; {
		case d.Retired || d.Kind == bank.KindWeights:
		case d.Kind == bank.KindQuestion:
			view.Questions++
		case d.Kind == bank.KindRule:
			view.Rules++
		default:
			view.Terms++
		}
	}
	for _, s := range sections()[1:] {
		if p.may(v, s.operation) {
			view.Sections = append(view.Sections, sectionView{s.path, v.words.T("admin.section." + s.text), v.words.T("admin.tour." + s.text)})
		}
	}
	if err := p.waiting(v, &view); err != nil {
		return err
	}
	return page.Show(v.Context, http.StatusOK, view)
}

// waiting fills in what waits to be done.
func (p *pages) waiting(v *visit, view *homeView) error {
	current, err := p.Serve.Current()
	if err != nil {
		return err
	}
	view.Release = current.Release.Number
	pending, err := p.Publish.Pending(v.ctx(), 0)
	if err != nil {
		return err
	}
	view.Changes = len(pending.Changes)
	yes := true
	for _, kind := range bank.Kinds() {
		faulty, _, err := p.Drafts.Find(v.ctx(), drafts.Query{Kind: kind, HasFaults: &yes})
		if err != nil {
			return err
		}
		view.Faults += len(faulty)
	}
	notices := p.Publish.Notices()
	view.Waiting, view.FailedSchedules = notices.Upgrades, notices.Failed
	view.Phrases, err = p.openPhrases(v)
	return err
}

// baseline returns the release in service as what drafts are compared with.
func baseline(current *serve.Compiled) drafts.Baseline {
	return drafts.Baseline{ID: current.Release, Content: &current.Content}
}

// undo takes back the last change of a draft, and shows the page from which that was asked for.
func (p *pages) undo(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(sent.Get("version"))
	if err != nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: v.words.T("admin.undo.gone")}
	}
	if sent.Get("kind") == undoPhrase {
		return p.undoPhrase(v, sent)
	}
	of := drafts.Version{Kind: bank.Kind(sent.Get("kind")), ID: sent.Get("id"), Version: version}
	if _, err := p.Drafts.Undo(v.ctx(), v.person.Actor(), of); err != nil {
		return err
	}
	return p.done(v, next(sent.Get("back")), "undone", nil)
}
