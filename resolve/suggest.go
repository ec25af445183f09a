package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

// Suggestion is a job title, and the role that it belongs to.
type Suggestion struct {
	Title string
	Role  string // its ID
	Name  string // its name
}

// Suggester suggests job titles while somebody types. It is immutable and safe for concurrent use.
type Suggester struct {
	entries []suggestable
	usual   int // of the entries, those that the roles suggest; the others are after them
}

// suggestable is a suggestion, with its words as they are compared: in normal form, each after a space, and with one at the end.
type suggestable struct {
	Suggestion

	words string
}

// MaxSuggestions is the most suggestions that Suggest returns.
const MaxSuggestions = 10

// NewSuggester returns a Suggester for the suggestions of roles, in their order, and then for their other titles. A title of several roles
// is suggested once, for the first of them.
func NewSuggester(roles []bank.Role) *Suggester {
	s := &Suggester{}
	seen := map[string]bool{}
	add := func(role *bank.Role, title string) {
		words := " " + Normalise(title) + " "
		if strings.TrimSpace(words) == "" || seen[words] {
			return
		}
		seen[words] = true
		s.entries = append(s.entries, suggestable{Suggestion{Title: title, Role: role.ID, Name: role.Name}, words})
	}
	for i := range roles {
		for _, title := range roles[i].Suggestions {
			add(&roles[i], title)
		}
	}
	s.usual = len(s.entries)
	known := abbreviations(roles)
	for i := range roles {
		for _, title := range roles[i].Titles {
			add(&roles[i], known.spell(title))
		}
	}
	return s
}

// Suggest returns up to MaxSuggestions job titles in which a word begins with what has been typed, ignoring case and accents.
// What has been typed may be several words, the last of which may be unfinished. The suggestions of roles come before their other titles,
// which only fill what is left. In each of these, the title that it is comes first; those in which it is whole words come before those in
// which a longer word begins with it, and among both, those that begin with it come first; apart from that, they have the order of the
// roles and of their lists. The result is never nil.
func (s *Suggester) Suggest(typed string) []Suggestion {
	words := " " + Normalise(typed)
	if words == " " {
		return []Suggestion{}
	}
	isWhole := strings.HasSuffix(typed, " ")
	list := append([]Suggestion{}, best(s.entries[:s.usual], words, isWhole)...)
	if len(list) < MaxSuggestions {
		list = append(list, best(s.entries[s.usual:], words, isWhole)...)
	}
	return list[:min(len(list), MaxSuggestions)]
}

// best returns the best of the entries that have some words, at most MaxSuggestions. The last of these may be unfinished unless they are
// whole.
func best(entries []suggestable, words string, isWhole bool) []Suggestion {
	var ranked [5][]Suggestion
	for i := range entries {
		e := &entries[i]
		at := strings.Index(e.words, words)
		if at < 0 {
			continue
		}
		rank := 3
		if whole := strings.Index(e.words[at:], words+" "); whole >= 0 {
			at, rank = at+whole, 1
		}
		switch {
		case at > 0:
			rank++
		case len(e.words) == len(words)+1:
			rank = 0
		}
		if len(ranked[rank]) < MaxSuggestions && (rank < 3 || !isWhole) {
			ranked[rank] = append(ranked[rank], e.Suggestion)
		}
	}
	list := slices.Concat(ranked[:]...)
	return list[:min(len(list), MaxSuggestions)]
}
