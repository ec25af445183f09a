package rules

import (
	"cmp"
	"slices"
	"strings"

	"twoway/bank"
)

// The parts of a conversation, in order.
const (
	placedFirst = iota
	main
	onTerms   // pay and terms, unless the stage is about them
	sensitive // questions that disclose something about the asker
	placedLast
)

// position is where a question belongs in a conversation. Positions compare field by field; higher scores come first.
type position struct {
	part  int
	deep  bool
	reply int  // index of the other side's question that it is the counterpart of; the number of those for none
	topic int  // of a candidate's question, and of one that is placed last: its place in the vocabulary, in which the job comes before its conditions
	told  bool // of an interviewer's question where skills are tested: an answer tells of work and shows none
	care  int  // index of the person's first care, or of the first competency, that it serves; how many there are for none
	depth int
	score int
	tie   uint64
}

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.part, q.part), falseFirst(p.deep, q.deep), cmp.Compare(p.reply, q.reply), cmp.Compare(p.topic, q.topic),
		falseFirst(p.told, q.told), cmp.Compare(p.care, q.care), cmp.Compare(p.depth, q.depth), cmp.Compare(q.score, p.score), cmp.Compare(p.tie, q.tie))
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

// placedItem is an item with its position and the reason for it, nil for none.
type placedItem struct {
	bank.Item
	position

	why    *bank.Reason
	begins string // the first two words of the question
	before int    // its index before the order was polished
}

