package candidate_test

import (
	"net/http"
	"testing"
)

// TestHiddenCharacters sends control and invisible characters in every field: no page shows them, valid or not.
func TestHiddenCharacters(t *testing.T) {
	h := site(serving(t))
	const hidden = "\u202e\u200b\u009b\x1b\u2066"
	raw := []string{"\u202e", "\u200b", "\u009b", "\x1b", "\u2066"}
	form := filled()
	for name := range form {
		form[name][0] += hidden
	}
	check(t, post(t, h, form), http.StatusOK, []string{"xylophones"}, raw)
	check(t, post(t, h, with(form, "minutes", hidden+"x")), http.StatusUnprocessableEntity, []string{"xylophones"}, raw)
}
