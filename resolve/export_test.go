package resolve

import "twoway/bank"

// IsMisspelling reports whether r takes a single word for a misspelling of another.
func (r *Resolver) IsMisspelling(word string) bool {
	asTitle := r.roles.read(neutral(word)).matched == bank.MatchedSpelling
	reading := r.cares.phrases.newReading()
	plain := reading.match(reading.of(tokens(word)))
	return asTitle || !plain.found() && r.cares.corrected(reading, tokens(word), plain).found()
}

// Log2 is what evidence is weighed by.
var Log2 = log2
