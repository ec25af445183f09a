package admin

import (
	"net/http"
	"net/url"
	"strconv"

	"twoway/release/publish"
)

// phaseSets is the phase in which sets are compared, after those of a check.
const phaseSets publish.Phase = "sets"

// refreshSeconds is after what time a page that shows how far something is asks again.
const refreshSeconds = 2

// progressView is the view of a check or a publication that goes on.
type progressView struct {
	publishShell

	Steps   []stepView
	Unknown bool // another copy of the program does it
}

// stepView is a step of a check.
type stepView struct {
	Text        string
	State       string // done, now or later
	Done, Total int
}

// showProgress shows how far a job is. The page refreshes itself.
func (u *publishing) showProgress(v *visit, j *job, title string) error {
	view := progressView{publishShell: u.around(v, v.words.T(title), "/admin/publish")}
	view.Refresh = refreshSeconds
	view.Unknown = j == nil
	if j != nil {
		view.Steps = viewSteps(v, j.at(), title == "admin.publish.checking")
	}
	return u.running.Show(v.Context, http.StatusOK, view)
}

func viewSteps(v *visit, at publish.Progress, withSets bool) []stepView {
	phases := publish.Phases()
	if withSets {
		phases = append(phases, phaseSets)
	}
	steps := make([]stepView, 0, len(phases))
	reached := false
	for _, phase := range phases {
		step := stepView{Text: v.words.T("admin.publish.phase." + string(phase)), State: "done"}
		switch {
		case phase == at.Phase:
			reached = true
			step.State, step.Done, step.Total = "now", at.Done, max(at.Total, 1)
		case reached || at.Phase == "":
			step.State = "later"
		}
		steps = append(steps, step)
	}
	return steps
}

// showRunning shows how far a publication is or, once it is done, what came of it.
func (u *publishing) showRunning(v *visit) error {
	j := u.jobs.find(v.Param("job"))
	if j == nil || j.visitor == "" {
		return u.showElsewhere(v)
	}
	title := "admin.publish.publishing"
	if j.rollBack > 0 {
		title = "admin.publish.rolling_back"
	}
	if !j.isDone(v.ctx(), patience/10) { //nolint:mnd // the page asks again by itself
		return u.showProgress(v, j, title)
	}
	if j.err != nil {
		return u.explain(v, j)
	}
	number := strconv.Itoa(j.release.Number)
	switch {
	case j.rollBack > 0:
		return u.done(v, "/admin/publish/releases?release="+number, "rolled_back", nil)
	case j.attempt.Later:
		return u.done(v, "/admin/publish/plans", "planned", nil)
	}
	return u.done(v, "/admin/publish?release="+number, "published", nil)
}

// showElsewhere answers for a publication that this copy of the program does not know: another one does it, or has been stopped.
func (u *publishing) showElsewhere(v *visit) error {
	newest, _, err := u.newest(v)
	if err != nil {
		return err
	}
	if after, err := strconv.Atoi(v.Query("after")); err == nil && newest.Number > after {
		return u.done(v, "/admin/publish?release="+strconv.Itoa(newest.Number), "published", nil)
	}
	return u.showProgress(v, nil, "admin.publish.publishing")
}

// explain shows the form again from which a publication was begun that has failed, with what was typed and what is wrong.
func (u *publishing) explain(v *visit, j *job) error {
	problem := problemOf(j.err)
	if problem == "" {
		return j.err
	}
	if j.rollBack > 0 {
		v.Redirect(http.StatusSeeOther, u.site.Path("/admin/publish/releases?"+url.Values{"problem": {problem}, "note": {j.attempt.Note}}.Encode()))
		return nil
	}
	a := j.attempt
	a.Problem = problem
	u.toCheck(v, j.selection, a)
	return nil
}

// toCheck sends the browser to a check, with what was typed.
func (u *publishing) toCheck(v *visit, chosen url.Values, a attempt) {
	query := a.query(selectionQuery(chosen))
	v.Redirect(http.StatusSeeOther, u.site.Path("/admin/publish/check?"+query.Encode()))
}
