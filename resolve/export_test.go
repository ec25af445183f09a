package resolve

// IsMisspelling reports whether r takes a single word for a misspelling of another.
func (r *Resolver) IsMisspelling(word string) bool {
	for _, book := range []*phrasebook{r.roles, r.cares} {
		if book.find(word) != (meaning{}) && book.newReading().match(tokens(word)).words == 0 {
			return true
		}
	}
	return false
}
