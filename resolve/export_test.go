package resolve

import (
	"reflect"
	"slices"

	"twoway/bank"
)

// SameExamples reports whether two examples are the same.
func SameExamples(a, b *Examples) bool {
	return reflect.DeepEqual(a.byRole, b.byRole) && reflect.DeepEqual(a.roles, b.roles) && reflect.DeepEqual(a.general, b.general) &&
		reflect.DeepEqual(a.means.found, b.means.found) && slices.Equal(a.means.absent, b.means.absent)
}

// IsMisspelling reports whether r takes a single word for a misspelling of another.
func (r *Resolver) IsMisspelling(word string) bool {
	asTitle := r.roles.read(neutral(word)).matched == bank.MatchedSpelling
	reading := r.cares.phrases.newReading()
	plain := reading.match(reading.of(tokens(word)))
	return asTitle || !plain.found() && r.cares.corrected(reading, tokens(word), plain).found()
}

// Log2 is what evidence is weighed by.
var Log2 = log2
