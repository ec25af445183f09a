package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/web"
)

// publishing has the pages on which drafts are reviewed, checked and published, and releases compared and rolled back.
type publishing struct {
	*pages

	list, check, running, releases, release, plans, upgrade web.Page
}

// maxSelection is the maximum size of a form that lists changes.
const maxSelection = 256 << 10

// registerPublish adds the pages below /admin/publish.
func (p *pages) registerPublish() {
	page := func(name string) web.Page {
		return p.site.Page(p.source, nil, "templates/"+name, "templates/parts.html", "templates/publish_parts.html")
	}
	u := &publishing{
		pages: p, list: page("publish.html"), check: page("publish_check.html"), running: page("publish_running.html"),
		releases: page("publish_releases.html"), release: page("publish_release.html"), plans: page("publish_plans.html"),
		upgrade: page("publish_upgrades.html"),
	}
	p.get("/publish", "getDiff", u.showChanges)
	p.post("/publish", "checkRelease", u.choose)
	p.post("/publish/discard", "discardDraft", u.discard)
	p.post("/publish/undo", "undoDraft", u.undoOne)
	p.get("/publish/check", "checkRelease", u.showCheck)
	p.post("/publish/approve", "createApproval", u.approve)
	p.post("/publish/now", "publishRelease", u.publishOrPlan)
	p.get("/publish/running/:job", "getDiff", u.showRunning)
	p.get("/publish/releases", "listReleases", u.showReleases)
	p.get("/publish/releases/:number", "getDiff", u.showRelease)
	p.post("/publish/releases/:number/back", "rollBackRelease", u.rollBack)
	p.get("/publish/plans", "listSchedules", u.showPlans)
	p.post("/publish/plans/:id/cancel", "cancelSchedule", u.cancel)
	p.get("/publish/upgrades", "listUpgrades", u.showUpgrades)
	p.post("/publish/upgrades/:kind/:id", "decideUpgrade", u.decide)
}

// tab is a link to one of the pages about publishing.
type tab struct {
	Path, Text string
	Count      int
	Current    bool
}

// publishShell is what the pages about publishing have around their content.
type publishShell struct {
	shell

	Tabs     []tab
	TakeBack *takeBack // of the release that was just published; nil for none
}

// takeBack offers to return to the release before the newest one.
type takeBack struct {
	Newest, Number int
	Again          bool // the newest release was itself a return to an older one
}

// around returns what a page about publishing has around its content. The tab is known by its path.
func (u *publishing) around(v *visit, title, at string) publishShell {
	s := publishShell{shell: u.frame(v, title, "/admin/publish")}
	notices := u.Publish.Notices()
	for _, t := range []tab{
		{Path: "/admin/publish", Text: v.words.T("admin.publish.tab.changes")},
		{Path: "/admin/publish/plans", Text: v.words.T("admin.publish.tab.plans"), Count: notices.Failed},
		{Path: "/admin/publish/releases", Text: v.words.T("admin.publish.tab.releases")},
		{Path: "/admin/publish/upgrades", Text: v.words.T("admin.publish.tab.upgrades"), Count: notices.Upgrades},
	} {
		t.Current = t.Path == at
		s.Tabs = append(s.Tabs, t)
	}
	return s
}

// mostTicked is up to how many changes one may publish a selection of. With more, they are listed in pages.
const (
	mostTicked    = 200
	changesOnPage = 50
)

// changesView is the view of the changes.
type changesView struct {
	publishShell

	Release    releaseView
	Groups     []changeGroup
	Count      int
	Tick       bool // one may publish some of them
	FourEyes   bool
	MayEdit    bool
	Page       int
	Prev, Next string // paths; "" for none
}

// changeGroup has the changes of the kinds that people think of as one.
type changeGroup struct {
	Name    string // admin.publish.group.NAME
	Count   int
	Changes []changeView
}

// groups are the names of the groups, in order.
func groups() []string { return []string{"questions", "rules", "words", "choice"} }

// groupOf returns the group of a kind.
func groupOf(kind bank.Kind) string {
	switch {
	case kind == bank.KindQuestion:
		return "questions"
	case kind == bank.KindRule:
		return "rules"
	case kind.IsTerm():
		return "words"
	}
	return "choice"
}

