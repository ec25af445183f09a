package lint

import (
	"slices"

	"twoway/bank"
)

// rule is a group of patterns with the same meaning, and their exceptions. Groups that share an ID form one public rule.
type rule struct {
	id               string
	name             string
	asker            bank.Asker // whose questions it applies to; "" for both
	patterns         []*pattern
	unlessInSentence []*pattern     // exceptions in the same sentence
	unlessInText     []*pattern     // exceptions anywhere in the text
	needs            [][]*set       // one set of each list has to match in the same sentence
	needsInText      [][]*set       // and one of each of these anywhere in the text
	unless           []*set         // exceptions in the same sentence
	unlessText       []*set         // exceptions anywhere in the text
	only             []Jurisdiction // where it applies; nil for everywhere
	family           *family        // of signs; nil for a rule whose patterns decide alone
}

// hit is a rule that matches tokens [from, to).
type hit struct {
	rule     *rule
	sentence int
	from, to int
}

// appliesTo reports whether the rule applies to the questions of an asker; "" is both.
func (r *rule) appliesTo(asker bank.Asker) bool {
	return asker == "" || r.asker == "" || asker == r.asker
}

// appliesUnder reports whether the rule applies under a law.
func (r *rule) appliesUnder(j Jurisdiction) bool { return r.only == nil || slices.Contains(r.only, j) }

// hits returns the rules that match the text, sorted by position and then in the order of rules. A rule hits a sentence at
// most once, at its first match. Families of signs come last; each hits a text at most once.
func (d *document) hits(rules []*rule, asker bank.Asker) []hit {
	var list []hit
	for i := range d.sentences {
		m := d.matcher(i)
		start := len(list)
		for _, r := range rules {
			if !r.appliesTo(asker) || r.family != nil {
				continue
			}
			if at, end := d.firstHit(r, m); end > at {
				list = append(list, hit{r, i, at, end})
			}
		}
		slices.SortStableFunc(list[start:], func(a, b hit) int { return a.from - b.from })
	}
	return append(list, d.signHits(rules, asker)...)
}

// firstHit returns the tokens [from, to) of the first match in a sentence that is not excepted. The range is empty if there
// is none. When the first match in a clause is excepted, it goes on in the next clause.
func (d *document) firstHit(r *rule, m *matcher) (from, to int) {
	for start := m.sentence.from; start < m.sentence.to; {
		at, end := m.firstMatch(r.patterns, start)
		if end <= at || d.holds(r, m, at, end) {
			return at, end
		}
		_, start = d.clause(at)
	}
	return 0, 0
}

// holds reports whether a match of a rule at tokens [at, end) has what the rule needs and no exception.
func (d *document) holds(r *rule, m *matcher, at, end int) bool {
	if scope := d.askedClause(r, m, at, end); scope != nil && d.hasNeeds(r, scope) {
		m = scope
	}
	return d.hasNeeds(r, m) && !d.isExcepted(r, m)
}

// hasNeeds reports whether what a rule needs besides its patterns is there.
func (d *document) hasNeeds(r *rule, m *matcher) bool {
	for _, sets := range r.needs {
		if !m.matchesSet(sets) {
			return false
		}
	}
	for _, sets := range r.needsInText {
		if !d.matchesSet(sets) {
			return false
		}
	}
	return true
}

// isExcepted reports whether an exception to a rule matches.
func (d *document) isExcepted(r *rule, m *matcher) bool {
	if m.matchesSet(r.unless) || m.matchesAnywhere(r.unlessInSentence) || len(r.unlessText) > 0 && d.matchesSet(r.unlessText) {
		return true
	}
	if len(r.unlessInText) == 0 {
		return false
	}
	for i := range d.sentences {
		if d.matcher(i).matchesAnywhere(r.unlessInText) {
			return true
		}
	}
	return false
}

// firstMatch returns the earliest tokens [from, to) from start on that a pattern matches. The range is empty if none does.
func (m *matcher) firstMatch(patterns []*pattern, start int) (from, to int) {
	limit := m.sentence.to
	for _, p := range patterns {
		if !m.candidates.Has(p.number) || !p.canMatch(m.present) {
			continue
		}
		for at := start; at < limit; at++ {
			if !m.tokens[at].starts.Has(p.number) {
				continue
			}
			if end, ok := m.match(p, at); ok && end > at {
				from, to, limit = at, end, at
			}
		}
	}
	return from, to
}

// matchesAnywhere reports whether a pattern matches anywhere in the sentence.
func (m *matcher) matchesAnywhere(patterns []*pattern) bool {
	for _, p := range patterns {
		if !m.candidates.Has(p.number) || !p.canMatch(m.present) {
			continue
		}
		for at := m.sentence.from; at < m.sentence.to; at++ {
			if !m.tokens[at].starts.Has(p.number) {
				continue
			}
			if _, ok := m.match(p, at); ok {
				return true
			}
		}
	}
	return false
}

// matchesAt reports whether a pattern matches at a token.
func (m *matcher) matchesAt(patterns []*pattern, at int) bool {
	for _, p := range patterns {
		if !m.tokens[at].starts.Has(p.number) {
			continue
		}
		if _, ok := m.match(p, at); ok {
			return true
		}
	}
	return false
}
