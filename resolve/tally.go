package resolve

// tally counts something for roles. It has few of them, so it is a list; a map for each of thousands of words takes much memory.
type tally []count

type count struct {
	role string
	n    int
}

// add returns the tally with one more for a role.
func (t tally) add(role string) tally {
	for i := range t {
		if t[i].role == role {
			t[i].n++
			return t
		}
	}
	return append(t, count{role, 1})
}

// of returns the count of a role.
func (t tally) of(role string) int {
	for _, c := range t {
		if c.role == role {
			return c.n
		}
	}
	return 0
}

func (t tally) sum() int {
	sum := 0
	for _, c := range t {
		sum += c.n
	}
	return sum
}

func (t tally) byRole() map[string]int {
	m := make(map[string]int, len(t))
	for _, c := range t {
		m[c.role] = c.n
	}
	return m
}
