package guard

import (
	"slices"
	"strings"

	"twoway/bank"
)

// Kind is what is odd about a rule.
type Kind string

// The kinds of remarks.
const (
	NeverApplies  Kind = "never_applies"  // no meeting meets its condition
	PicksNothing  Kind = "picks_nothing"  // no question that suits a meeting to which it applies is picked
	AlwaysApplies Kind = "always_applies" // it has a condition that every meeting meets
	Doubled       Kind = "doubled"        // another rule does the same to the same questions in the same meetings
	Hidden        Kind = "hidden"         // it adds nothing, because another rule demands as much or more wherever it applies
	Contradicted  Kind = "contradicted"   // another rule demands the opposite
	Unmet         Kind = "unmet"          // it requires more questions than there are, in every meeting or in some
)

// Kinds returns all kinds of remarks.
func Kinds() []Kind {
	return []Kind{NeverApplies, PicksNothing, AlwaysApplies, Doubled, Hidden, Contradicted, Unmet}
}

// Remark is one odd thing about a rule.
type Remark struct {
	Kind  Kind
	Rule  string   // its ID
	Other string   // the ID of the other rule, "" if it is about one alone
	Where []string // of Unmet: some of the meetings in which there are too few, as in Lost
	Least int      // of Unmet: questions that there are in one of these
	Never bool     // of Unmet: there are too few in every meeting to which the rule applies
}

// Comparer compares rules of one side with each other. It is not safe for concurrent use.
type Comparer struct {
	model    *model // its rules are those that remove questions; set by remove
	compiled map[texts]*compared
}

// texts is what the meaning of a rule depends on.
type texts struct{ when, pick string }

// compared is a rule as it is compared.
type compared struct {
	when, pick *node
	applies    *node // both
	witness    *witness
	oddity     Kind // NeverApplies or PicksNothing, or "" if there is a witness
}

// NewComparer prepares to compare rules of a side, whose own rules do not count.
func NewComparer(side *Side) *Comparer {
	return &Comparer{newModel(newSpace(side.Asker, side.Vocabulary), side), map[texts]*compared{}}
}

// All returns the remarks on all rules of a side, in their order. Progress may be nil.
func (c *Comparer) All(rules []Rule, progress Progress) []Remark {
	c.model.rules, c.model.most = nil, maxBoxes
	for i := range rules {
		if rules[i].removes() {
			c.model.rules = append(c.model.rules, c.model.rule(&rules[i]))
		}
	}
	var remarks []Remark
	for i := range rules {
		remarks = append(remarks, c.alone(&rules[i])...)
		if remark, found := c.shortage(&rules[i]); found {
			remarks = append(remarks, remark)
		}
		for j := range rules {
			if i != j {
				remarks = append(remarks, c.pair(&rules[i], &rules[j], j < i)...)
			}
		}
		if progress != nil {
			progress(i+1, len(rules))
		}
	}
	return remarks
}

// One returns the remarks on a rule beside others; a rule with its own ID does not count.
func (c *Comparer) One(rule *Rule, others []Rule) []Remark {
	remarks := c.alone(rule)
	for i := range others {
		if others[i].ID != rule.ID {
			remarks = append(remarks, c.pair(rule, &others[i], true)...)
		}
	}
	return remarks
}

// Comparable reports whether two rules could have a remark about each other, whatever their conditions.
func Comparable(a, b *bank.Rule) bool {
	isSame := a.Effect == b.Effect
	return a.Asker == b.Asker && (isSame || a.Effect.Kind == b.Effect.Kind && a.Effect.Kind != bank.Boost && a.Effect.Kind != bank.Essential ||
		cancels(a.Effect, b.Effect) || demands(a.Effect) && b.Effect.Kind == bank.Exclude)
}

func cancels(a, b bank.Effect) bool {
	return a.Kind == bank.Boost && b.Kind == bank.Boost && a.Points == -b.Points
}

func demands(e bank.Effect) bool { return e.Kind == bank.Require || e.Kind == bank.Essential }

// rule returns a rule as it is compared.
func (c *Comparer) rule(r *Rule) *compared {
	key := texts{r.WhenIs.Text, r.PickIs.Text}
	if known := c.compiled[key]; known != nil {
		return known
	}
	of := &compared{when: c.model.compiler.node(r.WhenIs), pick: c.model.compiler.node(r.PickIs)}
	of.applies = both(of.when, of.pick)
	switch found := c.model.example(of.applies); {
	case found.witness != nil:
		of.witness = found.witness
	case found.none:
		of.oddity = PicksNothing
		if c.model.meeting(of.when).none {
			of.oddity = NeverApplies
		}
	}
	c.compiled[key] = of
	return of
}

func both(parts ...*node) *node {
	n := &node{form: all, pure: true, parts: parts}
	for _, part := range parts {
		n.pure, n.isHard = n.pure && part.pure, n.isHard || part.isHard
	}
	return n
}

func negated(n *node) *node {
	return &node{form: not, pure: n.pure, isHard: n.isHard, parts: []*node{n}}
}

// alone returns the remarks on a rule by itself.
func (c *Comparer) alone(r *Rule) []Remark {
	of := c.rule(r)
	if of.oddity != "" {
		return []Remark{{Kind: of.oddity, Rule: r.ID}}
	}
	if strings.TrimSpace(r.When) != "" && c.model.meeting(negated(of.when)).none {
		return []Remark{{Kind: AlwaysApplies, Rule: r.ID}}
	}
	return nil
}

