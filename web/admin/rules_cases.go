package admin

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// caseView is a case of a rule as a page shows it.
type caseView struct {
	Number     int
	JSON       string
	Applies    bool
	Who        string
	QuestionID string
	Question   string
	Faults     []ruleFault
}

// ruleTryView is the form in which one chooses a meeting.
type ruleTryView struct {
	Seniorities, Stages, AskedOf []ruleChoice
	Roles                        []ruleChoice
	Cares                        [][]choiceGroup // one list of choices for each that can be chosen
	Minutes, Question            string
	HasResult, Applies           bool
	Problem                      string // why nobody can say whether the rule applies
	IsOpen                       bool
	Candidate                    bool
}

// caseViews returns the cases of a rule as a page shows them.
func (b *ruleBank) caseViews(words web.Words, asker bank.Asker, cases []bank.Case) []caseView {
	list := make([]caseView, len(cases))
	for i, c := range cases {
		text, _ := json.Marshal(c) // cannot fail: it has texts, numbers and lists of texts
		list[i] = caseView{Number: i, JSON: string(text), Applies: c.Applies, Who: b.meeting(words, asker, c.Profile), QuestionID: c.Question}
		if c.Question != "" {
			list[i].Question = b.name(words, "question", c.Question)
		}
	}
	return list
}

// meeting returns a meeting in words.
func (b *ruleBank) meeting(words web.Words, asker bank.Asker, m bank.Meeting) string {
	var parts []string
	add := func(kind, id string) {
		if id != "" {
			parts = append(parts, b.name(words, kind, id))
		}
	}
	add("role", m.Role)
	add("seniority", m.Seniority)
	add("stage", m.Stage)
	if m.AskedOf != "" {
		parts = append(parts, words.T("admin.rules.case.asked_of", "Name", b.name(words, "asked_of", m.AskedOf)))
	}
	if m.Minutes > 0 {
		parts = append(parts, words.T("admin.rules.case.minutes", "Number", m.Minutes))
	}
	var cares []string
	for _, id := range m.Aspects {
		cares = append(cares, b.name(words, "aspect", id))
	}
	for _, id := range m.Cares {
		if !slices.ContainsFunc(m.Aspects, func(aspect string) bool { return b.state.Content.Vocabulary.CareOf(aspect) == id }) {
			cares = append(cares, b.name(words, "care", id))
		}
	}
	if len(cares) > 0 {
		parts = append(parts, words.T("admin.rules.case.cares", "Names", strings.Join(cares, ", ")))
	}
	if len(m.Terms) > 0 {
		parts = append(parts, words.T("admin.rules.case.terms", "Names", strings.Join(m.Terms, ", ")))
	}
	if len(parts) == 0 {
		return words.T("admin.rules.case.nothing." + string(asker))
	}
	return strings.Join(parts, " · ")
}

// ruleTryView returns the form in which one chooses a meeting.
func (b *ruleBank) ruleTryView(words web.Words, asker bank.Asker, f *caseForm) ruleTryView {
	choices := func(kind, chosen string) []ruleChoice {
		var list []ruleChoice
		for _, group := range b.options(words, asker, kind) {
			list = append(list, group.Choices...)
		}
		for i := range list {
			list[i].Chosen = list[i].ID == chosen
		}
		return list
	}
	view := ruleTryView{
		Roles: choices("role", f.Role), Seniorities: choices("seniority", f.Seniority), Stages: choices("stage", f.Stage), AskedOf: choices("asked_of", f.AskedOf),
		Minutes: f.Minutes, Question: f.Question, Candidate: asker != bank.Interviewer, IsOpen: !f.isEmpty(),
	}
	const most = 8
	cares := slices.DeleteFunc(slices.Clone(f.Cares), func(id string) bool { return id == "" })
	for _, chosen := range append(cares[:min(len(cares), most)], "") {
		groups := b.careOptions(words, true)
		for g := range groups {
			for i := range groups[g].Choices {
				c := &groups[g].Choices[i]
				kind := "aspect/"
				if i == 0 {
					kind = "care/"
				}
				c.ID = kind + c.ID
				c.Chosen = c.ID == chosen
			}
		}
		view.Cares = append(view.Cares, groups)
	}
	return view
}

func (f *caseForm) isEmpty() bool {
	return f.Role+f.Seniority+f.Stage+f.AskedOf+f.Minutes+f.Question+strings.Join(f.Cares, "") == ""
}

// meeting returns the meeting that was chosen.
func (f *caseForm) meeting(b *ruleBank) bank.Meeting {
	m := bank.Meeting{Role: f.Role, Seniority: f.Seniority, Stage: f.Stage, AskedOf: f.AskedOf}
	m.Minutes, _ = strconv.Atoi(strings.TrimSpace(f.Minutes))
	addTo := func(list *[]string, id string) {
		if id != "" && !slices.Contains(*list, id) {
			*list = append(*list, id)
		}
	}
	for _, chosen := range f.Cares {
		if id, isAspect := strings.CutPrefix(chosen, "aspect/"); isAspect {
			addTo(&m.Cares, b.state.Content.Vocabulary.CareOf(id))
			addTo(&m.Aspects, id)
		} else if id, isCare := strings.CutPrefix(chosen, "care/"); isCare {
			addTo(&m.Cares, id)
		}
	}
	return m
}

// tryOf returns the meeting that the address of a page names, so that what was tried elsewhere becomes a case.
func tryOf(query url.Values) caseForm {
	f := caseForm{
		Role: query.Get("role"), Seniority: query.Get("seniority"), Stage: query.Get("stage"), AskedOf: query.Get("asked_of"), Minutes: query.Get("minutes"),
		Question: query.Get("question"),
	}
	aspects := query["aspects"]
	for _, id := range aspects {
		f.Cares = append(f.Cares, "aspect/"+id)
	}
	for _, id := range query["cares"] {
		f.Cares = append(f.Cares, "care/"+id)
	}
	return f
}

// addCase adds the chosen meeting to the cases, and forgets that it was chosen.
func (f *ruleForm) addCase(b *ruleBank, applies bool) {
	if len(f.rule.Cases) >= maxCases {
		return
	}
	c := bank.Case{Applies: applies, Profile: f.try.meeting(b)}
	if f.try.Question != "" {
		c.Question, _ = b.find("question", f.try.Question)
	}
	f.rule.Cases = append(f.rule.Cases, c) // the meeting stays: the next case is often like it
}

// result says in the form whether the rule applies to the chosen meeting.
func (r *rulePages) result(v *visit, known *ruleBank, f *ruleForm, view *ruleTryView) error {
	tried := f.rule
	c := bank.Case{Applies: true, Profile: f.try.meeting(known)}
	if f.try.Question != "" {
		id, _ := known.find("question", f.try.Question)
		if id == "" {
			view.Problem = v.words.T("admin.rules.try.question.unknown")
			return nil
		}
		c.Question = id
	}
	tried.Cases = []bank.Case{c}
	review, err := r.review(v, tried)
	if err != nil {
		return err
	}
	view.HasResult, view.Applies = true, true
	for _, fault := range review.Faults {
		switch {
		case fault.Code == bank.FaultCase && fault.Pointer == "/cases/0":
			view.Applies = false
		case strings.HasPrefix(fault.Pointer, "/when") || strings.HasPrefix(fault.Pointer, "/pick"):
			view.HasResult, view.Problem = false, v.words.T("admin.rules.try.faults")
		case strings.HasPrefix(fault.Pointer, "/cases/0/"):
			view.HasResult, view.Problem = false, fault.Detail
		}
	}
	return nil
}
