package guard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// node is a condition as it is evaluated for boxes.
type node struct {
	form  nodeForm
	parts []*node // of all, any and not
	pure  bool    // it does not look at the question

	isHard bool // it is or has an opaque part, which takes many cuts to decide: other parts come first

	fixed bitset.Set // of ofQuestion: the questions

	// Of byValue: the dimension and, by value, the questions; or if it is pure, the values for which it is true.
	dimension int
	table     []bitset.Set
	holds     bitset.Set

	// Of byCount: from low to high of the interests in open are named that pass; by interest, the questions for which it does.
	// If it is pure, each of them passes for every question.
	open      bitset.Set
	passing   map[int]bitset.Set
	low, high int

	// Of opaque: what it looks at. It is decided only if that is.
	condition *lang.Condition
	looksAt   []int // dimensions
}

type nodeForm int

const (
	all nodeForm = iota // of parts
	some
	not
	ofQuestion
	byValue
	byCount
	opaque
)

// compiler turns the conditions of one side into nodes.
type compiler struct {
	space     *space
	side      *Side
	envs      []lang.Question
	questions *index.Questions
	pool      *index.Pool
	every     bitset.Set
	known     map[string]*node   // by form and canonical text
	groups    map[string][][]int // by fields: the results of alike
}

func (c *compiler) node(cond *lang.Condition) *node {
	key := fmt.Sprint(cond.Form, cond.Text)
	if known := c.known[key]; known != nil {
		return known
	}
	n := &node{pure: cond.Class&lang.OfQuestion == 0}
	c.known[key] = n
	switch {
	case cond.Class == lang.Constant:
		n.form = some // of nothing is false
		if holds, ok := cond.Matches(&lang.Env{}); holds && ok {
			n.form = all
		}
	case cond.Class&lang.OfProfile == 0:
		n.form, n.pure, n.fixed = ofQuestion, false, c.picked(cond, &lang.Profile{})
	case len(cond.Parts) > 0:
		n.form = map[lang.Form]nodeForm{lang.And: all, lang.Or: some, lang.Not: not}[cond.Form]
		for i := range cond.Parts {
			n.parts = append(n.parts, c.node(&cond.Parts[i]))
		}
		n.isHard = slices.ContainsFunc(n.parts, func(part *node) bool { return part.isHard })
	default:
		c.other(cond, n)
	}
	return n
}

// other completes the node of a condition that looks at the profile, and is not made of parts, or not visibly so.
func (c *compiler) other(cond *lang.Condition, n *node) {
	left, right, ok := cond.Equals()
	if !ok {
		c.atom(cond, n)
		return
	}
	a, b := c.node(left), c.node(right)
	either := []*node{both(a, b), both(negated(a), negated(b))}
	n.form, n.parts, n.isHard = some, either, a.isHard || b.isHard
}

// atom completes the node of a condition without parts that looks at the profile.
func (c *compiler) atom(cond *lang.Condition, n *node) {
	var lists []string
	for _, f := range cond.Fields() {
		if f.Object != "profile" {
			continue
		}
		if d, ok := dimensionOf(f.Name); !ok {
			lists = append(lists, f.Name)
		} else if !slices.Contains(n.looksAt, d) {
			n.looksAt = append(n.looksAt, d)
		}
	}
	switch {
	case len(lists) == 0 && len(n.looksAt) == 1:
		c.tabulate(cond, n)
		return
	case len(lists) == 1 && len(n.looksAt) == 0:
		if count, ok := cond.Count(); ok {
			c.count(&count, n)
			return
		}
	}
	n.form, n.isHard, n.condition, n.open = opaque, true, cond, bitset.New(len(c.space.interests))
	for _, list := range lists {
		n.open.Or(c.space.ofList[list])
	}
}

// tabulate evaluates a condition for each value of its only dimension.
func (c *compiler) tabulate(cond *lang.Condition, n *node) {
	n.form, n.dimension = byValue, n.looksAt[0]
	n.holds = bitset.New(c.space.sizes[n.dimension])
	for value := range c.space.sizes[n.dimension] {
		var m Meeting
		c.space.set(&m, n.dimension, value)
		env := lang.Env{Profile: profileOf(c.side.Vocabulary, &m)}
		switch {
		case n.pure:
			if holds, ok := cond.Matches(&env); holds && ok {
				n.holds.Add(value)
			}
		case value > 0 && n.dimension == byPart && c.space.parts[value].role == c.space.parts[value-1].role:
			n.table = append(n.table, n.table[value-1]) // rules do not see occupations
		default:
			n.table = append(n.table, c.picked(cond, &env.Profile))
			if value > 0 && slices.Equal(n.table[value], n.table[value-1]) {
				n.table[value] = n.table[value-1]
			}
		}
	}
}

// count evaluates the test of a condition on the elements of a list for each of them.
func (c *compiler) count(count *lang.Count, n *node) {
	n.form, n.low, n.high = byCount, count.Low, count.High
	n.open, n.passing = bitset.New(len(c.space.interests)), map[int]bitset.Set{}
	c.space.ofList[count.List.Name].Each(func(i int) {
		var m Meeting
		name(&m, c.space.interests[i].interestID)
		profile := profileOf(c.side.Vocabulary, &m)
		if n.pure {
			if holds, ok := count.Passes.Matches(&lang.Env{Profile: profile}); holds && ok {
				n.open.Add(i)
			}
			return
		}
		if questions := c.picked(count.Passes, &profile); !isEmpty(questions) {
			n.open.Add(i)
			n.passing[i] = questions
		}
	})
}