// pair returns the remark on a rule because of another, if any. That two rules are doubled is said of the second only.
func (c *Comparer) pair(r, other *Rule, isSecond bool) []Remark {
	if !Comparable(r.Rule, other.Rule) {
		return nil
	}
	a, b := c.rule(r), c.rule(other)
	if a.witness == nil || b.witness == nil {
		return nil
	}
	kind := Kind("")
	switch {
	case r.Effect == other.Effect && c.isWithin(a, b) && c.isWithin(b, a):
		if isSecond {
			kind = Doubled
		}
	case c.isHidden(r, other):
		kind = Hidden
	case c.isContradicted(r, other):
		kind = Contradicted
	}
	if kind == "" {
		return nil
	}
	return []Remark{{Kind: kind, Rule: r.ID, Other: other.ID}}
}

// isWithin reports whether a rule picks nothing in any meeting that another does not pick there.
func (c *Comparer) isWithin(a, b *compared) bool {
	if c.model.at(b.applies, a.witness.point, a.witness.question) == never {
		return false
	}
	return c.model.example(both(a.when, a.pick, negated(b.beyond(a.when, a.pick)))).none
}

// beyond returns what a rule asks for of those for which some conditions are true already.
func (of *compared) beyond(given ...*node) *node {
	var rest []*node
	for _, n := range []*node{of.when, of.pick} {
		if !slices.Contains(given, n) {
			rest = append(rest, n)
		}
	}
	return both(rest...)
}

// isHidden reports whether everything that a rule demands is demanded by another.
func (c *Comparer) isHidden(r, other *Rule) bool {
	mine, theirs := r.Effect, other.Effect
	if mine.Kind != theirs.Kind {
		return false
	}
	a, b := c.rule(r), c.rule(other)
	switch mine.Kind { //nolint:exhaustive // the effects of the others add up
	case bank.Exclude:
		return c.isWithin(a, b)
	case bank.Limit: // a limit on some questions is one on a part of them, and on each topic among them
		return theirs.Count <= mine.Count && (theirs.By == "" || theirs.By == mine.By) && c.isWithin(a, b)
	case bank.Require: // who requires some of a part requires as many of the whole
		return theirs.Count >= mine.Count && (a.when == b.when || c.model.meeting(both(a.when, negated(b.when))).none) &&
			(a.pick == b.pick || c.model.example(both(a.when, b.when, b.pick, negated(a.pick))).none)
	}
	return false
}

// isContradicted reports whether a rule can do nothing of what it demands because of another: whenever both apply, the other
// excludes all that it demands; or one of them always undoes what the other does.
func (c *Comparer) isContradicted(r, other *Rule) bool {
	a, b := c.rule(r), c.rule(other)
	switch {
	case demands(r.Effect) && other.Effect.Kind == bank.Exclude:
		return c.model.example(both(a.when, a.pick, b.when)).witness != nil && c.model.example(both(a.when, a.pick, b.when, negated(b.beyond(a.when, a.pick, b.when)))).none
	case cancels(r.Effect, other.Effect):
		return c.isWithin(a, b) && c.isWithin(b, a)
	case r.Effect.Kind == bank.Place && other.Effect.Kind == bank.Place && r.Effect != other.Effect:
		return c.isWithin(a, b)
	}
	return false
}

// shortage returns a remark on a rule that requires more questions than some meeting has, after what rules exclude.
func (c *Comparer) shortage(r *Rule) (Remark, bool) {
	of := c.rule(r)
	if r.Effect.Kind != bank.Require || of.witness == nil {
		return Remark{}, false
	}
	whole := c.model.space.all()
	s := &counting{model: c.model, rule: of, count: r.Effect.Count, left: c.model.most}
	s.visit(whole, c.model.view(whole))
	if s.short == nil {
		return Remark{}, false
	}
	remark := Remark{Kind: Unmet, Rule: r.ID, Where: c.model.space.phrases(s.short), Least: s.least}
	enough := &counting{model: c.model, rule: of, count: r.Effect.Count, left: c.model.most, wantsEnough: true}
	enough.visit(whole, c.model.view(whole))
	remark.Never = enough.left > 0 && !enough.isEnough
	return remark, true
}

// counting looks for meetings to which a rule applies, and that have fewer of the questions that it picks than it requires, or enough.
type counting struct {
	*model

	rule        *compared
	count       int
	left        int // boxes
	wantsEnough bool

	short    *box
	least    int
	isEnough bool
}

func (s *counting) visit(b *box, v *view) {
	if s.left == 0 || s.short != nil && !s.wantsEnough || s.isEnough {
		return
	}
	s.left--
	applies := s.at(s.rule.when, b, -1)
	if applies == never {
		return
	}
	mark := s.used
	left, picks := v.without(v.untimed()), s.bounds(s.rule.pick, b)
	sure, maybe := common(left.sure, picks.sure), common(left.maybe, picks.maybe)
	s.used = mark
	switch least, most := sure.Count(), maybe.Count(); {
	case least >= s.count && (applies == always || !s.wantsEnough):
		s.isEnough = s.wantsEnough
		return
	case most < s.count && (applies == always || s.wantsEnough):
		if !s.wantsEnough {
			s.short, s.least = b, most
		}
		return
	}
	open := slices.Clone(maybe)
	open.AndNot(sure)
	c, isOpen := s.cut(b, v, first(open))
	if !isOpen {
		s.left = 0
		return
	}
	for _, part := range s.space.cutUp(b, c) {
		s.visit(part, v.in(b, part))
	}
}

func (s *counting) cut(b *box, v *view, question int) (cut, bool) {
	switch {
	case s.at(s.rule.when, b, -1) == undecided:
		return s.cutFor(s.rule.when, b, -1), true
	case question < 0:
		return cut{}, false
	case s.at(s.rule.pick, b, question) == undecided:
		return s.cutFor(s.rule.pick, b, question), true
	}
	if c, ok := v.cutBase(b, question); ok && c.dimension != byMinutes {
		return c, true
	}
	return v.cutRules(b, question)
}
