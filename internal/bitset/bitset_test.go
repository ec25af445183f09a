package bitset_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"twoway/internal/bitset"
)

const size = 150

// TestLikeAMap compares every operation with the same one on a map.
func TestLikeAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOf(rapid.IntRange(0, size-1))
		a, inA := setOf(numbers.Draw(t, "a"))
		b, inB := setOf(numbers.Draw(t, "b"))
		same(t, a, inA)
		if got, want := a.Within(b), within(inA, inB); got != want {
			t.Errorf("%v within %v: %v, want %v", a, b, got, want)
		}
		for name, operation := range map[string]struct {
			do   func(s bitset.Set)
			want func(i int) bool
		}{
			"And":    {func(s bitset.Set) { s.And(b) }, func(i int) bool { return inA[i] && inB[i] }},
			"Or":     {func(s bitset.Set) { s.Or(b) }, func(i int) bool { return inA[i] || inB[i] }},
			"AndNot": {func(s bitset.Set) { s.AndNot(b) }, func(i int) bool { return inA[i] && !inB[i] }},
			"Remove": {func(s bitset.Set) { s.Remove(7) }, func(i int) bool { return inA[i] && i != 7 }},
			"Fill":   {func(s bitset.Set) { s.Fill(size) }, func(int) bool { return true }},
		} {
			got := slices.Clone(a)
			operation.do(got)
			want := map[int]bool{}
			for i := range size {
				if operation.want(i) {
					want[i] = true
				}
			}
			t.Log(name)
			same(t, got, want)
		}
	})
}

// TestGrow adds beyond the end.
func TestGrow(t *testing.T) {
	var s bitset.Set
	for _, i := range []int{200, 3, 64} {
		s = s.With(i)
	}
	if s.Has(1000) || !s.Has(64) || s.Count() != 3 {
		t.Errorf("got %v", s)
	}
}

func setOf(numbers []int) (bitset.Set, map[int]bool) {
	s, in := bitset.New(size), map[int]bool{}
	for _, i := range numbers {
		s.Add(i)
		in[i] = true
	}
	return s, in
}

func within(a, b map[int]bool) bool {
	for i := range a {
		if !b[i] {
			return false
		}
	}
	return true
}

func same(t *rapid.T, s bitset.Set, want map[int]bool) {
	t.Helper()
	var got []int
	s.Each(func(i int) { got = append(got, i) })
	if !slices.Equal(got, slices.Sorted(maps.Keys(want))) || s.Count() != len(want) {
		t.Fatalf("got %v (%d), want %v", got, s.Count(), want)
	}
	for i := range size {
		if s.Has(i) != want[i] {
			t.Fatalf("Has(%d) is %v", i, s.Has(i))
		}
	}
}
