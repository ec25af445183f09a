package admin

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

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

// showUnchosen shows which questions no meeting chooses. They are searched for once for each revision of the drafts.
func (p *pages) showUnchosen(v *visit, page web.Page) error {
	trial, err := p.Publish.Trial(v.ctx())
	if err != nil {
		return err
	}
	id := "unchosen " + trial.Release.Hash
	wait := patience / 10 //nolint:mnd // the page asks again by itself
	if p.jobs.find(id) == nil {
		wait = patience
	}
	j := p.jobs.start(v.ctx(), &job{id: id}, func(ctx context.Context, j *job) (err error) {
		j.unchosen, err = publish.FindUnchosen(ctx, trial.Compiled)
		return err
	})
	view := unchosenView{shell: p.frame(v, v.words.T("admin.coverage.unchosen"), coveragePath)}
	if !j.isDone(v.ctx(), wait) {
		at := j.at()
		view.Running, view.Done, view.Total, view.Refresh = true, at.Done, max(at.Total, 1), refreshSeconds
		return page.Show(v.Context, http.StatusOK, view)
	}
	if j.err != nil {
		p.jobs.drop(id)
		return j.err
	}
	words, names := newTryWords(v.words, &trial.Content.Vocabulary), trial.Content.Vocabulary.Names()
	view.Tried, view.Count = j.unchosen.Meetings, len(j.unchosen.Questions)
	for _, side := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		one := unchosenSide{Side: string(side), Name: v.words.T("admin.coverage.unchosen." + string(side))}
		for i := range j.unchosen.Questions {
			if q := &j.unchosen.Questions[i]; q.Asker == side {
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
