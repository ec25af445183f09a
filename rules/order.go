package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"twoway/bank"
)

// The parts of a conversation, in their order.
const (
	placedFirst = iota
	main
	onTerms   // pay and terms, unless the stage is about them
	sensitive // what says something about the asker
	placedLast
)

// place is where a question belongs in a conversation. Compared field by field, the smaller comes first.
type position struct {
	part  int
	deep  bool
	reply int // the position of the question of the other side that it answers; those that answer none come after
	care  int // the first thing the person cares about that it serves; those that serve none come after
	depth int
	score int
	tie   uint64
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.part, q.part), falseFirst(p.deep, q.deep), cmp.Compare(p.reply, q.reply),
		cmp.Compare(p.care, q.care), cmp.Compare(p.depth, q.depth), cmp.Compare(q.score, p.score), cmp.Compare(p.tie, q.tie))
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// placed is an item on its way to its position. Why is the reason for it, nil where there is nothing to say.
type placedItem struct {
	bank.Item
	position

	why *bank.Reason
}

// arrange puts items in the order in which to ask them: what a rule places first; what the person named first before the
// rest, and of each the easy before the deep; what is deepest after all of that; pay and terms late, unless the meeting is
// about them; what discloses later still; and what a rule places last. Never do three negative questions follow each other. Each that stands where it does for a reason says
// so. Asked is what the other side has asked before: counterparts of it take up its order.
func (m *match) arrange(chosen, asked []bank.Item) []bank.Item {
	var list []placedItem
	for _, it := range chosen {
		list = append(list, m.locate(it, asked))
	}
	slices.SortFunc(list, func(a, b placedItem) int { return a.compare(b.position) })
	moveOpener(list)
	list = spreadNegative(list)
	explainDepth(list)
	ordered := []bank.Item{}
	for _, p := range list {
		if p.why != nil {
			p.Reasons = append(p.Reasons, *p.why)
		}
		ordered = append(ordered, p.Item)
	}
	return ordered
}

func (m *match) locate(it bank.Item, asked []bank.Item) placedItem {
	i, _ := m.engine.find(it.Question.ID)
	q := m.engine.questions[i]
	p := placedItem{Item: it, position: position{
		part: main, deep: q.Depth == deepest, depth: q.Depth, reply: len(asked), care: len(m.profile.Cares), score: it.Score, tie: tieBreak(m.profile.Seed, q.hash),
	}}
	for i, c := range slices.Backward(m.profile.Cares) {
		if serves(q.Question, c) {
			p.care = i
		}
	}
	for i, other := range slices.Backward(asked) {
		if slices.Contains(q.PairsWith, other.Question.ID) {
			p.reply = i
			p.why = orderReason("You have just talked about " + bank.InSentence(m.engine.names["topic/"+other.Question.Topic]) + ", so this follows on.")
		}
	}
	m.part(&p, q)
	return p
}

// part finds the part of the conversation in which a question belongs, and why if that is not the main one.
func (m *match) part(p *placedItem, q *question) {
	if len(q.Discloses) > 0 {
		p.part, p.why = sensitive, orderReason("It comes late because asking it may say something about you.")
		return
	}
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Place && r.picks(m.env, q) {
			p.part = map[string]int{"first": placedFirst, "last": placedLast}[r.Effect.Where]
			reason := m.ruleReason(r, q)
			reason.Kind = bank.ByOrder
			p.why = &reason
			return
		}
	}
	if m.engine.topics[q.Topic].Terms && m.termsComeLate() {
		p.part, p.why = onTerms, orderReason("The work comes first: pay and terms can wait until the end, as long as there is no offer.")
		p.why.Stage = m.profile.Stage
	}
}

// waitsWithTerms tells whether pay and terms come late: always but where the meeting is about them.
func (m *match) termsComeLate() bool {
	return m.profile.Stage == "" || m.profile.Stage != m.engine.termsStage
}

