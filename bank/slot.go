package bank

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Slot is a blank in the wordings of an interviewer's question for a fact of the job that the bank cannot know, such as the rota. The
// wordings name it in braces: "The rota is {rota}." Label says what to fill in, as in "your rota".
type Slot struct {
	Name  string `json:"name" yaml:"name"` // in snake_case
	Label string `json:"label" yaml:"label"`
}

// slotPattern matches a slot in a wording.
var slotPattern = regexp.MustCompile(`\{([a-z0-9]+(?:_[a-z0-9]+)*)\}`)

// slotsIn returns the names of the slots in a text, in order, each once.
func slotsIn(text string) []string {
	var names []string
	for _, found := range slotPattern.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, found[1]) {
			names = append(names, found[1])
		}
	}
	return names
}

// Filled returns the question with the values of its slots in its wordings, by name. A slot without a value shows its label in square
// brackets. A question without slots is returned as it is.
func (q *Question) Filled(values map[string]string) *Question {
	return q.with(func(s Slot) string {
		if value := values[s.Name]; value != "" {
			return value
		}
		return "[" + s.Label + "]"
	})
}

// Spoken returns the question as it would be said, with the labels of its slots as their values. It is for what judges wordings.
func (q *Question) Spoken() *Question { return q.with(func(s Slot) string { return s.Label }) }

// with returns the question with a text in place of each slot.
func (q *Question) with(text func(Slot) string) *Question {
	if len(q.Slots) == 0 {
		return q
	}
	var pairs []string
	for _, s := range q.Slots {
		pairs = append(pairs, "{"+s.Name+"}", text(s))
	}
	fill := strings.NewReplacer(pairs...)
	filled := *q
	filled.Text, filled.Softer, filled.Firmer = fill.Replace(q.Text), fill.Replace(q.Softer), fill.Replace(q.Firmer)
	return &filled
}

// slots checks the slots of a question: each has a name and a label, stands in each wording and, if the question is about a
// requirement, is one of that. Wordings have no other slots.
func (v *validation) slots(q *Question) {
	v.slotList(q.Slots)
	if q.Asker == Candidate {
		if len(q.Slots) > 0 {
			v.fault(FaultInconsistent, "slots", "Remove this: only an interviewer fills in facts of the job.")
		}
		return
	}
	wordings := []struct{ field, text string }{{"text", q.Text}, {"softer", q.Softer}, {"firmer", q.Firmer}}
	for _, w := range wordings {
		v.knownSlots(q, w.field, w.text)
		if rest := slotPattern.ReplaceAllString(w.text, ""); len(q.Slots) > 0 && strings.ContainsAny(rest, "{}") {
			v.fault(FaultMalformed, w.field, "A slot is written {name}, with lower-case letters, digits and single underscores.")
		}
	}
	for i, s := range q.Slots {
		if q.Status == Ready && s.Name != "" && !strings.Contains(q.Text, "{"+s.Name+"}") {
			v.fault(FaultInconsistent, slotField(i, "name"), "The text has no {%s}. Put it there, or remove the slot.", s.Name)
		}
	}
}

// knownSlots checks that a wording has no other slots than the question.
func (v *validation) knownSlots(q *Question, field, text string) {
	for _, name := range slotsIn(text) {
		if !slices.ContainsFunc(q.Slots, func(s Slot) bool { return s.Name == name }) {
			v.fault(FaultUnknownValue, field, "{%s} is no slot of this question. Add it to slots, or remove the braces.", name)
		}
	}
}

// requirement checks what a question of the format requirement asks about.
func (v *validation) requirement(q *Question) {
	if q.Requirement == "" {
		return
	}
	if q.Format != Requirement {
		v.fault(FaultInconsistent, "requirement", "Remove this: only a question of the format requirement has one.")
		return
	}
	r := v.content.Vocabulary.Requirement(q.Requirement)
	if r == nil {
		v.unknownTerm("requirement", "requirement", q.Requirement)
		return
	}
	for i, s := range q.Slots {
		if !slices.ContainsFunc(r.Slots, func(of Slot) bool { return of.Name == s.Name }) {
			v.fault(FaultUnknownValue, slotField(i, "name"), "%q is no slot of the requirement %q. Add it there, or remove it here.", s.Name, r.ID)
		}
	}
}

// slotList checks a list of slots of a question or a requirement.
func (v *validation) slotList(slots []Slot) {
	for i, s := range slots {
		if !slotPattern.MatchString("{" + s.Name + "}") {
			v.fault(FaultMalformed, slotField(i, "name"), "%q is not a valid name. Use lower-case letters and digits, with single underscores between words.", s.Name)
		}
		if slices.ContainsFunc(slots[:i], func(other Slot) bool { return other.Name == s.Name }) {
			v.fault(FaultDuplicate, slotField(i, "name"), "%q is listed twice.", s.Name)
		}
		v.required(slotField(i, "label"), s.Label)
	}
}

func slotField(i int, member string) string { return "slots/" + strconv.Itoa(i) + "/" + member }
