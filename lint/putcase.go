package lint

// putCase tells that a place lies in a case that the candidate is to say something about, such as "A mother asks you …;
// what do you tell her?". What it says of somebody else is the object of the work.
func (c *check) putCase(at int) bool {
	from, to := c.clause(at)
	if to == len(c.page.tokens) {
		return false
	}
	said := c.reader(from, to)
	if !said.matches(c.lex.helper("somebody"), from) || said.any(c.lex.helper("yours")) {
		return false
	}
	_, end := c.clause(to)
	return c.reader(to, end).matches(c.lex.helper("reply"), to)
}

// clause is the half-open range of tokens around a place up to a semicolon, a dash, a colon or the end of the sentence.
func (c *check) clause(at int) (from, to int) {
	tokens := c.page.tokens
	for from = at; from > 0 && tokens[from].before < pause; {
		from--
	}
	for to = at + 1; to < len(tokens) && tokens[to].before < pause; {
		to++
	}
	return from, to
}

// reader matches patterns within a range of tokens.
func (c *check) reader(from, to int) *matcher {
	present, starting := c.lex.present(c.page.tokens[from:to])
	return &matcher{tokens: c.page.tokens, s: sentence{from: from, to: to}, present: present, starting: starting}
}
