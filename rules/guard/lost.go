package guard

import (
	"slices"

	"twoway/internal/bitset"
)

// maxBoxes is how many boxes a proof looks at before it gives up. The shipped bank needs some hundreds.
const maxBoxes = 50_000

// maxLost is how many boxes of lost meetings are collected; a proof that has found as many needs no more.
const maxLost = 200

// Losses are the meetings that have lost all questions. Unproven is true if the rules are so entangled that the proof was given up:
// then there may be more.
type Losses struct {
	Lost     []Lost
	Unproven bool
	Boxes    int // that were looked at
}

// Find returns the meetings that had questions on the side before, which may be nil, and have none on the side after. A meeting
// that the side before did not know would have the questions of the side after, without its rules. A meeting that only has no
// question left that is short enough for it, without any rule, is not lost. Progress may be nil.
func Find(before, after *Side, progress Progress) Losses {
	if before == nil {
		return Losses{}
	}
	s := newSpace(after.Asker, after.Vocabulary)
	f := &finder{space: s, progress: progress}
	f.values, f.interests = s.knownIn(newSpace(before.Asker, before.Vocabulary))
	f.now, f.then = removing(s, after), removing(s, before)
	f.bare = f.now.bare()
	root := s.all()
	f.visit(root, f.now.view(root), 1)
	return Losses{Lost: f.described(), Unproven: f.boxes >= maxBoxes, Boxes: f.boxes}
}

// removing returns the model of a side with those rules that remove questions.
func removing(s *space, side *Side) *model {
	m := newModel(s, side)
	for i := range side.Rules {
		if r := &side.Rules[i]; r.removes() {
			m.rules = append(m.rules, m.rule(r))
		}
	}
	return m
}

// finder looks for lost meetings.
type finder struct {
	space           *space
	now, then, bare *model
	values          [dimensions]bitset.Set // that the side before knew
	interests       bitset.Set             // likewise
	found           []*box
	boxes           int
	done            float64
	progress        Progress
}

// steps is the total that progress is told.
const steps = 1000

// visit looks for lost meetings in a box, which is a share of all.
func (f *finder) visit(b *box, now *view, share float64) {
	if f.boxes >= maxBoxes || len(f.found) >= maxLost {
		return
	}
	f.boxes++
	c, isOpen := f.judge(b, now)
	if !isOpen {
		f.done += share
		if f.progress != nil {
			f.progress(min(int(f.done*steps), steps), steps)
		}
		return
	}
	parts := f.space.cutUp(b, c)
	for _, part := range parts {
		f.visit(part, now.in(b, part), share/float64(len(parts)))
	}
}

// judge decides about a box. If it cannot, it returns where to cut it.
func (f *finder) judge(b *box, now *view) (c cut, isOpen bool) {
	if !isEmpty(now.left.sure) {
		return cut{}, false
	}
	if !isEmpty(now.left.maybe) {
		if f.hadNone(b) {
			return cut{}, false
		}
		return now.cutLeft(b, now.left)
	}
	if c, isOpen := f.cutUnknown(b); isOpen {
		return c, true
	}
	then := f.before(b).view(b)
	switch {
	case isEmpty(then.left.maybe):
		return cut{}, false
	case isEmpty(then.left.sure):
		return then.cutLeft(b, then.left)
	}
	return f.judgeEmpty(b, now)
}

// judgeEmpty decides about a box in which no question is left that was there: whether rules took them, or none suits any more, or
// only none that is short enough.
func (f *finder) judgeEmpty(b *box, now *view) (c cut, isOpen bool) {
	switch {
	case !isEmpty(now.suiting.sure):
		f.found = append(f.found, b)
		return cut{}, false
	case !isEmpty(now.suiting.maybe):
		return now.cutBase(b, first(now.suiting.maybe))
	}
	longer := now.without(now.untimed())
	switch {
	case !isEmpty(longer.sure):
		return cut{}, false
	case isEmpty(longer.maybe):
		f.found = append(f.found, b)
		return cut{}, false
	}
	return now.cutLeft(b, longer)
}

// hadNone reports whether certainly no meeting of a box had a question before.
func (f *finder) hadNone(b *box) bool {
	if _, isOpen := f.cutUnknown(b); isOpen {
		return false
	}
	return isEmpty(f.before(b).view(b).left.maybe)
}

// cutUnknown returns where to cut a box of which the side before knew some meetings only.
func (f *finder) cutUnknown(b *box) (cut, bool) {
	for d := range b.values {
		if meets(b.values[d], f.values[d]) && !b.values[d].Within(f.values[d]) {
			return cut{dimension: d, yes: f.values[d]}, true
		}
	}
	return cut{}, false
}

// before returns the model that says what the meetings of a box had before.
func (f *finder) before(b *box) *model {
	for d := range b.values {
		if !meets(b.values[d], f.values[d]) {
			return f.bare
		}
	}
	if slices.ContainsFunc(elements(b.has), func(i int) bool { return !f.interests.Has(i) }) {
		return f.bare
	}
	return f.then
}

func elements(set bitset.Set) []int {
	var list []int
	set.Each(func(i int) { list = append(list, i) })
	return list
}
