package index

import (
	"strings"

	"twoway/internal/bitset"
	"twoway/rules/lang"
)

func fieldsIn(list string) []string { return strings.Fields(list) }

// Pick is a compiled condition on questions.
type Pick struct {
	questions *Questions
	condition *lang.Condition
	fixed     bitset.Set // the result, if the condition does not look at the profile; else nil
	parts     []*Pick    // the operands of and, or and not, if the condition looks at the profile
}

// Compile compiles a condition. Conditions with the same canonical text share the results that do not depend on a profile.
// Compile must not be called concurrently.
func (q *Questions) Compile(c *lang.Condition) *Pick {
	p := &Pick{questions: q, condition: c}
	if c.Class&lang.OfProfile == 0 {
		p.fixed = q.fixed(c)
		return p
	}
	for i := range c.Parts {
		p.parts = append(p.parts, q.Compile(&c.Parts[i]))
	}
	return p
}

// fixed returns the questions for which a condition that looks only at the question is true.
func (q *Questions) fixed(c *lang.Condition) bitset.Set {
	if set, known := q.picks[c.Text]; known && c.Text != "" {
		return set
	}
	set := q.evaluate(c)
	q.picks[c.Text] = set
	return set
}

func (q *Questions) evaluate(c *lang.Condition) bitset.Set {
	switch c.Form {
	case lang.Always:
		return q.all
	case lang.Never:
		return q.none
	case lang.And, lang.Or, lang.Not:
		return q.connect(c)
	case lang.OneOf:
		set := bitset.New(len(q.list))
		for _, value := range c.Texts {
			set.Or(q.With(c.Left.Name, value))
		}
		return set
	case lang.Has:
		return q.With(c.Left.Name, c.Texts[0])
	case lang.Between:
		return q.InRange(c.Left.Name, c.Low, c.High)
	case lang.Length:
		return q.joinRange(q.lengths[c.Left.Name], c.Low, c.High)
	case lang.Same, lang.SameNumber, lang.Member, lang.Shares, lang.Opaque:
	}
	env := lang.Env{}
	return q.scan(func(e *lang.Question) bool {
		env.Question = *e
		holds, ok := c.Matches(&env)
		return ok && holds
	})
}

func (q *Questions) connect(c *lang.Condition) bitset.Set {
	set := bitset.New(len(q.list))
	if c.Form != lang.Or {
		copy(set, q.all)
	}
	join := map[lang.Form]func(bitset.Set, bitset.Set){lang.And: bitset.Set.And, lang.Or: bitset.Set.Or, lang.Not: bitset.Set.AndNot}[c.Form]
	for i := range c.Parts {
		join(set, q.fixed(&c.Parts[i]))
	}
	return set
}

// Pool holds scratch sets for picks that look at the profile. It is not safe for concurrent use.
type Pool struct {
	size int
	free []bitset.Set
}

// NewPool returns a pool of sets of these questions.
func (q *Questions) NewPool() *Pool { return &Pool{size: len(q.list)} }

func (p *Pool) get() bitset.Set {
	if n := len(p.free); n > 0 {
		set := p.free[n-1]
		p.free = p.free[:n-1]
		return set
	}
	return bitset.New(p.size)
}

func (p *Pool) put(set bitset.Set) { p.free = append(p.free, set) }

// Apply calls use with the questions in among that are picked for a profile. The callback must neither change nor
// keep the set. If evaluating a condition fails, which an admitted condition never does, its result is onError.
func (p *Pick) Apply(profile *lang.Profile, among bitset.Set, onError bool, pool *Pool, use func(bitset.Set)) {
	set := pool.get()
	copy(set, among)
	p.filter(set, profile, onError, pool)
	use(set)
	pool.put(set)
}

// filter removes the questions that are not picked.
func (p *Pick) filter(set bitset.Set, profile *lang.Profile, onError bool, pool *Pool) {
	switch {
	case p.fixed != nil:
		set.And(p.fixed)
		return
	case p.condition.Class == lang.OfProfile:
		env := lang.Env{Profile: *profile}
		if holds, ok := p.condition.Matches(&env); !holds && ok || !ok && !onError {
			clear(set)
		}
		return
	}
	if len(p.parts) == 0 {
		p.filterAtom(set, profile, onError, pool)
	} else if p.condition.Form == lang.And {
		for _, part := range p.parts {
			part.filter(set, profile, onError, pool)
		}
	} else if p.condition.Form == lang.Or {
		p.filterOr(set, profile, onError, pool)
	} else {
		p.filterNot(set, profile, onError, pool)
	}
}

// filterNot removes the questions that the negated condition picks.
func (p *Pick) filterNot(set bitset.Set, profile *lang.Profile, onError bool, pool *Pool) {
	picked := pool.get()
	copy(picked, set)
	p.parts[0].filter(picked, profile, !onError, pool)
	set.AndNot(picked)
	pool.put(picked)
}

func (p *Pick) filterOr(set bitset.Set, profile *lang.Profile, onError bool, pool *Pool) {
	union, picked := pool.get(), pool.get()
	clear(union)
	for _, part := range p.parts {
		copy(picked, set)
		part.filter(picked, profile, onError, pool)
		union.Or(picked)
	}
	copy(set, union)
	pool.put(union)
	pool.put(picked)
}

func (p *Pick) filterAtom(set bitset.Set, profile *lang.Profile, onError bool, pool *Pool) {
	c := p.condition
	switch {
	case c.Form == lang.Member && c.Left.Object == "profile", c.Form == lang.Same && c.Left.Object == "profile":
		set.And(p.questions.With(c.Right.Name, profile.Text(c.Left.Name)))
	case c.Form == lang.Same:
		set.And(p.questions.With(c.Left.Name, profile.Text(c.Right.Name)))
	case c.Form == lang.SameNumber && c.Left.Object == "question" && c.Right.Object == "profile":
		p.filterNumber(set, c.Left.Name, profile.Number(c.Right.Name))
	case c.Form == lang.SameNumber && c.Left.Object == "profile" && c.Right.Object == "question":
		p.filterNumber(set, c.Right.Name, profile.Number(c.Left.Name))
	case c.Form == lang.Member: // a text of the question in a list of the profile
		p.filterAnyOf(set, c.Left.Name, profile.List(c.Right.Name), pool)
	case c.Form == lang.Shares && c.Left.Object == "profile":
		p.filterAnyOf(set, c.Right.Name, profile.List(c.Left.Name), pool)
	case c.Form == lang.Shares:
		p.filterAnyOf(set, c.Left.Name, profile.List(c.Right.Name), pool)
	default:
		p.filterEach(set, profile, onError)
	}
}

// filterNumber keeps the questions whose field has a number.
func (p *Pick) filterNumber(set bitset.Set, field string, number int) {
	set.And(p.questions.InRange(field, number, number))
}

// filterAnyOf keeps the questions whose field has one of the values.
func (p *Pick) filterAnyOf(set bitset.Set, field string, values []string, pool *Pool) {
	union := pool.get()
	clear(union)
	for _, value := range values {
		union.Or(p.questions.With(field, value))
	}
	set.And(union)
	pool.put(union)
}

// filterEach evaluates the condition for each question.
func (p *Pick) filterEach(set bitset.Set, profile *lang.Profile, onError bool) {
	env := lang.Env{Profile: *profile}
	set.Each(func(i int) {
		env.Question = p.questions.list[i]
		if holds, ok := p.condition.Matches(&env); !holds && ok || !ok && !onError {
			set.Remove(i)
		}
	})
}
