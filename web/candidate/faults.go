package candidate

import (
	"errors"
	"strconv"
	"strings"

	"twoway/bank"
)

// pointerTicked is the pointer of faults about the cares that were ticked, all together.
const pointerTicked = "/cares"

// fieldFault is one thing wrong with one field of the form. Label is what the form calls the field, Target the id of
// the element to go to; both are "" for what is wrong with none of them.
type fieldFault struct {
	Field, Label, Target, Message string
}

// allFaults are the form's own faults, then those of an error of code invalid_request about anything else. Any other
// error is returned.
func allFaults(own []bank.Fault, err error) ([]bank.Fault, error) {
	if err == nil {
		return own, nil
	}
	var known *bank.Error
	if !errors.As(err, &known) || known.Code != bank.CodeInvalidRequest {
		return nil, err
	}
	seen := map[string]bool{}
	for _, f := range own {
		seen[f.Pointer] = true
	}
	for _, f := range known.Faults {
		if !seen[f.Pointer] {
			own = append(own, f)
		}
	}
	if len(own) == 0 {
		own = append(own, bank.Fault{Code: bank.FaultMalformed, Detail: known.Message})
	}
	return own, nil
}

// fieldFaults says beside which field each fault belongs, and what to say there, in the order of the form.
func fieldFaults(v *bank.Vocabulary, e entry, faults []bank.Fault) []fieldFault {
	fields := []fieldFault{
		{Field: ""},
		{Field: "role", Label: "The job", Target: "role"},
		{Field: "seniority", Label: "Seniority", Target: "seniority"},
		{Field: "stage", Label: "The meeting", Target: "stage"},
		{Field: "asked_of", Label: "Whom you ask", Target: "asked_of"},
		{Field: "own", Label: "Your own words", Target: "own"},
		{Field: "cares", Label: "What you ticked", Target: "cares"},
		{Field: "minutes", Label: "The time", Target: "minutes_other"},
	}
	names, words := v.Names(), len(e.words())
	var list []fieldFault
	for _, field := range fields {
		for _, f := range faults {
			if fieldOf(f.Pointer, words) == field.Field {
				field.Message = sentence(names, f)
				list = append(list, field)
			}
		}
	}
	return list
}

// fieldOf is the name of the form's field that a pointer is about; "" if it is about none. The first words of the cares
// are the person's own.
func fieldOf(pointer string, words int) string {
	name, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch name {
	case "role", "seniority", "stage", "asked_of", "minutes":
		return name
	case "cares":
		if i, err := strconv.Atoi(rest); err == nil && i < words {
			return "own"
		}
		return "cares"
	}
	return ""
}

// sentence is a fault in words. A form offers every value there is, so an unknown one needs no more than a pointer to
// the nearest.
func sentence(names map[string]string, f bank.Fault) string {
	kind := strings.TrimPrefix(f.Pointer, "/")
	if f.Code != bank.FaultUnknownValue || strings.Contains(kind, "/") {
		return f.Detail
	}
	var near []string
	for _, id := range f.Nearest {
		near = append(near, "“"+nameOf(names, kind, id)+"”")
	}
	if len(near) == 0 {
		return "Please choose one of those shown."
	}
	return "Please choose one of those shown. The nearest: " + strings.Join(near, ", ") + "."
}
