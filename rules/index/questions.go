package index

import (
	"slices"

	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// Questions is the index of questions by the values of their fields. It compiles conditions on questions into operations
// on sets.
type Questions struct {
	list    []lang.Question
	texts   map[string]map[string]bitset.Set // by text or list field, and value
	numbers map[string][]bitset.Set          // by number field, and number from 0
	lengths map[string][]bitset.Set          // by list field, and number of elements
	all     bitset.Set
	none    bitset.Set
	picks   map[string]bitset.Set // results of conditions that look only at the question, by canonical text
}

// The fields of a question by kind.
const (
	textFields   = "id topic format about requirement"
	listFields   = "cares aspects roles stages asked_of discloses pairs_with skills"
	numberFields = "minutes depth from_level to_level"
)

// NewQuestions returns the index of questions. The number of a question is its index in the list.
func NewQuestions(list []lang.Question) *Questions {
	q := &Questions{
		list: list, texts: map[string]map[string]bitset.Set{}, numbers: map[string][]bitset.Set{}, lengths: map[string][]bitset.Set{},
		all: bitset.New(len(list)), none: bitset.New(len(list)), picks: map[string]bitset.Set{},
	}
	q.all.Fill(len(list))
	for _, field := range fieldsIn(textFields) {
		q.texts[field] = map[string]bitset.Set{}
		for i := range list {
			if !isScanned(field) {
				q.addText(q.texts[field], list[i].Text(field), i)
			}
		}
	}
	for _, field := range fieldsIn(listFields) {
		q.addLists(field)
	}
	for _, field := range fieldsIn(numberFields) {
		var numbers []bitset.Set
		for i := range list {
			numbers = q.addNumber(numbers, list[i].Number(field), i)
		}
		q.numbers[field] = numbers
	}
	return q
}

// addLists records the values of all questions in a list field, and how many there are.
func (q *Questions) addLists(field string) {
	texts := map[string]bitset.Set{}
	var lengths []bitset.Set
	for i := range q.list {
		values := q.list[i].List(field)
		lengths = q.addNumber(lengths, len(values), i)
		if isScanned(field) {
			continue
		}
		for _, value := range values {
			q.addText(texts, value, i)
		}
	}
	q.texts[field], q.lengths[field] = texts, lengths
}

// isScanned reports whether a field has IDs, which are almost all different: With scans for them instead.
func isScanned(field string) bool { return field == "id" || field == "pairs_with" }

// addText records that a question has a value in the text or list field whose sets by value are given.
func (q *Questions) addText(texts map[string]bitset.Set, value string, i int) {
	set := texts[value]
	if set == nil {
		set = bitset.New(len(q.list))
		texts[value] = set
	}
	set.Add(i)
}

// mostNumber is the greatest number that is told apart. Those of valid questions are far smaller; a draft may have any.
const mostNumber = 1000

// addNumber records that question i has the number n, or the nearest from 0 to mostNumber.
func (q *Questions) addNumber(sets []bitset.Set, n, i int) []bitset.Set {
	n = min(max(n, 0), mostNumber)
	for len(sets) <= n {
		sets = append(sets, bitset.New(len(q.list)))
	}
	sets[n].Add(i)
	return sets
}

// All returns the set of all questions. The caller must not change it.
func (q *Questions) All() bitset.Set { return q.all }

// With returns the questions whose list field contains a value or whose text field equals it. The caller must not change
// the set.
func (q *Questions) With(field, value string) bitset.Set {
	if isScanned(field) {
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

// WithEmpty returns the questions whose list field is empty. The caller must not change the set.
func (q *Questions) WithEmpty(field string) bitset.Set { return q.joinRange(q.lengths[field], 0, 0) }

// InRange returns the questions whose number field is from low to high, both included. The caller must not change the set.
func (q *Questions) InRange(field string, low, high int) bitset.Set {
	return q.joinRange(q.numbers[field], low, high)
}

// joinRange returns the union of sets[low] to sets[high].
func (q *Questions) joinRange(sets []bitset.Set, low, high int) bitset.Set {
	low, high = max(low, 0), min(high, len(sets)-1)
	switch {
	case low > high:
		return q.none
	case low == high:
		return sets[low]
	}
	union := bitset.New(len(q.list))
	for n := low; n <= high; n++ {
		union.Or(sets[n])
	}
	return union
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
