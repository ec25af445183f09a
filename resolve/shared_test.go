package resolve_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"twoway/resolve"
)

// TestSharedResolver uses resolvers of equal and of different vocabularies at once. Each must read by its own.
func TestSharedResolver(t *testing.T) {
	one, same, other := *vocabulary(), *vocabulary(), *vocabulary()
	other.Roles = slices.Clone(other.Roles)
	other.Roles[0].Titles = append([]string{"Flumpwright"}, other.Roles[0].Titles...)
	var using sync.WaitGroup
	for range 4 {
		using.Go(func() {
			for _, v := range []struct {
				resolver *resolve.Resolver
				want     string
			}{
				{resolve.SharedResolver(&one), ""}, {resolve.SharedResolver(&other), other.Roles[0].ID}, {resolve.SharedResolver(&same), ""},
			} {
				if got := v.resolver.Role("flumpwright"); got != v.want {
					t.Errorf("got role %q, want %q", got, v.want)
				}
				if got, want := v.resolver.Role("nurse"), "nursing"; got != want {
					t.Errorf("got role %q, want %q", got, want)
				}
			}
		})
	}
	using.Wait()
}

// TestSharedResolverIsOne counts the memory of resolvers of equal vocabularies.
func TestSharedResolverIsOne(t *testing.T) {
	one, same := *vocabulary(), *vocabulary()
	before := inUse()
	first := resolve.SharedResolver(&one)
	single := inUse() - before
	second := resolve.SharedResolver(&same)
	if both := inUse() - before; both > single*11/10 {
		t.Errorf("one resolver takes %d bytes, two of equal vocabularies %d", single, both)
	}
	runtime.KeepAlive(first)
	runtime.KeepAlive(second)
	if left := inUse() - before; left > single/10 {
		t.Errorf("a resolver takes %d bytes, and %d are left when nobody uses it", single, left)
	}
}

// inUse returns the bytes of memory in use.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return int64(now.HeapAlloc)
}