// picked returns the questions for which a condition is true for a profile.
func (c *compiler) picked(cond *lang.Condition, p *lang.Profile) bitset.Set {
	if cond.Form == lang.Opaque && cond.Class&lang.OfQuestion != 0 {
		return c.evaluated(cond, p)
	}
	var found bitset.Set
	c.questions.Compile(cond).Apply(p, c.every, false, c.pool, func(set bitset.Set) { found = slices.Clone(set) })
	return found
}

// evaluated evaluates a condition once for all questions that look alike to it.
func (c *compiler) evaluated(cond *lang.Condition, p *lang.Profile) bitset.Set {
	found, env := bitset.New(len(c.envs)), lang.Env{Profile: *p}
	for _, group := range c.alike(cond) {
		env.Question = c.envs[group[0]]
		if holds, ok := cond.Matches(&env); holds && ok {
			for _, i := range group {
				found.Add(i)
			}
		}
	}
	return found
}

// alike returns the questions in groups that look alike to a condition: they have the same values in all fields that it looks at.
func (c *compiler) alike(cond *lang.Condition) [][]int {
	var fields []lang.Field
	for _, f := range cond.Fields() {
		if f.Object == "question" {
			fields = append(fields, f)
		}
	}
	name := fmt.Sprint(fields)
	if groups, known := c.groups[name]; known {
		return groups
	}
	var groups [][]int
	numbers := map[string]int{}
	for i := range c.envs {
		env := lang.Env{Question: c.envs[i]}
		var values strings.Builder
		for _, f := range fields {
			values.WriteString(env.Format(f) + "\n")
		}
		key := values.String()
		n, known := numbers[key]
		if !known {
			n = len(groups)
			numbers[key], groups = n, append(groups, nil)
		}
		groups[n] = append(groups[n], i)
	}
	c.groups[name] = groups
	return groups
}

// fits returns, by value of each dimension, the questions that suit a meeting with it, before any rule.
func (c *compiler) fits() [dimensions][]bitset.Set {
	var fits [dimensions][]bitset.Set
	for d := range fits {
		for value := range c.space.sizes[d] {
			set := c.fitting(d, value)
			if value > 0 && slices.Equal(set, fits[d][value-1]) {
				set = fits[d][value-1]
			}
			fits[d] = append(fits[d], set)
		}
	}
	return fits
}

func (c *compiler) fitting(dimension, value int) bitset.Set {
	q := c.questions
	switch dimension {
	case byPart:
		return c.fittingPart(c.space.parts[value])
	case bySeniority:
		level := c.side.levelOf(c.space.texts[bySeniority][value])
		set := slices.Clone(q.InRange("from_level", 0, level))
		set.And(q.InRange("to_level", level, lang.Unbounded))
		return set
	case byMinutes:
		return q.InRange("minutes", 0, value+1)
	}
	text, field := c.space.texts[dimension][value], map[int]string{byStage: "stages", byAskedOf: "asked_of"}[dimension]
	if text == "" {
		return c.every
	}
	set := slices.Clone(q.WithEmpty(field))
	set.Or(q.With(field, text))
	return set
}

// fittingPart returns the questions that suit a part of a trade.
func (c *compiler) fittingPart(p part) bitset.Set {
	set := slices.Clone(c.questions.WithEmpty("roles"))
	if p.role == "" {
		return set
	}
	set.Or(c.questions.With("roles", p.role))
	role := c.side.Vocabulary.Role(p.role)
	if role == nil {
		return set
	}
	set.Each(func(i int) {
		if list := c.side.Questions[i].Occupations; len(list) > 0 && !role.Suits(list, p.occupation) {
			set.Remove(i)
		}
	})
	return set
}

// sortedByReach returns a side whose questions are sorted by how many meetings they suit, so that the first question of a set
// is the best witness that something is left. Questions in another language than the one that is served are left out.
func sortedByReach(side *Side) *Side {
	v := side.Vocabulary
	sorted := *side
	orAll := func(listed, all int) int {
		if listed == 0 {
			return all
		}
		return listed
	}
	reach := func(q *Question) int {
		return orAll(len(q.Roles), 2*len(v.Roles)) * orAll(len(q.Stages), len(v.Stages)+1) * orAll(len(q.AskedOf), len(v.AskedOf)+1) *
			(q.Env.ToLevel - q.Env.FromLevel + 1) * (bank.MaxMinutes - q.Minutes)
	}
	reaches, order := make([]int, len(side.Questions)), make([]int, 0, len(side.Questions))
	for i := range side.Questions {
		if q := &side.Questions[i]; q.Locale == servedLocale {
			reaches[i] = reach(q)
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(reaches[b]-reaches[a], a-b) })
	questions := make([]Question, len(order))
	for i, from := range order {
		questions[i] = side.Questions[from]
	}
	sorted.Questions = questions
	return &sorted
}

const servedLocale = "en" // requests for another are refused
