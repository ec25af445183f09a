package lint

import "twoway/internal/bitset"

// maxSteps bounds the work of one pattern at one place, so that reading takes time in proportion to the text.
const maxSteps = 1_500

// matcher matches patterns within one sentence.
type matcher struct {
	tokens   []token // of the whole text
	s        sentence
	present  bitset.Set // the classes that have a word in the sentence
	starting bitset.Set // the patterns that may start in it
	steps    int
}

// reading matches patterns within a sentence of a page.
func (p *page) reading(i int) *matcher {
	return &matcher{tokens: p.tokens, s: p.sentences[i], present: p.present[i], starting: p.starting[i]}
}

// match is the half-open range of tokens that a pattern matches from a place on.
func (m *matcher) match(p *pattern, at int) (end int, ok bool) {
	m.steps = maxSteps
	return m.run(p.first, at)
}

func (m *matcher) run(n *node, at int) (end int, ok bool) {
	for ; n != nil; n = n.next {
		if m.steps--; m.steps < 0 {
			return 0, false
		}
		switch n.kind {
		case test:
			return m.test(n, at)
		case choice:
			return m.choice(n, at)
		case gapped:
			return m.gap(n, at)
		case anyWord, sentStart, clauStart, sentEnd, separated, negation:
		}
		if n.kind == anyWord {
			at++
		}
		if at > m.s.to || n.kind != anyWord && !m.holds(n, at) {
			return 0, false
		}
	}
	return at, true
}

func (m *matcher) choice(n *node, at int) (end int, ok bool) {
	for _, b := range n.branches {
		if end, ok := m.run(b, at); ok {
			return end, true
		}
	}
	return 0, false
}

// test matches a word or phrase of a class, the longer first.
func (m *matcher) test(n *node, at int) (end int, ok bool) {
	if at >= m.s.to {
		return 0, false
	}
	t := &m.tokens[at]
	if !t.mask.Has(n.class) {
		return 0, false
	}
	for i := firstOf(t.phrases, n.class); i < len(t.phrases) && t.phrases[i].class == n.class; i++ {
		p := &t.phrases[i]
		if p.at(m.tokens[at:m.s.to]) {
			if end, ok := m.run(n.next, at+1+len(p.rest)); ok {
				return end, true
			}
		}
	}
	if t.is(n.class) {
		return m.run(n.next, at+1)
	}
	return 0, false
}

// firstOf is the place of the first phrase of a class among phrases by class; if there is none, where it would be.
func firstOf(phrases []phrase, class int) int {
	from, to := 0, len(phrases)
	for from < to {
		if middle := (from + to) >> 1; phrases[middle].class < class {
			from = middle + 1
		} else {
			to = middle
		}
	}
	return from
}

// gap matches what follows at the nearest place.
func (m *matcher) gap(n *node, at int) (end int, ok bool) {
	for words := 0; words <= n.most && at < m.s.to; words++ {
		if at > m.s.from && m.tokens[at].before > n.crosses {
			return 0, false
		}
		if end, ok := m.run(n.next, at); ok {
			return end, true
		}
		at++
	}
	if at == m.s.to {
		return m.run(n.next, at)
	}
	return 0, false
}

// holds tells about the place before a word.
func (m *matcher) holds(n *node, at int) bool {
	inside := at < m.s.to
	switch n.kind {
	case sentStart:
		return inside && m.tokens[at].start
	case clauStart:
		return inside && m.clauseStart(at)
	case sentEnd:
		return !inside
	case separated:
		return inside && at > m.s.from && m.tokens[at].before >= n.least
	case test, anyWord, choice, gapped, negation:
	}
	for _, b := range n.branches { // negation
		if _, ok := m.run(b, at); ok {
			return false
		}
	}
	return true
}

// clauseStart tells whether a clause may start at a word: at the start of the sentence, after a mark, or after a word
// that joins clauses.
func (m *matcher) clauseStart(at int) bool {
	t := &m.tokens[at]
	if t.start || at == m.s.from || t.before >= comma {
		return true
	}
	switch m.tokens[at-1].text {
	case "and", "or", "but", "so", "then", "because":
		return true
	case "that":
		return at-2 < m.s.from || !isPreposition(m.tokens[at-2].text)
	}
	return false
}

// isPreposition tells the words after which "that" points to something, and joins no clause.
func isPreposition(word string) bool {
	switch word {
	case "of", "about", "in", "from", "for", "with", "like", "at", "on", "by", "to":
		return true
	}
	return false
}
