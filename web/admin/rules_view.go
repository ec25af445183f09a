package admin

import (
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/rules/lang"
	"twoway/rules/plain"
	"twoway/web"
)

// ruleView is the view of one rule.
type ruleView struct {
	shell

	ID                                      string
	IsNew, Retired, Edited                  bool
	Version                                 int
	MaySave, MayRetire, MayDiscard, MayUndo bool

	Sentence           string
	Name, Because      string
	TypedID            string // of a new rule
	Asker, Effect      string
	Askers, Statuses   []ruleChoice
	Effects            effectForm
	FirstCare          int // the points for what somebody names first
	When, Pick         textView
	Cases              []caseView
	Try                ruleTryView
	From, Until        string
	Faults             map[string][]ruleFault // by the field that they are about: see fieldOf
	FaultCount         int
	Refused            bool // it was not saved, because of its faults
	Warnings           []ruleFault
	Reach              string
	Picked             []pickedQuestion
	PickedMore         int
	Stale              *staleView
	EditedBy, EditedAt string
}

// pickedQuestion is a question that a rule picks.
type pickedQuestion struct{ ID, Text string }

// textView is a text of a rule as it is edited.
type textView struct {
	Part            string
	IsText          bool
	Text, Known     string
	Any             bool
	Groups          []groupView
	Rows            int
	Stuck           string
	Faults, Advices []ruleFault
	Hints           []ruleHint
}

// groupView is rows that are joined.
type groupView struct {
	Number  int
	Rows    []conditionRow
	IsFirst bool
}

// conditionRow is a row of a form.
type conditionRow struct {
	Part        string
	Name        string // of its fields in the form, and where they begin
	Number      int
	Group       int
	IsFirst     bool // of its group
	Field       string
	Fields, Ops []ruleChoice
	Input       string // what its values are chosen with: chips, list, typed, levels, depths, number, text or none
	Vocabulary  string
	Values      []ruleChoice // chips, or what is chosen
	Groups      []choiceGroup
	Typed       string
	Nearest     []ruleChoice
	Low, High   string
	HasLow      bool
	HasHigh     bool
	Lows, Highs []ruleChoice
	Text        string
	Unfinished  bool
}

// ruleFault is a fault or a warning.
type ruleFault struct {
	Detail                string
	Line, Column          int
	Before, Marked, After string // the line of the text that it is about
	Fix, Do               string // what to write instead, and the button that does so; "" for none
	Rules                 []pickedQuestion
}

// view returns a form as a page shows it, with what the checks say about it.
func (r *rulePages) view(v *visit, known *ruleBank, f *ruleForm, review drafts.Review) ruleView {
	voice := known.voice(v.words)
	asker := f.rule.Asker
	page := ruleView{
		ID: f.rule.ID, Version: f.base, Name: f.rule.Name, Because: f.rule.Because, Asker: string(asker), Effects: f.effect, Effect: f.effect.Kind,
		From: inputOf(f.rule.From), Until: inputOf(f.rule.Until), MaySave: r.may(v, "replaceDraftRule"), MayRetire: r.may(v, "retireDraftRule"),
		MayDiscard: r.may(v, "discardDraft"), MayUndo: r.may(v, "undoDraft"), Faults: map[string][]ruleFault{}, FaultCount: len(review.Faults),
		Sentence: upperFirst(voice.Sentence(asker, f.rule.Effect, f.when.clause(known, asker), f.pick.clause(known, asker))),
	}
	for _, a := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		page.Askers = append(page.Askers, ruleChoice{string(a), v.words.T("admin.rules.asker." + string(a)), a == asker})
	}
	for _, s := range []bank.Status{bank.Ready, bank.Draft} {
		page.Statuses = append(page.Statuses, ruleChoice{string(s), v.words.T("admin.rules.status." + string(s)), string(s) == f.status})
	}
	if order := known.state.Content.Weights.CareOrder; len(order) > 0 {
		page.FirstCare = order[0]
	}
	page.When, page.Pick = known.textView(v.words, asker, &f.when), known.textView(v.words, asker, &f.pick)
	page.Cases = known.caseViews(v.words, asker, f.rule.Cases)
	page.Try = known.ruleTryView(v.words, asker, &f.try)
	page.addFaults(known, f, review)
	page.addReach(v.words, known, review)
	return page
}

// inputOf returns an instant as browsers take it.
func inputOf(instant string) string { return strings.TrimSuffix(instant, "Z") }

