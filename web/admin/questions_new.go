package admin

import (
	"net/http"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/resolve"
	"twoway/web"
)

// questionChoiceView is the view of the page that asks who would ask a new question.
type questionChoiceView struct {
	shell

	Candidate, Interviewer string // the paths of the forms
}

// newQuestion shows the form for a new question. The address may say who asks it, and for whom: asker, topic, role, stage, asked_of,
// seniority, care and aspect.
func (p *pages) newQuestion(v *visit) error {
	e, err := p.openNew(v)
	if err != nil {
		return err
	}
	if e.q.Asker != bank.Candidate && e.q.Asker != bank.Interviewer {
		view := questionChoiceView{shell: p.frame(v, v.words.T("admin.questions.new"), questionsPath)}
		view.Candidate, view.Interviewer = newQuestionPath(v, bank.Candidate), newQuestionPath(v, bank.Interviewer)
		return p.questions.choose.Show(v.Context, http.StatusOK, view)
	}
	if err := p.checkQuestion(v, e); err != nil {
		return err
	}
	e.review = drafts.Review{} // nothing has been written that could be wrong: what is missing is listed
	return p.questions.edit.Show(v.Context, http.StatusOK, p.newView(v, e))
}

// newQuestionPath returns the path of the form for a question of a side, with what the address says besides.
func newQuestionPath(v *visit, asker bank.Asker) string {
	query := v.Request.URL.Query()
	query.Set("asker", string(asker))
	return questionsPath + "/new?" + query.Encode()
}

// openNew returns a question that is not stored.
func (p *pages) openNew(v *visit) (*questionEdit, error) {
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return nil, err
	}
	return &questionEdit{
		state: state, names: newQuestionNames(v.words, &state.Content), q: blankQuestion(v.Request.URL.Query(), &state.Content.Vocabulary),
	}, nil
}

// newView returns the view of a question that is not stored, with the sections open that have what must be said.
func (p *pages) newView(v *visit, e *questionEdit) *questionEditView {
	view := p.editView(v, e)
	view.MaySave = true
	for i := range view.Sections {
		s := &view.Sections[i]
		s.Open = s.Open || s.Name == "subject" || s.Name == "origin"
	}
	return view
}

// createQuestion stores a new question, or shows what would come of it.
func (p *pages) createQuestion(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxQuestion)
	if err != nil {
		return err
	}
	e, err := p.openNew(v)
	if err != nil {
		return err
	}
	e.q.Asker = bank.Asker(sent.Get("asker"))
	e.q = readQuestion(sent, e.q)
	touchQuestion(&e.q, &e.state.Content.Vocabulary)
	if done, err := p.answerUnsaved(v, sent, e); done || err != nil {
		return err
	}
	e.q.ID = newQuestionID(&e.state.Content, e.q.Text)
	body, err := questionBody(e.q)
	if err != nil {
		return err
	}
	edited, err := p.Drafts.Create(v.ctx(), v.person.Actor(), bank.KindQuestion, body)
	if err != nil {
		return p.showRefused(v, e, err)
	}
	if err := p.pairUp(v, e.q.ID, nil, e.q.PairsWith); err != nil {
		return err
	}
	return p.done(v, questionPath(e.q.ID), "question_created", &edited)
}

// newQuestionID returns an ID for a new question that says what the question says: no question has or had it.
func newQuestionID(c *bank.Content, text string) string {
	const longest = 56 // which leaves a number some space
	id := resolve.Slug(text, "-")
	if len(id) > longest {
		id = resolve.Slug(text[:min(len(text), longest)], "-")
	}
	if id == "" {
		id = "question"
	}
	if id == drafts.ReservedID || questionIn(c, id) != nil {
		for i := 2; ; i++ {
			if other := id + "-" + strconv.Itoa(i); questionIn(c, other) == nil {
				return other
			}
		}
	}
	return id
}

// pairUp makes the counterparts of a question list it, and those that are none any longer not: a pair is said by both.
func (p *pages) pairUp(v *visit, id string, before, now []string) error {
	for _, other := range keepOrder(before, append(append([]string{}, before...), now...)) {
		stored, err := p.Drafts.Get(v.ctx(), bank.KindQuestion, other)
		if bank.HasCode(err, bank.CodeNotFound) {
			continue // which is a fault of the question, and is shown there
		}
		if err != nil {
			return err
		}
		if err := p.pairOne(v, stored, id, slices.Contains(now, other)); err != nil {
			return err
		}
	}
	return nil
}

// pairOne makes a question list another one as its counterpart, or not.
func (p *pages) pairOne(v *visit, stored drafts.Edited, id string, isPair bool) error {
	q, err := questionOf(stored.Draft.Body)
	if err != nil || slices.Contains(q.PairsWith, id) == isPair {
		return err
	}
	if isPair {
		q.PairsWith = append(q.PairsWith, id)
	} else {
		q.PairsWith = withoutCounterpart(q.PairsWith, id)
	}
	body, err := questionBody(q)
	if err != nil {
		return err
	}
	of := drafts.Version{Kind: bank.KindQuestion, ID: q.ID, Version: stored.Draft.Version}
	_, err = p.Drafts.Replace(v.ctx(), v.person.Actor(), of, body)
	if bank.HasCode(err, bank.CodeStale) { // somebody is editing it now: the fault that it does not list this one is shown, and can be corrected
		return nil
	}
	return err
}

// mostPartners is how many counterparts a search shows.
const mostPartners = 12

// findCounterparts fills in the questions of the other side that have the words that were sought: without words, those on the same care or aspect.
func (p *pages) findCounterparts(v *visit, view *questionEditView, e *questionEdit) error {
	other := bank.Interviewer
	if e.q.Asker == bank.Interviewer {
		other = bank.Candidate
	}
	words := view.Sought
	if words == "" {
		words = e.names.about(e.q.About)
	}
	if words == "" {
		words = e.names.name("topic", e.q.Topic)
	}
	found, _, err := p.Drafts.Find(v.ctx(), drafts.Query{
		Kind: bank.KindQuestion, Words: &words, Status: bank.Ready, Fields: map[string]string{"asker": string(other)},
	})
	if err != nil {
		return err
	}
	for _, f := range found {
		if len(view.Found) < mostPartners && !slices.Contains(e.q.PairsWith, f.ID) {
			view.Found = append(view.Found, questionChoice{Value: f.ID, Text: e.names.question(f.ID)})
		}
	}
	for i := range view.Sections {
		view.Sections[i].Open = view.Sections[i].Open || view.Sections[i].Name == "counterparts"
	}
	view.Sought = words
	return nil
}
