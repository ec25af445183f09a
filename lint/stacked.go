package lint

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of stacked questions.
const (
	minStacked   = 3 // questions at once that are too many; two linked ones are fine
	maxFollowUps = 2 // sentences that ask on about the same thing; any more count as questions
	maxFragment  = 4 // words of a question without a verb, such as "Which language?"
	minContent   = 4 // letters of a word that may show what a question is about
)

// stack counts the questions in a text.
type stack struct {
	check       *check
	count       int
	first, last int      // tokens at which the first and the last counted question start
	sentence    int      // of the last one
	followed    bool     // whether a question has been followed up within a sentence
	followUps   int      // sentences that ask on
	fragments   bool     // whether the first question is a fragment
	subjects    []string // stems of the words in the sentences that ask
}

// checkStacked counts the questions in the text: question words and inverted verbs at the start of clauses, without those
// that only ask on about the thing asked before.
func (c *check) checkStacked() {
	s := stack{check: c, first: -1}
	for i := range c.doc.sentences {
		starts := c.lex.questionStarts(c.doc, i)
		if len(starts) == 0 {
			continue
		}
		if s.first >= 0 && s.asksOn(i) {
			starts = starts[1:]
		}
		for _, at := range starts {
			s.add(i, at)
		}
		s.subjects = append(s.subjects, c.stems(i)...)
	}
	if s.count >= minStacked {
		end := c.doc.sentences[s.sentence].to
		c.add("tone.stacked", s.first, max(end, s.last+1), s.sentence)
	}
}

// add counts a question, unless it follows up on the one before.
func (s *stack) add(sentence, at int) {
	m := s.check.doc.matcher(sentence)
	if s.first < 0 {
		s.first, s.fragments = at, s.check.isFragment(sentence)
	} else if at > s.last && m.matchesAt(s.check.lex.helper("asks-on"), at) && (at == m.sentence.from || !s.followed) {
		s.followed = true
		return
	}
	s.count++
	s.last, s.sentence = at, sentence
}

// asksOn reports whether a sentence asks on about what was asked before: it is a fragment after a full question, or it shares
// a telling word with a sentence that asked.
func (s *stack) asksOn(sentence int) bool {
	if s.check.isFragment(sentence) {
		return !s.fragments
	}
	shares := func(stem string) bool { return slices.Contains(s.subjects, stem) }
	if s.followUps == maxFollowUps || !slices.ContainsFunc(s.check.stems(sentence), shares) {
		return false
	}
	s.followUps++
	return true
}

// isFragment reports whether a sentence asks without a verb: "Which language?", "At weekends?".
func (c *check) isFragment(i int) bool {
	s := c.doc.sentences[i]
	return s.isQuestion && s.to-s.from <= maxFragment && !c.doc.matcher(i).matchesAnywhere(c.lex.helper("full"))
}

// stems returns the words of a sentence that show what it is about, without their endings.
func (c *check) stems(i int) []string {
	var list []string
	for _, t := range c.doc.tokens[c.doc.sentences[i].from:c.doc.sentences[i].to] {
		if t.is(c.lex.generic) || t.is(c.lex.number) {
			continue
		}
		word := t.text
		if word == "" { // not in the lexicon
			word = strings.ToLower(string([]rune(c.text)[t.from:t.to]))
		}
		if utf8.RuneCountInString(word) >= minContent {
			list = append(list, stem(word))
		}
	}
	return list
}

// stem returns a word without its ending.
func stem(word string) string {
	for _, ending := range []string{"ing", "ed", "es", "s", "e"} {
		if rest, found := strings.CutSuffix(word, ending); found && len(rest) > 2 {
			return rest
		}
	}
	return word
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
		if n := len(starts); n > 0 && (at <= starts[n-1]+1 || m.resumes(starts[n-1], at)) { // "and could they" starts once
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

// resumes reports whether a token goes on with a question after an insertion in commas: "What, in your opinion, are …".
func (m *matcher) resumes(start, at int) bool {
	if m.tokens[start+1].before < comma || m.tokens[at].before < comma {
		return false
	}
	return !slices.ContainsFunc(m.tokens[start+2:at], func(t token) bool { return t.before >= comma })
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
