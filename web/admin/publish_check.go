package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/web"
)

// attempt is what somebody has said in the form for publishing, and what was wrong with it.
type attempt struct {
	Note    string
	Later   bool   // at a time
	Time    string // as typed
	Problem string // admin.publish.problem.PROBLEM; "" for none
}

// maxKept is how much of a note is kept in the address of a page.
const maxKept = 2000

// query returns the attempt as a part of an address.
func (a attempt) query(q url.Values) url.Values {
	if runes := []rune(a.Note); len(runes) > 0 {
		q.Set("note", string(runes[:min(len(runes), maxKept)]))
	}
	if a.Later {
		q.Set("later", "1")
		q.Set("time", a.Time)
	}
	if a.Problem != "" {
		q.Set("problem", a.Problem)
	}
	return q
}

// readAttempt returns the attempt in the address of a page.
func readAttempt(q url.Values) attempt {
	return attempt{Note: q.Get("note"), Later: q.Get("later") != "" || q.Get("at") != "", Time: q.Get("time"), Problem: q.Get("problem")}
}

// publishFault is something that a check has found.
type publishFault struct {
	Name, Kind, Path string // of the part
	Field            string
	Detail, Fix      string
}

// approvalView is an approval of what was checked.
type approvalView struct{ By, When string }

// checkView is the view of a check.
type checkView struct {
	publishShell

	Release          releaseView
	Chosen, Changes  int
	Parts            []string // names of what was chosen, if that is not everything
	Ready, Same      bool     // it can be published; there is nothing to publish
	Faults, Warnings []publishFault
	MoreFaults       int
	MoreWarnings     int
	MyWarnings       []publishFault // about what is published; Warnings are the others
	MoreOfMine       int
	Others           int
	TooFew           string // the path of a check with what must be chosen too; "" if nothing must be
	ChooseToo        []publishFault
	Report           bank.Report
	Sets             setsView
	Hash, Short      string
	At               string // the time that the check is for; "" for now

	FourEyes               bool
	Approvals              []approvalView
	IsApproved             bool // by somebody else than whoever looks
	IsOwn                  bool // whoever looks has approved it
	IsAuthor               bool // whoever looks has edited some of it
	MayApprove, MayPublish bool
	Hidden                 []hidden // the selection, for forms
	Back                   string   // the path of the list, with the selection
	Again                  string   // the path of the check
	Attempt                attempt
	Problem                string
	Clock                  string // the time now, in UTC
	Earliest               string // the value of the earliest time
}

// hidden is a field that nobody sees.
type hidden struct{ Name, Value string }

// showCheck shows what a check has found, or how far it is.
func (u *publishing) showCheck(v *visit) error {
	return u.renderCheck(v, v.Request.URL.Query(), readAttempt(v.Request.URL.Query()), http.StatusOK)
}

func (u *publishing) renderCheck(v *visit, query url.Values, a attempt, status int) error {
	pending, err := u.Publish.Pending(v.ctx(), 0)
	if err != nil {
		return err
	}
	o := selection(query, pending.Changes)
	if o.Only != nil && len(o.Only) == 0 {
		return u.done(v, "/admin/publish", "nothing_ticked", nil)
	}
	d, err := u.difference(v, o)
	if err != nil {
		return err
	}
	j, isNew := u.startCheck(v, d, o)
	wait := patience / 10 //nolint:mnd // the page asks again by itself
	if isNew {
		wait = patience
	}
	if !j.isDone(v.ctx(), wait) {
		return u.showProgress(v, j, "admin.publish.checking")
	}
	if j.err != nil {
		u.jobs.drop(j.id)
		return j.err
	}
	view, err := u.viewCheck(v, j, o, query, pending)
	if err != nil {
		return err
	}
	view.Attempt = a
	if a.Problem != "" {
		view.Problem = v.words.T("admin.publish.problem." + a.Problem)
	}
	return u.check.Show(v.Context, status, view)
}

// difference returns what an order changes in the newest release, and its hash.
func (u *publishing) difference(v *visit, o publish.Order) (publish.Difference, error) {
	newest, _, err := u.newest(v)
	if err != nil {
		return publish.Difference{}, err
	}
	return u.Publish.DiffOrder(v.ctx(), strconv.Itoa(newest.Number), publish.DraftState, o)
}

