package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/publish"
	"twoway/web"
)

// registerCoverage adds the pages that show where there are many questions, where too few, and which nobody gets.
func (p *pages) registerCoverage() {
	page := p.page("coverage.html")
	p.get("/coverage", "getCoverage", func(v *visit) error { return p.coverage(v, page) })
	unchosen := p.page("coverage_unchosen.html")
	p.get("/coverage/unchosen", "getUnchosen", func(v *visit) error { return p.showUnchosen(v, unchosen) })
}

// coveragePath is the path of the page.
const coveragePath = "/admin/coverage"

// coverView is the view of the page.
type coverView struct {
	shell

	Sides, Stages []tryOption
	Problem       string
	Tables        []coverTable
	Unmet         []coverUnmetView
	Lacks         []coverLackView
	MayWrite      bool
}

// coverStep is a colour of a table, and what it stands for.
type coverStep struct {
	Step int
	Text string
}

// coverTable is a table of numbers.
type coverTable struct {
	ID, Title, What, Corner string
	Columns                 []string
	Rows                    []coverRow
	HasTwo                  bool // numbers in a cell
	Steps                   []coverStep

	bounds []int
}

// coverRow is a row of a table. Path leads to the term that it is about.
type coverRow struct {
	Name, Path string
	Cells      []coverCellView
}

// coverCellView is a cell of a table.
type coverCellView struct {
	publish.QuestionCount

	Step      int
	List, New string // the paths of the questions, and of a new one
	What      string // the row and the column
}

// coverUnmetView is a rule that wants more questions than there are.
type coverUnmetView struct {
	Name, Path, ID, Try, Example string
	Short, Of, Wanted            int
}

// coverLackView is what no question for a trade asks about.
type coverLackView struct {
	Role, Path string
	Things     []web.Link // to a new question
}

// coverage shows how many questions there are for whom.
func (p *pages) coverage(v *visit, page web.Page) error {
	trial, err := p.Publish.Trial(v.ctx())
	if err != nil {
		return err
	}
	vocabulary := &trial.Content.Vocabulary
	words := newTryWords(v.words, vocabulary)
	asked := publish.CoverageFor{Asker: bank.Candidate, Stage: v.Query("stage")}
	if v.Query("asker") == string(bank.Interviewer) {
		asked.Asker = bank.Interviewer
	}
	view := coverView{shell: p.frame(v, v.words.T("admin.coverage.title"), coveragePath), MayWrite: p.may(v, "createDraftQuestion")}
	status, isKnown := http.StatusOK, asked.Stage == ""
	for _, stage := range vocabulary.Stages {
		isKnown = isKnown || stage.ID == asked.Stage
	}
	if !isKnown {
		view.Problem, status, asked.Stage = v.words.T("admin.coverage.stage.unknown"), http.StatusUnprocessableEntity, ""
	}
	view.Sides = []tryOption{
		{string(bank.Candidate), v.words.T("admin.coverage.candidate"), asked.Asker == bank.Candidate},
		{string(bank.Interviewer), v.words.T("admin.coverage.interviewer"), asked.Asker == bank.Interviewer},
	}
	for _, stage := range vocabulary.Stages {
		view.Stages = append(view.Stages, tryOption{stage.ID, words.name("stage", stage.ID), stage.ID == asked.Stage})
	}
	counts, err := p.Publish.CountCoverage(trial, asked)
	if err != nil {
		return err
	}
	view.Tables = words.coverTables(asked, counts)
	view.Unmet, view.Lacks = words.coverUnmet(counts.Unmet), words.coverLacks(asked, counts.Lacks)
	return page.Show(v.Context, status, view)
}

// coverBounds returns the least numbers of the steps after the first, which is none: the others have a quarter of the cells each, as far as
// that is possible.
func coverBounds(rows [][]publish.QuestionCount) []int {
	var numbers []int
	for _, row := range rows {
		for _, cell := range row {
			if cell.Own > 0 {
				numbers = append(numbers, cell.Own)
			}
		}
	}
	slices.Sort(numbers)
	bounds := []int{1}
	for quarter := 1; quarter < 4 && len(numbers) > 0; quarter++ {
		if least := numbers[quarter*len(numbers)/4]; least > bounds[len(bounds)-1] {
			bounds = append(bounds, least)
		}
	}
	return bounds
}

// coverStepOf returns the step of a number, from 0 to 4.
func coverStepOf(bounds []int, n int) int {
	step := 0
	for _, least := range bounds {
		if n >= least {
			step++
		}
	}
	return step
}

func coverSteps(w web.Words, bounds []int) []coverStep {
	steps := []coverStep{{0, w.T("admin.coverage.step.none")}}
	for i, least := range bounds {
		text := w.T("admin.coverage.step.more", "From", least)
		if i+1 < len(bounds) {
			text = w.T("admin.coverage.step.from", "From", least, "To", bounds[i+1]-1)
		}
		steps = append(steps, coverStep{i + 1, text})
	}
	return steps
}

