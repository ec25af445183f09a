package bank_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"twoway/bank"
)

// TestPointer joins steps to a pointer and splits it again.
func TestPointer(t *testing.T) {
	if got := bank.PointerStep("a/b~1"); got != "a~1b~01" {
		t.Errorf("got %q", got)
	}
	if steps := bank.PointerSteps(""); len(steps) > 0 {
		t.Errorf("the whole document has the steps %q", steps)
	}
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.StringMatching(`[a~/01]*`), 1, 4).Draw(t, "steps")
		var pointer strings.Builder
		for _, s := range steps {
			pointer.WriteString("/" + bank.PointerStep(s))
		}
		if got := bank.PointerSteps(pointer.String()); !slices.Equal(got, steps) {
			t.Errorf("%q became %s and then %q", steps, pointer.String(), got)
		}
	})
}