// startCheck begins the check of an order, or returns the one that was begun before, here: another copy of the program makes its own.
func (u *publishing) startCheck(v *visit, d publish.Difference, o publish.Order) (*job, bool) {
	id := "check " + d.Hash + " " + v.words.Language + " " + bank.FormatInstant(o.PublishAt)
	if current, err := u.Serve.Current(); err == nil {
		id += " " + current.Release.Hash
	}
	if o.Only != nil { // others may have to be chosen, too
		id += " " + strconv.Itoa(d.Revision)
	}
	isNew := u.jobs.find(id) == nil
	words := v.words
	return u.jobs.start(v.ctx(), &job{id: id, order: o}, func(ctx context.Context, j *job) error {
		return u.runCheck(ctx, words, j)
	}), isNew
}

// runCheck checks an order, and finds out which sets would change.
func (u *publishing) runCheck(ctx context.Context, words web.Words, j *job) error {
	var err error
	if j.checked, err = u.Publish.CheckOrder(ctx, j.order); err != nil {
		return err
	}
	after := j.checked.Compiled
	j.checked.Compiled = nil // it is as large as the bank
	before, err := u.Serve.Current()
	if err != nil || after == nil {
		return err
	}
	j.sets, err = compareSets(ctx, words, before, after, func(done, total int) {
		j.tell(publish.Progress{Phase: phaseSets, Done: done, Total: total})
	})
	return err
}

// mostListed is how many faults or warnings are listed.
const mostListed = 50

// viewCheck returns the view of a check that is done.
func (u *publishing) viewCheck(v *visit, j *job, o publish.Order, query url.Values, pending publish.Difference) (checkView, error) {
	state, err := u.Drafts.State(v.ctx())
	if err != nil {
		return checkView{}, err
	}
	newest, _, err := u.newest(v)
	if err != nil {
		return checkView{}, err
	}
	report, now := j.checked.Report, time.Now()
	view := checkView{
		publishShell: u.around(v, v.words.T("admin.publish.check.title"), "/admin/publish"), Release: viewRelease(v, newest),
		Chosen: len(pending.Changes), Changes: len(pending.Changes), Report: report, Sets: j.sets, Hash: j.checked.Hash, Short: short(j.checked.Hash),
		Same: j.checked.Same, Ready: len(report.Faults) == 0, FourEyes: j.checked.NeedsOther,
		MayApprove: u.may(v, "createApproval"), MayPublish: u.may(v, "publishRelease"), At: utc(o.PublishAt),
		Clock: now.UTC().Format("15:04"), Earliest: localTime(now.Add(time.Minute)), Back: "/admin/publish", Again: "/admin/publish/check",
	}
	if o.Only != nil {
		view.Chosen = len(o.Only)
		for _, id := range o.Only {
			view.Parts = append(view.Parts, partText(v.words, state, id))
		}
	}
	chosen := selectionQuery(query)
	for _, name := range []string{"only", "except", "at"} {
		for _, value := range chosen[name] {
			view.Hidden = append(view.Hidden, hidden{name, value})
		}
	}
	if len(chosen) > 0 {
		view.Back += "?" + chosen.Encode()
		view.Again += "?" + chosen.Encode()
	}
	view.Faults, view.MoreFaults = viewFaults(v.words, state, report.Faults)
	mine, others := splitWarnings(report.Warnings, pending.Changes)
	view.MyWarnings, view.MoreOfMine = viewFaults(v.words, state, mine)
	view.Warnings, view.MoreWarnings = viewFaults(v.words, state, others)
	view.Others = len(others)
	view.chooseToo(v.words, state, j.checked.ChooseToo, o)
	return view, u.approvals(v, &view, j.checked.Authors)
}

// chooseToo fills in what must be chosen too, and the way to do so.
func (c *checkView) chooseToo(words web.Words, state *drafts.State, too []bank.PartID, o publish.Order) {
	if len(too) == 0 {
		return
	}
	query := url.Values{}
	for _, id := range slices.Concat(o.Only, too) {
		query.Add("only", string(id.Kind)+":"+id.ID)
	}
	c.TooFew = "/admin/publish/check?" + query.Encode()
	for _, id := range too {
		c.ChooseToo = append(c.ChooseToo, publishFault{Name: partText(words, state, id), Path: partPath(id.Kind, id.ID)})
	}
}

