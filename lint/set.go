package lint

// set is a named list of patterns that several rules need, or are excepted by. A sentence is matched with it once at most.
type set struct {
	number int   // among all sets
	rule   *rule // that holds its patterns
}

// maxSets is the largest number of sets: the bits of matcher.tried.
const maxSets = 64

// matchesSet reports whether a pattern of one of the sets matches anywhere in the sentence.
func (m *matcher) matchesSet(sets []*set) bool {
	for _, s := range sets {
		bit := uint64(1) << s.number
		if m.tried&bit == 0 {
			m.tried |= bit
			if m.matchesAnywhere(s.rule.patterns) && !m.matchesAnywhere(s.rule.unlessInSentence) {
				m.matched |= bit
			}
		}
		if m.matched&bit != 0 {
			return true
		}
	}
	return false
}

// matchesSet reports whether a pattern of one of the sets matches anywhere in the text.
func (d *document) matchesSet(sets []*set) bool {
	for i := range d.sentences {
		if d.matcher(i).matchesSet(sets) {
			return true
		}
	}
	return false
}
