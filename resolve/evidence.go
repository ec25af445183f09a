package resolve

import (
	"maps"
	"math/bits"
	"slices"

	"twoway/bank"
)

// evidence weighs which aspect or care a text means whose words no phrase has as they are. It is a naive Bayes classifier: each word,
// and each pair of words, speaks for the meanings in whose phrases and questions it is found more often than elsewhere (Manning,
// Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 13). Weights are integers, in thousandths of a bit, so
// that a text means the same on every machine. It is immutable and safe for concurrent use.
type evidence struct {
	meanings []meaning
	absent   []int                // by meaning: the weight of a feature that none of its texts has
	found    map[uint64][]support // by feature: the meanings that have it, and how much more than absent it weighs
	book     *phrasebook

	learned *learner             // from the vocabulary
	lessons []lesson             // from questions
	more    map[uint64][]support // by feature: each lesson that has it
	texts   int64                // how many there are in both
}

// support is how many texts of a meaning have a feature, or the weight of that.
type support struct{ meaning, n int32 }

// learner counts in how many texts of each meaning each feature is found.
type learner struct {
	book     *phrasebook
	meanings []meaning
	number   map[meaning]int32
	texts    []int64 // by meaning
	counts   map[uint64][]support
	stems    map[string]string
}

func newLearner(book *phrasebook) *learner {
	return &learner{book: book, number: map[meaning]int32{}, counts: map[uint64][]support{}, stems: map[string]string{}}
}

// learn adds a text that means m.
func (l *learner) learn(m meaning, said string) {
	i, known := l.number[m]
	if !known {
		i = int32(len(l.meanings)) //nolint:gosec // a vocabulary has a hundred
		l.number[m] = i
		l.meanings, l.texts = append(l.meanings, m), append(l.texts, 0)
	}
	l.texts[i]++
	for _, f := range features(l.book.text(tokens(said), l.stems)) {
		counts := l.counts[f.hash]
		if n := len(counts); n > 0 && counts[n-1].meaning == i {
			counts[n-1].n++
		} else {
			l.counts[f.hash] = append(counts, support{i, 1})
		}
	}
}

// learnVocabulary counts what all cares and aspects are called and what they mean.
func learnVocabulary(v *bank.Vocabulary, book *phrasebook) *learner {
	l := newLearner(book)
	learn := func(t bank.Term, m meaning) {
		for _, said := range append([]string{t.Name, t.Definition}, t.Synonyms...) {
			l.learn(m, said)
		}
	}
	for _, c := range v.Cares {
		learn(c.Term, meaning{id: c.ID})
		for _, a := range c.Aspects {
			learn(a, meaning{c.ID, a.ID})
		}
	}
	return l
}

// lesson is a text, and the number of what it means.
type lesson struct {
	meaning int32
	text    string
}

// with returns the evidence of what was learned and of the candidates' questions. It takes over what has not changed since the evidence
// before, which may be nil. It does not change l, which many releases share.
func (l *learner) with(before *evidence, questions []*bank.Question) *evidence {
	var lessons []lesson
	of := map[string]int32{}
	for i, m := range l.meanings {
		of[m.term()] = int32(i) //nolint:gosec // a vocabulary has a hundred
	}
	for _, q := range questions {
		if i, known := of[string(q.About)]; known && q.About != "" && q.Asker == bank.Candidate {
			lessons = append(lessons, lesson{i, q.Text})
		}
	}
	if before != nil && before.learned == l {
		if e := before.after(lessons); e != nil {
			return e
		}
	}
	e := &evidence{learned: l, lessons: lessons, meanings: l.meanings, absent: make([]int, len(l.meanings)), more: map[uint64][]support{}, book: l.book}
	texts := slices.Clone(l.texts)
	memo := map[string]string{}
	for _, s := range lessons {
		texts[s.meaning]++
		for _, f := range features(l.book.text(tokens(s.text), memo)) {
			e.more[f.hash] = append(e.more[f.hash], support{s.meaning, 1})
		}
	}
	for i, n := range texts {
		e.texts += n
		e.absent[i] = log2(smoothing) - log2(n+smoothing)
	}
	e.found = make(map[uint64][]support, len(l.counts)+len(e.more))
	for hash := range l.counts {
		e.weighFeature(hash)
	}
	for hash := range e.more {
		e.weighFeature(hash)
	}
	return e
}

// weighFeature weighs a feature, unless that is done.
func (e *evidence) weighFeature(hash uint64) {
	if _, done := e.found[hash]; !done {
		e.found[hash] = weights(e.learned.counts[hash], e.more[hash], e.texts)
	}
}

// mostReworded is how many texts may have been reworded to change the evidence, and not to make it anew.
const mostReworded = 20

