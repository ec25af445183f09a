package lint

// tooMany asks are stacked; two linked ones are fine.
const tooMany = 3

// stacked counts what is asked: question words and turned verbs at the start of clauses.
func (c *check) stacked() {
	asks, first, last, at := 0, -1, 0, 0
	for i := range c.page.sentences {
		places := c.lex.asks(c.page, i)
		for _, p := range places {
			if first < 0 {
				first = p
			}
			last, at = p, i
		}
		asks += len(places)
	}
	if asks >= tooMany {
		end := c.page.sentences[at].to
		c.add("tone.stacked", "asks", first, max(end, last+1), at)
	}
}

// asks are the places in a sentence where something new is asked.
func (l *lexicon) asks(p *page, i int) []int {
	s := p.sentences[i]
	m := p.reading(i)
	var places []int
	if s.asks && s.to-s.from <= 3 && m.any(l.helper("tag")) {
		return nil
	}
	for at := s.from; at < s.to; at++ {
		if n := len(places); n > 0 && at <= places[n-1]+1 { // "and could they" starts once
			continue
		}
		if m.matches(l.helper("asks"), at) && !m.matches(l.helper("relative"), at) {
			places = append(places, at)
		}
	}
	if len(places) == 0 && s.asks {
		places = append(places, s.from)
	}
	if len(places) > 0 && m.any(l.helper("followed")) {
		places = places[1:]
	}
	if m.any(l.helper("listed")) {
		places = append(places, s.to-1, s.to-1)
	}
	return places
}
