package bank_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

// checkPart checks, if two contents differ in only one part, that validating this part against the first content finds the
// same faults in it as validating the whole second content.
func checkPart(t *testing.T, before, after bank.Content) {
	t.Helper()
	changed, ok := onlyChange(t, before, after)
	if !ok {
		return
	}
	before.Normalise()
	got, err := bank.NewValidator(&before).Part(changed)
	if err != nil {
		t.Fatal(err)
	}
	after.Normalise()
	var want []bank.Fault
	if whole, ok := errors.AsType[*bank.Error](after.Validate()); ok {
		want = bank.FaultsWithin(whole.Faults, changed.Pointer())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults of %s (-whole +part):\n%s", changed.Pointer(), diff)
	}
}

// onlyChange returns the part in which two contents differ. It is false if they differ in several, or have duplicate IDs.
func onlyChange(t *testing.T, before, after bank.Content) (changed bank.Part, ok bool) {
	t.Helper()
	old := map[string]string{}
	for _, p := range partsOf(t, before) {
		old[p.Pointer()] = string(p.Body)
	}
	differing, seen := 0, map[string]bool{}
	for _, p := range partsOf(t, after) {
		if seen[p.Pointer()] {
			return changed, false
		}
		seen[p.Pointer()] = true
		if old[p.Pointer()] != string(p.Body) {
			changed = p
			differing++
		}
	}
	isText := !strings.Contains(string(changed.Body), `\ufffd`) // JSON cannot hold what is not UTF-8
	return changed, differing == 1 && len(seen) >= len(old) && isText
}

func partsOf(t *testing.T, c bank.Content) []bank.Part {
	t.Helper()
	c.Normalise()
	parts, err := c.Parts()
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// TestContentWith replaces a part and adds one; neither the other parts nor the original change.
func TestContentWith(t *testing.T) {
	before := valid()
	before.Normalise()
	for _, p := range partsOf(t, before) {
		same, err := before.With(p)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, same); diff != "" {
			t.Errorf("%s in place of itself:\n%s", p.Pointer(), diff)
		}
	}
	more, err := bank.NewPart(bank.KindQuestion, []byte(`{"id":"a-first","asker":"candidate","topic":"compensation","text":"Why?"}`))
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(more)
	if err != nil || after.Questions[0].ID != "a-first" || len(after.Questions) != len(before.Questions)+1 {
		t.Errorf("%d questions, %v", len(after.Questions), err)
	}
	if diff := cmp.Diff(func() bank.Content { c := valid(); c.Normalise(); return c }(), before); diff != "" {
		t.Errorf("the original changed:\n%s", diff)
	}
	for _, p := range []bank.Part{{Kind: "nothing"}, {Kind: bank.KindRule, Body: []byte(`{"x":1}`)}} {
		if _, err := before.With(p); err == nil {
			t.Errorf("%+v was accepted", p)
		}
	}
}
