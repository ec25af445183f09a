package index

import (
	"slices"

	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// Questions knows which questions have which values. It compiles conditions on questions into operations on sets.
type Questions struct {
	list    []lang.Question
	texts   map[string]map[string]bitset.Set // by field and value
	numbers map[string][]bitset.Set          // by field and number, from 0
	lengths map[string][]bitset.Set          // by list field and number of elements
	all     bitset.Set
	none    bitset.Set
	picks   map[string]bitset.Set // of conditions on the question alone, by canonical text
}

// The fields of a question by kind.
const (
	textFields   = "id topic format"
	listFields   = "cares aspects roles stages asked_of discloses pairs_with"
	numberFields = "minutes depth from_level to_level"
)

// NewQuestions makes the index. The order of the questions is their numbering.
func NewQuestions(list []lang.Question) *Questions {
	q := &Questions{
		list: list, texts: map[string]map[string]bitset.Set{}, numbers: map[string][]bitset.Set{}, lengths: map[string][]bitset.Set{},
		all: bitset.New(len(list)), none: bitset.New(len(list)), picks: map[string]bitset.Set{},
	}
	q.all.Fill(len(list))
	for _, field := range fieldsIn(textFields) {
		for i := range list {
			q.addText(field, list[i].Text(field), i)
		}
	}
	for _, field := range fieldsIn(listFields) {
		for i := range list {
			values := list[i].List(field)
			q.lengths[field] = q.addNumber(q.lengths[field], len(values), i)
			for _, value := range values {
				q.addText(field, value, i)
			}
		}
	}
	for _, field := range fieldsIn(numberFields) {
		for i := range list {
			q.numbers[field] = q.addNumber(q.numbers[field], list[i].Number(field), i)
		}
	}
	return q
}

// post notes that a question has a value. Ids are all different, so that they are looked up instead.
func (q *Questions) addText(field, value string, i int) {
	if q.texts[field] == nil {
		q.texts[field] = map[string]bitset.Set{}
	}
	if field == "id" || field == "pairs_with" {
		return
	}
	set := q.texts[field][value]
	if set == nil {
		set = bitset.New(len(q.list))
		q.texts[field][value] = set
	}
	set.Add(i)
}

func (q *Questions) addNumber(sets []bitset.Set, n, i int) []bitset.Set {
	for len(sets) <= n {
		sets = append(sets, bitset.New(len(q.list)))
	}
	sets[n].Add(i)
	return sets
}

// All is every question. It is not to be written to.
func (q *Questions) All() bitset.Set { return q.all }

// With is the questions of which a list holds a value, or whose text is that value. It is not to be written to.
func (q *Questions) With(field, value string) bitset.Set {
	if field == "id" || field == "pairs_with" {
		return q.scan(func(e *lang.Question) bool {
			if field == "id" {
				return e.ID == value
			}
			return slices.Contains(e.PairsWith, value)
		})
	}
	if set := q.texts[field][value]; set != nil {
		return set
	}
	return q.none
}

// Without is the questions of which a list is empty. It is not to be written to.
func (q *Questions) WithEmpty(field string) bitset.Set { return q.joinRange(q.lengths[field], 0, 0) }

// From is the questions whose number is within bounds, ends included. It is not to be written to.
func (q *Questions) InRange(field string, low, high int) bitset.Set {
	return q.joinRange(q.numbers[field], low, high)
}

func (q *Questions) joinRange(sets []bitset.Set, low, high int) bitset.Set {
	low, high = max(low, 0), min(high, len(sets)-1)
	switch {
	case low > high:
		return q.none
	case low == high:
		return sets[low]
	}
	joined := bitset.New(len(q.list))
	for n := low; n <= high; n++ {
		joined.Or(sets[n])
	}
	return joined
}

func (q *Questions) scan(holds func(*lang.Question) bool) bitset.Set {
	set := bitset.New(len(q.list))
	for i := range q.list {
		if holds(&q.list[i]) {
			set.Add(i)
		}
	}
	return set
}
