package resolve

import (
	"slices"
	"strings"

	"twoway/bank"
)

func union(a, b []string) []string {
	list := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func (b *titleBook) lookup(words []string) *titleEntry {
	if len(words) == 0 || len(words) > b.maxWords {
		return nil
	}
	if len(words) == 1 {
		return b.entries[words[0]]
	}
	return b.entries[strings.Join(words, " ")]
}

// suffix returns the longest phrase at the end of words that is accepted, and its length.
func (b *titleBook) suffix(words []string, accept func(*titleEntry) bool) (*titleEntry, int) {
	for n := min(len(words), b.maxWords); n > 0; n-- {
		if e := b.lookup(words[len(words)-n:]); e != nil && accept(e) {
			return e, n
		}
	}
	return nil, 0
}

func (b *titleBook) endsWithTitle(words []string) bool {
	e, _ := b.suffix(words, func(e *titleEntry) bool { return len(e.titles) > 0 })
	return e != nil
}

func (b *titleBook) endsWithPhrase(words []string) bool {
	e, _ := b.suffix(words, func(e *titleEntry) bool { return len(e.inside()) > 0 })
	return e != nil
}

// ending returns the meaning of words by the phrase that they end with.
func (b *titleBook) ending(words []string) verdict {
	if e, n := b.suffix(words, func(e *titleEntry) bool { return len(e.titles) > 0 }); e != nil {
		return b.titleEnding(words, e, n)
	}
	last := b.lookup(words[len(words)-1:])
	if last == nil || !last.general && len(last.heads) == 0 {
		return verdict{}
	}
	families := b.nearestField(words, last.heads)
	if len(families) == 0 && len(last.heads) > 0 {
		families = union(last.heads, b.contrary(words[:len(words)-1], last.heads))
	}
	return verdict{families: families, matched: bank.MatchedPart, general: true}
}

// titleEnding returns the meaning of words that end with a title of n words, which other phrases may speak against.
func (b *titleBook) titleEnding(words []string, e *titleEntry, n int) verdict {
	last := words[len(words)-1]
	other, overlapping := b.rival(words, n)
	if having := b.havingHead(last, other); overlapping && len(having) > 0 {
		return verdict{families: having, matched: bank.MatchedPart, general: true}
	}
	if b.general(last) && len(other) > 0 && !overlap(other, e.titles) {
		return verdict{families: union(e.titles, other), matched: bank.MatchedPart}
	}
	if other = b.contrary(words[:len(words)-n], e.titles); len(other) > 0 && b.isShared(words[len(words)-n:], e.titles) {
		return verdict{families: union(e.titles, other), matched: bank.MatchedPart}
	}
	return verdict{families: e.titles, matched: partOf(e, n == len(words)), whole: n == len(words), general: n == 1 && b.general(last)}
}

func partOf(e *titleEntry, whole bool) bank.Matched {
	if whole {
		return e.matched
	}
	return bank.MatchedPart
}

// nearestField returns the families of the phrase that is nearest to the end of words. If there are several, a phrase further
// away, or the families that the last word has by itself, may decide.
func (b *titleBook) nearestField(title, preferred []string) (found []string) {
	head, words := title[len(title)-1], title[:len(title)-1]
	for end := len(words); end > 0; {
		e, n := b.suffix(words[:end], func(e *titleEntry) bool { return len(e.inside()) > 0 })
		if e == nil || ranks[words[end-1]] {
			end--
			continue
		}
		families := b.havingHead(head, e.inside())
		if len(families) == 0 {
			return found
		}
		if found == nil {
			found = families
			if other := b.contrary(words[:end-n], families); len(other) > 0 {
				return union(families, other)
			}
		}
		found = narrow(found, families)
		if len(found) == 1 {
			return found
		}
		end -= n
	}
	return narrow(found, preferred)
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// havingHead returns the families that a head may belong to: all of them if every trade has it, and otherwise those with titles
// that end with it.
func (b *titleBook) havingHead(head string, families []string) []string {
	if ranks[head] || anyTrade[head] {
		return families
	}
	var having []string
	for _, family := range families {
		if b.endings[head].of(family) > 0 {
			having = append(having, family)
		}
	}
	return having
}

// anyTrade are last words of titles of every trade.
//
//nolint:gochecknoglobals // a constant table
var anyTrade = wordSet(`administrator advisor agent aide analyst apprentice associate assistant consultant coordinator deputy employee expert facilitator helper intern internship
	fellow learner lead leader liaison manager management member officer official operative owner planner practitioner professional representative specialist staff steward student
	superintendent supervisor support team trainee volunteer worker apprenticeship traineeship placement man hand technician`)

// contrary returns a family that words before a title speak for, if none of them speaks for the families of the title.
func (b *titleBook) contrary(words, families []string) (other []string) {
	best := 1
	for _, word := range words {
		uses := b.weight[word]
		if !b.isTelling(word) || len(uses) == 0 {
			continue
		}
		if slices.ContainsFunc(families, func(f string) bool { return uses.of(f) > 0 }) {
			return nil
		}
		if len(uses) > 4 {
			continue
		}
		for _, c := range uses {
			if c.n > best || c.n == best && len(other) > 0 && c.role < other[0] {
				best, other = c.n, []string{c.role}
			}
		}
	}
	return other
}

// rival returns the families of the phrase before a title of n words that ends with a general word, or of a phrase that overlaps
// its beginning.
func (b *titleBook) rival(words []string, n int) (families []string, overlapping bool) {
	before := words[:len(words)-n]
	if len(before) == 0 || !b.general(words[len(words)-1]) {
		return nil, false
	}
	for end := len(words) - 1; end > len(before); end-- { // overlapping
		for start := range before {
			if e := b.lookup(words[start:end]); e != nil && len(e.inside()) > 0 {
				return e.inside(), true
			}
		}
	}
	if ranks[before[len(before)-1]] {
		return nil, false
	}
	if e, m := b.suffix(before, func(e *titleEntry) bool { return len(e.inside()) > 0 }); e != nil && (m >= n || len(e.titles) > 0) {
		return e.inside(), false
	}
	return nil, false
}

// narrow returns the members of list that are in other, or list if there are none.
func narrow(list, other []string) []string {
	var both []string
	for _, s := range list {
		if slices.Contains(other, s) {
			both = append(both, s)
		}
	}
	if len(both) == 0 {
		return list
	}
	return both
}

// insideOf returns the meaning of words that end with something else than a title: a title before unknown words, such as a
// place, or a general word before a field, as in "manager customer success".
func (b *titleBook) insideOf(words []string) verdict {
	for end := len(words) - 1; end > 0; end-- {
		e, n := b.suffix(words[:end], func(e *titleEntry) bool { return len(e.titles) > 0 || e.general })
		switch {
		case e == nil:
			continue
		case len(e.titles) > 0:
			if tail := b.lookup(words[len(words)-1:]); tail != nil && (tail.general || len(tail.heads) > 0) {
				return verdict{}
			}
			return verdict{families: e.titles, matched: bank.MatchedPart}
		case b.endsWithPhrase(words):
			return b.ending(append(slices.Clone(words[end:]), words[end-n:end]...))
		default:
			return verdict{general: true}
		}
	}
	if e := b.lookup(words[len(words)-1:]); e != nil && (e.general || len(e.heads) > 0) {
		return verdict{general: true}
	}
	return verdict{}
}

// foreignStart returns the meaning of the longest foreign title at the start or the end of words.
func (b *titleBook) foreignStart(words []string) verdict {
	if len(b.foreign) == 0 {
		return verdict{}
	}
	for n := min(len(words), maxForeign); n > 0; n-- {
		for _, part := range [][]string{words[:n], words[len(words)-n:]} {
			if families := b.foreign[foreignKey(part)]; len(families) > 0 {
				return verdict{families: families, matched: partIf(n < len(words)), whole: n == len(words)}
			}
		}
	}
	return verdict{}
}

// maxForeign is the number of words of the longest foreign title.
const maxForeign = 6

func partIf(part bool) bank.Matched {
	if part {
		return bank.MatchedPart
	}
	return bank.MatchedTitle
}
