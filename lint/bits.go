package lint

// bits is a set of small numbers.
type bits []uint64

func (b bits) has(n int) bool { return n>>6 < len(b) && b[n>>6]>>(n&63)&1 == 1 }

// with is the set with a number more. It may share the room of the old one.
func (b bits) with(n int) bits {
	for n>>6 >= len(b) {
		b = append(b, 0)
	}
	b[n>>6] |= 1 << (n & 63)
	return b
}

// add puts all of another set, which must not be longer, into a set.
func (b bits) add(other bits) {
	for i, word := range other {
		b[i] |= word
	}
}
