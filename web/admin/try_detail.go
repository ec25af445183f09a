package admin

import (
	"slices"
	"strings"

	"twoway/bank"
	"twoway/release/publish"
	"twoway/release/serve"
)

// tryDetail is what became of a question or a rule that was picked, or both.
type tryDetail struct {
	Question *tryPickedQuestion
	Rule     *tryPickedRule
	Leave    string // the path of the page without them
	IsBoth   bool
	Picks    bool      // the rule picks the question
	Stops    []tryStop // why it does not
}

// tryPickedQuestion is a question that was picked.
type tryPickedQuestion struct {
	tryPart

	Text     string
	States   []tryState
	Reasons  []tryReason
	Score    int
	IsChosen bool // in the set of the drafts
}

// tryPickedRule is a rule that was picked.
type tryPickedRule struct {
	tryPart

	Effect  string
	States  []tryState
	Faults  []bank.Fault // of its draft
	Applies bool
	Case    *tryCase
}

// tryState is what becomes of something in one of both sets, and why.
type tryState struct {
	When, What string
	Why        []tryWhy
	Stops      []tryStop
}

// tryWhy is a reason why a question is not in a set. Path leads to what it names; "" for nothing.
type tryWhy struct{ Text, Name, Path string }

// tryDetail says what became of what was picked; nil if nothing was. Changed is as in try.
func (p *pages) tryDetail(v *visit, w *tryWords, m *tryMeeting, c *publish.Comparison, changed *tryChanged) (*tryDetail, error) {
	if m.Question == "" && m.Rule == "" {
		return nil, nil //nolint:nilnil // nothing was picked
	}
	d := &tryDetail{Leave: m.address("", "")}
	var err error
	if m.Question != "" {
		if d.Question, err = p.tryPickQuestion(v, w, m, c); err != nil {
			return nil, err
		}
	}
	if m.Rule != "" {
		if d.Rule, err = p.tryPickRule(v, w, m, c, changed); err != nil {
			return nil, err
		}
	}
	if m.Question == "" || m.Rule == "" {
		return d, nil
	}
	stops, isKnown, err := c.To.Stops(c.Draft, m.Rule, m.Question)
	d.IsBoth = isKnown && err == nil // for a rule or question that is not in use, its own part says so
	d.Picks, d.Stops = len(stops) == 0, w.stops(stops)
	last := d.Rule.States[len(d.Rule.States)-1]
	d.Stops = slices.DeleteFunc(d.Stops, func(s tryStop) bool { return slices.Contains(last.Stops, s) }) // said of the rule
	return d, nil
}

// tryPickQuestion says what became of a question. For one that does not exist, the error has code not_found.
func (p *pages) tryPickQuestion(v *visit, w *tryWords, m *tryMeeting, c *publish.Comparison) (*tryPickedQuestion, error) {
	edited, err := p.tryDraft(v, bank.PartID{Kind: bank.KindQuestion, ID: m.Question})
	if err != nil {
		return nil, err
	}
	q := &tryPickedQuestion{tryPart: w.part(bank.PartID{Kind: bank.KindQuestion, ID: m.Question}), Text: tryTitleOf(edited)}
	after, found := c.To.Standing(c.Draft, m.Question)
	if found {
		q.Reasons, q.IsChosen, q.Score = w.reasons(m, c.To.Compiled, after.Reasons), after.Place > 0, after.Score
	}
	states := []tryState{w.standing(m, c.From, &c.Current), w.standing(m, c.To.Compiled, &c.Draft)}
	states[0].When, states[1].When = w.T("admin.try.now.short"), w.T("admin.try.after")
	if states[0].isLike(&states[1]) {
		states[1].When = w.T("admin.try.both.short")
		states = states[1:]
	}
	q.States = states
	return q, nil
}

// isLike reports whether two states say the same.
func (s *tryState) isLike(other *tryState) bool {
	return s.What == other.What && slices.Equal(s.Why, other.Why) && slices.Equal(s.Stops, other.Stops)
}

// tryDraft returns a draft, without reviewing it. If it does not exist, the error has code not_found.
func (p *pages) tryDraft(v *visit, id bank.PartID) (*bank.DraftPart, error) {
	state, err := p.Drafts.State(v.ctx())
	if err != nil {
		return nil, err
	}
	d, found := state.Part(id)
	if !found {
		return nil, &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.try.unknown")}
	}
	return &d, nil
}

// whyUnused returns the key of the words that say why a question is not among those that a release asks.
func whyUnused(from *serve.Compiled, id string) string {
	i := slices.IndexFunc(from.Content.Questions, func(q bank.Question) bool { return q.ID == id })
	switch {
	case i < 0:
		return "admin.try.state.unused"
	case from.Content.Questions[i].Status == bank.Retired:
		return "admin.try.state.retired"
	}
	return "admin.try.state.unready"
}

