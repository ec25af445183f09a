package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/server"
	"twoway/web"
)

// questionsPath is the list of the questions. The page of each is below it.
const questionsPath = "/admin/questions"

// questionPages are the templates of the pages for questions.
type questionPages struct{ list, edit, choose, history, meetings web.Page }

// registerQuestions adds the pages for finding, editing, writing and retiring questions.
func (p *pages) registerQuestions() {
	shared := []string{"templates/parts.html", "templates/questions_parts.html"}
	page := func(name string) web.Page { return p.site.Page(p.source, nil, "templates/"+name, shared...) }
	p.questions = questionPages{
		list: page("questions.html"), edit: page("questions_edit.html"), choose: page("questions_new.html"),
		history: page("questions_history.html"), meetings: page("questions_meetings.html"),
	}
	p.get("/questions", "listDraftQuestions", p.listQuestions)
	p.get("/questions/new", "createDraftQuestion", p.newQuestion)
	p.post("/questions/new", "createDraftQuestion", p.createQuestion)
	p.get("/questions/:id", "getDraftQuestion", p.showQuestion)
	p.post("/questions/:id", "replaceDraftQuestion", p.saveQuestion)
	p.post("/questions/:id/retire", "retireDraftQuestion", p.retireQuestion)
	p.post("/questions/:id/restore", "replaceDraftQuestion", p.restoreQuestion)
	p.post("/questions/:id/discard", "discardDraft", p.discardQuestion)
	p.get("/questions/:id/history", "getQuestionHistory", p.questionHistory)
	p.get("/questions/:id/meetings", "getDraftQuestion", p.questionMeetings)
}

// questionPath returns the path of the page of a question.
func questionPath(id string) string { return questionsPath + "/" + url.PathEscape(id) }

// questionsPerPage is how many questions a page of the list has.
const questionsPerPage = 40

// questionFilters are the filters of the list by fields, with the names that the API has for them.
func questionFilters() []string { return []string{"asker", "topic", "role", "seniority", "stage"} }

// questionListView is the view of the list.
type questionListView struct {
	shell

	Query      string
	Filters    []questionField
	HasFaults  bool
	Changed    bool
	IsFiltered bool
	Found      int
	Problems   []bank.Fault
	Rows       []questionRow
	MayWrite   bool

	Page           int // the number of the page, and of the last one
	Last           int
	Previous, Next string // paths; "" for none
}

// questionRow is a question of the list.
type questionRow struct {
	Path, ID, Text string
	Side, Topic    string
	Trades, When   string
	Status         bank.Status
	IsChanged      bool
}

// listQuestions shows the questions that a search finds, a page at a time.
func (p *pages) listQuestions(v *visit) error {
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	n := newQuestionNames(v.words, &state.Content)
	asked := v.Request.URL.Query()
	view := questionListView{
		shell: p.frame(v, v.words.T("admin.questions.title"), questionsPath), Query: asked.Get("q"), Filters: n.filters(state, asked),
		HasFaults: asked.Get("has_faults") == "true", Changed: asked.Get("changed") == "true", MayWrite: p.may(v, "createDraftQuestion"), Page: 1, Last: 1,
	}
	found, changed, err := p.findQuestions(v, asked)
	status := http.StatusOK
	if e := server.Public(err); err != nil && e.Code == bank.CodeInvalidRequest {
		view.Problems, status = e.Faults, http.StatusUnprocessableEntity
	} else if err != nil {
		return err
	}
	view.IsFiltered = view.Query != "" || view.HasFaults || view.Changed || slices.ContainsFunc(view.Filters, func(f questionField) bool { return f.Value != "" })
	view.cut(found, asked)
	for _, f := range found[(view.Page-1)*questionsPerPage : min(view.Page*questionsPerPage, len(found))] {
		view.Rows = append(view.Rows, n.row(f.DraftPart, questionIn(&state.Content, f.ID), changed[f.ID]))
	}
	return p.questions.list.Show(v.Context, status, view)
}

