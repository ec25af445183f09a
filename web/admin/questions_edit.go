package admin

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/server"
	"twoway/web"
)

// questionEditView is the view of the page of a question, and of the form for a new one.
type questionEditView struct {
	shell

	ID, SideName, Asker string
	Action              string // the path to which the form is sent
	Version             int
	Status              bank.Status
	EditedBy            string
	EditedAt            string
	IsNew               bool
	IsUnsaved           bool // what is shown is not what is stored
	IsTried             bool // saving was tried, and there are faults
	MaySave             bool
	IsSame              bool // as stored
	Problems            int
	UntilReady          int             // what is missing before a draft is ready
	Lacks               []questionLack  // where that is
	ForWhom             string          // who would be asked it, and when
	Elsewhere           []questionFault // about no field of the form
	Wordings            []questionField
	Sections            []questionSection
	Found               []questionChoice // counterparts that a search found
	Sought              string
	Statuses            []questionChoice
	Use                 questionUse
	Clash               *questionClash // what somebody else has changed meanwhile; nil for nothing
}

// questionEdit is a question that somebody is editing: as it is stored, and as it is shown.
type questionEdit struct {
	state  *drafts.State
	stored drafts.Edited
	q      bank.Question
	review drafts.Review
	until  []bank.Fault // those of a draft that only count once it is ready
	lacks  []bank.Fault // all that it would have then
	names  *questionNames
}

// openQuestion returns the question of a page as it is stored.
func (p *pages) openQuestion(v *visit) (*questionEdit, error) {
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return nil, err
	}
	stored, err := p.Drafts.Get(v.ctx(), bank.KindQuestion, v.Param("id"))
	if err != nil {
		return nil, err
	}
	q, err := questionOf(stored.Draft.Body)
	if err != nil {
		return nil, err
	}
	return &questionEdit{state: state, stored: stored, q: q, review: stored.Review, names: newQuestionNames(v.words, &state.Content)}, nil
}

// check reviews the question as it is shown. An unfinished one is also told what it lacks.
func (p *pages) checkQuestion(v *visit, e *questionEdit) error {
	body, err := questionBody(e.q)
	if err != nil {
		return err
	}
	if e.review, err = p.Drafts.Validate(v.ctx(), bank.KindQuestion, body); err != nil || e.q.Status != bank.Draft {
		return err
	}
	finished := e.q
	finished.Status = bank.Ready
	if body, err = questionBody(finished); err != nil {
		return err
	}
	then, err := p.Drafts.Validate(v.ctx(), bank.KindQuestion, body)
	if err != nil {
		return err
	}
	known := func(f bank.Fault) bool {
		return slices.ContainsFunc(e.review.Faults, func(now bank.Fault) bool { return now.Pointer == f.Pointer && now.Code == f.Code })
	}
	e.lacks, e.until = slices.Clone(then.Faults), slices.DeleteFunc(then.Faults, known)
	e.review.Warnings = slices.Concat(e.until, then.Warnings)
	return nil
}

// showQuestion shows the page of a question.
func (p *pages) showQuestion(v *visit) error {
	e, err := p.openQuestion(v)
	if err != nil {
		return err
	}
	if err := p.checkQuestion(v, e); err != nil {
		return err
	}
	view := p.editView(v, e)
	return p.questions.edit.Show(v.Context, http.StatusOK, view)
}

// editView returns the view of a question as it is shown.
func (p *pages) editView(v *visit, e *questionEdit) *questionEditView {
	n, d := e.names, &e.stored.Draft
	view := &questionEditView{
		shell: p.frame(v, cmp.Or(e.q.Text, d.ID), questionsPath), ID: d.ID, Asker: string(e.q.Asker), SideName: n.side(e.q.Asker), Version: d.Version,
		Status: e.q.Status, EditedBy: shortAuthor(d.EditedBy), EditedAt: d.EditedAt.UTC().Format("2006-01-02 15:04"), IsNew: d.Version == 0, Action: questionPath(d.ID),
		Wordings: n.wordings(&e.q), Sections: n.sections(&e.q), Statuses: n.statuses(bank.Ready, bank.Draft),
	}
	view.MaySave = p.may(v, "replaceDraftQuestion")
	for i := range view.Statuses {
		view.Statuses[i].Chosen = view.Statuses[i].Value == string(e.q.Status)
	}
	view.place(n, &e.q, e.review.Faults, e.review.Warnings)
	view.UntilReady, view.ForWhom = len(fieldFaults(e.until)), n.forWhom(&e.q)
	view.listLacks(fieldFaults(e.lacks))
	if part, err := questionPart(e.q); err == nil {
		view.IsSame = bytes.Equal(part.BodyWithoutVersion(), d.BodyWithoutVersion())
	}
	if view.IsNew {
		view.Action = questionsPath + "/new"
		view.Title = n.words.T("admin.questions.new." + string(e.q.Asker))
	} else {
		view.Use = p.useOf(v, e)
	}
	return view
}