// arrange puts items in the order in which to ask them:
//
//  1. what a rule places first;
//  2. a candidate's questions: the job before its conditions, with the hard ones in between; an interviewer's: easy before deep;
//  3. pay and terms, unless the meeting is about them;
//  4. questions that disclose something about the asker;
//  5. what a rule places last.
//
// A candidate's hard questions are not placed first or last, whatever the rules say.
// There are never three negative questions in a row. A candidate's set does not begin or end with a hard question, has no two of
// them in a row, and no two neighbours that begin alike or ask about the same, as far as its parts allow. An item that is placed for
// one of these reasons gets a reason of kind bank.ByOrder. The other side has asked the questions in asked before; their counterparts
// follow its order.
func (m *match) arrange(chosen, asked []bank.Item) []bank.Item {
	var list []placedItem
	for _, it := range chosen {
		list = append(list, m.locate(it, asked))
	}
	slices.SortFunc(list, func(a, b placedItem) int { return a.compare(b.position) })
	if m.profile.Asker == bank.Candidate {
		list = polish(spreadNegative(weave(list, len(asked))), len(asked))
	} else {
		moveOpener(list)
		list = spreadNegative(list)
	}
	if len(list) > 0 && list[0].part == onTerms {
		list[0].why = nil // nothing comes before it
	}
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

// isHard reports whether a question needs candour, because it is deep or about what went wrong.
func (p *placedItem) isHard() bool { return p.depth == deepest || p.Question.Negative }

// weave puts the hard questions of the main part between the others, spread evenly, so that the part begins and ends with something
// easier. What replies to the other side stays where it is.
func weave(list []placedItem, replies int) []placedItem {
	begin := slices.IndexFunc(list, func(p placedItem) bool { return p.part == main && p.reply == replies })
	if begin < 0 {
		return list
	}
	end := begin
	var easy, hard []placedItem
	for ; end < len(list) && list[end].part == main; end++ {
		if list[end].isHard() {
			hard = append(hard, list[end])
		} else {
			easy = append(easy, list[end])
		}
	}
	gaps := len(easy) // after each of the easy ones
	if end == len(list) && gaps > 1 {
		gaps--
	}
	woven := slices.Clone(list[:begin])
	placed := 0
	for i := range max(gaps, len(easy)) {
		woven = append(woven, easy[i])
		for placed < len(hard) && i < gaps && (2*placed+1)*gaps/(2*len(hard)) <= i {
			woven = append(woven, hard[placed])
			placed++
		}
	}
	woven = append(woven, hard[placed:]...)
	return append(woven, list[end:]...)
}

// flaws counts what is wrong with an order, the worst first.
type flaws [7]int

func flawsOf(list []placedItem) (f flaws) {
	for i := range list {
		f[6] += max(i-list[i].before, list[i].before-i)
		if i == 0 {
			continue
		}
		a, b := &list[i-1], &list[i]
		if i > 1 && a.Question.Negative && b.Question.Negative && list[i-2].Question.Negative {
			f[0]++
		}
		if a.isHard() && b.isHard() {
			f[2]++
		}
		if a.Question.About != "" && a.Question.About == b.Question.About || a.begins == b.begins {
			f[4]++
		}
	}
	if list[0].isHard() {
		f[1] = 1
	}
	if list[len(list)-1].isHard() {
		f[3] = 1
	}
	f[5] = list[0].depth
	return f
}

// beginning returns the first two words of a text.
func beginning(text string) string {
	words := strings.SplitN(text, " ", 3)
	return strings.ToLower(strings.Join(words[:min(len(words), 2)], " "))
}

// polish moves single questions within their part as long as that makes the order better, and as little as possible.
func polish(list []placedItem, replies int) []placedItem {
	if len(list) < 2 {
		return list
	}
	for i := range list {
		list[i].before = i
	}
	for {
		better := list
		for from := range list {
			for _, step := range [...]int{-1, 1} {
				better = bestMove(list, from, step, replies, better)
			}
		}
		if &better[0] == &list[0] {
			return list
		}
		list = better
	}
}

// bestMove returns the best order among one that is known and those in which one question has moved in one direction within its part.
func bestMove(list []placedItem, from, step, replies int, better []placedItem) []placedItem {
	moved, best := slices.Clone(list), flawsOf(better)
	for at := from; at+step >= 0 && at+step < len(moved) && moved[at].isWith(&moved[at+step], replies); at += step {
		moved[at], moved[at+step] = moved[at+step], moved[at]
		if f := flawsOf(moved); slices.Compare(f[:], best[:]) < 0 {
			better, best = slices.Clone(moved), f
		}
	}
	return better
}

// isWith reports whether two questions may change places: both are in the same part, and reply to the same question or to none.
func (p *placedItem) isWith(other *placedItem, replies int) bool {
	return p.part == other.part && min(p.reply, replies) == min(other.reply, replies)
}

func (m *match) locate(it bank.Item, asked []bank.Item) placedItem {
	i, _ := m.engine.find(it.Question.ID)
	q := m.engine.questions[i]
	p := placedItem{Item: it, begins: q.begins, position: position{
		part: main, deep: q.Depth == deepest, depth: q.Depth, reply: len(asked), care: len(m.profile.Cares), score: it.Score, tie: tieBreak(m.profile.Seed, q.hash),
	}}
	for i, c := range slices.Backward(m.profile.Cares) {
		if m.isAbout(q.Question, c.About()) {
			p.care = i
		}
	}
	for i, other := range slices.Backward(asked) {
		if slices.Contains(q.PairsWith, other.Question.ID) {
			p.reply = i
			p.why = orderReason("You have just talked about " + bank.InSentence(m.engine.names["topic/"+other.Question.Topic]) + ", so this follows on.")
		}
	}
	if m.profile.Asker == bank.Candidate {
		p.topic, p.deep = m.engine.topicOrder[q.Topic], false
	}
	m.part(&p, q)
	if m.profile.Asker == bank.Interviewer {
		m.locateInKit(&p, q)
	}
	return p
}

// part sets the part of the conversation in which a question belongs, and the reason if it is not the main one.
func (m *match) part(p *placedItem, q *question) {
	for _, r := range m.rules {
		if isHard := m.profile.Asker == bank.Candidate && p.isHard(); r.Effect.Kind == bank.Place && !isHard && r.picks(m.env, q) {
			p.part = map[string]int{"first": placedFirst, "last": placedLast}[r.Effect.Where]
			reason := m.ruleReason(r, q)
			reason.Kind = bank.ByOrder
			p.why = &reason
			return
		}
	}
	if len(q.Discloses) > 0 {
		p.part, p.why = sensitive, orderReason("It comes late because asking it may say something about you.")
		return
	}
	if m.engine.topics[q.Topic].Terms && m.termsComeLate() {
		p.part, p.why = onTerms, orderReason("It's about pay and terms, so it comes after the questions about the work.")
		p.why.Stage = m.profile.Stage
	}
}

// termsComeLate reports whether pay and terms come late, as they do unless the meeting is about them.
func (m *match) termsComeLate() bool {
	return m.profile.Stage == "" || m.profile.Stage != m.engine.termsStage
}

func orderReason(because string) *bank.Reason {
	return &bank.Reason{Kind: bank.ByOrder, Because: because, Cares: []string{}, Aspects: []string{}}
}

// moveOpener moves a question that is not negative to the start of the main part, if one there is as easy to answer as the
// negative question that it replaces.
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

// maxInARow is how many negative questions may follow each other.
const maxInARow = 2

// spreadNegative moves questions forward so that there are never three negative ones in a row, and keeps the order apart
// from that. This is always possible, because the balance of a chosen set is at most 1.
func spreadNegative(list []placedItem) []placedItem {
	ordered, rest, row := []placedItem{}, slices.Clone(list), 0
	for len(rest) > 0 {
		i := nextIndex(rest, row)
		next := rest[i]
		if i > 0 {
			next.why = orderReason("It is here so that there are never three questions in a row about what went wrong.")
		}
		if row++; !next.Question.Negative {
			row = 0
		}
		ordered, rest = append(ordered, next), slices.Delete(rest, i, i+1)
	}
	return ordered
}

// nextIndex returns the index of the first question that may come next and leaves a rest that can still be spread, within
// its part of the conversation or, if that is impossible, with the help of later parts. There are row negative questions
// just before.
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

// canSpreadRest reports whether the rest can be spread after rest[next] follows row negative questions.
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

// explainDepth adds the reason to items whose position is due to being easy or deep.
func explainDepth(list []placedItem) {
	begin := slices.IndexFunc(list, func(p placedItem) bool { return p.part == main })
	for i := range list {
		switch p := &list[i]; {
		case p.why != nil || p.part != main || len(list) == 1:
		case p.depth == deepest && i > begin:
			p.why = orderReason("It goes deep, so it comes once you are talking.")
		case i == begin && i == 0 && p.depth == 1 && !p.Question.Negative:
			p.why = orderReason("It is one of the easier ones, so it opens well.")
		}
	}
}

const deepest = 3

// hashOf returns the 64-bit FNV-1a hash of an ID.
func hashOf(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return h
}

// tieBreak returns the number that orders equals: splitmix64 of the seed and the hash of the ID.
func tieBreak(seed int64, hash uint64) uint64 {
	z := hash + uint64(seed)*0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}
