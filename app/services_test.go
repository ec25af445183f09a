package app_test

import (
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestMigrateTwiceChangesNothing migrates one database twice and serves from it.
func TestMigrateTwiceChangesNothing(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var first string
		for i := range 2 {
			out, _, err := programtest.Run(t, "", append([]string{"migrate"}, flags...)...)
			if err != nil || !strings.Contains(out, "Its newest release is 1:") {
				t.Fatalf("run %d: %q %v", i+1, out, err)
			}
			t.Run("serve", func(t *testing.T) {
				ready := programtest.Get(t, programtest.Start(t, flags...)+"/readyz")
				if first == "" {
					first = ready
				}
				if ready != first || !strings.Contains(ready, `"number":1`) {
					t.Errorf("got %s, want %s", ready, first)
				}
			})
		}
	})
}
