package admin

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/rules/lang"
	"twoway/rules/plain"
)

// maxRuleBody is the maximum size of a submitted rule in bytes: its texts, cases and rows.
const maxRuleBody = 256 << 10

// Bounds of a form, so that no text has to be made from thousands of rows.
const (
	maxRows  = 60
	maxCases = 100
)

// ruleForm is a rule as somebody edits it.
type ruleForm struct {
	rule bank.Rule // with texts that are made from the rows of a form
	base int       // the version of the draft that the edit is based on; 0 for a new rule

	when, pick ruleText
	effect     effectForm
	status     string
	try        caseForm
}

// ruleText is a text of a rule in a form: as rows, or as text.
type ruleText struct {
	part   lang.Part
	isText bool
	text   string // as it is saved
	ready  string // the same without rows that are unfinished, which is what is checked and said
	known  string // the text that the rows were made from
	form   plain.Form
	typed  map[int]typedValue // what was typed into a row and is not known, by the number of the row
	stuck  string             // the ID of the text that says why there are no rows; "" for nothing
}

// typedValue is what somebody typed for a value.
type typedValue struct {
	text    string
	nearest []string
}

// effectForm is the effect of a rule as it was typed.
type effectForm struct {
	Kind                                           string // boost, less, require, essential, limit, exclude, first or last
	Boost, Less, Require, Essential, Weight, Limit string
	ByTopic                                        bool
}

// caseForm is a meeting as it was chosen.
type caseForm struct {
	Role, Seniority, Stage, AskedOf, Minutes, Question string
	Cares                                              []string // with "care/" or "aspect/" before the ID
}

// formOf returns a rule as a form.
func (b *ruleBank) formOf(rule bank.Rule, version int) *ruleForm {
	f := &ruleForm{rule: rule, base: version, status: string(rule.Status), effect: effectFormOf(rule.Effect)}
	f.when, f.pick = b.textOf(lang.When, rule.Asker, rule.When), b.textOf(lang.Pick, rule.Asker, rule.Pick)
	return f
}

// textOf returns a text as rows or, if they cannot show it, as text.
func (b *ruleBank) textOf(part lang.Part, asker bank.Asker, text string) ruleText {
	t := ruleText{part: part, text: text, ready: text, known: text}
	t.toRows(b, asker)
	return t
}

// toRows turns a text into rows, if it can be shown so.
func (t *ruleText) toRows(b *ruleBank, asker bank.Asker) {
	p, faults := b.language.Compile(t.text, lang.Scope{Asker: asker, Part: t.part})
	switch {
	case len(faults) > 0:
		t.isText, t.stuck = true, "faults"
	case plain.HasComments(t.text):
		t.isText, t.stuck = true, "comments"
	default:
		t.isText, t.stuck, t.known, t.form = false, "", t.text, plain.FormOf(&p.Condition)
	}
}

func effectFormOf(e bank.Effect) effectForm {
	f := effectForm{Kind: string(e.Kind), Boost: "20", Less: "20", Require: "1", Essential: "1", Weight: "0", Limit: "2"}
	points, count := strconv.Itoa(max(e.Points, -e.Points)), strconv.Itoa(e.Count)
	switch e.Kind {
	case bank.Boost:
		if f.Boost = points; e.Points < 0 {
			f.Kind, f.Less, f.Boost = "less", points, "20"
		}
	case bank.Require:
		f.Require = count
	case bank.Essential:
		f.Essential, f.Weight = count, points
	case bank.Limit:
		f.Limit, f.ByTopic = count, e.By == bank.ByTopic
	case bank.Place:
		f.Kind = cmp.Or(e.Where, "first")
	case bank.Exclude:
	}
	return f
}

// value returns the effect that was typed. Numbers that are none are 0, which the checks refuse.
func (f *effectForm) value() bank.Effect {
	number := func(text string) int {
		n, _ := strconv.Atoi(strings.TrimSpace(text))
		return n
	}
	switch f.Kind {
	case "less":
		return bank.Effect{Kind: bank.Boost, Points: -number(f.Less)}
	case "boost":
		return bank.Effect{Kind: bank.Boost, Points: number(f.Boost)}
	case "essential":
		return bank.Effect{Kind: bank.Essential, Count: number(f.Essential), Points: number(f.Weight)}
	case "require":
		return bank.Effect{Kind: bank.Require, Count: number(f.Require)}
	case "limit":
		e := bank.Effect{Kind: bank.Limit, Count: number(f.Limit)}
		if f.ByTopic {
			e.By = bank.ByTopic
		}
		return e
	case "first", "last":
		return bank.Effect{Kind: bank.Place, Where: f.Kind}
	}
	return bank.Effect{Kind: bank.EffectKind(f.Kind)}
}

