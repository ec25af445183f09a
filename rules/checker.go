package rules

import (
	"slices"
	"sync"

	"twoway/bank"
	"twoway/rules/guard"
)

// Checker checks rules, one at a time, against the vocabulary and the questions of a bank. It is safe for concurrent use.
type Checker struct {
	mu        sync.Mutex // the engine's index grows as rules are compiled
	engine    *Engine
	comparers map[bank.Asker]*comparer
}

// comparer compares rules of one side, and counts the rules that it keeps.
type comparer struct {
	*guard.Comparer

	compared int
}

// mostCompared is how many rules a comparer compares before it is replaced: it keeps what it has found out about each text.
const mostCompared = 20_000

// NewChecker prepares to check rules against content, whose own rules do not count. Content must not change while the
// checker is used.
func NewChecker(content *bank.Content) *Checker {
	return &Checker{engine: withQuestions(nil, bank.ReleaseID{}, content), comparers: map[bank.Asker]*comparer{}}
}

// Check compiles a rule, whatever its status, and runs its own cases. It returns all faults, in the form of those of New, advice in
// the same form for texts without faults, and what a rule without faults reaches.
func (c *Checker) Check(r bank.Rule) (reach Reach, faults, advice []bank.Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Status = bank.Ready
	compiled, faults := c.engine.compile(nil, []bank.Rule{r})
	if len(compiled) > 0 {
		advice = compiled[0].advice()
	}
	if len(faults) > 0 || len(compiled) == 0 {
		return Reach{}, faults, advice
	}
	one := compiled[0]
	return c.comparer(r.Asker, 0).Reach(&guard.Rule{Rule: one.Rule, WhenIs: &one.when.Condition, PickIs: &one.pick.Condition}), nil, advice
}

// Remarks returns what is odd about a rule without faults, by itself and beside other rules, of which only those count that are ready
// and compile: see guard.Comparer. It does not look for requirements that cannot be met, which depend on all rules together.
func (c *Checker) Remarks(r bank.Rule, others []bank.Rule) []Remark {
	c.mu.Lock()
	defer c.mu.Unlock()
	compiled, ok := c.comparable(&r)
	if !ok {
		return nil
	}
	var beside []guard.Rule
	for i := range others {
		if others[i].Status == bank.Ready && others[i].ID != r.ID && guard.Comparable(&r, &others[i]) {
			if other, ok := c.comparable(&others[i]); ok {
				beside = append(beside, other)
			}
		}
	}
	return c.comparer(r.Asker, len(beside)).One(&compiled, beside)
}

// Warm prepares what the first call of Remarks needs.
func (c *Checker) Warm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, asker := range askers() {
		c.comparer(asker, 0)
	}
}

// comparable returns a rule as comparers take it; false if it does not compile.
func (c *Checker) comparable(r *bank.Rule) (guard.Rule, bool) {
	compiled, faults := c.engine.compileRule(c.engine, r)
	if len(faults) > 0 || compiled.when == nil || compiled.pick == nil {
		return guard.Rule{}, false
	}
	return guard.Rule{Rule: r, WhenIs: &compiled.when.Condition, PickIs: &compiled.pick.Condition}, true
}

// comparer returns the comparer of a side, which is about to compare a rule with others.
func (c *Checker) comparer(asker bank.Asker, others int) *comparer {
	known := c.comparers[asker]
	if known == nil || known.compared > mostCompared {
		known = &comparer{Comparer: guard.NewComparer(c.engine.guarded(asker))}
		c.comparers[asker] = known
	}
	known.compared += others + 1
	return known
}

// Faults returns all faults of rules, whatever their status, without what the rules reach.
func (c *Checker) Faults(list []bank.Rule) []bank.Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	ready := slices.Clone(list)
	for i := range ready {
		ready[i].Status = bank.Ready
	}
	_, faults := c.engine.compile(nil, ready)
	return faults
}
