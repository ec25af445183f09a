package candidate

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release/kits"
	"twoway/server"
	"twoway/web"
)

// This file saves interviewers' kits, and shows those that were saved: as they were then, and as a record for others.

// kitPart has the questions of a kit; the pages of kits call it.
const kitPart = "templates/kit_questions.html"

// kitView is the view of the page of a kit.
type kitView struct {
	setView

	Keep bool // it can be saved
}

// keep saves the kit of an address, and sends the person on to where it stays.
func (p *pages) keep(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	if err := p.door.CheckOrigin(c.Request); err != nil {
		return err
	}
	if p.kits == nil {
		return &bank.Error{Code: bank.CodeNotFound, Message: "There is no page at this address."}
	}
	ctx, done := context.WithTimeout(c.Request.Context(), server.DatabaseTimeout)
	defer done()
	from, profile, reproduced, err := p.serving.Open(ctx, c.Param("token"))
	if err != nil {
		return linkError(err)
	}
	if !reproduced {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: "This kit cannot be made again as it was. Open its page again, and keep the kit that you see there."}
	}
	saved, _, err := p.kits.Save(ctx, p.door.Address(c.Request), from, profile)
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, p.site.Path("/kits/"+saved.ID))
	return nil
}

// saved returns the kit of an address.
func (p *pages) saved(c *gin.Context) (kits.Kit, error) {
	c.Header("Cache-Control", "private, no-cache")
	c.Header("X-Robots-Tag", "noindex")
	if p.kits == nil {
		return kits.Kit{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no page at this address."}
	}
	ctx, done := context.WithTimeout(c.Request.Context(), server.DatabaseTimeout)
	defer done()
	found, err := p.kits.Find(ctx, c.Param("kit"))
	if err != nil {
		return kits.Kit{}, err
	}
	return found.Kit()
}

// showSaved shows a kit that was saved.
func (p *pages) showSaved(c *gin.Context) error {
	k, err := p.saved(c)
	if err != nil {
		return err
	}
	return p.savedPage.Show(c, http.StatusOK, newSavedView(p.site.Words(c), &k))
}

// scorecardCSV answers with a kit as a table.
func (p *pages) scorecardCSV(c *gin.Context) error {
	k, err := p.saved(c)
	if err != nil {
		return err
	}
	text, err := k.CSV()
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="scorecard.csv"`)
	c.Data(http.StatusOK, "text/csv; charset=utf-8", text)
	return nil
}

// scorecardMarkdown answers with a kit as Markdown.
func (p *pages) scorecardMarkdown(c *gin.Context) error {
	k, err := p.saved(c)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "text/markdown; charset=utf-8", k.Markdown())
	return nil
}

// record shows the record of a kit.
func (p *pages) record(c *gin.Context) error {
	k, err := p.saved(c)
	if err != nil {
		return err
	}
	r, err := k.Record()
	if err != nil {
		return err
	}
	w := p.site.Words(c)
	return p.recordPage.Show(c, http.StatusOK, recordView{
		Frame: web.Frame{Title: w.T("kits.record.title"), Side: string(bank.Interviewer)}, Record: r, Own: "/kits/" + k.ID, Facts: facts(w, &k.Opening),
		Edited: len(k.Opening.Fixed) > 0, Release: k.Release.Number, Hash: k.Release.Hash,
	})
}

// recordJSON answers with the record of a kit as a file.
func (p *pages) recordJSON(c *gin.Context) error {
	k, err := p.saved(c)
	if err != nil {
		return err
	}
	r, err := k.Record()
	if err != nil {
		return err
	}
	text, err := r.Text()
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="`+k.ID+`.json"`)
	c.Data(http.StatusOK, "application/json", text)
	return nil
}

// recordView is the view of the page of a record.
type recordView struct {
	web.Frame
	kits.Record

	Own     string // path of the kit
	Facts   []fact
	Edited  bool
	Release int
	Hash    string
}

// fact is something that is known about an opening.
type fact struct{ Label, Text string }

