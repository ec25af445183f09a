package admin

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// tryMeeting is the meeting that somebody tries, as they entered it, and what they have picked there. It is in the address of the page.
type tryMeeting struct {
	Side                            bank.Asker
	Role, Seniority, Stage, AskedOf string
	Own                             string   // cares in one's own words, separated by commas
	Needs, Musts                    string   // what an interviewer looks for, and what the job needs, separated by commas
	Cares                           []string // IDs of those that are ticked, in order
	Minutes                         string
	Rule, Question                  string // IDs of those about which the page is asked; "" for none
	Find                            string // words of such a question or rule
	FindsCauses, IsGiven            bool
}

// readTry returns the meeting of an address. Without one, it is a candidate's of 15 minutes. The side may be called asker or side.
func readTry(sent url.Values) tryMeeting {
	get := func(name string) string {
		return strings.TrimSpace(bank.Clean(strings.ToValidUTF8(sent.Get(name), "\uFFFD")))
	}
	m := tryMeeting{
		Side: bank.Asker(cmp.Or(get("asker"), get("side"), string(bank.Candidate))), Role: get("role"), Seniority: get("seniority"), Stage: get("stage"),
		AskedOf: get("asked_of"), Own: get("own"), Needs: get("needs"), Musts: get("musts"), Minutes: get("minutes"), Rule: get("rule"), Question: get("question"), Find: get("find"),
		FindsCauses: get("why") != "",
	}
	for _, name := range []string{"asker", "side", "role", "seniority", "stage", "asked_of", "own", "needs", "musts", "cares", "minutes"} {
		m.IsGiven = m.IsGiven || sent.Has(name)
	}
	if m.Minutes == "" {
		m.Minutes = map[bool]string{true: "40", false: "15"}[m.Side == bank.Interviewer]
	}
	order := strings.Split(get("order"), ",")
	for _, id := range sent["cares"] {
		if id = bank.Clean(id); !slices.Contains(m.Cares, id) {
			m.Cares = append(m.Cares, id)
		}
	}
	place := func(id string) int {
		if i := slices.Index(order, id); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(m.Cares, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return m
}

// request returns the request for the meeting. What was typed comes before what was ticked, since it says more. An interviewer's has no
// cares, and nobody whom it is asked of; a candidate's does not say what the job needs.
func (m *tryMeeting) request() bank.Request {
	minutes, _ := strconv.Atoi(m.Minutes) // what is no number is out of range
	r := bank.Request{Asker: m.Side, Role: m.Role, Seniority: m.Seniority, Stage: m.Stage, Minutes: minutes}
	if m.Side == bank.Interviewer {
		r.Competencies = web.Separated(m.Needs)
		for _, said := range web.Separated(m.Musts) {
			r.Requirements = append(r.Requirements, bank.RequestedRequirement{Said: said})
		}
		return r
	}
	r.AskedOf, r.Cares = m.AskedOf, append(web.Separated(m.Own), m.Cares...)
	return r
}

// query returns the meeting as a part of an address, without what is picked.
func (m *tryMeeting) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"asker": string(m.Side), "role": m.Role, "seniority": m.Seniority, "stage": m.Stage, "asked_of": m.AskedOf, "own": m.Own, "needs": m.Needs, "musts": m.Musts,
		"order": strings.Join(m.Cares, ","), "minutes": m.Minutes,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(m.Cares) > 0 {
		query["cares"] = m.Cares
	}
	return query
}

// tryPath is the path of the page.
const tryPath = "/admin/try"

// address returns the path of the page for the meeting, with what is picked.
func (m *tryMeeting) address(rule, question string) string {
	query := m.query()
	if rule != "" {
		query.Set("rule", rule)
	}
	if question != "" {
		query.Set("question", question)
	}
	return tryPath + "?" + query.Encode()
}

// picked returns the path of the page for the meeting, at what is picked.
func (m *tryMeeting) picked(rule, question string) string {
	return m.address(rule, question) + "#picked"
}

// tryForm is the form for a meeting.
type tryForm struct {
	tryMeeting

	Order                              string
	Seniorities, Stages, Askeds, Chips []tryOption
	Problems                           map[string]string // by field
}

// tryOption is a choice in the form.
type tryOption struct {
	ID, Name string
	IsChosen bool
}

// tryFormOf returns the form for a meeting, with the terms of a vocabulary.
func tryFormOf(w web.Words, v *bank.Vocabulary, m tryMeeting) tryForm {
	f := tryForm{tryMeeting: m, Order: strings.Join(m.Cares, ","), Problems: map[string]string{}}
	terms := v.Terms()
	options := func(kind string, chosen ...string) []tryOption {
		var list []tryOption
		for _, t := range terms[kind] {
			list = append(list, tryOption{t.ID, w.Term(kind, t.ID, t.Name), slices.Contains(chosen, t.ID)})
		}
		return list
	}
	f.Seniorities, f.Stages, f.Askeds, f.Chips = options("seniority", m.Seniority), options("stage", m.Stage), options("asked_of", m.AskedOf), options("care", m.Cares...)
	return f
}

// blame adds the faults of a request to the fields that they are about.
func (f *tryForm) blame(w web.Words, faults []bank.Fault) {
	for _, fault := range faults {
		field, _, _ := strings.Cut(strings.TrimPrefix(fault.Pointer, "/"), "/")
		switch {
		case field == "cares" && f.Own != "":
			field = "own"
		case field == "competencies":
			field = "needs"
		case field == "requirements":
			field = "musts"
		}
		text := fault.Detail
		if field == "minutes" {
			text = w.T("admin.try.minutes.wrong", "Most", bank.MaxMinutes)
		}
		if f.Problems[field] == "" {
			f.Problems[field] = text
		}
	}
}
