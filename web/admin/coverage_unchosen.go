package admin

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"twoway/bank"
	"twoway/release/publish"
	"twoway/web"
)

// unchosenView is the view of the questions that nobody gets, or of how far the search for them is.
type unchosenView struct {
	shell

	Running     bool
	Done, Total int
	Tried       int // meetings
	Count       int
	Sides       []unchosenSide
}

// unchosenSide has the questions of one side.
type unchosenSide struct {
	Side, Name string
	Questions  []unchosenQuestion
}

// unchosenQuestion is a question that nobody gets.
type unchosenQuestion struct {
	Text, Path, Why string
	Try, Example    string // the path of the meeting that fits it best, and its name; "" for none
}

// unchosenPatience is how long a request waits for the search before it shows how far it is; the page asks again by itself.
const unchosenPatience = 300 * time.Millisecond

// showUnchosen shows which questions of the drafts no meeting chooses.
func (p *pages) showUnchosen(v *visit, page web.Page) error {
	state, err := p.Publish.SearchUnchosen(v.ctx(), unchosenPatience)
	if err != nil {
		return err
	}
	view := unchosenView{shell: p.frame(v, v.words.T("admin.coverage.unchosen"), coveragePath)}
	if at := state.Progress; !state.IsDone {
		view.Running, view.Done, view.Total, view.Refresh = true, at.Done, max(at.Total, 1), refreshSeconds
		return page.Show(v.Context, http.StatusOK, view)
	}
	trial, found := state.Trial, &state.Found
	words, names := newTryWords(v.words, &trial.Content.Vocabulary), trial.Content.Vocabulary.Names()
	view.Tried, view.Count = found.Meetings, len(found.Questions)
	for _, side := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		one := unchosenSide{Side: string(side), Name: v.words.T("admin.coverage.unchosen." + string(side))}
		for i := range found.Questions {
			if q := &found.Questions[i]; q.Asker == side {
				one.Questions = append(one.Questions, words.unchosen(names, q))
			}
		}
		if len(one.Questions) > 0 {
			view.Sides = append(view.Sides, one)
		}
	}
	return page.Show(v.Context, http.StatusOK, view)
}

// unchosen returns a question that nobody gets as the page shows it. The meeting that it leads to is typed in words that are read as what
// it names.
func (w *tryWords) unchosen(names map[string]string, q *publish.UnchosenQuestion) unchosenQuestion {
	view := unchosenQuestion{Text: q.Text, Path: "/admin/questions/" + q.ID, Why: w.T("admin.coverage.unchosen."+string(q.Why), "Score", q.Score)}
	p := &q.Meeting
	m := tryMeeting{Side: p.Asker, Role: p.Role, Seniority: p.Seniority, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: strconv.Itoa(p.Minutes)}
	job := w.name("role", p.Role)
	if p.Occupation != "" {
		m.Role = cmp.Or(names["occupation/"+p.Occupation], p.Occupation)
		job = m.Role
	}
	example := []string{cmp.Or(job, w.T("admin.coverage.unchosen.anybody")), w.name("seniority", p.Seniority), w.name("stage", p.Stage)}
	for _, c := range p.Cares {
		example = append(example, w.about(c.About()))
		if c.Term+c.Aspect == "" {
			m.Cares = append(m.Cares, c.Care)
		} else { // which cannot be ticked
			m.Own = cmp.Or(c.Term, names["aspect/"+c.Aspect])
		}
	}
	view.Try, view.Example = m.picked("", q.ID), strings.Join(example, ", ")
	return view
}
