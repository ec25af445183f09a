package admin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// questionFault is a fault in words, beside the field that it is about. Before, Marked and After are the text of the field, if the fault
// is in some words of it. Fix names a button that corrects it, and Says is what the field says then; "" for none.
type questionFault struct {
	Text                  string
	Before, Marked, After string
	Fix, Says             string
}

// fieldOf returns the name of the field that a fault is about.
func fieldOf(f bank.Fault) string {
	steps := bank.PointerSteps(f.Pointer)
	switch {
	case len(steps) == 0:
		return ""
	case steps[0] == "cares" || steps[0] == "aspects":
		return "touched"
	case steps[0] == "seniority" && len(steps) > 1:
		return "seniority_" + steps[1]
	case steps[0] == "seniority":
		return "seniority_from"
	case steps[0] == "anchors" && len(steps) > 1:
		return "anchors_" + steps[1]
	case steps[0] == "anchors":
		return "anchors_1"
	}
	return steps[0]
}

// withAnchors returns faults, of which one about all missing anchors is about each of them.
func withAnchors(faults []bank.Fault) []bank.Fault {
	var list []bank.Fault
	for _, f := range faults {
		if f.Code != bank.FaultRequired || f.Pointer != "/anchors" {
			list = append(list, f)
			continue
		}
		for _, points := range []string{"1", "3", "5"} {
			one := f
			one.Pointer += "/" + points
			list = append(list, one)
		}
	}
	return list
}

// place puts faults beside the fields of a form, and opens the sections in which there are any. It returns those that are about none.
func (view *questionEditView) place(n *questionNames, q *bank.Question, faults, advice []bank.Fault) {
	fields := map[string]*questionField{}
	for i := range view.Wordings {
		fields[view.Wordings[i].Name] = &view.Wordings[i]
	}
	for s := range view.Sections {
		for i := range view.Sections[s].Fields {
			fields[view.Sections[s].Fields[i].Name] = &view.Sections[s].Fields[i]
		}
	}
	faults, advice = fieldFaults(faults), withAnchors(advice)
	advice = withoutEmpty(advice, slices.Concat(faults, advice))
	for _, f := range faults {
		if field := fields[fieldOf(f)]; field != nil {
			field.Faults = append(field.Faults, n.fault(f, field, q))
		} else {
			view.Elsewhere = append(view.Elsewhere, questionFault{Text: n.says(f)})
		}
	}
	view.Problems = len(faults)
	for _, f := range advice {
		if field := fields[fieldOf(f)]; field != nil {
			field.Advice = append(field.Advice, n.fault(f, field, q))
		}
	}
	for s := range view.Sections {
		section := &view.Sections[s]
		section.Open = section.Open || slices.ContainsFunc(section.Fields, func(f questionField) bool { return len(f.Faults) > 0 })
	}
}

// questionLack is a field that has to be filled in, or corrected, before a question can be ready.
type questionLack struct {
	Label, At string // At is the ID of an element of the page
}

// fieldFaults returns faults as they are shown beside the fields.
func fieldFaults(faults []bank.Fault) []bank.Fault {
	faults = withAnchors(faults)
	return withoutEmpty(faults, faults)
}

// listLacks lists the fields of which something has to be said before the question can be ready, in the order of the form.
func (view *questionEditView) listLacks(until []bank.Fault) {
	list := func(fields []questionField) {
		for _, field := range fields {
			if !slices.ContainsFunc(until, func(f bank.Fault) bool { return fieldOf(f) == field.Name }) {
				continue
			}
			lack := questionLack{Label: field.Label, At: field.Name}
			if field.Kind == "checks" {
				lack.At += "_label"
			}
			view.Lacks = append(view.Lacks, lack)
		}
	}
	list(view.Wordings)
	for _, section := range view.Sections {
		list(section.Fields)
	}
}

