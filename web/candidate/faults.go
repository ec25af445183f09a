package candidate

import (
	"errors"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/web"
)

// pointerTicked is the pointer of a fault about all ticked cares together.
const pointerTicked = "/cares"

// fieldFault is a fault in a field of the form. Label is the name that the page shows for the field, and Target the id of the
// element to link to. Field, Label and Target are "" for a fault in no field.
type fieldFault struct {
	Field, Label, Target, Message string
}

// mergeFaults returns the form's own faults, followed by the faults of err with other pointers if err has code
// invalid_request. It returns any other error as it is.
func mergeFaults(formFaults []bank.Fault, err error) ([]bank.Fault, error) {
	if err == nil {
		return formFaults, nil
	}
	var known *bank.Error
	if !errors.As(err, &known) || known.Code != bank.CodeInvalidRequest {
		return nil, err
	}
	seen := map[string]bool{}
	all := formFaults
	for _, f := range formFaults {
		seen[f.Pointer] = true
	}
	for _, f := range known.Faults {
		if !seen[f.Pointer] {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		all = append(all, bank.Fault{Code: bank.FaultMalformed, Detail: known.Message})
	}
	return all, nil
}

// fieldFaults returns the field and the message of each fault, in the order of the form.
func fieldFaults(w web.Words, v *bank.Vocabulary, e entry, faults []bank.Fault) []fieldFault {
	fields := []fieldFault{
		{Field: ""},
		{Field: "role", Target: "role"},
		{Field: "seniority", Target: "seniority"},
		{Field: "stage", Target: "stage"},
		{Field: "asked_of", Target: "asked_of"},
		{Field: "own", Target: "own"},
		{Field: "cares", Target: "cares"},
		{Field: "needs", Target: "needs"},
		{Field: "musts", Target: "musts"},
		{Field: "minutes", Target: "minutes_other"},
	}
	names, words := v.Names(), len(e.words())
	var list []fieldFault
	for _, field := range fields {
		for _, f := range faults {
			if fieldOf(f.Pointer, words) == field.Field {
				if field.Field != "" {
					field.Label = w.T("field." + field.Field)
				}
				field.Message = faultText(w, names, f)
				list = append(list, field)
			}
		}
	}
	return list
}

// fieldOf returns the name of the form's field that a pointer refers to, or "" if there is none. The first cares are the
// person's own words; the parameter words is how many there are.
func fieldOf(pointer string, words int) string {
	name, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch name {
	case "role", "seniority", "stage", "asked_of", "minutes":
		return name
	case "competencies":
		return "needs"
	case "requirements":
		return "musts"
	case "cares":
		if i, err := strconv.Atoi(rest); err == nil && i < words {
			return "own"
		}
		return "cares"
	}
	return ""
}

// faultText returns the message for a fault. The form offers all values, so for an unknown one it only gives the nearest.
func faultText(w web.Words, names map[string]string, f bank.Fault) string {
	kind := strings.TrimPrefix(f.Pointer, "/")
	switch {
	case f.Pointer == "/minutes":
		return w.T("fault.minutes", "Most", bank.MaxMinutes)
	case f.Pointer == pointerTicked && f.Code == bank.FaultOutOfRange:
		return w.T("fault.ticked", "Most", maxTicked)
	case f.Code != bank.FaultUnknownValue || strings.Contains(kind, "/"):
		return f.Detail
	}
	var near []string
	for _, id := range f.Nearest {
		near = append(near, "“"+w.Term(kind, id, nameOf(names, kind, id))+"”")
	}
	if len(near) == 0 {
		return w.T("fault.choose")
	}
	return w.T("fault.choose_nearest", "Nearest", strings.Join(near, ", "))
}
