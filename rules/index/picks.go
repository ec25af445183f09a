package index

import (
	"strings"

	"twoway/internal/bitset"
	"twoway/rules/lang"
)

func fieldsIn(list string) []string { return strings.Fields(list) }

// Pick is a condition on questions, ready to be asked for the set of them.
type Pick struct {
	questions *Questions
	condition *lang.Condition
	fixed     bitset.Set // of a condition that does not look at the profile; nil otherwise
	parts     []*Pick    // of a connective that does
}

// Compile makes a pick. Conditions of the same canonical text share what can be known before there is a profile.
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

// fixed is the set of a condition on the question alone.
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
	case lang.Same, lang.Member, lang.Shares, lang.Opaque:
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

// Room is scratch for picks that look at the profile. It serves one goroutine.
type Pool struct {
	size int
	free []bitset.Set
}

// NewRoom makes scratch for these questions.
func (q *Questions) NewPool() *Pool { return &Pool{size: len(q.list)} }

func (r *Pool) get() bitset.Set {
	if n := len(r.free); n > 0 {
		set := r.free[n-1]
		r.free = r.free[:n-1]
		return set
	}
	return bitset.New(r.size)
}

func (r *Pool) put(set bitset.Set) { r.free = append(r.free, set) }

// Of calls use with the questions among some that are picked for a profile. The set is not to be written to, nor to be
// kept. Should running a condition fail, which what the language admits cannot, the questions count as picked if safe.
func (p *Pick) Apply(profile *lang.Profile, among bitset.Set, safe bool, room *Pool, use func(bitset.Set)) {
	set := room.get()
	copy(set, among)
	p.filter(set, profile, safe, room)
	use(set)
	room.put(set)
}

// keep takes away what is not picked.
func (p *Pick) filter(set bitset.Set, profile *lang.Profile, safe bool, room *Pool) {
	switch {
	case p.fixed != nil:
		set.And(p.fixed)
		return
	case p.condition.Class == lang.OfProfile:
		env := lang.Env{Profile: *profile}
		if holds, ok := p.condition.Matches(&env); !holds && ok || !ok && !safe {
			clear(set)
		}
		return
	}
	if len(p.parts) == 0 {
		p.filterAtom(set, profile, safe, room)
	} else if p.condition.Form == lang.And {
		for _, part := range p.parts {
			part.filter(set, profile, safe, room)
		}
	} else if p.condition.Form == lang.Or {
		p.filterOr(set, profile, safe, room)
	} else {
		p.filterNot(set, profile, safe, room)
	}
}

// keepRest takes away what the condition that is negated picks.
func (p *Pick) filterNot(set bitset.Set, profile *lang.Profile, safe bool, room *Pool) {
	rest := room.get()
	copy(rest, set)
	p.parts[0].filter(rest, profile, !safe, room)
	set.AndNot(rest)
	room.put(rest)
}

func (p *Pick) filterOr(set bitset.Set, profile *lang.Profile, safe bool, room *Pool) {
	joined, part := room.get(), room.get()
	clear(joined)
	for _, either := range p.parts {
		copy(part, set)
		either.filter(part, profile, safe, room)
		joined.Or(part)
	}
	copy(set, joined)
	room.put(joined)
	room.put(part)
}

func (p *Pick) filterAtom(set bitset.Set, profile *lang.Profile, safe bool, room *Pool) {
	c := p.condition
	switch {
	case c.Form == lang.Member && c.Left.Object == "profile", c.Form == lang.Same && c.Left.Object == "profile":
		set.And(p.questions.With(c.Right.Name, profile.Text(c.Left.Name)))
	case c.Form == lang.Same:
		set.And(p.questions.With(c.Left.Name, profile.Text(c.Right.Name)))
	case c.Form == lang.Member: // a text of the question in a list of the profile
		p.filterAnyOf(set, c.Left.Name, profile.List(c.Right.Name), room)
	case c.Form == lang.Shares && c.Left.Object == "profile":
		p.filterAnyOf(set, c.Right.Name, profile.List(c.Left.Name), room)
	case c.Form == lang.Shares:
		p.filterAnyOf(set, c.Left.Name, profile.List(c.Right.Name), room)
	default:
		p.filterEach(set, profile, safe)
	}
}

func (p *Pick) filterAnyOf(set bitset.Set, field string, values []string, room *Pool) {
	joined := room.get()
	clear(joined)
	for _, value := range values {
		joined.Or(p.questions.With(field, value))
	}
	set.And(joined)
	room.put(joined)
}

// run asks the machine, question by question.
func (p *Pick) filterEach(set bitset.Set, profile *lang.Profile, safe bool) {
	env := lang.Env{Profile: *profile}
	set.Each(func(i int) {
		env.Question = p.questions.list[i]
		if holds, ok := p.condition.Matches(&env); !holds && ok || !ok && !safe {
			set.Remove(i)
		}
	})
}
