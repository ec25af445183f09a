package guard

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// mostNamed is how many elements a list of a profile has at most.
const mostNamed = bank.MaxCares

// model is one side of a release, over a space. The number of a question is its index in side.Questions, by descending reach.
type model struct {
	space       *space
	side        *Side
	envs        []lang.Question
	compiler    *compiler
	fits        [dimensions][]bitset.Set // by value: the questions that suit it
	every, none bitset.Set
	rules       []*modelRule // those that remove questions
	grounds     *ground      // of all meetings; made when it is first needed
	most        int          // boxes that a search looks at before it gives up
	rooms       []bitset.Set // for bounds: the first used ones are in use
	used        int
}

type modelRule struct {
	*Rule

	when, pick *node
}

// newModel returns a model without rules.
func newModel(s *space, side *Side) *model {
	side = sortedByReach(side)
	m := &model{space: s, side: side, most: maxSearch, envs: make([]lang.Question, len(side.Questions))}
	for i := range side.Questions {
		m.envs[i] = side.Questions[i].Env
	}
	m.every, m.none = bitset.New(len(m.envs)), bitset.New(len(m.envs))
	m.every.Fill(len(m.envs))
	questions := index.NewQuestions(m.envs)
	m.compiler = &compiler{
		space: s, side: side, envs: m.envs, questions: questions, pool: questions.NewPool(), every: m.every, known: map[string]*node{}, groups: map[string][][]int{},
	}
	m.fits = m.compiler.fits()
	return m
}

func (m *model) rule(r *Rule) *modelRule {
	return &modelRule{Rule: r, when: m.compiler.node(r.WhenIs), pick: m.compiler.node(r.PickIs)}
}

// bare returns the model without its rules.
func (m *model) bare() *model {
	b := *m
	b.rules = nil
	return &b
}

// view is what is known about the questions of a model in a box.
type view struct {
	*model

	base [dimensions]bounds // the questions that suit, by dimension
	live []*modelRule       // rules that may still remove something, beside those in gone
	gone bitset.Set         // questions that rules certainly remove
	// What is left: in all meetings of the box, and in some. Suiting is the same without rules. Once has the questions that a live
	// rule may remove and that are not gone, twice those that two may.
	left, suiting bounds
	once, twice   bitset.Set
}

// view returns the view of a box with all rules of the model.
func (m *model) view(b *box) *view {
	v := &view{model: m, live: m.rules, gone: m.none}
	for d := range v.base {
		v.base[d] = m.valueBounds(m.fits[d], b.values[d])
	}
	return v.measured(b)
}

// in returns the view of a part of the box, whose values differ at most in those dimensions that changed.
func (v *view) in(before, b *box) *view {
	next := &view{model: v.model, base: v.base, live: v.live, gone: v.gone}
	for d := range next.base {
		if !slices.Equal(before.values[d], b.values[d]) {
			next.base[d] = v.valueBounds(v.fits[d], b.values[d])
		}
	}
	return next.measured(b)
}

// measured fills in what follows from base and rules.
func (v *view) measured(b *box) *view {
	v.suiting = v.suitingIn(dimensions)
	v.once, v.twice = bitset.New(len(v.envs)), bitset.New(len(v.envs))
	gone := slices.Clone(v.gone)
	var live []*modelRule
	for _, r := range v.live {
		applies := v.at(r.when, b, -1)
		if applies == never {
			continue
		}
		mark := v.used
		picks := v.bounds(r.pick, b)
		v.used = mark // nothing else is asked for before the bounds are used up
		if applies == always {
			gone.Or(picks.sure)
		}
		if applies == always && r.pick.form == ofQuestion {
			continue // all that it removes is gone
		}
		if isEmpty(picks.maybe) {
			continue
		}
		live = append(live, r)
		for i, w := range picks.maybe {
			v.twice[i] |= v.once[i] & w
			v.once[i] |= w
		}
	}
	v.gone, v.live = gone, live
	v.once.AndNot(gone)
	v.twice.AndNot(gone)
	v.left = v.without(v.suiting)
	return v
}

// without returns the bounds of what rules leave of questions.
func (v *view) without(of bounds) bounds {
	left := bounds{slices.Clone(of.sure), slices.Clone(of.maybe)}
	left.sure.AndNot(v.gone)
	left.sure.AndNot(v.once)
	left.maybe.AndNot(v.gone)
	return left
}

// suitingIn returns the questions that suit the meetings in the first dimensions.
func (v *view) suitingIn(count int) bounds {
	of := bounds{slices.Clone(v.base[0].sure), slices.Clone(v.base[0].maybe)}
	for d := 1; d < count; d++ {
		of.sure.And(v.base[d].sure)
		of.maybe.And(v.base[d].maybe)
	}
	return of
}

// untimed returns the questions that suit the meetings, however long they take.
func (v *view) untimed() bounds { return v.suitingIn(byMinutes) }

// cutBase returns where to cut a box for a question that suits some of its meetings; false if it suits all of them.
func (v *view) cutBase(b *box, question int) (cut, bool) {
	for d := range v.base {
		if v.base[d].maybe.Has(question) && !v.base[d].sure.Has(question) {
			return cut{dimension: d, yes: withQuestion(v.fits[d], b.values[d], question)}, true
		}
	}
	return cut{}, false
}

// cutRules returns where to cut a box for a question that rules remove in some of its meetings.
func (v *view) cutRules(b *box, question int) (cut, bool) {
	for _, r := range v.live {
		if v.at(r.when, b, -1) == undecided && v.at(r.pick, b, question) != never {
			return v.cutFor(r.when, b, -1), true
		}
		if v.at(r.pick, b, question) == undecided {
			return v.cutFor(r.pick, b, question), true
		}
	}
	return cut{}, false
}

// cutLeft returns where to cut a box in which some questions are maybe left, and none is for certain. It takes the question that
// has the fewest ways to go.
func (v *view) cutLeft(b *box, of bounds) (cut, bool) {
	free, single := slices.Clone(of.maybe), slices.Clone(of.maybe)
	free.AndNot(v.once)
	single.AndNot(v.twice)
	for _, among := range []bitset.Set{free, single, of.maybe} {
		q := first(among)
		if q < 0 {
			continue
		}
		if c, ok := v.cutBase(b, q); ok {
			return c, true
		}
		return v.cutRules(b, q)
	}
	return cut{}, false
}
