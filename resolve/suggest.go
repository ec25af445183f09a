package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

// Suggestion is a usual job title, and the role that it belongs to.
type Suggestion struct {
	Title string
	Role  string // its ID
	Name  string // its name
}

// Suggester suggests job titles while somebody types. It is immutable and safe for concurrent use.
type Suggester struct{ entries []suggestable }

// suggestable is a suggestion, with its words as they are compared: in normal form, each after a space, and with one at the end.
type suggestable struct {
	Suggestion

	words string
}

// MaxSuggestions is the most suggestions that Suggest returns.
const MaxSuggestions = 10

// NewSuggester returns a Suggester for the suggestions of roles, in their order. A title of several roles is suggested once, for the
// first of them.
func NewSuggester(roles []bank.Role) *Suggester {
	s := &Suggester{}
	seen := map[string]bool{}
	for _, role := range roles {
		for _, title := range role.Suggestions {
			words := " " + Normalise(title) + " "
			if strings.TrimSpace(words) == "" || seen[words] {
				continue
			}
			seen[words] = true
			s.entries = append(s.entries, suggestable{Suggestion{Title: title, Role: role.ID, Name: role.Name}, words})
		}
	}
	return s
}

// Suggest returns up to MaxSuggestions job titles in which a word begins with what has been typed, ignoring case and accents.
// What has been typed may be several words, the last of which may be unfinished. Titles in which it is whole words come before
// those in which a longer word begins with it, and among both, those that begin with it come first; apart from that, they have the
// order of the roles and of their suggestions. The result is never nil.
func (s *Suggester) Suggest(typed string) []Suggestion {
	words := " " + Normalise(typed)
	if words == " " {
		return []Suggestion{}
	}
	var ranked [4][]Suggestion
	for i := range s.entries {
		e := &s.entries[i]
		at := strings.Index(e.words, words+" ") // as whole words
		rank := 0
		if at < 0 {
			at, rank = strings.Index(e.words, words), 2
		}
		if at > 0 {
			rank++
		}
		if at >= 0 && (rank < 2 || !endsWithSpace(typed)) {
			ranked[rank] = append(ranked[rank], e.Suggestion)
		}
	}
	list := append([]Suggestion{}, slices.Concat(ranked[:]...)...)
	return list[:min(len(list), MaxSuggestions)]
}

// endsWithSpace reports whether the last word that was typed is finished.
func endsWithSpace(typed string) bool { return strings.HasSuffix(typed, " ") }
