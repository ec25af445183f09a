package admin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"twoway/bank"
	"twoway/release/publish"
	"twoway/web"
)

// problemOf returns the name of the text that says why something was not published; "" for a failure that has none.
func problemOf(err error) string {
	for code, problem := range map[bank.Code]string{
		bank.CodeStale: "changed", bank.CodeConflict: "conflict", bank.CodeNotApproved: "not_approved", bank.CodeInvalidContent: "faults",
		bank.CodeInvalidRequest: "invalid",
	} {
		if bank.HasCode(err, code) {
			return problem
		}
	}
	return ""
}

// readOrder returns what a form below the check says: the order, and the hash of what was checked.
func (u *publishing) readOrder(v *visit) (sent url.Values, o publish.Order, err error) {
	if sent, err = web.ReadForm(v.Context, maxSelection); err != nil {
		return nil, o, err
	}
	pending, err := u.Publish.Pending(v.ctx(), 0)
	if err != nil {
		return nil, o, err
	}
	return sent, selection(sent, pending.Changes), nil
}

// approve approves what was checked.
func (u *publishing) approve(v *visit) error {
	sent, o, err := u.readOrder(v)
	if err != nil {
		return err
	}
	path := "/admin/publish/check?" + selectionQuery(sent).Encode()
	switch _, err := u.Publish.Approve(v.ctx(), v.person.Actor(), o, sent.Get("hash")); {
	case bank.HasCode(err, bank.CodeNotApproved):
		return u.done(v, path, "own_edit", nil)
	case bank.HasCode(err, bank.CodeConflict):
		return u.done(v, path, "publish_changed_meanwhile", nil)
	case err != nil:
		return err
	}
	return u.done(v, path, "approved", nil)
}

// publishOrPlan publishes what was checked, at once or at a time.
func (u *publishing) publishOrPlan(v *visit) error {
	sent, o, err := u.readOrder(v)
	if err != nil {
		return err
	}
	a := attempt{Note: sent.Get("note"), Later: sent.Get("when") == "later", Time: sent.Get("time")}
	if err := bank.CheckNote("/note", a.Note); err != nil {
		a.Problem = "note"
		return u.renderCheck(v, sent, a, http.StatusUnprocessableEntity)
	}
	d, err := u.difference(v, o)
	if err != nil {
		return err
	}
	if d.Hash != sent.Get("hash") {
		a.Problem = "changed"
		u.toCheck(v, sent, a)
		return nil
	}
	o.Note = a.Note
	if o.PublishAt = (time.Time{}); a.Later {
		at, ok := parseLocal(a.Time)
		if !ok || !at.After(time.Now()) {
			a.Problem = "time"
			return u.renderCheck(v, sent, a, http.StatusUnprocessableEntity)
		}
		o.PublishAt = at
	}
	return u.begin(v, &job{order: o, attempt: a, selection: selectionQuery(sent)}, func(ctx context.Context, j *job) error {
		return u.carryOut(ctx, j, v.person.Actor(), d.Revision)
	})
}

// carryOut publishes the order of a job, or plans to. The revision is that at which what it would publish was compared with what was checked.
func (u *publishing) carryOut(ctx context.Context, j *job, actor bank.Actor, revision int) error {
	if !j.attempt.Later {
		var err error
		j.release, err = u.Publish.PublishOrder(ctx, actor, j.order, revision)
		return err
	}
	d, err := u.Publish.DiffOrder(ctx, publish.DraftState, publish.DraftState, j.order)
	if err != nil {
		return err
	}
	if d.Revision != revision {
		return &bank.Error{Code: bank.CodeStale, Message: "The drafts have changed."}
	}
	_, err = u.Publish.Schedule(ctx, actor, j.order, d.Hash)
	return err
}

// begin begins the work of a job, waits a little, and shows what came of it, or how far it is.
func (u *publishing) begin(v *visit, j *job, work func(ctx context.Context, j *job) error) error {
	newest, _, err := u.newest(v)
	if err != nil {
		return err
	}
	j.id, j.visitor = newJobID(), v.person.ID
	j = u.jobs.start(v.ctx(), j, work)
	j.isDone(v.ctx(), patience)
	v.Redirect(http.StatusSeeOther, u.site.Path("/admin/publish/running/"+j.id+"?after="+strconv.Itoa(newest.Number)))
	return nil
}

// mostRetries is how often rolling back is tried again if somebody edits a draft at the same time, which does not matter to it.
const mostRetries = 5

// rollBack publishes the content of an older release again.
func (u *publishing) rollBack(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.Param("number"))
	if err != nil {
		return &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.publish.none")}
	}
	if _, err := u.Publish.Release(v.ctx(), number); err != nil {
		return err
	}
	newest, _, err := u.newest(v)
	if err != nil {
		return err
	}
	if sent.Get("newest") != strconv.Itoa(newest.Number) {
		v.Redirect(http.StatusSeeOther, u.site.Path("/admin/publish/releases?"+url.Values{"problem": {"newer"}, "note": {sent.Get("note")}}.Encode()))
		return nil
	}
	actor := v.person.Actor()
	return u.begin(v, &job{rollBack: number, attempt: attempt{Note: sent.Get("note")}}, func(ctx context.Context, j *job) (err error) {
		j.release, err = u.restore(ctx, actor, j, newest.Number)
		return err
	})
}

// restore rolls back, as long as the newest release is the one that somebody has seen.
func (u *publishing) restore(ctx context.Context, actor bank.Actor, j *job, newest int) (r bank.Release, err error) {
	for range mostRetries {
		list, revision, err := u.Publish.Releases(ctx)
		if err != nil {
			return r, err
		}
		if len(list) == 0 || list[0].Number != newest {
			return r, &bank.Error{Code: bank.CodeStale, Message: "There is a newer release."}
		}
		r, err = u.Publish.RollBack(ctx, actor, j.attempt.Note, revision, j.rollBack)
		if !bank.HasCode(err, bank.CodeStale) {
			return r, err
		}
	}
	return r, &bank.Error{Code: bank.CodeStale, Message: "The drafts change all the time."}
}
