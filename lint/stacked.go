package lint

// minStacked is the number of questions at once that is too many. Two linked ones are fine.
const minStacked = 3

// checkStacked counts the questions in the text: question words and inverted verbs at the start of clauses.
func (c *check) checkStacked() {
	count, first, last, lastSentence, followed := 0, -1, 0, 0, false
	for i := range c.doc.sentences {
		m := c.doc.matcher(i)
		for _, at := range c.lex.questionStarts(c.doc, i) {
			if first < 0 {
				first = at
			} else if at > last && m.matchesAt(c.lex.helper("asks-on"), at) && (at == m.sentence.from || !followed) {
				followed = true
				continue
			}
			count++
			last, lastSentence = at, i
		}
	}
	if count >= minStacked {
		end := c.doc.sentences[lastSentence].to
		c.add("tone.stacked", first, max(end, last+1), lastSentence)
	}
}

// questionStarts returns the indices of the tokens at which a question starts in a sentence. It returns one index twice for
// a list of things to answer, which counts as two more questions.
func (l *lexicon) questionStarts(d *document, i int) []int {
	s := d.sentences[i]
	m := d.matcher(i)
	var starts []int
	if s.isQuestion && s.to-s.from <= 3 && m.matchesAnywhere(l.helper("tag")) {
		return nil
	}
	for at := s.from; at < s.to; at++ {
		if n := len(starts); n > 0 && at <= starts[n-1]+1 { // "and could they" starts once
			continue
		}
		if m.matchesAt(l.helper("asks"), at) && !m.matchesAt(l.helper("relative"), at) && !m.continues(at) {
			starts = append(starts, at)
		}
	}
	if len(starts) == 0 && s.isQuestion {
		starts = append(starts, s.from)
	}
	if len(starts) > 0 && m.matchesAnywhere(l.helper("followed")) {
		starts = starts[1:]
	}
	if m.matchesAnywhere(l.helper("listed")) {
		starts = append(starts, s.to-1, s.to-1)
	}
	return starts
}

// continues reports whether a token goes on with the question before it: with an alternative after "or", or with a clause
// after "that".
func (m *matcher) continues(at int) bool {
	if at == m.sentence.from {
		return false
	}
	switch m.tokens[at-1].text {
	case "or", "that":
		return true
	}
	return false
}
