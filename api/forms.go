package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/handout"
	"twoway/release/kits"
	"twoway/release/serve"
)

// This file answers with sets and agendas in other forms than JSON.

// startOf returns when a meeting starts, which an answer in the form of a calendar needs.
func startOf(form string, sent *string) (time.Time, error) {
	if sent == nil {
		if form == calendarForm {
			return time.Time{}, invalidRequest(bank.Fault{Code: bank.FaultRequired, Pointer: "/query/start", Detail: "A calendar needs to know when the meeting starts."})
		}
		return time.Time{}, nil
	}
	start, err := time.Parse(handout.StartForm, *sent)
	if err != nil {
		return time.Time{}, invalidRequest(bank.Fault{Code: bank.FaultMalformed, Pointer: "/query/start", Detail: "There is no such day or time. Write it like 2026-12-01T10:00."})
	}
	return start, nil
}

// inOtherForm is an answer that is not JSON.
type inOtherForm struct {
	form string
	body []byte
}

func (f inOtherForm) write(w http.ResponseWriter) error {
	w.Header().Add("Vary", "Accept")
	return writeBytes(w, http.StatusOK, f.form+"; charset=utf-8", f.body)
}

// VisitGetQuestionSetResponse sends a set.
func (f inOtherForm) VisitGetQuestionSetResponse(w http.ResponseWriter) error { return f.write(w) }

// VisitCreateAgendaResponse sends an agenda.
func (f inOtherForm) VisitCreateAgendaResponse(w http.ResponseWriter) error { return f.write(w) }

// setInForm returns a set in a form other than JSON; start is for a calendar.
func (h *handlers) setInForm(ctx context.Context, from *serve.Compiled, set bank.Set, form string, start time.Time) (openapi.GetQuestionSetResponseObject, error) {
	var body []byte
	var err error
	sheet := h.sheet(ctx, from, &set)
	switch {
	case form == calendarForm:
		event := handout.Event{
			Of: from.Token(set), Start: start, Minutes: max(set.Minutes, set.Profile.Minutes), Title: "Interview: " + counted(len(set.Items), "question") + " to ask",
			Description: sheet.Text() + "\n" + sheet.Link, Link: sheet.Link, Product: "Questions", Language: set.Profile.Locale,
		}
		body = event.Calendar()
	case set.Profile.Asker == bank.Interviewer:
		kit := kits.Of(from, set)
		body, err = kitInForm(&kit, form)
	case form == csvForm:
		body, err = sheet.CSV()
	default:
		body = sheet.Markdown(handout.English())
	}
	return inOtherForm{form, body}, err
}

// sheet returns a set to take along.
func (h *handlers) sheet(ctx context.Context, from *serve.Compiled, set *bank.Set) *handout.Sheet {
	s := &handout.Sheet{Title: counted(len(set.Items), "question") + ", " + counted(set.Minutes, "minute"), About: aboutMeeting(from, &set.Profile)}
	for _, it := range set.Items {
		s.Questions = append(s.Questions, handout.Question{Question: it.Question, Asked: it.Question.Text})
	}
	if c, isRequest := ctx.(*gin.Context); isRequest {
		s.Link = h.access.door.URL(c.Request, setPages+from.Token(*set))
	}
	return s
}

// agendaInForm returns an agenda in a form other than JSON; start is for a calendar.
func agendaInForm(from *serve.Compiled, a *bank.Agenda, form string, start time.Time) (openapi.CreateAgendaResponseObject, error) {
	plan := handout.Plan{Agenda: a, About: aboutMeeting(from, &a.Profile), Topic: func(id string) string { return from.Name("topic", id) }}
	switch form {
	case csvForm:
		body, err := plan.CSV()
		return inOtherForm{form, body}, err
	case calendarForm:
		event := handout.Event{
			Of: a.Release.Hash + a.Profile.Key(), Start: start, Minutes: a.Profile.Minutes, Title: plan.Title(), Description: plan.Text(),
			Product: "Agenda", Language: a.Profile.Locale,
		}
		return inOtherForm{form, event.Calendar()}, nil
	}
	return inOtherForm{form, plan.Markdown(handout.English())}, nil
}

// aboutMeeting returns what is known about a meeting: "Nursing · Senior · Panel".
func aboutMeeting(from *serve.Compiled, p *bank.Profile) string {
	names := profileNames(from, p)
	var known []string
	for _, name := range []string{names.Role, names.Occupation, names.Seniority, names.Stage} {
		if name != "" {
			known = append(known, name)
		}
	}
	return strings.Join(known, " · ")
}

// counted returns a number with its noun: 1 question, 2 questions.
func counted(n int, noun string) string {
	return count(uint64(n), noun) //nolint:gosec // never negative
}