// facts returns what is known about an opening.
func facts(w web.Words, o *kits.Opening) []fact {
	list := []fact{{w.T("kits.fact.role"), roleOf(o)}}
	if s := o.Seniority; s != nil {
		list = append(list, fact{w.T("kits.fact.seniority"), w.Term("seniority", s.ID, s.Name)})
	}
	if s := o.Stage; s != nil {
		list = append(list, fact{w.T("kits.fact.stage"), w.Term("stage", s.ID, s.Name)})
	}
	list = append(list, fact{w.T("kits.fact.time"), w.T("count.minutes", "Count", o.Minutes)})
	var competencies, requirements []string
	for _, c := range o.Competencies {
		competencies = append(competencies, c.Name)
	}
	for i := range o.Requirements {
		requirements = append(requirements, stated(&o.Requirements[i]))
	}
	list = append(list,
		fact{w.T("kits.fact.competencies"), strings.Join(competencies, ", ")}, fact{w.T("kits.fact.requirements"), strings.Join(requirements, "; ")},
		fact{w.T("kits.fact.exclude"), strings.Join(o.Exclude, ", ")})
	if o.Seed != 0 {
		list = append(list, fact{w.T("kits.fact.seed"), strconv.FormatInt(o.Seed, 10)})
	}
	return slices.DeleteFunc(list, func(f fact) bool { return f.Text == "" })
}

// roleOf returns the name of the occupation, else of the role; "" if none is known.
func roleOf(o *kits.Opening) string {
	switch {
	case o.Occupation != nil:
		return o.Occupation.Name
	case o.Role != nil:
		return o.Role.Name
	}
	return ""
}

// stated returns a requirement with the facts that were stated.
func stated(r *kits.Requirement) string {
	var values []string
	for _, s := range r.Slots {
		values = append(values, s.Value)
	}
	if len(values) == 0 {
		return r.Name
	}
	return r.Name + " (" + strings.Join(values, ", ") + ")"
}

// savedView is the view of the page of a kit that was saved.
type savedView struct {
	web.Frame

	Headline   string
	For        string
	Own        string // path of this page
	Facts      []fact // that were stated
	Items      []itemView
	Shortfalls []string
	ID         string
	Release    int
	Hash       string // its first digits
}

func newSavedView(w web.Words, k *kits.Kit) savedView {
	v := savedView{
		Frame: web.Frame{Title: w.T("kits.title"), Side: string(bank.Interviewer)}, Own: "/kits/" + k.ID, ID: k.ID, Release: k.Release.Number, Hash: shortHash(k.Release.Hash),
		Headline: w.T("count.questions", "Count", len(k.Items)) + ", " + w.T("count.minutes", "Count", k.Minutes),
	}
	var meeting []string
	for _, f := range facts(w, &k.Opening) {
		switch f.Label {
		case w.T("kits.fact.role"), w.T("kits.fact.seniority"), w.T("kits.fact.stage"):
			meeting = append(meeting, f.Text)
		case w.T("kits.fact.competencies"), w.T("kits.fact.requirements"):
			v.Facts = append(v.Facts, f)
		}
	}
	v.For = strings.Join(meeting, " · ")
	for i := range k.Items {
		v.Items = append(v.Items, newSavedItem(w, &k.Items[i], i == len(k.Items)-1))
	}
	for _, s := range k.Shortfall {
		id := "kits.short.need"
		if s.Kind == string(bank.ShortOfRequired) {
			id = "kits.short.rule"
		}
		v.Shortfalls = append(v.Shortfalls, w.T(id, "Name", s.About.Name, "Got", s.Got, "Wanted", s.Wanted))
	}
	return v
}

// newSavedItem returns the view of a question of a kit that was saved.
func newSavedItem(w web.Words, it *kits.Item, last bool) itemView {
	saved := &it.Question
	q := &bank.Question{
		ID: saved.ID, Asker: bank.Interviewer, Text: saved.Text, Softer: saved.Softer, Firmer: saved.Firmer, HowToAsk: saved.HowToAsk, Reveals: saved.Reveals,
		ListenFor: saved.ListenFor, WatchFor: saved.WatchFor, FollowUps: saved.FollowUps, Topic: saved.Topic.ID, Format: bank.Format(saved.Format),
	}
	var anchors *bank.Anchors
	if saved.Anchors != nil {
		anchors = &bank.Anchors{One: saved.Anchors.One, Three: saved.Anchors.Three, Five: saved.Anchors.Five}
	}
	v := itemView{
		Question: q, Position: it.Position, Last: last, Minutes: strconv.Itoa(saved.Minutes) + " min", Rating: rating(w, anchors),
		Kind: kind(map[string]string{"topic/" + saved.Topic.ID: saved.Topic.Name}, q),
	}
	var reasons []bank.Reason
	for _, r := range it.Reasons {
		reasons = append(reasons, bank.Reason{Kind: bank.ReasonKind(r.Kind), Because: r.Because, Points: r.Points})
	}
	v.explain(nil, nil, reasons)
	return v
}
