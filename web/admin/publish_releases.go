package admin

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"twoway/bank"
	"twoway/release/publish"
)

// releasesOnPage is how many releases are listed on a page.
const releasesOnPage = 20

// releaseView is a release.
type releaseView struct {
	Number             int
	When, Author, Note string
	Restores           int
	IsNewest           bool
	Questions, Rules   int
	Warnings           int
}

func viewRelease(_ *visit, r bank.Release) releaseView {
	return releaseView{
		Number: r.Number, When: utc(r.CreatedAt), Author: r.Author, Note: r.Note, Restores: r.Restores, Questions: r.Report.Questions,
		Rules: r.Report.Rules, Warnings: len(r.Report.Warnings),
	}
}

// releasesView is the view of the releases.
type releasesView struct {
	publishShell

	Releases   []releaseView
	Newest     int
	MayRoll    bool
	Problem    string
	Note       string // that was typed
	Prev, Next string
	Copies     []copyView
}

// silence is after what time a copy of the program that does not report has probably been stopped.
const silence = time.Minute

// follows is how long a copy may take to follow a new release.
const follows = 15 * time.Second

// copyView is a copy of the program.
type copyView struct {
	Name, Seen, Problem string
	Release             int
	IsBehind, IsGone    bool
}

// takeBackFor is how long the pages offer to take a release back.
const takeBackFor = 24 * time.Hour

// offerTakeBack offers to return to the release before, for a day after it was published by somebody, and the other way round if the address
// says that this was just done.
func (u *publishing) offerTakeBack(v *visit, s *publishShell, list []bank.Release) {
	what := v.Query("done")
	isRecent := len(list) > 0 && list[0].Restores == 0 && list[0].Author != bank.Program().Name && time.Since(list[0].CreatedAt) < takeBackFor
	if isRecent && what == "" && len(list) > 1 && u.may(v, "rollBackRelease") {
		s.TakeBack = &takeBack{list[0].Number, list[1].Number, false}
		return
	}
	if what != "published" && what != "rolled_back" || len(list) < 2 || !u.may(v, "rollBackRelease") {
		return
	}
	if v.Query("release") == strconv.Itoa(list[0].Number) {
		s.TakeBack = &takeBack{list[0].Number, list[1].Number, what == "rolled_back"}
	}
}

// showReleases shows the releases, and which copy of the program serves which.
func (u *publishing) showReleases(v *visit) error {
	newest, list, err := u.newest(v)
	if err != nil {
		return err
	}
	view := releasesView{
		publishShell: u.around(v, v.words.T("admin.publish.tab.releases"), "/admin/publish/releases"), Newest: newest.Number,
		MayRoll: u.may(v, "rollBackRelease"), Note: v.Query("note"),
	}
	u.offerTakeBack(v, &view.publishShell, list)
	if problem := v.Query("problem"); problem != "" && v.words.Has("admin.publish.problem."+problem) {
		view.Problem = v.words.T("admin.publish.problem." + problem)
	}
	page, _ := strconv.Atoi(v.Query("page"))
	pages := (len(list) + releasesOnPage - 1) / releasesOnPage
	page = min(max(page, 1), pages)
	if page > 1 {
		view.Prev = pagePath("/admin/publish/releases", page-1)
	}
	if page < pages {
		view.Next = pagePath("/admin/publish/releases", page+1)
	}
	for _, r := range list[(page-1)*releasesOnPage : min(page*releasesOnPage, len(list))] {
		one := viewRelease(v, r)
		one.IsNewest = r.Number == newest.Number
		view.Releases = append(view.Releases, one)
	}
	if view.Copies, err = u.copies(v, newest.CreatedAt); err != nil {
		return err
	}
	return u.releases.Show(v.Context, http.StatusOK, view)
}

// copies returns the copies of the program. The newest release was published at a time.
func (u *publishing) copies(v *visit, published time.Time) ([]copyView, error) {
	list, newest, err := u.Replicas.List(v.ctx())
	if err != nil {
		return nil, err
	}
	copies := make([]copyView, 0, len(list))
	for _, r := range list {
		gone := time.Since(r.SeenAt) > silence
		behind := r.Release.Number < newest && time.Since(published) > follows
		copies = append(copies, copyView{r.Name, utc(r.SeenAt), r.Problem, r.Release.Number, behind && !gone, gone})
	}
	return copies, nil
}

// oneReleaseView is the view of a release: what it changed, or how it differs from another state.
type oneReleaseView struct {
	publishShell

	Release    releaseView
	Newest     int
	With       string // before, drafts, or now
	Groups     []changeGroup
	Count      int
	Left       int // changes that are not shown
	MayRoll    bool
	HasBefore  bool
	NumberPath string
}

// mostCompare is how many changes of a release are shown.
const mostCompare = 100

// showRelease shows what a release changed in the one before it, or how it differs from the drafts or the newest release.
func (u *publishing) showRelease(v *visit) error {
	newest, list, err := u.newest(v)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.Param("number"))
	i := slices.IndexFunc(list, func(r bank.Release) bool { return r.Number == number })
	if err != nil || i < 0 {
		return &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.publish.unknown_release")}
	}
	view := oneReleaseView{
		publishShell: u.around(v, v.words.T("admin.publish.release", "Number", number), "/admin/publish/releases"), Release: viewRelease(v, list[i]),
		Newest: newest.Number, With: v.Query("with"), MayRoll: u.may(v, "rollBackRelease"), HasBefore: i+1 < len(list),
		NumberPath: "/admin/publish/releases/" + strconv.Itoa(number),
	}
	from, to := "", strconv.Itoa(number)
	switch {
	case view.With == "drafts":
		from, to = to, publish.DraftState
	case view.With == "now":
		from, to = to, strconv.Itoa(newest.Number)
	case view.HasBefore:
		view.With, from = "before", strconv.Itoa(list[i+1].Number)
	}
	if from != "" {
		if err := u.compareStates(v, &view, from, to); err != nil {
			return err
		}
	}
	return u.release.Show(v.Context, http.StatusOK, view)
}

// compareStates fills in what differs between two states.
func (u *publishing) compareStates(v *visit, view *oneReleaseView, from, to string) error {
	var d publish.Difference
	number, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	if to == publish.DraftState {
		d, err = u.Publish.Pending(v.ctx(), number)
	} else {
		d, err = u.Publish.DiffOrder(v.ctx(), from, to, publish.Order{})
	}
	if err != nil {
		return err
	}
	state, err := u.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	changes := slices.DeleteFunc(slices.Clone(d.Changes), func(c bank.PartChange) bool { return c.Kind == bank.KindNearDuplicates })
	view.Count = len(changes)
	shown := changes[:min(len(changes), mostCompare)]
	view.Left = len(changes) - len(shown)
	view.Groups = u.group(v, state, shown, publish.Order{})
	return nil
}