// readRuleForm returns a form as it was sent. The ID is that of the address; "" for a new rule, whose ID is typed.
func (b *ruleBank) readRuleForm(id string, sent url.Values) *ruleForm {
	f := &ruleForm{status: sent.Get("status")}
	f.base, _ = strconv.Atoi(sent.Get("version"))
	asker := bank.Asker(sent.Get("asker"))
	f.effect = effectForm{
		Kind: sent.Get("effect"), Boost: sent.Get("effect.boost"), Less: sent.Get("effect.less"), Require: sent.Get("effect.require"),
		Essential: sent.Get("effect.essential"), Weight: sent.Get("effect.weight"), Limit: sent.Get("effect.limit"), ByTopic: sent.Get("effect.by") != "",
	}
	f.when, f.pick = b.readText(lang.When, asker, sent), b.readText(lang.Pick, asker, sent)
	f.rule = bank.Rule{
		ID: cmp.Or(id, strings.TrimSpace(sent.Get("id"))), Version: 1, Status: bank.Status(f.status), Asker: asker, Name: strings.TrimSpace(sent.Get("name")), When: f.when.text, Pick: f.pick.text,
		Effect: f.effect.value(), Because: strings.TrimSpace(ruleLines(sent.Get("because"))), Cases: []bank.Case{},
		From: instantOf(sent.Get("from")), Until: instantOf(sent.Get("until")),
	}
	for _, text := range sent["case"] {
		var c bank.Case
		if json.Unmarshal([]byte(text), &c) == nil && len(f.rule.Cases) < maxCases {
			f.rule.Cases = append(f.rule.Cases, c)
		}
	}
	f.try = caseForm{
		Role: sent.Get("try.role"), Seniority: sent.Get("try.seniority"), Stage: sent.Get("try.stage"), AskedOf: sent.Get("try.asked_of"),
		Minutes: sent.Get("try.minutes"), Question: strings.TrimSpace(sent.Get("try.question")), Cares: sent["try.care"],
	}
	return f
}

// ruleLines returns a text with the ends of lines that the rules have.
func ruleLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// instantForms are how browsers send a time.
const instantForm = "2006-01-02T15:04"

// instantOf returns a time that a browser sent as the bank has it. What it is not is left to the checks.
func instantOf(sent string) string {
	sent = strings.TrimSpace(sent)
	if len(sent) == len(instantForm) {
		return sent + ":00Z"
	}
	if len(sent) == len(instantForm)+len(":00") {
		return sent + "Z"
	}
	return sent
}

// readText returns a text of a form as it was sent.
func (b *ruleBank) readText(part lang.Part, asker bank.Asker, sent url.Values) ruleText {
	name := string(part)
	t := ruleText{part: part, isText: sent.Get(name+".mode") == "text", known: ruleLines(sent.Get(name + ".known")), typed: map[int]typedValue{}}
	if t.isText {
		t.text = ruleLines(sent.Get(name + ".text"))
		t.ready = t.text
		return t
	}
	t.form.Any = sent.Get(name+".any") == "any"
	count, _ := strconv.Atoi(sent.Get(name + ".rows"))
	last := ""
	for i := range min(count, maxRows) {
		prefix := name + "." + strconv.Itoa(i)
		row := b.readRow(&t, i, prefix, sent)
		group := sent.Get(prefix + ".group")
		if i == 0 || group != last {
			t.form.Groups = append(t.form.Groups, plain.Group{})
		}
		last = group
		at := len(t.form.Groups) - 1
		t.form.Groups[at] = append(t.form.Groups[at], row)
	}
	t.write(b, asker)
	return t
}

// write makes the text from the rows.
func (t *ruleText) write(b *ruleBank, asker bank.Asker) {
	scope := lang.Scope{Asker: asker, Part: t.part}
	t.text = plain.Keep(b.language, t.form, t.known, scope)
	if t.ready = t.text; len(t.unfinished()) > 0 {
		t.ready = plain.Keep(b.language, t.finished(), t.known, scope)
	}
}

// finished returns the rows that are not unfinished.
func (t *ruleText) finished() plain.Form {
	unfinished, number := t.unfinished(), 0
	form := plain.Form{Any: t.form.Any}
	for _, g := range t.form.Groups {
		var rows plain.Group
		for i := range g {
			if !slices.Contains(unfinished, number) {
				rows = append(rows, g[i])
			}
			number++
		}
		if len(rows) > 0 {
			form.Groups = append(form.Groups, rows)
		}
	}
	return form
}

// checked returns the rule without rows that are unfinished.
func (f *ruleForm) checked() bank.Rule {
	rule := f.rule
	rule.When, rule.Pick = f.when.ready, f.pick.ready
	return rule
}