// coverTables returns the tables for a side.
func (w *tryWords) coverTables(asked publish.CoverageFor, c *publish.CoverageCounts) []coverTable {
	v := w.vocabulary
	roles := coverTable{
		ID: "roles", Title: w.T("admin.coverage.roles"), What: w.T("admin.coverage.roles.what"), Corner: w.T("admin.coverage.role"), HasTwo: true,
	}
	for _, s := range v.Seniorities {
		roles.Columns = append(roles.Columns, w.name("seniority", s.ID))
	}
	roles.color(w.Words, c.Roles)
	for i, row := range c.Roles {
		id := v.Roles[i].ID
		r := coverRow{Name: w.name("role", id), Path: "/admin/words/role/" + id}
		for n, cell := range row {
			r.Cells = append(r.Cells, coverCellOf(asked, &roles, cell, r.Name+", "+roles.Columns[n], url.Values{"role": {id}, "seniority": {v.Seniorities[n].ID}}))
		}
		roles.Rows = append(roles.Rows, r)
	}
	return append([]coverTable{roles}, w.coverByStage(asked, c))
}

// coverByStage returns the table of cares and stages or, for interviewers, that of competencies and stages.
func (w *tryWords) coverByStage(asked publish.CoverageFor, c *publish.CoverageCounts) coverTable {
	table := coverTable{ID: "cares", Title: w.T("admin.coverage.cares"), What: w.T("admin.coverage.cares.what"), Corner: w.T("admin.coverage.care"), HasTwo: true}
	kind, cells := "care", c.Cares
	var ids []string
	for _, care := range w.vocabulary.Cares {
		ids = append(ids, care.ID)
	}
	if asked.Asker == bank.Interviewer {
		table = coverTable{ID: "topics", Title: w.T("admin.coverage.topics"), What: w.T("admin.coverage.topics.what"), Corner: w.T("admin.coverage.topic")}
		kind, cells, ids = "topic", c.Topics, nil
		for _, topic := range w.vocabulary.Topics {
			if topic.Asker == bank.Interviewer {
				ids = append(ids, topic.ID)
			}
		}
	}
	for _, s := range w.vocabulary.Stages {
		table.Columns = append(table.Columns, w.name("stage", s.ID))
	}
	table.color(w.Words, cells)
	for i, row := range cells {
		r := coverRow{Name: w.name(kind, ids[i]), Path: "/admin/words/" + kind + "/" + ids[i]}
		for n, cell := range row {
			at := publish.CoverageFor{Asker: asked.Asker, Stage: w.vocabulary.Stages[n].ID}
			r.Cells = append(r.Cells, coverCellOf(at, &table, cell, r.Name+", "+table.Columns[n], url.Values{kind: {ids[i]}}))
		}
		table.Rows = append(table.Rows, r)
	}
	return table
}

// color decides which numbers each step stands for.
func (t *coverTable) color(w web.Words, rows [][]publish.QuestionCount) {
	t.bounds = coverBounds(rows)
	t.Steps = coverSteps(w, t.bounds)
}

// coverCellOf returns a cell, which leads to the list of its questions, and to a new one.
func coverCellOf(asked publish.CoverageFor, in *coverTable, cell publish.QuestionCount, what string, query url.Values) coverCellView {
	query.Set("asker", string(asked.Asker))
	if asked.Stage != "" {
		query.Set("stage", asked.Stage)
	}
	fresh := "/admin/questions/new?" + query.Encode()
	query.Set("status", string(bank.Ready))
	return coverCellView{QuestionCount: cell, Step: coverStepOf(in.bounds, cell.Own), What: what, New: fresh, List: "/admin/questions?" + query.Encode()}
}

func (w *tryWords) coverUnmet(list []publish.UnmetRule) []coverUnmetView {
	var views []coverUnmetView
	for _, u := range list {
		at := &u.Meeting
		m := tryMeeting{Side: at.Asker, Role: at.Role, Seniority: at.Seniority, Stage: at.Stage, Minutes: strconv.Itoa(at.Minutes)}
		views = append(views, coverUnmetView{
			Name: u.Rule.Name, ID: u.Rule.ID, Path: tryRulePath(u.Rule.ID), Try: m.picked(u.Rule.ID, ""), Short: u.Short, Of: u.Of, Wanted: u.Rule.Effect.Count,
			Example: w.name("role", at.Role) + ", " + w.name("seniority", at.Seniority),
		})
	}
	return views
}

func (w *tryWords) coverLacks(asked publish.CoverageFor, list []publish.RoleLack) []coverLackView {
	var views []coverLackView
	for _, lack := range list {
		view := coverLackView{Role: w.name("role", lack.Role), Path: "/admin/words/role/" + lack.Role}
		add := func(name string, query url.Values) {
			query.Set("asker", string(asked.Asker))
			query.Set("role", lack.Role)
			view.Things = append(view.Things, web.Link{Path: "/admin/questions/new?" + query.Encode(), Text: name})
		}
		for _, about := range lack.About {
			query := url.Values{}
			switch id := string(about); {
			case about.Term() != "":
				query.Set("about", id)
			case w.vocabulary.CareOf(id) != "":
				query.Set("aspect", id)
			default:
				query.Set("care", id)
			}
			add(w.about(about), query)
		}
		for _, topic := range lack.Topics {
			add(w.name("topic", topic), url.Values{"topic": {topic}})
		}
		views = append(views, view)
	}
	return views
}