// standing says what became of a question in a set.
func (w *tryWords) standing(m *tryMeeting, from *serve.Compiled, set *bank.Set) tryState {
	s, found := from.Standing(*set, m.Question)
	switch {
	case !found:
		return tryState{What: w.T(whyUnused(from, m.Question))}
	case s.Place > 0:
		return tryState{What: w.T("admin.try.state.in", "Place", s.Place)}
	}
	state := tryState{What: w.T("admin.try.state.out")}
	for _, field := range s.Unsuited {
		state.Why = append(state.Why, tryWhy{Text: w.unsuited(field, s.Question, &set.Profile)})
	}
	for _, r := range s.Excluded {
		state.Why = append(state.Why, tryWhy{w.T("admin.try.why.excluded"), r.Name, m.picked(r.ID, m.Question)})
	}
	if len(state.Why) > 0 {
		return state
	}
	state.What = w.T("admin.try.state.beaten")
	for _, r := range s.Full {
		state.Why = append(state.Why, tryWhy{w.T("admin.try.why.full", "Count", r.Effect.Count), r.Name, m.picked(r.ID, m.Question)})
	}
	if s.Twin != nil {
		state.Why = append(state.Why, tryWhy{w.T("admin.try.why.twin"), s.Twin.Text, m.picked(m.Rule, s.Twin.ID)})
	}
	switch left := set.Profile.Minutes - set.Minutes; {
	case len(set.Items) >= set.Profile.Count:
		state.Why = append(state.Why, tryWhy{Text: w.T("admin.try.why.count", "Count", set.Profile.Count)})
	case s.Question.Minutes > left:
		state.Why = append(state.Why, tryWhy{Text: w.T("admin.try.why.time", "Minutes", s.Question.Minutes, "Count", max(left, 0))})
	}
	for _, g := range set.Certificate.Goals {
		if g.Reached > 0 && g.About != "" && g.About == s.Question.About {
			state.Why = append(state.Why, tryWhy{Text: w.T("admin.try.why.served", "Name", w.about(g.About))})
		}
	}
	return state
}

// unsuited says why a question does not suit a meeting.
func (w *tryWords) unsuited(field string, q *bank.Question, p *bank.Profile) string {
	names := func(kind string, ids []string) string {
		var said []string
		for _, id := range ids {
			said = append(said, w.name(kind, id))
		}
		return strings.Join(said, ", ")
	}
	meets := func(kind, id string) string {
		if id == "" {
			return w.T("admin.try.none")
		}
		return w.name(kind, id)
	}
	switch field {
	case "roles":
		return w.T("admin.try.unsuited.roles", "For", names("role", q.Roles), "Is", meets("role", p.Role))
	case "stages":
		return w.T("admin.try.unsuited.stages", "For", names("stage", q.Stages), "Is", meets("stage", p.Stage))
	case "asked_of":
		return w.T("admin.try.unsuited.asked_of", "For", names("asked_of", q.AskedOf), "Is", meets("asked_of", p.AskedOf))
	case "seniority":
		from, to := q.Seniority.Levels(w.vocabulary)
		return w.T("admin.try.unsuited.seniority", "From", w.number("level", from), "To", w.number("level", to), "Is", w.number("level", p.Level))
	}
	return w.T("admin.try.unsuited." + field)
}

// tryPickRule says what becomes of a rule. For one that does not exist, the error has code not_found.
func (p *pages) tryPickRule(v *visit, w *tryWords, m *tryMeeting, c *publish.Comparison, changed *tryChanged) (*tryPickedRule, error) {
	id := bank.PartID{Kind: bank.KindRule, ID: m.Rule}
	if _, err := p.tryDraft(v, id); err != nil {
		return nil, err
	}
	edited, err := p.Drafts.Get(v.ctx(), bank.KindRule, m.Rule)
	if err != nil {
		return nil, err
	}
	r := &tryPickedRule{tryPart: w.part(id), Faults: edited.Review.Faults}
	r.Name = tryTitleOf(&edited.Draft)
	body, err := tryRuleOf(&edited.Draft)
	if err != nil {
		return nil, err
	}
	r.Effect = w.effect(body.Effect)
	now, _ := w.applying(c.From, &c.Current, m.Rule)
	after, applies := w.applying(c.To.Compiled, &c.Draft, m.Rule)
	now.When, after.When, r.Applies = w.T("admin.try.now.short"), w.T("admin.try.after"), applies
	r.States = []tryState{now, after}
	if now.isLike(&after) {
		after.When = w.T("admin.try.both.short")
		r.States = []tryState{after}
	}
	if p.may(v, "replaceDraftRule") && !edited.Draft.Retired && body.Asker == m.Side {
		r.Case = w.tryCase(m, c, body, edited.Draft.Version, changed)
	}
	return r, nil
}

// applying says whether a rule applies to the meeting of a set, and which conditions stop it.
func (w *tryWords) applying(from *serve.Compiled, set *bank.Set, id string) (state tryState, applies bool) {
	x, err := from.Explain(*set, []string{id})
	if tryRuleIn(&from.Content, id) == nil {
		return tryState{What: w.T("admin.try.state.unused")}, false
	}
	if err != nil {
		return tryState{What: w.T("admin.try.state.unused_rule")}, false
	}
	if len(x.Missed) > 0 {
		return tryState{What: w.T("admin.try.state.stopped"), Stops: w.stops(x.Missed[0].Stopped)}, false
	}
	i := slices.IndexFunc(x.Applied, func(a bank.AppliedRule) bool { return a.Rule.ID == id })
	if i < 0 {
		return tryState{What: w.T("admin.try.state.unused_rule")}, false
	}
	return tryState{What: w.T("admin.try.state.applies", "Count", x.Applied[i].Picked, "InSet", x.Applied[i].InSet)}, true
}
