package admin

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/publish"
	"twoway/release/serve"
)

// tryResult is both sets of a meeting, and what differs.
type tryResult struct {
	Verdict   string
	IsSame    bool
	Columns   []tryColumn // one if both are the same
	Readings  []tryReading
	Causes    []tryPart
	WhyPath   string // where the causes are found; "" once they are, or if there are none
	NotTried  int
	HasCauses bool
	Shifts    []tryRule
	Applied   []tryRule
	Missed    []tryRule
	RulePath  string // of the list of rules
}

// tryColumn is a set.
type tryColumn struct {
	Title, Note string
	Items       []tryItem
	Short       []string // what it lacks
	Goals       []tryGoal
}

// tryGoal is something that a set should touch.
type tryGoal struct {
	Text, Name, Path string // Path is "" for what is no rule
	IsReached        bool
}

// tryItem is a question of a set.
type tryItem struct {
	ID, Text, Path, Picked string
	Minutes                int
	Change, ChangeText     string // "new", "gone", "moved" or ""
	Reasons                []tryReason
}

// tryReason is why a question is in a set.
type tryReason struct {
	Text, Rule, Path, Points string // Rule is "" for a reason that is not a rule's
}

// tryReading is how words were understood, or that they were not.
type tryReading struct {
	Said, As, How, Path string
	Differs             string // how they are understood in service, if that is otherwise
	Nearest             []string
	IsUnknown           bool
}

// tryRule is a rule that applies, or one that does not and why.
type tryRule struct {
	ID, Name, Path, Picked, Effect, How string
	Stops                               []tryStop
}

// result puts a comparison into words.
func (w *tryWords) result(m *tryMeeting, c *publish.Comparison) *tryResult {
	r := &tryResult{IsSame: c.Verdict == publish.VerdictSame, NotTried: c.NotTried, Readings: w.readings(m, c)}
	r.Verdict = w.verdict(c)
	after := tryColumn{Title: w.T("admin.try.after"), Note: w.T("admin.try.minutes", "Count", c.Draft.Minutes, "Of", c.Draft.Profile.Minutes)}
	now := tryColumn{Title: w.T("admin.try.now", "Release", c.From.Release.Number), Note: w.T("admin.try.minutes", "Count", c.Current.Minutes, "Of", c.Current.Profile.Minutes)}
	now.Items, after.Items = w.items(m, c.From, c.Current), w.items(m, c.To.Compiled, c.Draft)
	now.Short, after.Short = w.shortfalls(c.From, c.Current), w.shortfalls(c.To.Compiled, c.Draft)
	now.Goals, after.Goals = w.goals(m, c.From, c.Current), w.goals(m, c.To.Compiled, c.Draft)
	w.mark(now.Items, "gone", c.Changes.Removed)
	w.mark(after.Items, "new", c.Changes.Added)
	w.mark(after.Items, "moved", c.Changes.Moved)
	w.mark(now.Items, "moved", c.Changes.Moved)
	r.Columns = []tryColumn{now, after}
	if r.IsSame {
		after.Title = w.T("admin.try.both", "Release", c.From.Release.Number)
		r.Columns = []tryColumn{after}
	}
	for _, cause := range c.Causes {
		id := bank.PartID{Kind: cause.Kind, ID: cause.ID}
		part := w.part(id)
		part.Name = w.titleOf(id, c)
		part.IsNeither = cause.Kind == bank.KindQuestion && !hasQuestion(c.Current, cause.ID) && !hasQuestion(c.Draft, cause.ID)
		if part.How = w.T("admin.try.cause.needed"); cause.Alone {
			part.How = w.T("admin.try.cause.alone")
		}
		r.Causes = append(r.Causes, part)
	}
	if r.HasCauses = m.FindsCauses && !r.IsSame; !r.IsSame && !m.FindsCauses {
		query := m.query()
		query.Set("why", "1")
		r.WhyPath = tryPath + "?" + query.Encode() + "#verdict"
	}
	w.addRules(r, m, c)
	return r
}

func (w *tryWords) verdict(c *publish.Comparison) string {
	if c.Verdict == publish.VerdictSame {
		return w.T("admin.try.same")
	}
	parts := []string{w.T("admin.try.other")}
	for _, part := range []struct {
		key string
		n   int
	}{{"admin.try.new.count", len(c.Changes.Added)}, {"admin.try.gone.count", len(c.Changes.Removed)}, {"admin.try.moved.count", len(c.Changes.Moved)}} {
		if part.n > 0 {
			parts = append(parts, w.T(part.key, "Count", part.n))
		}
	}
	return strings.Join(parts, " ")
}

// titleOf returns the text of a question, or the name of anything else.
func (w *tryWords) titleOf(id bank.PartID, c *publish.Comparison) string {
	for _, content := range []*bank.Content{&c.To.Content, &c.From.Content} {
		switch id.Kind { //nolint:exhaustive // the others are terms
		case bank.KindQuestion:
			if q := tryQuestionIn(content, id.ID); q != nil {
				return q.Text
			}
		case bank.KindRule:
			if r := tryRuleIn(content, id.ID); r != nil {
				return r.Name
			}
		default:
			return w.part(id).Name
		}
	}
	return id.ID
}

