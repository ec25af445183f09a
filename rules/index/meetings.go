// Package index finds the rules that apply to a meeting, and the questions that a rule picks, without running rules one by
// one. When a release is loaded, conditions become operations on sets of bits; what cannot become one is evaluated, and
// only on what the sets leave. An index is immutable and safe for concurrent use.
package index

import (
	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// maxTerms is how many ways to apply one rule may have in the index. Rules with more are run.
const maxTerms = 24

// maxMinutes is the longest meeting that the index tells apart from longer ones.
const maxMinutes = bank.MaxMinutes

// Meetings knows which rules apply to which meeting. Each condition is a number of terms, of which one has to hold; each
// term restricts the dimensions of a meeting independently. For each value of each dimension there is the set of terms
// that admit it, so that those which apply are an intersection.
type Meetings struct {
	rules   int
	terms   int
	owner   []int // of each term beyond the first of each rule, the rule
	domains domains
	// admit holds, by dimension and value, the terms that admit the value.
	admit [dimensions][]bitset.Set
	// wants holds, by care or aspect, the terms that want it first of all; the last are those that want none.
	byInterest []bitset.Set
	checks     []check    // by term; those of more than bits
	hasCheck   bitset.Set // terms that have a check
}

// The dimensions of a meeting.
const (
	byRole = iota
	byLevel
	byStage
	byAskedOf
	byMinutes
	dimensions
)

// check is what is left to test of a term once its dimensions fit.
type check struct {
	has, lacks mask
	run        []*lang.Condition
}

// mask is a set of cares and aspects.
type mask [3]uint64

func (m *mask) add(i int) { m[i>>6] |= 1 << (i & 63) }

func (m *mask) subsetOf(other *mask) bool {
	return m[0]&^other[0] == 0 && m[1]&^other[1] == 0 && m[2]&^other[2] == 0
}

func (m *mask) disjoint(other *mask) bool {
	return m[0]&other[0] == 0 && m[1]&other[1] == 0 && m[2]&other[2] == 0
}

// NewMeetings makes the index of the conditions of rules over the profile. Their order is the numbering of the rules.
func NewMeetings(v *bank.Vocabulary, whens []*lang.Condition) *Meetings {
	m := &Meetings{rules: len(whens), domains: newDomains(v)}
	var all []term
	var more []term
	for rule, when := range whens {
		terms := m.domains.terms(when)
		if len(terms) == 0 {
			terms = []term{m.domains.neverTerm()}
		}
		all = append(all, terms[0])
		for _, t := range terms[1:] {
			more = append(more, t)
			m.owner = append(m.owner, rule)
		}
	}
	all = append(all, more...)
	m.terms = len(all)
	m.checks, m.hasCheck = make([]check, m.terms), bitset.New(m.terms)
	for d := range m.admit {
		m.admit[d] = sets(m.domains.sizes[d], m.terms)
	}
	m.byInterest = sets(m.domains.interests+1, m.terms)
	for i := range all {
		m.insert(i, &all[i])
	}
	return m
}

func sets(n, size int) []bitset.Set {
	list := make([]bitset.Set, n)
	for i := range list {
		list[i] = bitset.New(size)
	}
	return list
}

func (m *Meetings) insert(i int, t *term) {
	for d := range m.admit {
		for value := range m.admit[d] {
			if t.admit[d] == nil || t.admit[d].Has(value) {
				m.admit[d][value].Add(i)
			}
		}
	}
	wanted := m.domains.interests
	if len(t.has) > 0 {
		wanted = t.has[0]
	}
	m.byInterest[wanted].Add(i)
	if len(t.has) < 2 && len(t.lacks) == 0 && len(t.run) == 0 {
		return
	}
	m.hasCheck.Add(i)
	c := &m.checks[i]
	for _, wish := range t.has {
		c.has.add(wish)
	}
	for _, wish := range t.lacks {
		c.lacks.add(wish)
	}
	c.run = t.run
}

// NewScratch is room for one call of Applying at a time.
func (m *Meetings) NewScratch() bitset.Set { return bitset.New(m.terms) }

// Applying is the set of rules that apply to a meeting. It stands in scratch, and allocates nothing unless a condition
// has to be run. Should running one fail, which what the language admits cannot, failed is called with its rule, and
// says whether the rule is to apply.
func (m *Meetings) Applying(p *lang.Profile, scratch bitset.Set, failed func(rule int) bool) bitset.Set {
	if m.terms == 0 {
		return scratch
	}
	at := m.domains.locate(p)
	wish := m.startTerms(p, scratch)
	role, level, stage := m.admit[byRole][at[byRole]], m.admit[byLevel][at[byLevel]], m.admit[byStage][at[byStage]]
	askedOf, minutes := m.admit[byAskedOf][at[byAskedOf]], m.admit[byMinutes][at[byMinutes]]
	for i := range scratch {
		scratch[i] &= role[i] & level[i] & stage[i] & askedOf[i] & minutes[i]
	}
	m.runChecks(p, &wish, scratch, failed)
	m.markRules(scratch)
	applying := scratch[:(m.rules+63)/64]
	if m.rules&63 != 0 {
		applying[len(applying)-1] &= 1<<(m.rules&63) - 1
	}
	return applying
}

// credit adds the rules whose further terms hold.
func (m *Meetings) markRules(scratch bitset.Set) {
	first := m.rules >> 6
	for at := first; at < len(scratch); at++ {
		left := scratch[at]
		if at == first {
			left &^= 1<<(m.rules&63) - 1
		}
		for ; left != 0; left &= left - 1 {
			scratch.Add(m.owner[at<<6+trailing(left)-m.rules])
		}
	}
}

// wish starts with the terms that want none or one of the person's wishes.
func (m *Meetings) startTerms(p *lang.Profile, scratch bitset.Set) (wish mask) {
	copy(scratch, m.byInterest[m.domains.interests])
	for _, list := range []struct {
		said []string
		id   map[string]int
	}{{p.Cares, m.domains.care}, {p.Aspects, m.domains.aspect}} {
		for _, said := range list.said {
			if i, ok := list.id[said]; ok {
				scratch.Or(m.byInterest[i])
				wish.add(i)
			}
		}
	}
	return wish
}

// sift drops the terms whose checks fail.
func (m *Meetings) runChecks(p *lang.Profile, wish *mask, scratch bitset.Set, failed func(rule int) bool) {
	for at, left := range scratch {
		for left &= m.hasCheck[at]; left != 0; left &= left - 1 {
			i := at<<6 + trailing(left)
			if !m.passes(i, p, wish, failed) {
				scratch.Remove(i)
			}
		}
	}
}

func (m *Meetings) passes(i int, p *lang.Profile, wish *mask, failed func(rule int) bool) bool {
	c := &m.checks[i]
	if !c.has.subsetOf(wish) || !c.lacks.disjoint(wish) {
		return false
	}
	for _, condition := range c.run {
		holds, ok := condition.Matches(&lang.Env{Profile: *p})
		if !ok {
			return failed(m.ruleOf(i))
		}
		if !holds {
			return false
		}
	}
	return true
}

func (m *Meetings) ruleOf(term int) int {
	if term < m.rules {
		return term
	}
	return m.owner[term-m.rules]
}
