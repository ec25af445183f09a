// Package index finds, without running them one by one, the rules that apply to a meeting and the questions that a rule
// picks. Conditions become operations on sets of bits, made once when a release is loaded; what cannot be put so is run,
// and only on what is left. An index is immutable and may be used by any number of goroutines.
package index

import "math/bits"

// Bits is a set of small numbers.
type Bits []uint64

// NewBits is an empty set for numbers below n.
func NewBits(n int) Bits { return make(Bits, (n+63)/64) }

// Has tells whether i is in the set.
func (b Bits) Has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// Add puts i into the set.
func (b Bits) Add(i int) { b[i>>6] |= 1 << (i & 63) }

// Remove takes i out of the set.
func (b Bits) Remove(i int) { b[i>>6] &^= 1 << (i & 63) }

// And keeps what is in both.
func (b Bits) And(other Bits) {
	for i, w := range other[:len(b)] {
		b[i] &= w
	}
}

// Or adds another set.
func (b Bits) Or(other Bits) {
	for i, w := range other[:len(b)] {
		b[i] |= w
	}
}

// AndNot takes another set away.
func (b Bits) AndNot(other Bits) {
	for i, w := range other[:len(b)] {
		b[i] &^= w
	}
}

// Each calls f for each number in the set, the smallest first.
func (b Bits) Each(f func(int)) {
	for at, w := range b {
		for ; w != 0; w &= w - 1 {
			f(at<<6 + bits.TrailingZeros64(w))
		}
	}
}

// Count is the number of numbers in the set.
func (b Bits) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// fill puts everything below n into the set.
func (b Bits) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n&63 != 0 {
		b[len(b)-1] = 1<<(n&63) - 1
	}
}