// findQuestions returns the questions that a search finds, and the IDs of those that differ from the release in service.
func (p *pages) findQuestions(v *visit, asked url.Values) ([]drafts.Found, map[string]bool, error) {
	current, err := p.Serve.Current()
	if err != nil {
		return nil, nil, err
	}
	yes := true
	q := drafts.Query{
		Kind: bank.KindQuestion, Status: bank.Status(asked.Get("status")), EditedBy: asked.Get("edited_by"), Fields: map[string]string{}, Release: baseline(current),
	}
	if words := asked.Get("q"); words != "" {
		q.Words = &words
	}
	for _, name := range questionFilters() {
		if value := asked.Get(name); value != "" {
			q.Fields[name] = value
		}
	}
	if asked.Get("has_faults") == "true" {
		q.HasFaults = &yes
	}
	if asked.Get("changed") == "true" {
		q.Changed = &yes
	}
	found, _, err := p.Drafts.Find(v.ctx(), q)
	if err != nil {
		return nil, nil, err
	}
	if q.Status == "" {
		found = slices.DeleteFunc(found, func(f drafts.Found) bool { return f.Retired })
	}
	all, _, err := p.Drafts.Find(v.ctx(), drafts.Query{Kind: bank.KindQuestion, Changed: &yes, Release: baseline(current)})
	changed := map[string]bool{}
	for _, f := range all {
		changed[f.ID] = true
	}
	return found, changed, err
}

// cut sets the page of the list that was asked for, and the paths of those before and after it.
func (view *questionListView) cut(found []drafts.Found, asked url.Values) {
	view.Found = len(found)
	view.Last = max(1, (len(found)+questionsPerPage-1)/questionsPerPage)
	number, err := strconv.Atoi(cmp.Or(asked.Get("page"), "1"))
	if err != nil {
		number = 1
	}
	view.Page = min(max(number, 1), view.Last)
	path := func(page int) string {
		if page < 1 || page > view.Last {
			return ""
		}
		query := url.Values{"page": {strconv.Itoa(page)}}
		for name, values := range asked {
			if name != "page" && name != "done" && name != "undo" && len(values) > 0 && values[0] != "" {
				query.Set(name, values[0])
			}
		}
		return questionsPath + "?" + query.Encode()
	}
	view.Previous, view.Next = path(view.Page-1), path(view.Page+1)
}

// row returns the row of a question.
func (n *questionNames) row(d *bank.DraftPart, q *bank.Question, isChanged bool) questionRow {
	r := questionRow{Path: questionPath(d.ID), ID: d.ID, IsChanged: isChanged}
	if q == nil { // which cannot happen: every draft is in the content
		return r
	}
	r.Text, r.Status = cmp.Or(q.Text, d.ID), q.Status
	r.Side, r.Topic = n.side(q.Asker), n.name("topic", q.Topic)
	r.Trades = cmp.Or(n.some("role", q.Roles), n.words.T("admin.questions.any_trade"))
	r.When = cmp.Or(n.some("stage", q.Stages), n.words.T("admin.questions.any_stage"))
	return r
}

// questionIn returns the question of a bank with an ID, nil if there is none. It must not be written to.
func questionIn(c *bank.Content, id string) *bank.Question {
	i, found := slices.BinarySearchFunc(c.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found {
		return nil
	}
	return &c.Questions[i]
}

// filters returns the filters by values that are chosen from a list.
func (n *questionNames) filters(state *drafts.State, asked url.Values) []questionField {
	field := func(name string, groups ...questionGroup) questionField {
		f := questionField{Name: name, Label: n.words.T("admin.questions.filter." + name), Value: asked.Get(name), Groups: groups}
		f.choose(f.Value)
		return f
	}
	authors := []string{}
	for i := range state.Drafts {
		if d := &state.Drafts[i]; d.Kind == bank.KindQuestion && !slices.Contains(authors, d.EditedBy) {
			authors = append(authors, d.EditedBy)
		}
	}
	slices.Sort(authors)
	var by []questionChoice
	for _, author := range authors {
		by = append(by, questionChoice{Value: author, Text: author})
	}
	status := field("status", questionGroup{Choices: n.statuses(bank.Draft, bank.Ready, bank.Retired)})
	status.Empty = n.words.T("admin.questions.any_status")
	return []questionField{
		field("asker", questionGroup{Choices: n.sides()}),
		field("topic", n.topics(bank.Candidate), n.topics(bank.Interviewer)),
		field("role", questionGroup{Choices: n.choices("role")}),
		field("seniority", questionGroup{Choices: n.choices("seniority")}),
		field("stage", questionGroup{Choices: n.choices("stage")}),
		status,
		field("edited_by", questionGroup{Choices: by}),
	}
}
