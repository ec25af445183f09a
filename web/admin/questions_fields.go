package admin

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// questionField is a field of the form of a question, and what there is to say about it. Kind is the template that shows it.
type questionField struct {
	Kind, Name, Label, Hint string
	Value                   string
	Empty                   string // what stands for no value
	Rows, Longest           int    // of a text
	Optional                bool
	Short                   bool // half as wide as others
	Fold                    bool // choices are hidden until they are wanted
	Groups                  []questionGroup
	Shown                   string // the names of what is chosen
	Faults, Advice          []questionFault
}

// choose marks the choices with some values as chosen. A value that is no choice becomes one, so that it is not lost.
func (f *questionField) choose(values ...string) {
	var names []string
	for _, value := range values {
		if value == "" {
			continue
		}
		c := f.find(value)
		if c == nil {
			if len(f.Groups) == 0 {
				f.Groups = []questionGroup{{}}
			}
			f.Groups[0].Choices = append(f.Groups[0].Choices, questionChoice{Value: value, Text: value})
			c = f.find(value)
		}
		c.Chosen = true
		names = append(names, c.Text)
	}
	f.Shown = strings.Join(names, ", ")
}

// find returns the choice with a value, nil if there is none.
func (f *questionField) find(value string) *questionChoice {
	for _, group := range f.Groups {
		if i := slices.IndexFunc(group.Choices, func(c questionChoice) bool { return c.Value == value }); i >= 0 {
			return &group.Choices[i]
		}
	}
	return nil
}

// questionSection is a part of the form that is folded until it is wanted. Digest says what is in it.
type questionSection struct {
	Name, Title, Digest string
	Open                bool
	Fields              []questionField
}

// longestText is how many characters a text of a question can have in the form, and longestLines those of a list of sentences.
const (
	longestText  = 2000
	longestLines = 4000
)

// field returns a field with its label, and its hint if it has one.
func (n *questionNames) field(kind, name, value string) questionField {
	f := questionField{Kind: kind, Name: name, Value: value, Label: n.words.T("admin.questions.field." + name), Rows: 2, Longest: longestText}
	if hint := "admin.questions.hint." + name; n.words.Has(hint) {
		f.Hint = n.words.T(hint)
	}
	return f
}

func (n *questionNames) text(name, value string) questionField { return n.field("text", name, value) }

func (n *questionNames) lines(name string, values []string) questionField {
	f := n.field("text", name, strings.Join(values, "\n"))
	f.Rows, f.Longest = max(3, len(values)+1), longestLines
	return f
}

func (n *questionNames) choice(name, value string, groups ...questionGroup) questionField {
	f := n.field("choice", name, value)
	f.Groups, f.Empty = groups, "–"
	f.choose(value)
	return f
}

func (n *questionNames) checks(name string, values []string, groups ...questionGroup) questionField {
	f := n.field("checks", name, "")
	f.Groups, f.Empty = groups, n.words.T("admin.questions.empty."+name)
	f.choose(values...)
	return f
}

// wordings returns the fields for how a question is worded.
func (n *questionNames) wordings(q *bank.Question) []questionField {
	fields := []questionField{n.text("text", q.Text), n.text("softer", q.Softer), n.text("firmer", q.Firmer), n.text("how_to_ask", q.HowToAsk)}
	fields[0].Rows = 3
	return fields
}

// sections returns the fields for everything else.
func (n *questionNames) sections(q *bank.Question) []questionSection {
	list := []questionSection{n.subject(q), n.meetings(q), n.answer(q)}
	if q.Asker == bank.Interviewer {
		list = append(list, n.rating(q))
	}
	return append(list, n.counterparts(q), n.origin(q))
}

func (n *questionNames) section(name, digest string, fields ...questionField) questionSection {
	return questionSection{Name: name, Title: n.words.T("admin.questions.section." + name), Digest: digest, Fields: fields}
}

// subject is what a question is about.
func (n *questionNames) subject(q *bank.Question) questionSection {
	touched := []string{}
	for _, id := range q.Cares {
		touched = append(touched, "care:"+id)
	}
	for _, id := range q.Aspects {
		touched = append(touched, "aspect:"+id)
	}
	touches := n.checks("touched", touched, n.touched()...)
	touches.Fold = true
	negative := n.field("tick", "negative", strconv.FormatBool(q.Negative))
	digest := joinTexts(" · ", n.name("topic", q.Topic), n.about(q.About))
	fields := []questionField{n.choice("topic", q.Topic, n.topics(q.Asker))}
	if groups := n.skills(q.Roles); q.Asker == bank.Interviewer && (len(groups) > 0 || len(q.Skills) > 0) {
		skills := n.checks("skills", q.Skills, groups...)
		skills.Fold = true
		fields, digest = append(fields, skills), joinTexts(" · ", digest, skills.Shown)
	}
	return n.section("subject", digest, append(fields, n.choice("about", string(q.About), n.abouts(q.Roles)...), touches, negative)...)
}