// addFaults puts each fault and warning beside what it is about.
func (p *ruleView) addFaults(known *ruleBank, f *ruleForm, review drafts.Review) {
	for _, fault := range review.Faults {
		switch field := faultField(fault.Pointer); field {
		case "when":
			p.When.Faults = append(p.When.Faults, faultOf(known, &f.when, fault))
		case "pick":
			p.Pick.Faults = append(p.Pick.Faults, faultOf(known, &f.pick, fault))
		default:
			p.Faults[field] = append(p.Faults[field], faultOf(known, nil, fault))
		}
	}
	for i := range p.Cases {
		p.Cases[i].Faults = p.Faults["case"+strconv.Itoa(i)]
	}
	for _, w := range review.Warnings {
		field := faultField(w.Pointer)
		switch {
		case field == "when" && w.Range[1] > 0:
			p.When.Advices = append(p.When.Advices, faultOf(known, &f.when, w))
		case field == "pick" && w.Range[1] > 0:
			p.Pick.Advices = append(p.Pick.Advices, faultOf(known, &f.pick, w))
		default:
			p.Warnings = append(p.Warnings, faultOf(known, nil, w))
		}
	}
}

// faultField returns the field of the form that a pointer is about.
func faultField(pointer string) string {
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	if steps[0] == "cases" && len(steps) > 1 {
		return "case" + steps[1]
	}
	return steps[0]
}

// faultOf returns a fault as a page shows it. The text is the one that it is about, nil for none.
func faultOf(known *ruleBank, t *ruleText, f bank.Fault) ruleFault {
	view := ruleFault{Detail: f.Detail}
	for _, id := range f.Rules {
		name := id
		if d, found := known.state.Part(bank.PartID{Kind: bank.KindRule, ID: id}); found {
			if rule, err := ruleOf(&d); err == nil && rule.Name != "" {
				name = rule.Name
			}
		}
		view.Rules = append(view.Rules, pickedQuestion{id, name})
	}
	if t == nil || f.Line == 0 {
		return view
	}
	view.Line, view.Column = f.Line, f.Column
	in := []rune(t.ready)
	from, to := min(max(f.Range[0], 0), len(in)), min(max(f.Range[1], 0), len(in))
	start, end := from, to
	for start > 0 && in[start-1] != '\n' {
		start--
	}
	for end < len(in) && in[end] != '\n' {
		end++
	}
	view.Before, view.Marked, view.After = string(in[start:from]), string(in[from:max(from, to)]), string(in[max(from, to):end])
	if f.Fix != "" {
		view.Fix, view.Do = f.Fix, strings.Join([]string{"fix", string(t.part), strconv.Itoa(f.Range[0]), strconv.Itoa(f.Range[1])}, ".")
	}
	return view
}

// shownQuestions is how many of the questions that a rule picks are shown.
const shownQuestions = 8

// addReach says how far the rule reaches.
func (p *ruleView) addReach(words web.Words, known *ruleBank, review drafts.Review) {
	if review.Reach == nil {
		return
	}
	reach := review.Reach
	p.Reach = words.T("admin.rules.reach", "Meetings", grouped(reach.Meetings), "Of", grouped(reach.Of), "Questions", grouped(len(reach.Questions)))
	for _, id := range reach.Questions[:min(len(reach.Questions), shownQuestions)] {
		p.Picked = append(p.Picked, pickedQuestion{id, known.name(words, "question", id)})
	}
	p.PickedMore = len(reach.Questions) - len(p.Picked)
}

// textView returns a text as a page shows it.
func (b *ruleBank) textView(words web.Words, asker bank.Asker, t *ruleText) textView {
	view := textView{Part: string(t.part), IsText: t.isText, Text: t.text, Known: t.known, Any: t.form.Any, Stuck: t.stuck, Rows: t.rowCount()}
	view.Hints = b.hints(words, asker, t)
	if t.isText {
		return view
	}
	number, unfinished := 0, t.unfinished()
	for g, group := range t.form.Groups {
		shown := groupView{Number: g, IsFirst: g == 0}
		for i := range group {
			row := b.conditionRow(words, lang.Scope{Asker: asker, Part: t.part}, &group[i], number)
			row.Group, row.IsFirst, row.Unfinished = g, i == 0, slices.Contains(unfinished, number)
			if typed, ok := t.typed[number]; ok {
				row.Typed = typed.text
				for _, id := range typed.nearest {
					row.Nearest = append(row.Nearest, ruleChoice{ID: id, Name: b.name(words, row.Vocabulary, id)})
				}
			}
			shown.Rows = append(shown.Rows, row)
			number++
		}
		view.Groups = append(view.Groups, shown)
	}
	return view
}

