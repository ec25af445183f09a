package lint

// vague finds questions with nothing to hold on to: each of their words is of those that fit every employer and every
// person. A question with a number, a case, a scenario or a contrast in it is not vague, whatever its words.
func (c *check) vague() {
	for i, s := range c.page.sentences {
		if !s.asks && !c.requests(i) || s.to-s.from < 3 {
			continue
		}
		generic, all, about := 0, 0, false
		for at := s.from; at < s.to; {
			n := max(1, c.lex.longest(c.page.tokens[at:s.to], c.lex.generic))
			if c.page.tokens[at].is(c.lex.generic) || n > 1 {
				generic += n
			}
			about = about || c.lex.longest(c.page.tokens[at:s.to], c.lex.abstract) > 0
			all += n
			at += n
		}
		if about && generic == all && !c.held(i) && c.only(i) {
			c.add("point.vague", "generic", s.from, s.to, i)
		}
	}
}

// held tells whether something specific is in a sentence: the anchors that words of no meaning can make.
func (c *check) held(sentence int) bool {
	for _, h := range c.anchors {
		switch {
		case h.sentence != sentence:
		case h.rule.id == "actor", h.rule.id == "superlative" && !c.page.tokens[h.from].is(c.lex.telling):
		default:
			return true
		}
	}
	return false
}

// only tells whether no other sentence has something to hold on to.
func (c *check) only(sentence int) bool {
	for i := range c.page.sentences {
		if i != sentence && c.held(i) {
			return false
		}
	}
	return true
}

// requests tells sentences that ask without a question mark.
func (c *check) requests(i int) bool {
	m := c.page.reading(i)
	return m.any(c.lex.helper("request"))
}