// showChanges shows what publishing would change.
func (u *publishing) showChanges(v *visit) error {
	d, err := u.Publish.Pending(v.ctx(), 0)
	if err != nil {
		return err
	}
	state, err := u.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	newest, list, err := u.newest(v)
	if err != nil {
		return err
	}
	view := changesView{
		publishShell: u.around(v, v.words.T("admin.section.publish"), "/admin/publish"), Release: viewRelease(v, newest), Count: len(d.Changes),
		Tick: len(d.Changes) <= mostTicked, FourEyes: u.Publish.RequiresApproval(), MayEdit: u.may(v, "discardDraft"),
	}
	u.offerTakeBack(v, &view.publishShell, list)
	changes := d.Changes
	if !view.Tick {
		view.Page, _ = strconv.Atoi(v.Query("page"))
		view.Page = min(max(view.Page, 1), (len(changes)+changesOnPage-1)/changesOnPage)
		changes = changes[(view.Page-1)*changesOnPage : min(view.Page*changesOnPage, len(changes))]
		view.Prev, view.Next = pagePath("/admin/publish", view.Page-1), pagePath("/admin/publish", view.Page+1)
		if view.Page == 1 {
			view.Prev = ""
		}
		if view.Page*changesOnPage >= len(d.Changes) {
			view.Next = ""
		}
	}
	view.Groups = u.group(v, state, changes, selection(v.Request.URL.Query(), d.Changes))
	return u.list.Show(v.Context, http.StatusOK, view)
}

func pagePath(path string, number int) string { return path + "?page=" + strconv.Itoa(number) }

// group returns changes in groups. Those that an order publishes are ticked.
func (u *publishing) group(v *visit, state *drafts.State, changes []bank.PartChange, o publish.Order) []changeGroup {
	var all []changeGroup
	known := sync.OnceValue(func() *ruleBank { return newRuleBank(state) })
	for _, name := range groups() {
		g := changeGroup{Name: v.words.T("admin.publish.group." + name)}
		for _, c := range changes {
			if groupOf(c.Kind) == name {
				one := viewChange(v.words, c)
				one.draft(v.words, state)
				if c.Kind == bank.KindRule {
					one.Says = known().says(v.words, c)
				}
				one.Ticked = o.Only == nil || slices.Contains(o.Only, bank.PartID{Kind: c.Kind, ID: c.ID})
				g.Changes = append(g.Changes, one)
			}
		}
		if g.Count = len(g.Changes); g.Count > 0 {
			all = append(all, g)
		}
	}
	return all
}

// newest returns the newest release and all of them, without content.
func (u *publishing) newest(v *visit) (bank.Release, []bank.Release, error) {
	list, _, err := u.Publish.Releases(v.ctx())
	if err == nil && len(list) == 0 {
		err = &bank.Error{Code: bank.CodeUnavailable, Message: v.words.T("admin.publish.none")}
	}
	if err != nil {
		return bank.Release{}, nil, err
	}
	return list[0], list, nil
}

// choose answers the list of changes, of which some are ticked: it shows the check of those.
func (u *publishing) choose(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxSelection)
	if err != nil {
		return err
	}
	d, err := u.Publish.Pending(v.ctx(), 0)
	if err != nil {
		return err
	}
	if sent.Get("all") == "" && len(sent["part"]) == 0 {
		return u.done(v, "/admin/publish", "nothing_ticked", nil)
	}
	path := "/admin/publish/check"
	if query := publishChoice(sent["part"], d.Changes, sent.Get("all") != ""); query != "" {
		path += "?" + query
	}
	v.Redirect(http.StatusSeeOther, u.site.Path(path))
	return nil
}

// partVersion returns the draft that a button of the list names, as kind/id/version.
func partVersion(v *visit, text string) (drafts.Version, error) {
	parts := strings.Split(text, "/")
	if len(parts) == 3 {
		if version, err := strconv.Atoi(parts[2]); err == nil {
			return drafts.Version{Kind: bank.Kind(parts[0]), ID: parts[1], Version: version}, nil
		}
	}
	return drafts.Version{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: v.words.T("admin.undo.gone")}
}

// discard makes a draft what it is in the release in service.
func (u *publishing) discard(v *visit) error {
	return u.takeBackDraft(v, "publish_discarded", u.Publish.Discard)
}

// undoOne takes back the last change of a draft.
func (u *publishing) undoOne(v *visit) error { return u.takeBackDraft(v, "undone", u.Drafts.Undo) }

// takeBackDraft changes one draft of the list, and shows the list again. If somebody has changed it meanwhile, the list says so and shows
// what it is now.
func (u *publishing) takeBackDraft(v *visit, what string, change drafterFunc) error {
	sent, err := web.ReadForm(v.Context, maxSelection)
	if err != nil {
		return err
	}
	of, err := partVersion(v, sent.Get("of"))
	if err != nil {
		return err
	}
	edited, err := change(v.ctx(), v.person.Actor(), of)
	switch {
	case bank.HasCode(err, bank.CodeStale):
		return u.done(v, "/admin/publish", "publish_changed_meanwhile", nil)
	case bank.HasCode(err, bank.CodeConflict):
		return u.done(v, "/admin/publish", "publish_nothing_to_undo", nil)
	case err != nil:
		return err
	}
	return u.done(v, "/admin/publish", what, &edited)
}

// utc returns a time as people read it, in UTC.
func utc(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2 Jan 2006, 15:04") + " UTC"
}

// localTime returns a time as the value of a field for a time.
func localTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04") }

// short returns the part of a hash that people compare.
func short(hash string) string {
	_, digits, _ := strings.Cut(hash, ":")
	return fmt.Sprintf("%.12s", digits)
}