// approvals fills in who has approved what was checked, and whether whoever looks may. The authors may not.
func (u *publishing) approvals(v *visit, view *checkView, authors []bank.Actor) error {
	if !view.FourEyes {
		return nil
	}
	list, err := u.Publish.ApprovalsOf(v.ctx(), view.Hash)
	if err != nil {
		return err
	}
	view.IsAuthor = slices.ContainsFunc(authors, v.person.Actor().IsSame)
	for _, a := range list {
		view.Approvals = append(view.Approvals, approvalView{shortAuthor(a.By.Name), utc(a.CreatedAt)})
		if a.By.IsSame(v.person.Actor()) {
			view.IsOwn = true
		} else {
			view.IsApproved = true
		}
	}
	view.MayApprove = view.MayApprove && view.Ready && !view.IsOwn && !view.IsAuthor
	return nil
}

// partText returns what people call a part.
func partText(words web.Words, state *drafts.State, id bank.PartID) string {
	d, found := state.Part(id)
	switch {
	case id.ID == "":
		return words.T("admin.publish.order_of", "Kind", words.T("admin.publish.kind."+string(id.Kind)))
	case !found || id.Kind == bank.KindWeights || id.Kind == bank.KindNearDuplicates:
		return words.T("admin.publish.kind." + string(id.Kind))
	}
	return nameIn(words, d.Kind, d.Body, d.ID)
}

// splitWarnings returns the warnings about parts that have changed, and the others, which were there before.
func splitWarnings(all []bank.Fault, changes []bank.PartChange) (mine, others []bank.Fault) {
	changed := map[bank.PartID]bool{}
	for _, c := range changes {
		changed[bank.PartID{Kind: c.Kind, ID: c.ID}] = true
	}
	for _, w := range all {
		id, _, found := faultPart(w.Pointer)
		isMine := found && changed[id] || slices.ContainsFunc(w.Rules, func(rule string) bool { return changed[bank.PartID{Kind: bank.KindRule, ID: rule}] })
		if isMine {
			mine = append(mine, w)
		} else {
			others = append(others, w)
		}
	}
	return mine, others
}

// viewFaults returns the first faults in words, each with the part that it is about, and how many others there are.
func viewFaults(words web.Words, state *drafts.State, faults []bank.Fault) (list []publishFault, more int) {
	for _, f := range faults[:min(len(faults), mostListed)] {
		one := publishFault{Detail: f.Detail, Fix: f.Fix}
		if one.Fix == "" && len(f.Nearest) > 0 {
			one.Fix = strings.Join(f.Nearest, ", ")
		}
		if id, rest, found := faultPart(f.Pointer); found {
			one.Kind, one.Name, one.Path = words.T("admin.publish.kind."+string(id.Kind)), partText(words, state, id), partPath(id.Kind, id.ID)
			one.Field = fieldLabel(words, rest)
		}
		list = append(list, one)
	}
	return list, len(faults) - len(list)
}

// faultPart returns the part that a pointer into a content is within, and the pointer within that.
func faultPart(pointer string) (bank.PartID, string, bool) {
	steps := bank.PointerSteps(pointer)
	for _, kind := range bank.Kinds() {
		prefix := bank.PointerSteps(kind.Pointer("x"))
		prefix = prefix[:len(prefix)-1]
		if kind.IsSingle() {
			prefix = []string{string(kind)}
		}
		if len(steps) < len(prefix) || !slices.Equal(steps[:len(prefix)], prefix) {
			continue
		}
		rest := steps[len(prefix):]
		id := string(kind)
		if !kind.IsSingle() {
			if len(rest) == 0 {
				continue
			}
			id, rest = rest[0], rest[1:]
		}
		return bank.PartID{Kind: kind, ID: id}, pointerOf(rest), true
	}
	return bank.PartID{}, "", false
}

func pointerOf(steps []string) string {
	var pointer strings.Builder
	for _, step := range steps {
		pointer.WriteString("/" + bank.PointerStep(step))
	}
	return pointer.String()
}
