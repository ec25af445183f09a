package lint

import "twoway/internal/bitset"

// maxSteps limits the work of one pattern at one token, so that checking takes time linear in the length of the text.
const maxSteps = 1_500

// matcher matches patterns within one sentence.
type matcher struct {
	tokens     []token // of the whole text
	sentence   sentence
	present    bitset.Set // classes of its words
	candidates bitset.Set // patterns that may start in it
	steps      int
	tried      uint64 // numbers of the sets that have been tried
	matched    uint64 // and of those that match
}

// matcher returns a matcher for a sentence.
func (d *document) matcher(i int) *matcher {
	return &matcher{tokens: d.tokens, sentence: d.sentences[i], present: d.present[i], candidates: d.candidates[i]}
}

// match matches a pattern at a token and returns the end of the match. It reports false also if it takes too many steps.
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
		case nodeClass:
			return m.matchClass(n, at)
		case nodeChoice:
			return m.matchChoice(n, at)
		case nodeGap:
			return m.matchGap(n, at)
		case nodeAny, nodeSentenceStart, nodeClauseStart, nodeSentenceEnd, nodeSeparator, nodeNot:
		}
		if n.kind == nodeAny {
			at++
		}
		if at > m.sentence.to || n.kind != nodeAny && !m.holds(n, at) {
			return 0, false
		}
	}
	return at, true
}

func (m *matcher) matchChoice(n *node, at int) (end int, ok bool) {
	for _, b := range n.branches {
		if end, ok := m.run(b, at); ok {
			return end, true
		}
	}
	return 0, false
}

// matchClass matches a word or phrase of a class, longest first.
func (m *matcher) matchClass(n *node, at int) (end int, ok bool) {
	if at >= m.sentence.to {
		return 0, false
	}
	t := &m.tokens[at]
	if !t.all.has(n.class) {
		return 0, false
	}
	for i := firstPhrase(t.phrases, n.class); i < len(t.phrases) && t.phrases[i].class == n.class; i++ {
		p := &t.phrases[i]
		if p.matchesRest(m.tokens[at:m.sentence.to]) {
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

// firstPhrase returns the index of the first phrase of a class in phrases, which are sorted by class, or where it would be.
func firstPhrase(phrases []phrase, class int) int {
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

// matchGap skips as few words as possible before the next match.
func (m *matcher) matchGap(n *node, at int) (end int, ok bool) {
	for words := 0; words <= n.maxSkipped && at < m.sentence.to; words++ {
		if at > m.sentence.from && m.tokens[at].before > n.maxSeparator {
			return 0, false
		}
		if end, ok := m.run(n.next, at); ok {
			return end, true
		}
		at++
	}
	if at == m.sentence.to {
		return m.run(n.next, at)
	}
	return 0, false
}

// holds reports whether a node that consumes no words matches before a token.
func (m *matcher) holds(n *node, at int) bool {
	inside := at < m.sentence.to
	switch n.kind {
	case nodeSentenceStart:
		return inside && m.tokens[at].sentenceStart
	case nodeClauseStart:
		return inside && m.clauseStart(at)
	case nodeSentenceEnd:
		return !inside
	case nodeSeparator:
		return inside && at > m.sentence.from && m.tokens[at].before >= n.minSeparator
	case nodeClass, nodeAny, nodeChoice, nodeGap, nodeNot:
	}
	for _, b := range n.branches { // of a nodeNot
		if _, ok := m.run(b, at); ok {
			return false
		}
	}
	return true
}

// clauseStart reports whether a clause may start at a token: at the start of the sentence, after a punctuation mark, or
// after a conjunction.
func (m *matcher) clauseStart(at int) bool {
	t := &m.tokens[at]
	if t.sentenceStart || at == m.sentence.from || t.before >= comma {
		return true
	}
	switch m.tokens[at-1].text {
	case "and", "or", "but", "so", "then", "because":
		return true
	case "that":
		return at-2 < m.sentence.from || !isPreposition(m.tokens[at-2].text)
	}
	return false
}

// isPreposition reports whether a word is a preposition, after which "that" is a pronoun and not a conjunction.
func isPreposition(word string) bool {
	switch word {
	case "of", "about", "in", "from", "for", "with", "like", "at", "on", "by", "to":
		return true
	}
	return false
}
