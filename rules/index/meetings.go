// Package index finds the rules that apply to a meeting, and the questions that a rule picks, without evaluating rules one
// by one. When a release is loaded, conditions become operations on bit sets. Conditions that cannot are evaluated, but
// only for what the bit sets leave over. An index is immutable and safe for concurrent use.
package index

import (
	"math/bits"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// maxTerms is the greatest number of terms per rule in the index. Rules with more terms are evaluated.
const maxTerms = 24

// maxMinutes is the longest meeting that the index distinguishes from longer ones.
const maxMinutes = bank.MaxMinutes

// Meetings finds the rules that apply to a meeting. It stores each condition in disjunctive form: the rule applies if one
// of its terms is true. Each term restricts the dimensions of a meeting independently. For each value of each dimension
// there is the set of terms that admit it, so the terms that are true are an intersection of sets. An interest is a care
// or an aspect.
//
// The first term of each rule has the number of the rule; further terms of all rules follow.
type Meetings struct {
	rules   int
	terms   int
	owner   []int // by number of further term: its rule
	domains domains
	// admit holds, by dimension and value, the terms that admit the value.
	admit [dimensions][]bitset.Set
	// byInterest holds, by interest, the terms that require it first; its last element holds the terms that require none.
	byInterest []bitset.Set
	checks     []check    // by term: what the bit sets cannot decide
	hasCheck   bitset.Set // the terms with a check
}

// The dimensions of a meeting.
const (
	byRole = iota
	bySeniority
	byStage
	byAskedOf
	byMinutes
	dimensions
)

// check is what remains to test of a term once its dimensions fit.
type check struct {
	has, lacks mask
	run        []*lang.Condition // to evaluate
}

// mask is a set of interests.
type mask [3]uint64

func (m *mask) add(i int) { m[i>>6] |= 1 << (i & 63) }

func (m *mask) subsetOf(other *mask) bool {
	return m[0]&^other[0] == 0 && m[1]&^other[1] == 0 && m[2]&^other[2] == 0
}

func (m *mask) disjoint(other *mask) bool {
	return m[0]&other[0] == 0 && m[1]&other[1] == 0 && m[2]&other[2] == 0
}

// NewMeetings returns the index of the "when" conditions of rules. The number of a rule is the index of its condition.
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
	first := m.domains.interests
	if len(t.has) > 0 {
		first = t.has[0]
	}
	m.byInterest[first].Add(i)
	if len(t.has) < 2 && len(t.lacks) == 0 && len(t.run) == 0 {
		return
	}
	m.hasCheck.Add(i)
	c := &m.checks[i]
	for _, interest := range t.has {
		c.has.add(interest)
	}
	for _, interest := range t.lacks {
		c.lacks.add(interest)
	}
	c.run = t.run
}

// NewScratch returns scratch memory for Applying. It must not be used by two calls at the same time.
func (m *Meetings) NewScratch() bitset.Set { return bitset.New(m.terms) }

// Applying returns the set of rules that apply to a meeting. The set is stored in scratch. Applying allocates only if a
// condition has to be evaluated. If evaluating one fails, which an admitted condition never does, failed is called with
// the number of the rule and decides whether the rule applies.
func (m *Meetings) Applying(p *lang.Profile, scratch bitset.Set, failed func(rule int) bool) bitset.Set {
	if m.terms == 0 {
		return scratch
	}
	at := m.domains.locate(p)
	interests := m.startTerms(p, scratch)
	role, seniority, stage := m.admit[byRole][at[byRole]], m.admit[bySeniority][at[bySeniority]], m.admit[byStage][at[byStage]]
	askedOf, minutes := m.admit[byAskedOf][at[byAskedOf]], m.admit[byMinutes][at[byMinutes]]
	for i := range scratch {
		scratch[i] &= role[i] & seniority[i] & stage[i] & askedOf[i] & minutes[i]
	}
	m.runChecks(p, &interests, scratch, failed)
	m.markRules(scratch)
	applying := scratch[:(m.rules+63)/64]
	if m.rules&63 != 0 {
		applying[len(applying)-1] &= 1<<(m.rules&63) - 1
	}
	return applying
}

// markRules adds the rules whose further terms are true.
func (m *Meetings) markRules(scratch bitset.Set) {
	first := m.rules >> 6
	for at := first; at < len(scratch); at++ {
		left := scratch[at]
		if at == first {
			left &^= 1<<(m.rules&63) - 1
		}
		for ; left != 0; left &= left - 1 {
			scratch.Add(m.owner[at<<6+bits.TrailingZeros64(left)-m.rules])
		}
	}
}

// startTerms fills scratch with the terms whose first required interest, if any, the person has. It returns the person's
// interests.
func (m *Meetings) startTerms(p *lang.Profile, scratch bitset.Set) (interests mask) {
	copy(scratch, m.byInterest[m.domains.interests])
	for _, list := range []struct {
		ids     []string
		numbers map[string]int
	}{{p.Cares, m.domains.care}, {p.Aspects, m.domains.aspect}} {
		for _, id := range list.ids {
			if i, ok := list.numbers[id]; ok {
				scratch.Or(m.byInterest[i])
				interests.add(i)
			}
		}
	}
	return interests
}

// runChecks removes the terms whose checks fail.
func (m *Meetings) runChecks(p *lang.Profile, interests *mask, scratch bitset.Set, failed func(rule int) bool) {
	for at, left := range scratch {
		for left &= m.hasCheck[at]; left != 0; left &= left - 1 {
			i := at<<6 + bits.TrailingZeros64(left)
			if !m.passes(i, p, interests, failed) {
				scratch.Remove(i)
			}
		}
	}
}

func (m *Meetings) passes(i int, p *lang.Profile, interests *mask, failed func(rule int) bool) bool {
	c := &m.checks[i]
	if !c.has.subsetOf(interests) || !c.lacks.disjoint(interests) {
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
