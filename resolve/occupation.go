package resolve

import (
	"strings"
	"sync"

	"twoway/bank"
)

// occupationBook tells which of a role's occupations a job title of the role names.
type occupationBook struct {
	byWords  map[string]string // occupations by their words, in title form, separated by spaces
	names    map[string]bool   // of the role as a whole, in the same form
	maxWords int
}

// newOccupationBooks returns the books of the roles that have occupations, each made at its first call.
func newOccupationBooks(roles []bank.Role) map[string]func() *occupationBook {
	books := map[string]func() *occupationBook{}
	for i := range roles {
		if r := &roles[i]; len(r.Occupations) > 0 {
			books[r.ID] = sync.OnceValue(func() *occupationBook { return newOccupationBook(r) })
		}
	}
	return books
}

func newOccupationBook(r *bank.Role) *occupationBook {
	b, forms := &occupationBook{byWords: map[string]string{}, names: map[string]bool{}}, titleForms{}
	for _, name := range append([]string{r.ID, r.Name}, r.Synonyms...) {
		b.names[strings.Join(forms.words(name), " ")] = true
	}
	for _, o := range r.Occupations {
		for _, phrase := range append([]string{o.Name}, o.Words...) {
			words := forms.words(phrase)
			b.byWords[strings.Join(words, " ")] = o.ID
			b.maxWords = max(b.maxWords, len(words))
		}
	}
	return b
}

// occupation returns the occupation of a role that a title names, "" for none.
func (r *Resolver) occupation(role, title string) string {
	if book := r.occupations[role]; book != nil {
		return book().in(title)
	}
	return ""
}

// in returns the occupation with the longest phrase in a title; "" if there is none, if several have one as long, or if the title is
// the name of the role as a whole.
func (b *occupationBook) in(title string) string {
	words := titleWords(title)
	if b.names[strings.Join(words, " ")] {
		return ""
	}
	for length := min(len(words), b.maxWords); length > 0; length-- {
		found := ""
		for at := 0; at+length <= len(words); at++ {
			switch o := b.byWords[strings.Join(words[at:at+length], " ")]; {
			case o == "" || o == found:
			case found != "":
				return ""
			default:
				found = o
			}
		}
		if found != "" {
			return found
		}
	}
	return ""
}
