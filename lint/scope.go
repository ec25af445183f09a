package lint

// askedClause returns a matcher for the clause around a match of tokens [at, end), if the clause asks and is only a part of
// the sentence. What the sentence says besides is then no exception: "We see many patients; are you ill yourself?". It returns
// nil for rules that need no set.
func (d *document) askedClause(r *rule, m *matcher, at, end int) *matcher {
	if len(r.needs)+len(r.unless) == 0 {
		return nil
	}
	from, to := at, end
	for from > m.sentence.from && !d.asks(m, from) {
		if d.tokens[from].before >= pause {
			return nil
		}
		from--
	}
	for to < m.sentence.to && d.tokens[to].before < pause && !d.asks(m, to) {
		to++
	}
	if to-from == m.sentence.to-m.sentence.from || !d.asks(m, from) {
		return nil
	}
	return d.rangeMatcher(from, to)
}

// asks reports whether a clause that asks starts at a token.
func (d *document) asks(m *matcher, at int) bool {
	return (at == m.sentence.from || d.tokens[at].before >= comma) && m.matchesAt(d.lex.helper("asked"), at)
}

// clause returns the half-open range of tokens around a token, up to a pause on both sides or the end of the sentence.
func (d *document) clause(at int) (from, to int) {
	for from = at; from > 0 && d.tokens[from].before < pause; {
		from--
	}
	for to = at + 1; to < len(d.tokens) && d.tokens[to].before < pause; {
		to++
	}
	return from, to
}

// rangeMatcher returns a matcher for tokens [from, to).
func (d *document) rangeMatcher(from, to int) *matcher {
	present, candidates := d.lex.present(d.tokens[from:to])
	return &matcher{tokens: d.tokens, sentence: sentence{from: from, to: to}, present: present, candidates: candidates}
}
