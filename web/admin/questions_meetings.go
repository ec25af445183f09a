package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/serve"
)

// questionMeetingsView is the view of the meetings in which a question comes.
type questionMeetingsView struct {
	shell

	ID, Path  string
	Text, Try string // Try is the path on which to try it with the drafts; "" if one may not
	ForWhom   string
	Release   int
	InService bool
	Tried     int
	Comes     []questionMeeting
	Fits      int // meetings for which it is a choice, but not chosen
	Not       []questionMeeting
}

// questionMeeting is a meeting for which a set was chosen.
type questionMeeting struct {
	What  string
	Place int // of the question in the set; 0 if it is not in it
	Why   string
	Try   string // the path of the page on which to try it
}

// Bounds of the meetings that are tried: a sample, the same each time.
const (
	mostTriedRoles = 8
	meetingMinutes = 15
)

// questionMeetings tries a question in a sample of the meetings that it suits, and shows in which of them the release in service has it.
func (p *pages) questionMeetings(v *visit) error {
	e, err := p.openQuestion(v)
	if err != nil {
		return err
	}
	current, err := p.Serve.Current()
	if err != nil {
		return err
	}
	view := questionMeetingsView{
		shell: p.frame(v, v.words.T("admin.questions.meetings.title"), questionsPath), ID: e.q.ID, Path: questionPath(e.q.ID), Text: e.q.Text,
		ForWhom: e.names.forWhom(&e.q), Release: current.Release.Number,
	}
	view.Try = p.questionTry(v, &e.q, &e.state.Content.Vocabulary)
	released := questionIn(&current.Content, e.q.ID)
	if view.InService = released != nil && released.Status == bank.Ready; view.InService {
		if err := view.try(v, e.names, current, released); err != nil {
			return err
		}
	}
	return p.questions.meetings.Show(v.Context, http.StatusOK, view)
}

// try chooses the sets of the sample.
func (view *questionMeetingsView) try(v *visit, n *questionNames, current *serve.Compiled, q *bank.Question) error {
	const mostNot = 8
	for _, request := range sampleOf(q, &current.Content.Vocabulary) {
		set, err := current.AnswerContext(v.ctx(), request)
		if err != nil {
			return err
		}
		view.Tried++
		place := slices.IndexFunc(set.Items, func(it bank.Item) bool { return it.Question.ID == q.ID })
		tried := questionMeeting{What: n.meeting(request), Place: place + 1, Try: questionTryPath(request, q.ID)}
		if place >= 0 {
			if reasons := set.Items[place].Reasons; len(reasons) > 0 {
				tried.Why = reasons[0].Because
			}
			view.Comes = append(view.Comes, tried)
			continue
		}
		if _, _, isFit := current.Score(set.Profile, q.ID); isFit {
			view.Fits++
			if len(view.Not) < mostNot {
				view.Not = append(view.Not, tried)
			}
		}
	}
	return nil
}

// sampleOf returns meetings that a question suits: its trades, or some of all; its stages; the lowest level that it is for; and somebody who
// cares about what it asks about, and somebody who has named nothing.
func sampleOf(q *bank.Question, vocabulary *bank.Vocabulary) []bank.Request {
	roles := spreadOut(q.Roles, termIDs(vocabulary.Terms()["role"]), mostTriedRoles)
	stages := spreadOut(q.Stages, termIDs(vocabulary.Terms()["stage"]), len(vocabulary.Stages))
	cares := []string{""}
	if q.Asker == bank.Candidate {
		cares = append(cares, spreadOut(q.Cares, nil, 1)...)
	}
	level := cmp.Or(q.Seniority.From, q.Seniority.To)
	var list []bank.Request
	for _, role := range roles {
		for _, stage := range stages {
			for _, care := range cares {
				list = append(list, sampleMeeting(q, bank.Request{Asker: q.Asker, Role: role, Seniority: level, Stage: stage}, care))
			}
		}
	}
	return list
}

// sampleMeeting returns a meeting of the sample with the rest of what a question needs: whom it is asked of, and a care, if any.
func sampleMeeting(q *bank.Question, r bank.Request, care string) bank.Request {
	if q.Asker == bank.Interviewer { // whose block takes longer
		r.Minutes = 2 * meetingMinutes
		return r
	}
	r.Minutes = meetingMinutes
	if len(q.AskedOf) > 0 {
		r.AskedOf = q.AskedOf[0]
	}
	if care != "" {
		r.Cares = []string{care}
	}
	return r
}

// spreadOut returns some values, or values of all if there are none: at most so many, with the same distance between them.
func spreadOut(some, all []string, most int) []string {
	if len(some) == 0 {
		some = all
	}
	if len(some) <= most {
		return some
	}
	var list []string
	for i := range most {
		list = append(list, some[i*len(some)/most])
	}
	return list
}

func termIDs(terms []bank.Term) []string {
	var ids []string
	for _, t := range terms {
		ids = append(ids, t.ID)
	}
	return ids
}

// meeting returns a meeting in words.
func (n *questionNames) meeting(r bank.Request) string {
	cares := n.list("care", r.Cares)
	if cares != "" {
		cares = n.words.T("admin.questions.cares", "Cares", cares)
	}
	return joinTexts(" · ", n.name("role", r.Role), n.name("seniority", r.Seniority), n.name("stage", r.Stage), n.name("asked_of", r.AskedOf), cares)
}

// questionTry returns the path of the page on which to try a meeting that a question suits; "" if there is none, or one may not.
func (p *pages) questionTry(v *visit, q *bank.Question, vocabulary *bank.Vocabulary) string {
	sample := sampleOf(q, vocabulary)
	if len(sample) == 0 || !p.may(v, "compareSets") {
		return ""
	}
	return questionTryPath(sample[len(sample)-1], q.ID)
}

// questionTryPath returns the path of the page on which to try a meeting.
func questionTryPath(r bank.Request, question string) string {
	query := url.Values{"question": {question}, "asker": {string(r.Asker)}, "minutes": {strconv.Itoa(r.Minutes)}}
	for name, value := range map[string]string{"role": r.Role, "seniority": r.Seniority, "stage": r.Stage, "asked_of": r.AskedOf} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(r.Cares) > 0 {
		query["cares"] = r.Cares
	}
	return "/admin/try?" + query.Encode()
}
