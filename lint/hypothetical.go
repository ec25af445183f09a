package lint

// isHypothetical reports whether a token is in a case that the candidate has to comment on, such as "A mother asks you …;
// what do you tell her?". What such a case says about somebody else does not touch on the candidate.
func (c *check) isHypothetical(at int) bool {
	from, to := c.clause(at)
	if to == len(c.doc.tokens) {
		return false
	}
	statement := c.rangeMatcher(from, to)
	if !statement.matchesAt(c.lex.helper("somebody"), from) || statement.matchesAnywhere(c.lex.helper("yours")) {
		return false
	}
	_, end := c.clause(to)
	return c.rangeMatcher(to, end).matchesAt(c.lex.helper("reply"), to)
}

// clause returns the half-open range of tokens around a token, up to a pause on both sides or the end of the sentence.
func (c *check) clause(at int) (from, to int) {
	tokens := c.doc.tokens
	for from = at; from > 0 && tokens[from].before < pause; {
		from--
	}
	for to = at + 1; to < len(tokens) && tokens[to].before < pause; {
		to++
	}
	return from, to
}

// rangeMatcher returns a matcher for tokens [from, to).
func (c *check) rangeMatcher(from, to int) *matcher {
	present, candidates := c.lex.present(c.doc.tokens[from:to])
	return &matcher{tokens: c.doc.tokens, sentence: sentence{from: from, to: to}, present: present, candidates: candidates}
}
