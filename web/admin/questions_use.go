package admin

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// questionUse is what there is around a question: whom it is for, how it differs from what is in service, and what depends on it.
type questionUse struct {
	ForWhom    string
	Release    int
	IsNew      bool // not in the release in service
	Changes    []questionChange
	Pairs      []questionChoice // counterparts that list it
	Alike      []questionChoice // of which a set has at most one
	Rules      []questionRule
	MayRetire  bool
	MayDiscard bool
	Try        string // the path on which to try a meeting that it suits; "" if one may not
}

// questionChange is a changed field.
type questionChange struct {
	Label       string
	Differences []questionDiff
}

// questionRule is a rule that names a question.
type questionRule struct {
	Path, Name string
	IsCase     bool // only a test of it does
}

// useOf returns what there is around a question as it is stored.
func (p *pages) useOf(v *visit, e *questionEdit) questionUse {
	n, d := e.names, &e.stored.Draft
	stored, err := questionOf(d.Body)
	if err != nil { // which cannot happen: the body was read before
		return questionUse{}
	}
	use := questionUse{
		ForWhom: n.forWhom(&stored), MayRetire: p.may(v, "retireDraftQuestion"), MayDiscard: p.may(v, "discardDraft"),
	}
	use.Try = p.questionTry(v, &stored, &e.state.Content.Vocabulary)
	use.addPairs(&e.state.Content, d.ID)
	use.addRules(&e.state.Content, d.ID)
	current, err := p.Serve.Current()
	if err != nil {
		return use // nothing is in service
	}
	use.Release = current.Release.Number
	use.compare(n, &current.Content, d)
	use.addAlike(n, &current.Content, d.ID)
	return use
}

// addPairs adds the questions that list a question as their counterpart.
func (use *questionUse) addPairs(c *bank.Content, id string) {
	for i := range c.Questions {
		if q := &c.Questions[i]; q.Status != bank.Retired && slices.Contains(q.PairsWith, id) {
			use.Pairs = append(use.Pairs, questionChoice{Value: questionPath(q.ID), Text: q.Text})
		}
	}
}

// addRules adds the rules that name a question, or of which a test does.
func (use *questionUse) addRules(c *bank.Content, id string) {
	for i := range c.Rules {
		r := &c.Rules[i]
		isNamed := strings.Contains(r.Pick, `"`+id+`"`)
		isCase := slices.ContainsFunc(r.Cases, func(c bank.Case) bool { return c.Question == id })
		if r.Status != bank.Retired && (isNamed || isCase) {
			use.Rules = append(use.Rules, questionRule{Path: "/admin/rules/" + r.ID, Name: r.Name, IsCase: !isNamed})
		}
	}
}

// addAlike adds the questions of a release that say nearly the same as a question.
func (use *questionUse) addAlike(n *questionNames, released *bank.Content, id string) {
	for _, cluster := range released.NearDuplicates {
		if !slices.Contains(cluster, id) {
			continue
		}
		for _, other := range cluster {
			if other != id {
				use.Alike = append(use.Alike, questionChoice{Value: questionPath(other), Text: n.question(other)})
			}
		}
	}
}

// compare fills in how a draft differs from the release in service.
func (use *questionUse) compare(n *questionNames, released *bank.Content, d *bank.DraftPart) {
	q := questionIn(released, d.ID)
	if q == nil {
		use.IsNew = true
		return
	}
	before, err := questionBody(authoredQuestion(*q))
	if err != nil || bytes.Equal(before, d.Body) {
		return
	}
	use.Changes = n.changes(bank.DiffFields(before, d.Body))
}

// authoredQuestion returns a question of a release in the form in which it is edited: releases count versions.
func authoredQuestion(q bank.Question) bank.Question {
	q.Version = 1
	return q
}

// changes returns changed fields in words.
func (n *questionNames) changes(fields []bank.FieldChange) []questionChange {
	var list []questionChange
	for _, f := range fields {
		if f.Pointer == "/version" || f.Pointer == "/id" {
			continue
		}
		from, to := n.value(f.Pointer, f.From), n.value(f.Pointer, f.To)
		if from == to {
			continue // such as an empty list that was none
		}
		list = append(list, questionChange{n.label(f.Pointer), diffQuestion(from, to)})
	}
	return list
}

// versionSent returns the version of a question that a form is about.
func (p *pages) versionSent(v *visit) (drafts.Version, error) {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return drafts.Version{}, err
	}
	return drafts.Version{Kind: bank.KindQuestion, ID: v.Param("id"), Version: numberSent(sent.Get("version"))}, nil
}

// retireQuestion takes a question out of use from the next release on.
func (p *pages) retireQuestion(v *visit) error {
	of, err := p.versionSent(v)
	if err != nil {
		return err
	}
	edited, err := p.Drafts.Retire(v.ctx(), v.person.Actor(), of)
	if err != nil {
		return p.questionGone(v, err)
	}
	return p.done(v, questionPath(of.ID), "question_retired", &edited)
}

