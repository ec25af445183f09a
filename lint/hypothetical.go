package lint

// isHypothetical reports whether a token is in a case that the candidate has to comment on, such as "A mother asks you …;
// what do you tell her?". What such a case says about somebody else does not touch on the candidate.
func (c *check) isHypothetical(at int) bool {
	from, to := c.doc.clause(at)
	if to == len(c.doc.tokens) {
		return false
	}
	statement := c.doc.rangeMatcher(from, to)
	if !statement.matchesAt(c.lex.helper("somebody"), from) || statement.matchesAnywhere(c.lex.helper("yours")) {
		return false
	}
	_, end := c.doc.clause(to)
	return c.doc.rangeMatcher(to, end).matchesAt(c.lex.helper("reply"), to)
}
