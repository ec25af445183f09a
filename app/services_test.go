package app_test

import (
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestLoadingAgainChangesNothing starts the program twice on one database.
func TestLoadingAgainChangesNothing(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var first string
		for i := range 2 {
			out, _, err := programtest.Command(t, "", append([]string{"migrate"}, flags...)...)
			if err != nil || !strings.Contains(out, "It holds release 1:") {
				t.Fatalf("time %d: %q %v", i+1, out, err)
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
