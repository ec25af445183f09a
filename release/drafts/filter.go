package drafts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// FilterNames returns the names of the filters by the fields of a kind, in alphabetical order.
func FilterNames(kind bank.Kind) []string {
	switch kind { //nolint:exhaustive // the other kinds have no such fields
	case bank.KindQuestion:
		return []string{
			"about", "asked_of", "asker", "aspect", "care", "depth", "discloses", "format", "license", "locale", "minutes", "negative",
			"occupation", "role", "seniority", "source", "stage", "topic",
		}
	case bank.KindRule:
		return []string{"asker", "effect"}
	case bank.KindTopic:
		return []string{"asker", "scored"}
	case bank.KindRole:
		return []string{"work"}
	case bank.KindSeniority:
		return []string{"level"}
	}
	return nil
}

// fieldFilter returns what decides whether a draft of a kind has the values of some fields. A question that suits every role, stage,
// seniority or person asked has any of them. For a value that none can have, the error has code invalid_request, with the nearest.
func (s *State) fieldFilter(kind bank.Kind, fields map[string]string) (func(*bank.DraftPart) bool, error) {
	if faults := s.filterFaults(kind, fields); len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
	}
	switch {
	case len(fields) == 0:
		return func(*bank.DraftPart) bool { return true }, nil
	case kind == bank.KindQuestion:
		return func(d *bank.DraftPart) bool {
			q := s.question(d.ID)
			return q != nil && s.questionMatches(q, fields)
		}, nil
	case kind == bank.KindRule:
		return func(d *bank.DraftPart) bool {
			r := s.rule(d.ID)
			return r != nil && all(fields, func(name, value string) bool {
				return name == "asker" && string(r.Asker) == value || name == "effect" && string(r.Effect.Kind) == value
			})
		}, nil
	}
	return func(d *bank.DraftPart) bool { return termMatches(d, fields) }, nil
}

// all reports whether every value has a property.
func all(fields map[string]string, has func(name, value string) bool) bool {
	for name, value := range fields {
		if !has(name, value) {
			return false
		}
	}
	return true
}

func (s *State) questionMatches(q *bank.Question, fields map[string]string) bool {
	return all(fields, func(name, value string) bool {
		switch name {
		case "about":
			return string(q.About) == value
		case "asker":
			return string(q.Asker) == value
		case "depth":
			return strconv.Itoa(q.Depth) == value
		case "format":
			return string(q.Format) == value
		case "license":
			return q.License == value
		case "locale":
			return q.Locale == value
		case "minutes":
			return strconv.Itoa(q.Minutes) == value
		case "negative":
			return strconv.FormatBool(q.Negative) == value
		case "source":
			return q.Source == value
		case "topic":
			return q.Topic == value
		case "seniority":
			from, to := q.Seniority.Levels(&s.Content.Vocabulary)
			level := s.Content.Vocabulary.Level(value)
			return from <= level && level <= to
		}
		return listMatches(q, name, value)
	})
}

// listMatches reports whether a list of a question has a value, or is empty and so stands for every value.
func listMatches(q *bank.Question, name, value string) bool {
	switch name {
	case "care":
		return slices.Contains(q.Cares, value)
	case "aspect":
		return slices.Contains(q.Aspects, value)
	case "discloses":
		return slices.Contains(q.Discloses, value)
	case "occupation":
		return slices.Contains(q.Occupations, value)
	case "role":
		return len(q.Roles) == 0 || slices.Contains(q.Roles, value)
	case "stage":
		return len(q.Stages) == 0 || slices.Contains(q.Stages, value)
	case "asked_of":
		return len(q.AskedOf) == 0 || slices.Contains(q.AskedOf, value)
	}
	return false
}

func termMatches(d *bank.DraftPart, fields map[string]string) bool {
	var term struct {
		Asker  string `json:"asker"`
		Work   string `json:"work"`
		Level  int    `json:"level"`
		Scored bool   `json:"scored"`
	}
	if json.Unmarshal(d.Body, &term) != nil { // cannot happen: the body fits its kind
		return false
	}
	return all(fields, func(name, value string) bool {
		switch name {
		case "asker":
			return term.Asker == value
		case "work":
			return term.Work == value
		case "level":
			return strconv.Itoa(term.Level) == value
		}
		return strconv.FormatBool(term.Scored) == value
	})
}

// filterFaults reports filters that drafts of a kind do not have, and values that none of them can have.
func (s *State) filterFaults(kind bank.Kind, fields map[string]string) []bank.Fault {
	var faults []bank.Fault
	names := FilterNames(kind)
	for _, name := range sortedKeys(fields) {
		value := fields[name]
		pointer := "/query/" + name
		if !slices.Contains(names, name) {
			faults = append(faults, bank.Fault{
				Code: bank.FaultUnknownField, Pointer: pointer, Detail: fmt.Sprintf("Drafts of the kind %s have no filter %q.", kind, name),
				Nearest: resolve.Nearest(name, names, 3),
			})
			continue
		}
		known := s.knownValues(name)
		if known == nil || slices.Contains(known, value) || name == "about" && strings.HasPrefix(value, "term:") {
			continue
		}
		faults = append(faults, bank.Fault{
			Code: bank.FaultUnknownValue, Pointer: pointer, Detail: fmt.Sprintf("Unknown %s %q.", name, value), Nearest: resolve.Nearest(value, known, 3),
		})
	}
	return faults
}

func sortedKeys(fields map[string]string) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// knownValues returns the values that a filter can have; nil if the contract lists them.
func (s *State) knownValues(name string) []string {
	v := &s.Content.Vocabulary
	ids := func(kinds ...string) []string {
		terms, list := v.Terms(), []string{}
		for _, kind := range kinds {
			for _, t := range terms[kind] {
				list = append(list, t.ID)
			}
		}
		return list
	}
	switch name {
	case "about":
		return ids("care", "aspect")
	case "asked_of", "aspect", "care", "discloses", "role", "seniority", "stage", "topic":
		return ids(name)
	case "occupation":
		list := ids("role")
		for i := range v.Roles {
			for _, o := range v.Roles[i].Occupations {
				list = append(list, o.ID)
			}
		}
		return list
	case "license":
		return s.valuesOf(func(q *bank.Question) string { return q.License })
	case "locale":
		return s.valuesOf(func(q *bank.Question) string { return q.Locale })
	case "source":
		return s.valuesOf(func(q *bank.Question) string { return q.Source })
	}
	return nil
}

// valuesOf returns the values that a field of questions has, in alphabetical order.
func (s *State) valuesOf(field func(*bank.Question) string) []string {
	list := []string{}
	for i := range s.Content.Questions {
		list = append(list, field(&s.Content.Questions[i]))
	}
	slices.Sort(list)
	return slices.Compact(list)
}