// withoutEmpty returns faults without those of a field of which another one says that it is missing.
func withoutEmpty(faults, all []bank.Fault) []bank.Fault {
	return slices.DeleteFunc(slices.Clone(faults), func(f bank.Fault) bool {
		return f.Code != bank.FaultRequired && slices.ContainsFunc(all, func(other bank.Fault) bool { return other.Code == bank.FaultRequired && other.Pointer == f.Pointer })
	})
}

// fault returns a fault of a field in words.
func (n *questionNames) fault(f bank.Fault, field *questionField, q *bank.Question) questionFault {
	shown := questionFault{Text: n.says(f)}
	if steps := bank.PointerSteps(f.Pointer); len(steps) > 1 && field.Kind == "text" {
		if line, err := strconv.Atoi(steps[1]); err == nil && questionLines(q)[steps[0]] != nil {
			shown.Text = n.words.T("admin.questions.line", "Line", line+1) + " " + shown.Text
		}
	}
	if f.On != "" && f.On != field.Value {
		if before, after, found := strings.Cut(field.Value, f.On); found {
			shown.Before, shown.Marked, shown.After = before, f.On, after
		}
	}
	// What a rewriting says of a wording with blanks has their labels instead.
	if text := questionTexts(q)[field.Name]; text != nil && f.Fix != "" && f.Fix != *text && (len(q.Slots) == 0 || field.Rows < 2) {
		shown.Fix, shown.Says = f.Pointer+" "+f.Code, f.Fix
		if field.Name == "license" {
			shown.Says = n.licence(f.Fix)
		}
	}
	return shown
}

// says returns what a fault says, without the name of a rule of the lint.
func (n *questionNames) says(f bank.Fault) string {
	if f.Code == bank.FaultRequired {
		if own := "admin.questions.required." + fieldOf(f); n.words.Has(own) {
			return n.words.T(own)
		}
		return n.words.T("admin.questions.required")
	}
	text := quotedID.ReplaceAllStringFunc(strings.TrimSpace(strings.TrimPrefix(f.Detail, f.Code+": ")), func(quoted string) string {
		return "“" + n.called(f.Pointer, strings.Trim(quoted, `"`)) + "”"
	})
	var nearest []string
	for _, id := range f.Nearest {
		nearest = append(nearest, "“"+n.called(f.Pointer, id)+"”")
	}
	if len(nearest) > 0 && f.Fix == "" {
		text += " " + n.words.T("admin.fault.suggestion", "Text", strings.Join(nearest, ", "))
	}
	return text
}

// quotedID matches an ID in the detail of a fault.
var quotedID = regexp.MustCompile(`"[a-z0-9_-]+"`)

// called returns the name of what an ID in a fault at a pointer stands for; the ID itself if that is unknown.
func (n *questionNames) called(pointer, id string) string {
	if name := n.one(pointer, id); name != id {
		return name
	}
	for _, kind := range []string{"care", "aspect", "role", "occupation", "topic", "stage", "seniority", "asked_of", "discloses", "requirement"} {
		if n.names[kind+"/"+id] != "" {
			return n.name(kind, id)
		}
	}
	return id
}

// fixQuestion writes into a question what corrects a fault, which the value of its button names.
func fixQuestion(q *bank.Question, faults []bank.Fault, button string) {
	for _, f := range faults {
		if f.Pointer+" "+f.Code != button {
			continue
		}
		if text := questionTexts(q)[strings.TrimPrefix(f.Pointer, "/")]; text != nil && f.Fix != "" {
			*text = f.Fix
			return
		}
	}
}

// isPairing reports whether a fault is only that a counterpart does not list the question yet, which saving the question does.
func isPairing(f bank.Fault, q *bank.Question, c *bank.Content) bool {
	index, isPair := strings.CutPrefix(f.Pointer, "/pairs_with/")
	i, err := strconv.Atoi(index)
	if !isPair || err != nil || f.Code != bank.FaultInconsistent || i >= len(q.PairsWith) {
		return false
	}
	other := questionIn(c, q.PairsWith[i])
	return other != nil && other.Asker != q.Asker
}