// restoreQuestion brings a retired question back: ready to be asked, or as a draft if it cannot be asked as it is.
func (p *pages) restoreQuestion(v *visit) error {
	of, err := p.versionSent(v)
	if err != nil {
		return err
	}
	e, err := p.openQuestion(v)
	if err != nil {
		return err
	}
	e.q.Status = bank.Ready
	if err := p.checkQuestion(v, e); err != nil {
		return err
	}
	if len(e.review.Faults) > 0 {
		e.q.Status = bank.Draft
	}
	body, err := questionBody(e.q)
	if err != nil {
		return err
	}
	edited, err := p.Drafts.Replace(v.ctx(), v.person.Actor(), of, body)
	if err != nil {
		return p.questionGone(v, err)
	}
	return p.done(v, questionPath(of.ID), "question_restored", &edited)
}

// discardQuestion makes a question what it is in the release in service.
func (p *pages) discardQuestion(v *visit) error {
	of, err := p.versionSent(v)
	if err != nil {
		return err
	}
	edited, err := p.Publish.Discard(v.ctx(), v.person.Actor(), of)
	if err != nil {
		return p.questionGone(v, err)
	}
	return p.done(v, questionPath(of.ID), "question_discarded", &edited)
}

// questionHistoryView is the view of the history of a question.
type questionHistoryView struct {
	shell

	ID, Path string
	Entries  []questionVersion
	Blame    []questionBlame
	Releases []questionRelease
	Next     string // the path of the older entries; "" if there are none
}

type questionVersion struct {
	What, By, At string
	Version      int
	Changes      []questionChange
}

// questionBlame is the fields that somebody has changed last, in one change.
type questionBlame struct{ Labels, By, At string }

type questionRelease struct {
	Number       int
	What, By, At string
}

// versionsPerPage is how many versions a page of the history has.
const versionsPerPage = 25

// questionHistory shows what was changed in a question, by whom, and in which releases.
func (p *pages) questionHistory(v *visit) error {
	e, err := p.openQuestion(v)
	if err != nil {
		return err
	}
	releases, _, err := p.Publish.Releases(v.ctx())
	if err != nil {
		return err
	}
	id := bank.PartID{Kind: bank.KindQuestion, ID: e.stored.Draft.ID}
	h, err := p.Drafts.History(v.ctx(), id, numberSent(v.Query("before")), versionsPerPage+1, releases)
	if err != nil {
		return err
	}
	n, path := e.names, questionPath(id.ID)
	view := questionHistoryView{shell: p.frame(v, v.words.T("admin.questions.history.title"), questionsPath), ID: id.ID, Path: path}
	view.Entries, view.Next = n.entries(h.Entries, path)
	view.Blame = n.blame(h.Blame)
	for _, r := range h.Releases {
		what := n.words.T("admin.questions.release." + string(r.Change))
		view.Releases = append(view.Releases, questionRelease{r.Number, what, shortAuthor(r.Author), r.At.UTC().Format("2006-01-02")})
	}
	view.Title = e.q.Text
	return p.questions.history.Show(v.Context, http.StatusOK, view)
}

// blame returns who has changed which fields last here, the last change first.
func (n *questionNames) blame(found []bank.Blame) []questionBlame {
	labels := map[int]string{}
	changes := map[int]bank.Blame{}
	for _, b := range found {
		if label := "admin.questions.field." + b.Field; b.Number > 0 && n.words.Has(label) {
			labels[b.Number] = joinTexts(", ", labels[b.Number], n.words.T(label))
			changes[b.Number] = b
		}
	}
	var list []questionBlame
	for _, number := range slices.Backward(slices.Sorted(maps.Keys(changes))) {
		b := changes[number]
		list = append(list, questionBlame{labels[number], shortAuthor(b.Author), b.At.UTC().Format("2006-01-02")})
	}
	return list
}

// shortAuthor returns the name of an author without an e-mail address.
func shortAuthor(name string) string {
	short, _, _ := strings.Cut(name, " <")
	return short
}

// entries returns the entries of a page of the history, and the path of the next one.
func (n *questionNames) entries(found []bank.AuditEntry, path string) (list []questionVersion, next string) {
	if len(found) > versionsPerPage {
		found = found[:versionsPerPage]
		next = path + "/history?before=" + strconv.Itoa(found[versionsPerPage-1].Number)
	}
	for i := range found {
		entry := &found[i]
		shown := questionVersion{
			What: n.words.T("admin.questions.action." + string(entry.Action)), By: shortAuthor(entry.Author), At: entry.At.UTC().Format("2006-01-02 15:04"), Version: entry.Version,
		}
		if entry.Version > 1 { // the first one has all fields
			shown.Changes = n.changes(entry.Changes)
		}
		list = append(list, shown)
	}
	return list, next
}