// saveQuestion stores a question, or shows what would come of it: what the checks say, the counterparts that a search finds, a correction.
func (p *pages) saveQuestion(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxQuestion)
	if err != nil {
		return err
	}
	e, err := p.openQuestion(v)
	if err != nil {
		return err
	}
	of := drafts.Version{Kind: bank.KindQuestion, ID: e.stored.Draft.ID, Version: numberSent(sent.Get("version"))}
	e.q = readQuestion(sent, e.q)
	touchQuestion(&e.q, &e.state.Content.Vocabulary)
	if of.Version != e.stored.Draft.Version {
		return p.questionClash(v, e, of.Version)
	}
	if done, err := p.answerUnsaved(v, sent, e); done || err != nil {
		return err
	}
	body, err := questionBody(e.q)
	if err != nil {
		return err
	}
	if string(body) == string(e.stored.Draft.Body) {
		if err := p.pairUp(v, of.ID, nil, e.q.PairsWith); err != nil {
			return err
		}
		return p.done(v, questionPath(of.ID), "question_same", nil)
	}
	edited, err := p.Drafts.Replace(v.ctx(), v.person.Actor(), of, body)
	if bank.HasCode(err, bank.CodeStale) {
		stored := e.q
		if e, err = p.openQuestion(v); err != nil {
			return err
		}
		e.q = stored
		return p.questionClash(v, e, of.Version)
	}
	if err != nil {
		return p.showRefused(v, e, err)
	}
	before, err := questionOf(e.stored.Draft.Body)
	if err != nil {
		return err
	}
	if err := p.pairUp(v, of.ID, before.PairsWith, e.q.PairsWith); err != nil {
		return err
	}
	return p.done(v, questionPath(of.ID), "question_saved", &edited)
}

// answerUnsaved answers a form that is not to be stored, or not yet. It reports whether it has.
func (p *pages) answerUnsaved(v *visit, sent url.Values, e *questionEdit) (bool, error) {
	if err := p.checkQuestion(v, e); err != nil {
		return false, err
	}
	if sent.Get("fix") != "" {
		fixQuestion(&e.q, slices.Concat(e.review.Faults, e.review.Warnings), sent.Get("fix"))
		if err := p.checkQuestion(v, e); err != nil {
			return false, err
		}
	}
	e.review.Faults = slices.DeleteFunc(e.review.Faults, func(f bank.Fault) bool { return isPairing(f, &e.q, &e.state.Content) })
	isOnlyShown := sent.Get("fix") != "" || sent.Get("take") != "" || sent.Get("do") == "check" || sent.Get("do") == "find"
	isRefused := e.q.Status == bank.Ready && len(e.review.Faults) > 0 && sent.Get("anyway") == ""
	if !isOnlyShown && !isRefused {
		return false, nil
	}
	p.takeTheirs(sent, e)
	view := p.editView(v, e)
	view.IsUnsaved, view.IsTried = true, !isOnlyShown
	for i, s := range view.Sections {
		view.Sections[i].Open = s.Open || slices.ContainsFunc(s.Fields, func(f questionField) bool { return len(f.Advice) > 0 })
	}
	view.Clash = e.clash(sent["clash"], nil)
	if view.Sought = sent.Get("sought"); sent.Get("do") == "find" {
		if err := p.findCounterparts(v, view, e); err != nil {
			return false, err
		}
	}
	status := http.StatusOK
	if view.IsTried {
		status = http.StatusUnprocessableEntity
	}
	return true, p.questions.edit.Show(v.Context, status, view)
}

// showRefused shows the form again if the service refuses what it says.
func (p *pages) showRefused(v *visit, e *questionEdit, err error) error {
	refused := server.Public(err)
	if refused.Code != bank.CodeInvalidRequest {
		return err
	}
	e.review.Faults = append(e.review.Faults, refused.Faults...)
	view := p.editView(v, e)
	view.IsUnsaved, view.IsTried = true, true
	return p.questions.edit.Show(v.Context, http.StatusUnprocessableEntity, view)
}

// questionPart returns a question as a part of the bank.
func questionPart(q bank.Question) (bank.Part, error) {
	body, err := questionBody(q)
	return bank.Part{Kind: bank.KindQuestion, ID: q.ID, Body: body}, err
}