func orderReason(because string) *bank.Reason {
	return &bank.Reason{Kind: bank.ByOrder, Because: because, Cares: []string{}, Aspects: []string{}}
}

// open lets the main part begin with something that did not go wrong, if there is such a thing that is as easy to answer.
func moveOpener(list []placedItem) {
	begin := slices.IndexFunc(list, func(p placedItem) bool { return p.part == main })
	if begin < 0 || !list[begin].Question.Negative {
		return
	}
	for i := begin + 1; i < len(list) && list[i].part == main; i++ {
		if !list[i].Question.Negative && list[i].depth <= list[begin].depth {
			opener := list[i]
			if opener.why == nil {
				opener.why = orderReason("It opens the talk, before you come to what went wrong.")
			}
			copy(list[begin+1:i+1], list[begin:i])
			list[begin] = opener
			return
		}
	}
}

// mostInARow is how many negative questions may follow each other.
const maxInARow = 2

// spread keeps the order, but for what it brings forward so that no three negative questions stand in a row. That can
// be done, because no set is chosen of which it cannot.
func spreadNegative(list []placedItem) []placedItem {
	ordered, rest, row := []placedItem{}, slices.Clone(list), 0
	for len(rest) > 0 {
		i := nextIndex(rest, row)
		next := rest[i]
		if i > 0 {
			next.why = orderReason("It stands here so that there are never three questions in a row about what went wrong.")
		}
		if row++; !next.Question.Negative {
			row = 0
		}
		ordered, rest = append(ordered, next), slices.Delete(rest, i, i+1)
	}
	return ordered
}

// nextOf is the first of the rest that may come next and leaves what can be spread: within its part of the conversation,
// or failing that with the help of later parts.
func nextIndex(rest []placedItem, row int) int {
	end := slices.IndexFunc(rest, func(p placedItem) bool { return p.part != rest[0].part })
	for _, within := range []int{end, len(rest)} {
		for i := range rest[:max(within, 0)] {
			if canSpreadRest(rest[:within], i, row) && canSpreadRest(rest, i, row) {
				return i
			}
		}
	}
	return 0
}

// leavesOrder tells whether what is left can be spread once a question follows so many negative ones.
func canSpreadRest(rest []placedItem, next, row int) bool {
	if row++; !rest[next].Question.Negative {
		row = 0
	}
	negative, other := 0, 0
	for i, p := range rest {
		switch {
		case i == next:
		case p.Question.Negative:
			negative++
		default:
			other++
		}
	}
	return row <= maxInARow && negative <= maxInARow*(other+1)-row
}

// sayDepth gives a reason to what stands where it does for being easy or deep.
func explainDepth(list []placedItem) {
	begin := slices.IndexFunc(list, func(p placedItem) bool { return p.part == main })
	for i := range list {
		switch p := &list[i]; {
		case p.why != nil || p.part != main || len(list) == 1:
		case p.depth == deepest:
			p.why = orderReason("It goes deep, so it comes once the two of you are talking.")
		case i == begin && p.depth == 1:
			p.why = orderReason("It opens well, because it is easy to answer.")
		}
	}
}

const deepest = 3

// hashOf is the 64-bit FNV-1a hash of an id.
func hashOf(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

// tie orders equals by the seed: splitmix64 over the seed and the hash of the id.
func tieBreak(seed int64, hash uint64) uint64 {
	z := hash + uint64(seed)*0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// kitID names one kit for one opening. Nothing about the candidate or the interviewer enters it.
func (e *Engine) kitID(p bank.Profile) string {
	key, _ := json.Marshal([]any{ // strings and integers alone: cannot fail
		e.release.Hash, Version, p.Role, p.Seniority, p.Stage, p.Minutes, p.Count, p.Seed, p.Exclude, p.Locale,
	})
	sum := sha256.Sum256(key)
	return "kit-" + hex.EncodeToString(sum[:12])
}
