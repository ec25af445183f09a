package candidate

import (
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// formView is the view of the form.
type formView struct {
	web.Frame

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

func newFormView(w web.Words, v *bank.Vocabulary, e entry, faults []fieldFault) formView {
	terms := v.Terms()
	f := formView{
		Frame:     web.Frame{Title: w.T("form.title"), Description: w.T("form.description"), Side: string(e.Side)},
		Candidate: e.Side == bank.Candidate, Entry: e,
		Order: strings.Join(e.Cares, ","), MinutesOther: e.Minutes, Errors: faults,
		Seniorities: options(w, "seniority", terms["seniority"], e.Seniority),
		Stages:      options(w, "stage", terms["stage"], e.Stage),
		AskedOf:     options(w, "asked_of", terms["asked_of"], e.AskedOf),
		Cares:       options(w, "care", terms["care"], e.Cares...),
	}
	if e.Side == bank.Interviewer {
		for i, s := range f.Stages { // the vocabulary's definitions speak to the candidate
			f.Stages[i].Definition = w.T("stage." + s.ID + ".interviewer")
			if !w.Has("stage." + s.ID + ".interviewer") {
				f.Stages[i].Definition = ""
			}
		}
	}
	f.Stages = append(f.Stages, option{Name: w.T("form.stage.other"), Definition: w.T("form.stage.other.definition"), Chosen: e.Stage == ""})
	for _, m := range usualMinutes(e.Side) {
		value := strconv.Itoa(m)
		f.Minutes = append(f.Minutes, option{Value: value, Chosen: value == e.Minutes})
		if value == e.Minutes {
			f.MinutesOther = ""
		}
	}
	if len(faults) > 0 {
		f.Title = w.T("form.title.errors")
	}
	return f
}

func usualMinutes(side bank.Asker) []int {
	if side == bank.Interviewer {
		return []int{20, 30, 40, 45, 60}
	}
	return []int{5, 10, 15, 20, 30}
}

func options(w web.Words, kind string, terms []bank.Term, chosen ...string) []option {
	list := make([]option, 0, len(terms)+1)
	for _, t := range terms {
		definition := w.Term(kind, t.ID+".definition", t.Definition)
		list = append(list, option{ID: t.ID, Name: w.Term(kind, t.ID, t.Name), Definition: definition, Chosen: slices.Contains(chosen, t.ID)})
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