// hasQuestion reports whether a set has a question.
func hasQuestion(s bank.Set, id string) bool {
	return slices.ContainsFunc(s.Items, func(it bank.Item) bool { return it.Question.ID == id })
}

// tryQuestionIn returns the question of a content with an ID, nil if there is none.
func tryQuestionIn(c *bank.Content, id string) *bank.Question {
	i, found := slices.BinarySearchFunc(c.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found {
		return nil
	}
	return &c.Questions[i]
}

// tryRuleIn returns the rule of a content with an ID, nil if there is none.
func tryRuleIn(c *bank.Content, id string) *bank.Rule {
	i, found := slices.BinarySearchFunc(c.Rules, id, func(r bank.Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !found {
		return nil
	}
	return &c.Rules[i]
}

func (w *tryWords) mark(items []tryItem, change string, ids []string) {
	for i := range items {
		if slices.Contains(ids, items[i].ID) {
			items[i].Change, items[i].ChangeText = change, w.T("admin.try.change."+change)
		}
	}
}

func (w *tryWords) items(m *tryMeeting, from *serve.Compiled, set bank.Set) []tryItem {
	items := []tryItem{}
	for _, it := range set.Items {
		items = append(items, tryItem{
			ID: it.Question.ID, Text: it.Question.Text, Path: tryQuestionPath(it.Question.ID), Picked: m.picked(m.Rule, it.Question.ID),
			Minutes: it.Question.Minutes, Reasons: w.reasons(m, from, it.Reasons),
		})
	}
	return items
}

func (w *tryWords) reasons(m *tryMeeting, from *serve.Compiled, list []bank.Reason) []tryReason {
	var reasons []tryReason
	for _, r := range list {
		reason := tryReason{Text: r.Because, Points: tryPoints(r.Points)}
		if rule := tryRuleIn(&from.Content, r.Rule); r.Rule != "" && rule != nil {
			reason.Rule, reason.Path = rule.Name, m.picked(rule.ID, "")
		}
		reasons = append(reasons, reason)
	}
	return reasons
}

// tryPoints returns points with their sign; "" for none.
func tryPoints(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return ""
}

// goals lists what a set should touch, the most important first.
func (w *tryWords) goals(m *tryMeeting, from *serve.Compiled, set bank.Set) []tryGoal {
	var goals []tryGoal
	for _, g := range set.Certificate.Goals {
		goal := tryGoal{Text: w.T("admin.try.goal." + string(g.Kind)), IsReached: g.Reached >= g.Wanted}
		if rule := tryRuleIn(&from.Content, g.Rule); g.Rule != "" && rule != nil {
			goal.Name, goal.Path = rule.Name, m.picked(rule.ID, "")
		} else if goal.Name = w.about(g.About); g.Kind == bank.CompetencyGoal || g.Kind == bank.RequirementGoal {
			goal.Name = w.need(string(g.About))
		}
		goals = append(goals, goal)
	}
	return goals
}

func (w *tryWords) shortfalls(from *serve.Compiled, set bank.Set) []string {
	var list []string
	for _, s := range set.Shortfall {
		if s.Kind == bank.ShortOfRequired {
			name := s.Rule
			if rule := tryRuleIn(&from.Content, s.Rule); rule != nil {
				name = rule.Name
			}
			list = append(list, w.T("admin.try.short.rule", "Rule", name, "Wanted", s.Wanted, "Got", s.Got))
			continue
		}
		if need := cmp.Or(s.Competency, s.Requirement); need != "" {
			list = append(list, w.T("admin.try.short.care", "Name", w.need(need)))
			continue
		}
		about := bank.About(cmp.Or(s.Aspect, s.Care))
		if s.Term != "" {
			about = bank.AboutTerm(s.Term)
		}
		list = append(list, w.T("admin.try.short.care", "Name", w.about(about)))
	}
	return list
}

// readings says how what was typed is understood by the drafts, and where that is otherwise in service.
func (w *tryWords) readings(m *tryMeeting, c *publish.Comparison) []tryReading {
	var list []tryReading
	isTicked := func(pointer, said string) bool { return pointer != "/role" && slices.Contains(m.Cares, said) }
	before := map[string]string{}
	for _, u := range c.Current.Understood {
		before[u.Pointer] += u.ID + "\n"
	}
	after := map[string]string{}
	for _, u := range c.Draft.Understood {
		after[u.Pointer] += u.ID + "\n"
	}
	for _, u := range c.Draft.Understood {
		if isTicked(u.Pointer, u.Said) {
			continue
		}
		r := tryReading{Said: u.Said, As: w.understood(&u), How: w.T("admin.try.matched." + string(u.Matched)), Path: tryTermPath(c, &u)}
		if before[u.Pointer] != after[u.Pointer] {
			r.Differs = w.T("admin.try.reading.new")
		}
		list = append(list, r)
	}
	for _, u := range c.Draft.Unrecognised {
		r := tryReading{Said: u.Said, How: u.Detail, IsUnknown: true}
		r.Path = "/admin/words?" + url.Values{"said": {u.Said}, "trade": {c.Draft.Profile.Role}}.Encode()
		if before[u.Pointer] != "" {
			r.Differs = w.T("admin.try.reading.lost")
		}
		for _, id := range u.Nearest {
			r.Nearest = append(r.Nearest, w.nearest(u.Pointer, id))
		}
		list = append(list, r)
	}
	return list
}

func (w *tryWords) nearest(pointer, id string) string {
	switch {
	case pointer == "/role":
		return w.name("role", id)
	case isNeed(pointer):
		return w.need(id)
	}
	return w.about(bank.About(id))
}

func (w *tryWords) understood(u *bank.Understood) string {
	for _, kind := range []string{"role", "seniority"} {
		if u.Pointer == "/role" && slices.ContainsFunc(w.terms[kind], func(t bank.Term) bool { return t.ID == u.ID }) {
			return w.name(kind, u.ID)
		}
	}
	if u.Pointer == "/role" {
		return u.Name
	}
	if isNeed(u.Pointer) {
		return u.Name
	}
	return w.about(bank.About(u.ID))
}

// need returns the name of something that a job needs: a requirement, a skill or a topic.
func (w *tryWords) need(id string) string {
	if r := w.vocabulary.Requirement(id); r != nil {
		return w.name("requirement", id)
	}
	if skill := w.vocabulary.SkillOf("", id); skill != nil {
		return skill.Name
	}
	return w.name("topic", id)
}

// isNeed reports whether a pointer is to something that a job needs.
func isNeed(pointer string) bool {
	return strings.HasPrefix(pointer, "/competencies/") || strings.HasPrefix(pointer, "/requirements/")
}

// tryTermPath returns the page of the term that a text was taken for.
func tryTermPath(c *publish.Comparison, u *bank.Understood) string {
	v := &c.To.Content.Vocabulary
	switch {
	case u.Pointer == "/role" && v.Level(u.ID) > 0:
		return "/admin/words/seniority/" + u.ID
	case strings.HasPrefix(u.Pointer, "/requirements/"):
		return "/admin/words/requirement/" + u.ID
	case isNeed(u.Pointer):
		if _, isTopic := v.Topic(u.ID); isTopic {
			return "/admin/words/topic/" + u.ID
		}
		return "/admin/words/role/" + c.Draft.Profile.Role
	case u.Pointer == "/role" || bank.About(u.ID).Term() != "":
		return "/admin/words/role/" + c.Draft.Profile.Role
	}
	return "/admin/words/care/" + cmp.Or(v.CareOf(u.ID), u.ID)
}

// mostMissed is how many of the rules that nearly apply are listed.
const mostMissed = 12

// addRules lists the rules that apply to the meeting in the drafts, those that nearly do, and those that do in one of the two only.
func (w *tryWords) addRules(r *tryResult, m *tryMeeting, c *publish.Comparison) {
	rule := func(of *bank.Rule) tryRule {
		return tryRule{ID: of.ID, Name: of.Name, Path: tryRulePath(of.ID), Picked: m.picked(of.ID, m.Question), Effect: w.effect(of.Effect)}
	}
	for _, s := range c.Rules {
		one := rule(s.Rule)
		switch {
		case s.Applies && s.Known:
			one.How = w.T("admin.try.shift.applies")
		case s.Applies:
			one.How = w.T("admin.try.shift.new")
		case s.Known:
			one.How = w.T("admin.try.shift.stopped")
		default:
			one.How = w.T("admin.try.shift.gone")
		}
		one.Stops = w.stops(s.Stopped)
		r.Shifts = append(r.Shifts, one)
	}
	x, err := c.To.Explain(c.Draft, nil)
	if err != nil { // none is asked for by its ID, so there is no such error
		return
	}
	for _, a := range x.Applied {
		one := rule(a.Rule)
		one.How = w.T("admin.try.picks", "Count", a.Picked, "InSet", a.InSet)
		r.Applied = append(r.Applied, one)
		if i := slices.IndexFunc(r.Shifts, func(s tryRule) bool { return s.ID == one.ID }); i >= 0 {
			r.Shifts[i].How += " " + one.How // a rule that applies may change nothing, since what it asks for is there already
		}
	}
	for _, missed := range x.Missed[:min(len(x.Missed), mostMissed)] {
		one := rule(missed.Rule)
		one.Stops = w.stops(missed.Stopped)
		r.Missed = append(r.Missed, one)
	}
}

// tryTitleOf returns the text of a draft question or the name of anything else, its ID if it has none.
func tryTitleOf(d *bank.DraftPart) string {
	var body struct{ Text, Name string }
	_ = json.Unmarshal(d.Body, &body) // a draft is valid JSON
	return cmp.Or(body.Text, body.Name, d.ID)
}
