package admin

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/web"
)

// tryCase is the form that makes the meeting a case of a rule.
type tryCase struct {
	At      string // the meeting, as in the address
	Version int    // of the draft
	Says    string // the meeting, as a rule sees it
	Known   string // that the rule has such a case; "" if it has none
	// Question is the text of a question that the case may be about; "" for none.
	Question string
	Changed  *tryChanged
}

// tryChanged says that somebody else has changed a rule since the form for a case of it was shown.
type tryChanged struct{ By string }

// tryCase returns the form for a case of a rule.
func (w *tryWords) tryCase(m *tryMeeting, c *publish.Comparison, rule *bank.Rule, version int, changed *tryChanged) *tryCase {
	query := m.query()
	query.Set("rule", m.Rule)
	form := &tryCase{Version: version, Says: w.meeting(c.Draft.Profile.Meeting()), Changed: changed}
	if m.Question != "" {
		query.Set("question", m.Question)
		if q := tryQuestionIn(&c.To.Content, m.Question); q != nil && q.Asker == rule.Asker && q.Status == bank.Ready {
			form.Question = q.Text
		}
	}
	form.At = query.Encode()
	for _, applies := range []bool{true, false} {
		if tryHasCase(rule, &bank.Case{Applies: applies, Profile: c.Draft.Profile.Meeting()}) {
			form.Known = w.T("admin.try.case.known." + strconv.FormatBool(applies))
		}
	}
	return form
}

// meeting says what a rule sees of a meeting.
func (w *tryWords) meeting(m bank.Meeting) string {
	var parts []string
	for _, one := range []struct{ kind, id string }{{"role", m.Role}, {"seniority", m.Seniority}, {"stage", m.Stage}, {"asked_of", m.AskedOf}} {
		if one.id != "" {
			parts = append(parts, w.name(one.kind, one.id))
		}
	}
	for _, id := range m.Cares {
		parts = append(parts, w.name("care", id))
	}
	for _, id := range m.Aspects {
		parts = append(parts, w.name("aspect", id))
	}
	parts = append(parts, m.Terms...)
	return strings.Join(append(parts, w.T("admin.try.case.minutes", "Count", m.Minutes)), " · ")
}

// tryRuleOf returns the rule of a draft.
func tryRuleOf(d *bank.DraftPart) (*bank.Rule, error) {
	var r bank.Rule
	return &r, json.Unmarshal(d.Body, &r)
}

// tryHasCase reports whether a rule has a case.
func tryHasCase(r *bank.Rule, sought *bank.Case) bool {
	return slices.ContainsFunc(r.Cases, func(c bank.Case) bool {
		a, b := c.Profile, sought.Profile
		isSame := slices.Equal(a.Cares, b.Cares) && slices.Equal(a.Aspects, b.Aspects) && slices.Equal(a.Terms, b.Terms)
		return isSame && c.Applies == sought.Applies && c.Question == sought.Question && a.Role == b.Role && a.Seniority == b.Seniority &&
			a.Stage == b.Stage && a.AskedOf == b.AskedOf && a.Minutes == b.Minutes
	})
}

// tryAddCase makes the meeting a case of the draft of a rule: one in which it must apply, or must not.
func (p *pages) tryAddCase(v *visit, page web.Page) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	at, err := url.ParseQuery(sent.Get("at"))
	if err != nil {
		return &bank.Error{Code: bank.CodeInvalidRequest, Message: v.words.T("admin.try.case.unreadable")}
	}
	m := readTry(at)
	d, err := p.tryDraft(v, bank.PartID{Kind: bank.KindRule, ID: m.Rule})
	if err != nil {
		return err
	}
	if strconv.Itoa(d.Version) != sent.Get("version") {
		return p.try(v, page, m, &tryChanged{By: d.EditedBy})
	}
	body, isNew, err := p.tryWithCase(v, &m, d, sent)
	if bank.HasCode(err, bank.CodeInvalidRequest) { // the meeting is not valid: its form says why
		return p.try(v, page, m, nil)
	}
	if err != nil {
		return err
	}
	to := m.picked(m.Rule, m.Question)
	if !isNew {
		return p.done(v, to, "try_case_known", nil)
	}
	edited, err := p.Drafts.Replace(v.ctx(), v.person.Actor(), drafts.Version{Kind: bank.KindRule, ID: m.Rule, Version: d.Version}, body)
	if bank.HasCode(err, bank.CodeStale) {
		return p.try(v, page, m, &tryChanged{})
	}
	if err != nil {
		return err
	}
	return p.done(v, to, "try_case", &edited)
}

// tryWithCase returns the body of a rule with a case added; false if it has that case already.
func (p *pages) tryWithCase(v *visit, m *tryMeeting, d *bank.DraftPart, sent url.Values) (body []byte, isNew bool, err error) {
	trial, err := p.Publish.Trial(v.ctx())
	if err != nil {
		return nil, false, err
	}
	profile, _, err := trial.Read(m.request())
	if err != nil {
		return nil, false, err
	}
	rule, err := tryRuleOf(d)
	if err != nil {
		return nil, false, err
	}
	if rule.Asker != m.Side {
		return nil, false, &bank.Error{Code: bank.CodeConflict, Message: v.words.T("admin.try.unsuited.asker")}
	}
	added := bank.Case{Applies: sent.Get("applies") == "true", Profile: profile.Meeting()}
	if sent.Get("about") == "question" {
		added.Question = m.Question
	}
	if tryHasCase(rule, &added) {
		return nil, false, nil
	}
	rule.Cases = append(rule.Cases, added)
	body, err = json.Marshal(rule)
	return body, err == nil, err
}
