package bank

import (
	"reflect"
	"slices"
)

// SharedWith returns equal content that shares with other content, which is normalised too, the memory of each question, each rule and
// the vocabulary that are equal in both: releases that follow each other differ in little. Neither c nor the result may be written to
// afterwards.
func (c Content) SharedWith(other *Content) Content {
	c.Questions = sharedList(c.Questions, other.Questions, byQuestionID)
	c.Rules = sharedList(c.Rules, other.Rules, byRuleID)
	if reflect.DeepEqual(&c.Vocabulary, &other.Vocabulary) {
		c.Vocabulary = other.Vocabulary
	}
	if slices.EqualFunc(c.NearDuplicates, other.NearDuplicates, slices.Equal) {
		c.NearDuplicates = other.NearDuplicates
	}
	return c
}

// sharedList returns the items of a sorted list, those that another sorted list has too as that one has them.
func sharedList[T any](list, other []T, compare func(a, b T) int) []T {
	if len(list) > 0 && len(list) == len(other) && &list[0] == &other[0] {
		return list
	}
	shared := slices.Clone(list)
	equal := 0
	for i := range shared {
		at, found := slices.BinarySearchFunc(other, shared[i], compare)
		if found && reflect.DeepEqual(&shared[i], &other[at]) {
			shared[i] = other[at]
			equal++
		}
	}
	if equal == len(other) && equal == len(shared) {
		return other
	}
	return shared
}