// conditionRow returns a row as a page shows it.
func (b *ruleBank) conditionRow(words web.Words, scope lang.Scope, r *plain.Row, number int) conditionRow {
	view := conditionRow{Part: string(scope.Part), Name: string(scope.Part) + "." + strconv.Itoa(number), Number: number, Text: r.Text, Vocabulary: plain.Vocabulary(r.Field)}
	view.Field = fieldName(r)
	fields := plain.Fields(scope)
	if r.Field != (lang.Field{}) && !slices.Contains(fields, r.Field) {
		fields = append(fields, r.Field)
	}
	for _, f := range fields {
		if f.Name == "seniority" && f != r.Field {
			continue // the level says the same, and more: "from senior up"
		}
		name := f.Object + "." + f.Name
		view.Fields = append(view.Fields, ruleChoice{name, upperFirst(words.T("admin.rules.say.field." + name)), f == r.Field})
	}
	view.Fields = append(view.Fields, ruleChoice{"text", words.T("admin.rules.row.text"), r.Op == plain.AsText})
	if r.Op == plain.AsText || r.Field == (lang.Field{}) {
		if view.Input = "none"; r.Op == plain.AsText {
			view.Input = "text"
		}
		return view
	}
	for _, op := range plain.Ops(r.Field) {
		view.Ops = append(view.Ops, ruleChoice{string(op), words.T("admin.rules.op." + opKind(r.Field) + "." + string(op)), op == r.Op})
	}
	view.HasLow, view.HasHigh = r.Op.TakesLow(), r.Op.TakesHigh()
	view.Low, view.High = numberInput(r.Low), numberInput(r.High)
	b.addInput(words, scope, r, &view)
	return view
}

func fieldName(r *plain.Row) string {
	switch {
	case r.Op == plain.AsText:
		return "text"
	case r.Field == lang.Field{}:
		return ""
	}
	return r.Field.Object + "." + r.Field.Name
}

// opKind returns which words say what a row says about its field.
func opKind(f lang.Field) string {
	switch {
	case plain.IsNumber(f):
		return "number"
	case plain.IsList(f):
		return "list"
	}
	return "one"
}

func numberInput(n int) string {
	if n == plain.Missing {
		return ""
	}
	return strconv.Itoa(n)
}

// mostChips is up to how many values are all shown.
const mostChips = 10

// addInput adds what the values of a row are chosen with.
func (b *ruleBank) addInput(words web.Words, scope lang.Scope, r *plain.Row, view *conditionRow) {
	switch {
	case !r.Op.TakesValues() && !r.Op.TakesLow() && !r.Op.TakesHigh():
		view.Input = "none"
	case strings.HasSuffix(r.Field.Name, "level"):
		view.Input = "levels"
		for level := 0; level <= b.state.Content.Vocabulary.MaxLevel(); level++ {
			if level == 0 && r.Field.Object == "question" {
				continue
			}
			id := strconv.Itoa(level)
			name := b.name(words, "level", id)
			view.Lows = append(view.Lows, ruleChoice{id, name, level == r.Low})
			view.Highs = append(view.Highs, ruleChoice{id, name, level == r.High})
		}
	case r.Field.Name == "depth":
		view.Input = "levels"
		for depth := 1; depth <= bank.MaxDepth; depth++ {
			id := strconv.Itoa(depth)
			name := words.T("admin.rules.depth.short." + id)
			view.Lows = append(view.Lows, ruleChoice{id, name, depth == r.Low})
			view.Highs = append(view.Highs, ruleChoice{id, name, depth == r.High})
		}
	case !r.Op.TakesValues():
		view.Input = "number"
	default:
		b.addValues(words, scope, r, view)
	}
}

// addValues adds the values of a row: all of them as chips if there are few, otherwise the chosen ones, and a list of the others.
func (b *ruleBank) addValues(words web.Words, scope lang.Scope, r *plain.Row, view *conditionRow) {
	groups := b.options(words, scope.Asker, view.Vocabulary)
	if len(groups) == 1 && !plain.IsList(r.Field) && r.Field.Object == "profile" {
		groups[0].Choices = append(groups[0].Choices, ruleChoice{Name: words.T("admin.rules.unstated")})
	}
	if len(groups) == 1 && len(groups[0].Choices) <= mostChips+1 {
		view.Input, view.Values = "chips", chips(groups[0].Choices, r.Values)
		return
	}
	view.Input = "list"
	if groups == nil || view.Vocabulary == "about" {
		view.Input = "typed"
	}
	for _, id := range r.Values {
		view.Values = append(view.Values, ruleChoice{id, b.name(words, view.Vocabulary, id), true})
	}
	for i := range groups {
		groups[i].Choices = slices.DeleteFunc(groups[i].Choices, func(c ruleChoice) bool { return c.ID != "" && slices.Contains(r.Values, c.ID) })
	}
	view.Groups = groups
}

// chips returns choices, and which of them are chosen; what is chosen and no choice, too.
func chips(choices []ruleChoice, chosen []string) []ruleChoice {
	for _, id := range chosen { // also what the vocabulary no longer has
		if !slices.ContainsFunc(choices, func(c ruleChoice) bool { return c.ID == id }) {
			choices = append(choices, ruleChoice{ID: id, Name: id})
		}
	}
	for i := range choices {
		choices[i].Chosen = slices.Contains(chosen, choices[i].ID)
	}
	return choices
}