// readRow returns a row as it was sent. What does not go with its field is left out.
func (b *ruleBank) readRow(t *ruleText, number int, prefix string, sent url.Values) plain.Row {
	if sent.Get(prefix+".field") == "text" {
		return plain.Row{Op: plain.AsText, Text: ruleLines(sent.Get(prefix + ".text"))}
	}
	field, known := plain.FieldOf(sent.Get(prefix + ".field"))
	if !known {
		return plain.Row{Low: plain.Missing, High: plain.Missing}
	}
	row := plain.Row{Field: field, Op: plain.Op(sent.Get(prefix + ".op")), Low: numberOf(sent.Get(prefix + ".low")), High: numberOf(sent.Get(prefix + ".high"))}
	if ops := plain.Ops(field); !slices.Contains(ops, row.Op) {
		row.Op = ops[0]
	}
	if !row.Op.TakesValues() || sent.Get(prefix+".was") != "" && sent.Get(prefix+".was") != sent.Get(prefix+".field") {
		return row
	}
	vocabulary := plain.Vocabulary(field)
	for _, value := range sent[prefix+".value"] {
		if id, isOther := strings.CutPrefix(value, "="); isOther && !slices.Contains(row.Values, id) {
			row.Values = append(row.Values, id)
		}
	}
	for _, typed := range sent[prefix+".add"] {
		typed = strings.TrimSpace(typed)
		if typed == "" {
			continue
		}
		id, nearest := b.find(vocabulary, typed)
		switch {
		case id == "":
			t.typed[number] = typedValue{typed, nearest}
		case !slices.Contains(row.Values, id):
			row.Values = append(row.Values, id)
		}
	}
	return row
}

func numberOf(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return plain.Missing
	}
	return n
}

// rowCount returns how many rows a text has.
func (t *ruleText) rowCount() int {
	n := 0
	for _, g := range t.form.Groups {
		n += len(g)
	}
	return n
}

// place returns in which group a row is, and where in it.
func (t *ruleText) place(number int) (group, at int, found bool) {
	for g := range t.form.Groups {
		if number < len(t.form.Groups[g]) {
			return g, number, number >= 0
		}
		number -= len(t.form.Groups[g])
	}
	return 0, 0, false
}

// change does what a button of a text says: to add, join or drop a row, or to show it as text or rows.
func (t *ruleText) change(b *ruleBank, asker bank.Asker, what string, number int) {
	empty := plain.Row{Low: plain.Missing, High: plain.Missing}
	group, at, found := t.place(number)
	switch {
	case what == "text":
		t.isText = true
		return
	case what == "rows":
		t.toRows(b, asker)
		return
	case t.isText || t.rowCount() >= maxRows && what != "drop":
		return
	case what == "add":
		t.form.Groups = append(t.form.Groups, plain.Group{empty})
	case what == "or" && found:
		t.form.Groups[group] = append(t.form.Groups[group], empty)
	case what == "drop" && found:
		t.drop(number, group, at)
	case what == "touch" && found:
		touch(&t.form.Groups[group][at])
	}
	t.write(b, asker)
}

// drop takes out a row, and what was typed into it.
func (t *ruleText) drop(number, group, at int) {
	t.form.Groups[group] = slices.Delete(t.form.Groups[group], at, at+1)
	if len(t.form.Groups[group]) == 0 {
		t.form.Groups = slices.Delete(t.form.Groups, group, group+1)
	}
	moved := map[int]typedValue{}
	for n, typed := range t.typed {
		switch {
		case n < number:
			moved[n] = typed
		case n > number:
			moved[n-1] = typed
		}
	}
	t.typed = moved
}

// fix replaces what a fault or a warning is about by its fix.
func (t *ruleText) fix(f bank.Fault) {
	in := []rune(t.ready)
	if f.Range[0] < 0 || f.Range[1] > len(in) || f.Range[0] > f.Range[1] {
		return
	}
	t.text = string(in[:f.Range[0]]) + f.Fix + string(in[f.Range[1]:])
	t.ready = t.text
}

// unfinished returns the numbers of the rows in which something is missing, or typed that is not known.
func (t *ruleText) unfinished() []int {
	var list []int
	number := 0
	for _, g := range t.form.Groups {
		for i := range g {
			if _, isTyped := t.typed[number]; !g[i].IsComplete() || isTyped {
				list = append(list, number)
			}
			number++
		}
	}
	if t.isText {
		return nil
	}
	return list
}

// clause returns the text without rows that are unfinished, ready to be said.
func (t *ruleText) clause(b *ruleBank, asker bank.Asker) plain.Clause {
	p, faults := b.language.Compile(t.ready, lang.Scope{Asker: asker, Part: t.part})
	switch {
	case len(faults) == 0:
		return plain.ClauseOf(&p.Condition)
	case !t.isText:
		return t.finished().Clause()
	}
	return plain.Clause{}
}
