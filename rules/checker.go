package rules

import (
	"slices"
	"sync"

	"twoway/bank"
)

// Checker checks rules, one at a time, against the vocabulary and the questions of a bank. It is safe for concurrent use.
type Checker struct {
	mu     sync.Mutex // the engine's index grows as rules are compiled
	engine *Engine
}

// NewChecker prepares to check rules against content, whose own rules do not count. Content must not change while the
// checker is used.
func NewChecker(content *bank.Content) *Checker {
	return &Checker{engine: withQuestions(nil, bank.ReleaseID{}, content)}
}

// Check compiles a rule, whatever its status, and runs its own cases. It returns all faults, in the form of those of New,
// and what a rule without faults reaches.
func (c *Checker) Check(r bank.Rule) (Reach, []bank.Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Status = bank.Ready
	compiled, faults := c.engine.compile(nil, []bank.Rule{r})
	if len(faults) > 0 || len(compiled) == 0 {
		return Reach{}, faults
	}
	return c.engine.reach(compiled[0]), nil
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
