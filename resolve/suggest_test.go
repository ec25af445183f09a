package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/resolve"
)

// suggestedRoles are roles with a few suggestions.
func suggestedRoles() []bank.Role {
	role := func(id string, suggestions ...string) bank.Role {
		return bank.Role{Term: bank.Term{ID: id, Name: strings.ToUpper(id)}, Suggestions: suggestions}
	}
	return []bank.Role{
		role("nursing", "Charge nurse", "Staff nurse", "Nurse practitioner", "Theatre nurse"),
		role("kitchen", "Café worker", "Chef de partie", "Crêpe chef"),
		role("none"),
		role("office", "Front-of-house receptionist", "Staff nurse", "C++ developer"),
	}
}

func TestSuggest(t *testing.T) {
	s := resolve.NewSuggester(suggestedRoles())
	for typed, want := range map[string][]string{
		"nur":           {"Nurse practitioner", "Charge nurse", "Staff nurse", "Theatre nurse"}, // a title that begins with it first
		"NURSE":         {"Nurse practitioner", "Charge nurse", "Staff nurse", "Theatre nurse"},
		"nurse ":        {"Nurse practitioner", "Charge nurse", "Staff nurse", "Theatre nurse"},
		"nurs ":         {},
		"theatre n":     {"Theatre nurse"},
		"  theatre   n": {"Theatre nurse"},
		"cafe":          {"Café worker"},
		"CAFÉ":          {"Café worker"},
		"che":           {"Chef de partie", "Crêpe chef"},
		"house r":       {"Front-of-house receptionist"},
		"of house":      {"Front-of-house receptionist"},
		"urse":          {},
		"c":             {"C++ developer", "Charge nurse", "Café worker", "Chef de partie", "Crêpe chef"},
		"c++":           {"C++ developer", "Charge nurse", "Café worker", "Chef de partie", "Crêpe chef"},
		"?!":            {},
		" ":             {},
		"":              {},
		"xyzzy":         {},
	} {
		got := []string{}
		for _, suggestion := range s.Suggest(typed) {
			got = append(got, suggestion.Title)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
	if got, want := s.Suggest("staff"), []resolve.Suggestion{{Title: "Staff nurse", Role: "nursing", Name: "NURSING"}}; !cmp.Equal(got, want) {
		t.Errorf("a title of two roles: %v", got)
	}
}

// TestSuggestTitles: other titles of roles fill what their suggestions leave, written as people write them.
func TestSuggestTitles(t *testing.T) {
	roles := suggestedRoles()
	roles[0].Name = "Nursing"
	roles[0].Titles = []string{"theatre nurse", "nurse", "theatre nurse manager", "lpn", "nursing it lead"}
	roles[1].Titles = []string{"nurse", "crêpe chef", "éclair chef", "r&d chef"}
	roles[2].Suggestions, roles[2].Titles = []string{"IT manager"}, []string{"nurse's it adviser", "it manager"}
	s := resolve.NewSuggester(roles)
	for typed, want := range map[string][]string{
		"theatre n": {"Theatre nurse", "Theatre nurse manager"},
		"nurs": {
			"Nurse practitioner", "Charge nurse", "Staff nurse", "Theatre nurse",
			"Nurse", "Nursing IT lead", "Nurse's IT adviser", "Theatre nurse manager",
		},
		"nurse ":  {"Nurse practitioner", "Charge nurse", "Staff nurse", "Theatre nurse", "Nurse", "Nurse's IT adviser", "Theatre nurse manager"},
		"LPN":     {"LPN"},
		"it":      {"IT manager", "Nursing IT lead", "Nurse's IT adviser"},
		"chef":    {"Chef de partie", "Crêpe chef", "Éclair chef", "R&D chef"},
		"r&d":     {"R&D chef"},
		"manager": {"IT manager", "Theatre nurse manager"},
	} {
		got := []string{}
		for _, suggestion := range s.Suggest(typed) {
			got = append(got, suggestion.Title)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", typed, diff)
		}
	}
	if got, want := s.Suggest("nurse")[4], (resolve.Suggestion{Title: "Nurse", Role: "nursing", Name: "Nursing"}); got != want {
		t.Errorf("a title of two roles: %v", got)
	}
}

// manySuggestions returns roles with 400 suggestions and 400 other titles in all.
func manySuggestions() []bank.Role {
	var roles []bank.Role
	for i := range 80 {
		r := bank.Role{Term: bank.Term{ID: fmt.Sprint("r", i), Name: "R"}}
		for j := range 5 {
			r.Suggestions = append(r.Suggestions, fmt.Sprintf("Senior éclair %d nurse %d", i, j))
			r.Titles = append(r.Titles, fmt.Sprintf("junior nurse %d nanny %d", i, j))
		}
		roles = append(roles, r)
	}
	return roles
}

func TestSuggestAtMostTen(t *testing.T) {
	for _, typed := range []string{"nur", "éclair 7", "nanny"} {
		if n := len(resolve.NewSuggester(manySuggestions()).Suggest(typed)); n != resolve.MaxSuggestions {
			t.Errorf("%q: %d suggestions", typed, n)
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	s := resolve.NewSuggester(manySuggestions())
	for b.Loop() {
		s.Suggest("éclair 7")
	}
}