// after returns the evidence of other lessons, if these differ in the wording of a few texts alone; nil if not.
func (e *evidence) after(lessons []lesson) *evidence {
	reworded, comparable := e.reworded(lessons)
	switch {
	case !comparable:
		return nil
	case len(reworded) == 0:
		return e
	}
	next, memo, touched := *e, map[string]string{}, map[uint64]bool{}
	next.lessons, next.more, next.found = lessons, maps.Clone(e.more), maps.Clone(e.found)
	for _, i := range reworded {
		m := lessons[i].meaning
		for _, f := range features(e.book.text(tokens(e.lessons[i].text), memo)) {
			list := next.more[f.hash]
			at := slices.Index(list, support{m, 1})
			next.more[f.hash] = slices.Concat(list[:at], list[at+1:])
			touched[f.hash] = true
		}
		for _, f := range features(e.book.text(tokens(lessons[i].text), memo)) {
			next.more[f.hash] = append(slices.Clone(next.more[f.hash]), support{m, 1})
			touched[f.hash] = true
		}
	}
	for hash := range touched { // in any order
		delete(next.found, hash)
		if len(next.more[hash]) == 0 {
			delete(next.more, hash)
		}
		if len(next.more[hash])+len(e.learned.counts[hash]) > 0 {
			next.weighFeature(hash)
		}
	}
	return &next
}

// reworded returns the indices of the lessons with other texts than before; false if more differs than that.
func (e *evidence) reworded(lessons []lesson) (indices []int, comparable bool) {
	if len(lessons) != len(e.lessons) {
		return nil, false
	}
	for i := range lessons {
		if lessons[i].meaning != e.lessons[i].meaning {
			return nil, false
		}
		if lessons[i].text != e.lessons[i].text {
			indices = append(indices, i)
		}
	}
	return indices, len(indices) <= mostReworded
}

// smoothing is how many texts of average words each meaning is treated as having besides its own: a word that was found once says
// little.
const smoothing = 8

// weights returns how much more than absent a feature weighs for each meaning that has it, from how many texts of two sources have it,
// and of how many texts there are.
func weights(counts, more []support, all int64) []support {
	merged := append(slices.Clone(counts), more...)
	slices.SortFunc(merged, func(x, y support) int { return int(x.meaning - y.meaning) })
	list, total := merged[:0], int64(0)
	for _, c := range merged {
		total += int64(c.n)
		if n := len(list); n > 0 && list[n-1].meaning == c.meaning {
			list[n-1].n += c.n
		} else {
			list = append(list, c)
		}
	}
	for i := range list {
		list[i].n = int32(log2(int64(list[i].n)*all+smoothing*total) - log2(smoothing*total)) //nolint:gosec // a logarithm
	}
	return slices.Clip(list)
}

// feature is a word or a pair of words of a text. Its weight counts twice for a word that is no filler.
type feature struct {
	hash   uint64
	double bool
}

// features returns each feature of a text once: its words, those next to each other, and those that are no fillers with each other in
// their order.
func features(t text) []feature {
	var list []feature
	add := func(kind byte, a, b string, double bool) {
		h := fnv1a(fnv1a(fnv1a((fnvOffset^uint64(kind))*fnvPrime, a), "\x00"), b)
		if f := (feature{h, double}); !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	for i, stem := range t.stems {
		add('w', stem, "", !t.filler[i])
		if i > 0 {
			add('n', t.stems[i-1], stem, false)
		}
		for j := 0; j < i && !t.filler[i]; j++ {
			if !t.filler[j] {
				add('p', t.stems[j], stem, false)
			}
		}
	}
	return list
}

// The offset and the prime of the 64-bit FNV-1a hash.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// fnv1a returns the hash of a text after one with the hash h.
func fnv1a(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// weigh returns the meaning that a text speaks for most, and how much more than for any other, in thousandths of a bit; false if no
// feature of the text is known.
func (e *evidence) weigh(said string) (best meaning, lead int, known bool) {
	sums, known := weighAll(features(e.book.text(tokens(said), map[string]string{})), e.absent, func(hash uint64) []support { return e.found[hash] })
	if !known {
		return meaning{}, 0, false
	}
	first, lead := leading(sums)
	return e.meanings[first], lead, true
}

// weighAll returns how much the features of a text speak for each meaning, given how much one that it does not have does, and how much
// more each one found does; false if none was found.
func weighAll(list []feature, absent []int, found func(hash uint64) []support) (sums []int, known bool) {
	sums = make([]int, len(absent))
	for _, f := range list {
		counts := found(f.hash)
		if len(counts) == 0 {
			continue
		}
		known = true
		times := 1
		if f.double {
			times = 2
		}
		for i := range sums {
			sums[i] += times * absent[i]
		}
		for _, c := range counts {
			sums[c.meaning] += times * int(c.n)
		}
	}
	return sums, known
}

// leading returns the index of the greatest of sums, and half of what it is ahead of any other.
func leading(sums []int) (first, lead int) {
	second := -1
	for i := 1; i < len(sums); i++ {
		switch {
		case sums[i] > sums[first]:
			first, second = i, first
		case second < 0 || sums[i] > sums[second]:
			second = i
		}
	}
	if second < 0 {
		return first, 0
	}
	return first, (sums[first] - sums[second]) / 2
}

// log2 returns the binary logarithm of a positive number in thousandths, rounded down.
func log2(n int64) int {
	exponent := bits.Len64(uint64(n)) - 1 //nolint:gosec // positive
	x := uint64(n) << (62 - exponent)     //nolint:gosec // positive; 62 bits after the point, from 1 to 2
	fraction := 0
	for range 14 {
		high, low := bits.Mul64(x, x)
		x = high<<2 | low>>62
		fraction <<= 1
		if x >= 1<<63 {
			fraction |= 1
			x >>= 1
		}
	}
	return exponent*1000 + fraction*1000>>14
}
