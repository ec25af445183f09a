package resolve

// Mends tells whether a single word is taken for a misspelling of another.
func (r *Resolver) Mends(word string) bool {
	for _, book := range []*phrasebook{r.roles, r.cares} {
		if book.find(word) != (meaning{}) && book.read(tokens(word)).words == 0 {
			return true
		}
	}
	return false
}
