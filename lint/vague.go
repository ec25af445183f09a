package lint

// checkVague finds questions made only of generic words, which fit any employer and any person. A question with an anchor,
// such as a number, a case, a scenario or a contrast, is not vague whatever its words.
func (c *check) checkVague() {
	for i, s := range c.doc.sentences {
		if !s.isQuestion && !c.isRequest(i) || s.to-s.from < 3 {
			continue
		}
		generic, all, about := 0, 0, false
		for at := s.from; at < s.to; {
			n := max(1, c.lex.longestMatch(c.doc.tokens[at:s.to], c.lex.generic))
			if c.doc.tokens[at].is(c.lex.generic) || n > 1 {
				generic += n
			}
			about = about || c.lex.longestMatch(c.doc.tokens[at:s.to], c.lex.abstract) > 0
			all += n
			at += n
		}
		if about && generic == all && !c.hasAnchor(i) && c.noOtherAnchor(i) {
			c.add("point.vague", s.from, s.to, i)
		}
	}
}

// hasAnchor reports whether a sentence has an anchor other than an actor or a plain superlative, which generic words can
// form. A telling superlative, such as "hardest", counts.
func (c *check) hasAnchor(sentence int) bool {
	for _, h := range c.anchors {
		switch {
		case h.sentence != sentence:
		case h.rule.id == "actor", h.rule.id == "superlative" && !c.doc.tokens[h.from].is(c.lex.telling):
		default:
			return true
		}
	}
	return false
}

// noOtherAnchor reports whether no other sentence has an anchor.
func (c *check) noOtherAnchor(sentence int) bool {
	for i := range c.doc.sentences {
		if i != sentence && c.hasAnchor(i) {
			return false
		}
	}
	return true
}

// isRequest reports whether a sentence asks for something without a question mark.
func (c *check) isRequest(i int) bool {
	m := c.doc.matcher(i)
	return m.matchesAnywhere(c.lex.helper("request"))
}