// meetings is in which meetings a question is asked.
func (n *questionNames) meetings(q *bank.Question) questionSection {
	roles := n.checks("roles", q.Roles, questionGroup{Choices: n.choices("role")})
	roles.Fold = true
	fields := []questionField{roles}
	if groups := n.occupations(q.Roles); len(groups) > 0 || len(q.Occupations) > 0 {
		occupations := n.checks("occupations", q.Occupations, groups...)
		occupations.Fold = true
		fields = append(fields, occupations)
	}
	level := func(name, value string) questionField {
		f := n.choice(name, value, questionGroup{Choices: n.choices("seniority")})
		f.Empty, f.Short = n.words.T("admin.questions.empty."+name), true
		return f
	}
	var minutes, depths []questionChoice
	for i := range bank.MaxQuestionMinutes {
		minutes = append(minutes, questionChoice{Value: strconv.Itoa(i + 1), Text: n.words.T("admin.questions.minutes", "Count", i+1)})
	}
	for i := range bank.MaxDepth {
		depths = append(depths, questionChoice{Value: strconv.Itoa(i + 1), Text: n.words.T("admin.questions.depth." + strconv.Itoa(i+1))})
	}
	time, depth := n.choice("minutes", strconv.Itoa(q.Minutes), questionGroup{Choices: minutes}), n.choice("depth", strconv.Itoa(q.Depth), questionGroup{Choices: depths})
	time.Short, depth.Short = true, true
	fields = append(fields,
		level("seniority_from", q.Seniority.From), level("seniority_to", q.Seniority.To),
		n.checks("stages", q.Stages, questionGroup{Choices: n.choices("stage")}))
	if q.Asker != bank.Interviewer || len(q.AskedOf) > 0 { // interviewers talk to whoever applies
		fields = append(fields, n.checks("asked_of", q.AskedOf, questionGroup{Choices: n.choices("asked_of")}))
	}
	fields = append(fields, time, depth)
	return n.section("meetings", n.forWhom(q), fields...)
}

// forWhom says in which meetings a question can come.
func (n *questionNames) forWhom(q *bank.Question) string {
	level := ""
	switch from, to := n.name("seniority", q.Seniority.From), n.name("seniority", q.Seniority.To); {
	case from != "" && from == to:
		level = from
	case from != "" && to != "":
		level = n.words.T("admin.questions.from_to", "From", from, "To", to)
	case from != "":
		level = n.words.T("admin.questions.from", "From", from)
	case to != "":
		level = n.words.T("admin.questions.to", "To", to)
	}
	return joinTexts(" · ", cmp.Or(n.list("role", q.Roles), n.words.T("admin.questions.any_trade")), level,
		cmp.Or(n.list("stage", q.Stages), n.words.T("admin.questions.any_stage")), n.list("asked_of", q.AskedOf),
		n.words.T("admin.questions.minutes", "Count", q.Minutes))
}

// answer is what the answer to a question tells.
func (n *questionNames) answer(q *bank.Question) questionSection {
	lookUp := n.lines("check_first", q.CheckFirst)
	lookUp.Optional = true
	return n.section("answer", q.Reveals, n.text("reveals", q.Reveals), n.lines("listen_for", q.ListenFor), n.lines("watch_for", q.WatchFor),
		n.lines("follow_ups", q.FollowUps), lookUp, n.checks("discloses", q.Discloses, questionGroup{Choices: n.choices("discloses")}))
}

// rating is how an interviewer's question is put and rated.
func (n *questionNames) rating(q *bank.Question) questionSection {
	anchors := bank.Anchors{}
	if q.Anchors != nil {
		anchors = *q.Anchors
	}
	fields := []questionField{n.choice("format", string(q.Format), questionGroup{Choices: n.formats()})}
	if q.Format == bank.Requirement || q.Requirement != "" {
		fields = append(fields, n.choice("requirement", q.Requirement, questionGroup{Choices: n.choices("requirement")}))
	}
	fields = append(fields, n.text("anchors_1", anchors.One), n.text("anchors_3", anchors.Three), n.text("anchors_5", anchors.Five))
	slots := n.field("slots", "slots", "")
	group := questionGroup{}
	for _, s := range q.Slots {
		group.Choices = append(group.Choices, questionChoice{Value: s.Name, Text: s.Label})
	}
	slots.Groups = []questionGroup{group}
	format := ""
	if q.Format != "" {
		format = n.words.T("admin.questions.format." + string(q.Format))
	}
	return n.section("rating", format, append(fields, slots)...)
}

// counterparts is what the other side asks about the same.
func (n *questionNames) counterparts(q *bank.Question) questionSection {
	f := n.field("pairs", "pairs_with", "")
	group := questionGroup{}
	for _, id := range q.PairsWith {
		group.Choices = append(group.Choices, questionChoice{Value: id, Text: n.question(id), Chosen: true})
	}
	f.Groups = []questionGroup{group}
	digest := n.words.T("admin.questions.pairs", "Count", len(q.PairsWith))
	return n.section("counterparts", digest, f)
}

// origin is who wrote a question, and who may pass it on.
func (n *questionNames) origin(q *bank.Question) questionSection {
	licences := []questionChoice{{Value: bank.OwnLicence, Text: n.licence(bank.OwnLicence)}}
	for _, l := range bank.Licences() {
		if l != bank.OwnLicence {
			licences = append(licences, questionChoice{Value: l, Text: n.licence(l)})
		}
	}
	source := n.text("source", q.Source)
	source.Rows = 1
	return n.section("origin", joinTexts(" · ", q.Source, n.licence(q.License)), source, n.choice("license", q.License, questionGroup{Choices: licences}))
}

// licence returns what a licence is called.
func (n *questionNames) licence(id string) string {
	if id == bank.OwnLicence {
		return n.words.T("admin.questions.licence.own")
	}
	return id
}

// joinTexts joins the texts that are not empty.
func joinTexts(by string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), by)
}
