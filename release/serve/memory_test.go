package serve_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestReadAgain: what was read before means the same, for each trade on its own, also after more texts than are kept.
func TestReadAgain(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	said := []string{"pager", "balance", "feng shui", "money", "Pager", "pager "}
	read := func(role string) (bank.Profile, bank.Reading) {
		p, reading, err := s.Read(ask(func(r *bank.Request) { r.Role, r.Cares = role, said }))
		if err != nil {
			t.Fatal(err)
		}
		return p, reading
	}
	type answer struct {
		Profile bank.Profile
		Reading bank.Reading
	}
	first := map[string]answer{}
	for _, role := range []string{"operations", "nurse", "", "astronaut"} {
		p, reading := read(role)
		first[role] = answer{p, reading}
	}
	for n := range 6 {
		for i := range 2_000 {
			read(strings.Repeat("x", 20) + strconv.Itoa(2_000*n+i))
		}
		for role, want := range first {
			p, reading := read(role)
			if diff := cmp.Diff(want, answer{p, reading}); diff != "" {
				t.Fatalf("%q (-first +later):\n%s", role, diff)
			}
		}
	}
}
