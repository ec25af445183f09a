package candidate

import (
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// formView is the view of the form.
type formView struct {
	Title        string
	Side         bank.Asker
	Candidate    bool
	Entry        entry
	Order        string // IDs of the ticked cares, separated by commas
	MinutesOther string // the minutes, if they are not one of Minutes
	Seniorities  []option
	Stages       []option
	AskedOf      []option
	Cares        []option
	Minutes      []option
	Errors       []fieldFault
}

// option is a value to choose from.
type option struct {
	ID, Name, Definition string
	Value                string // for minutes: the number
	Chosen               bool
}

// fieldView is a field and its fault. Message is "" if it has none.
type fieldView struct {
	Field, Message string
}

func newFormView(v *bank.Vocabulary, e entry, faults []fieldFault) formView {
	terms := v.Terms()
	f := formView{
		Title: "Your questions for a job interview", Side: e.Side, Candidate: e.Side == bank.Candidate, Entry: e,
		Order: strings.Join(e.Cares, ","), MinutesOther: e.Minutes, Errors: faults,
		Seniorities: options(terms["seniority"], e.Seniority),
		Stages:      options(terms["stage"], e.Stage),
		AskedOf:     options(terms["asked_of"], e.AskedOf),
		Cares:       options(terms["care"], e.Cares...),
	}
	f.Stages = append(f.Stages, option{
		Name: "Other, or not sure", Definition: "Questions that suit any meeting.", Chosen: e.Stage == "",
	})
	for _, m := range usualMinutes(e.Side) {
		value := strconv.Itoa(m)
		f.Minutes = append(f.Minutes, option{Value: value, Chosen: value == e.Minutes})
		if value == e.Minutes {
			f.MinutesOther = ""
		}
	}
	if len(faults) > 0 {
		f.Title = "Please check your answers"
	}
	return f
}

func usualMinutes(side bank.Asker) []int {
	if side == bank.Interviewer {
		return []int{20, 30, 40, 45, 60}
	}
	return []int{5, 10, 15, 20, 30}
}

func options(terms []bank.Term, chosen ...string) []option {
	list := make([]option, 0, len(terms)+1)
	for _, t := range terms {
		list = append(list, option{ID: t.ID, Name: t.Name, Definition: t.Definition, Chosen: slices.Contains(chosen, t.ID)})
	}
	return list
}

// fault returns a field with its first fault. It is called by templates.
func (f formView) fault(field string) fieldView {
	for _, e := range f.Errors {
		if e.Field == field {
			return fieldView{Field: field, Message: e.Message}
		}
	}
	return fieldView{Field: field}
}
