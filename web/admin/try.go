package admin

import (
	"errors"
	"net/http"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/web"
)

// registerTry adds the page on which one tries a meeting, and the way to make that a case of a rule.
func (p *pages) registerTry() {
	page := p.page("try.html")
	p.get("/try", "compareSets", func(v *visit) error { return p.try(v, page, readTry(v.Request.URL.Query()), nil) })
	p.post("/try/case", "replaceDraftRule", func(v *visit) error { return p.tryAddCase(v, page) })
}

// tryView is the view of the page.
type tryView struct {
	shell

	Form     tryForm
	Examples []tryExample // to begin with
	Broken   []bank.Fault // of drafts that cannot be tried
	LeftOut  []tryPart    // drafts with faults, in whose place is what is in service
	Result   *tryResult
	Detail   *tryDetail
	Found    *tryFound
}

// tryExample is a meeting to begin with.
type tryExample struct{ Path, Text string }

// tryPart is a part of the bank, with the page on which it is edited.
type tryPart struct {
	ID, Name, Kind, Path string
	How                  string // what it has to do with the matter; "" if that is plain
	IsNeither            bool   // it is a question that is in neither set
}

// try shows the set that people get in a meeting, beside that of the drafts. Changed says what somebody else did to the rule that was to be
// given a case; nil if nobody did.
func (p *pages) try(v *visit, page web.Page, m tryMeeting, changed *tryChanged) error {
	trial, err := p.Publish.Trial(v.ctx())
	if bank.HasCode(err, bank.CodeInvalidContent) {
		return p.tryBroken(v, page, m, err)
	}
	if err != nil {
		return err
	}
	if !m.IsGiven && m.Rule+m.Question != "" {
		m.Side = trySideOf(&trial.Content, &m)
	}
	vocabulary := &trial.Content.Vocabulary
	view := tryView{shell: p.frame(v, v.words.T("admin.try.title"), tryPath), Form: tryFormOf(v.words, vocabulary, m)}
	if !m.IsGiven && m.Rule+m.Question == "" {
		view.Examples = tryExamples(v.words)
		return page.Show(v.Context, http.StatusOK, view)
	}
	words := newTryWords(v.words, vocabulary)
	compared, err := p.tryCompare(v, &m)
	if bank.HasCode(err, bank.CodeInvalidRequest) {
		view.Form.blame(v.words, tryFaultsOf(err))
		return page.Show(v.Context, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	view.LeftOut = words.leftOut(trial.LeftOut)
	view.Result = words.result(&m, &compared)
	if view.Detail, err = p.tryDetail(v, &words, &m, &compared, changed); err != nil {
		return err
	}
	if view.Found, err = p.tryFind(v, &m); err != nil {
		return err
	}
	status := http.StatusOK
	if changed != nil {
		status = http.StatusConflict
	}
	return page.Show(v.Context, status, view)
}

// trySideOf returns the side of the rule or question that an address names without a meeting.
func trySideOf(c *bank.Content, m *tryMeeting) bank.Asker {
	if r := tryRuleIn(c, m.Rule); r != nil {
		return r.Asker
	}
	if q := tryQuestionIn(c, m.Question); q != nil {
		return q.Asker
	}
	return m.Side
}

// tryCompare compares the sets of a meeting, and finds the causes if it is asked for.
func (p *pages) tryCompare(v *visit, m *tryMeeting) (publish.Comparison, error) {
	if m.FindsCauses {
		return p.Publish.Compare(v.ctx(), m.request(), "")
	}
	return p.Publish.CompareSets(v.ctx(), m.request(), "")
}

// tryBroken says why the drafts cannot be tried.
func (p *pages) tryBroken(v *visit, page web.Page, m tryMeeting, err error) error {
	current, failed := p.Serve.Current()
	if failed != nil {
		return failed
	}
	view := tryView{shell: p.frame(v, v.words.T("admin.try.title"), tryPath), Form: tryFormOf(v.words, &current.Content.Vocabulary, m), Broken: tryFaultsOf(err)}
	if len(view.Broken) == 0 {
		view.Broken = []bank.Fault{{Detail: err.Error()}}
	}
	return page.Show(v.Context, http.StatusUnprocessableEntity, view)
}

// tryFaultsOf returns the faults of an error, nil if it has none.
func tryFaultsOf(err error) []bank.Fault {
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Faults
	}
	return nil
}

// tryExamples are meetings of both sides to begin with.
func tryExamples(w web.Words) []tryExample {
	var list []tryExample
	for _, e := range []struct {
		text    string
		meeting tryMeeting
	}{
		{w.T("admin.try.example.nurse"), tryMeeting{Side: bank.Candidate, Role: "nurse", Own: "safety, shifts", Minutes: "15"}},
		{w.T("admin.try.example.engineer"), tryMeeting{Side: bank.Candidate, Role: "senior software engineer", Own: "on-call load, growth", Minutes: "30"}},
		{w.T("admin.try.example.waiter"), tryMeeting{Side: bank.Interviewer, Role: "waiter", Minutes: "40"}},
		{w.T("admin.try.example.care"), tryMeeting{Side: bank.Interviewer, Role: "care worker", Needs: "dignity", Musts: "rota: nights", Minutes: "30"}},
	} {
		list = append(list, tryExample{e.meeting.address("", ""), e.text})
	}
	return list
}

// leftOut lists drafts with faults.
func (w *tryWords) leftOut(list []publish.LeftOut) []tryPart {
	var parts []tryPart
	for _, l := range list {
		part := w.part(l.PartID)
		if part.How = w.T("admin.try.left.missing"); l.Released {
			part.How = w.T("admin.try.left.released")
		}
		parts = append(parts, part)
	}
	return parts
}

// part returns a part of the bank with the page on which it is edited.
func (w *tryWords) part(id bank.PartID) tryPart {
	t := tryPart{ID: id.ID, Name: id.ID, Kind: w.T("admin.try.kind.term"), Path: "/admin/words/" + string(id.Kind) + "/" + id.ID}
	switch id.Kind { //nolint:exhaustive // the others are terms
	case bank.KindQuestion:
		t.Kind, t.Path = w.T("admin.try.kind.question"), tryQuestionPath(id.ID)
	case bank.KindRule:
		t.Kind, t.Path = w.T("admin.try.kind.rule"), tryRulePath(id.ID)
	case bank.KindWeights:
		t.Kind, t.Name, t.Path = w.T("admin.try.kind.other"), w.T("admin.try.weights"), "/admin/words/weights"
	default:
		t.Name = w.name(string(id.Kind), id.ID)
	}
	return t
}

func tryQuestionPath(id string) string { return "/admin/questions/" + id }
func tryRulePath(id string) string     { return "/admin/rules/" + id }

// mostFound is how many questions and rules a search lists.
const mostFound = 6

// tryFound are the questions and rules that have the words of a search.
type tryFound struct {
	Questions, Rules []tryPart
}

// tryFind looks for questions and rules to ask about; nil if nothing is sought.
func (p *pages) tryFind(v *visit, m *tryMeeting) (*tryFound, error) {
	if m.Find == "" {
		return nil, nil //nolint:nilnil // nothing is sought
	}
	find := func(kind bank.Kind, picked func(id string) string) ([]tryPart, error) {
		list, _, err := p.Drafts.Find(v.ctx(), drafts.Query{Kind: kind, Words: &m.Find})
		if err != nil {
			return nil, err
		}
		var parts []tryPart
		for _, f := range list[:min(len(list), mostFound)] {
			parts = append(parts, tryPart{ID: f.ID, Name: tryTitleOf(f.DraftPart), Path: picked(f.ID)})
		}
		return parts, nil
	}
	questions, err := find(bank.KindQuestion, func(id string) string { return m.picked(m.Rule, id) })
	if err != nil {
		return nil, err
	}
	rules, err := find(bank.KindRule, func(id string) string { return m.picked(id, m.Question) })
	return &tryFound{Questions: questions, Rules: rules}, err
}
