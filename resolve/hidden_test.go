package resolve_test

import (
	"testing"

	"twoway/bank"
)

// TestHiddenCharacters: what people type is understood, and shown again, without the characters that nobody sees. The request
// itself does not change.
func TestHiddenCharacters(t *testing.T) {
	req := bank.Request{
		Asker: bank.Candidate, Minutes: 15, Role: "nur\u200bse\x1b", Cares: []string{"on\u2060-call \u202eload", "xylo\u00adphones\u009b \U000e0041"},
	}
	p, reading, err := resolver().Profile(req)
	unrecognised := reading.Unrecognised
	if err != nil {
		t.Fatal(err)
	}
	if p.Role != "nursing" || len(p.Cares) != 1 || p.Cares[0].Aspect != "on_call" || p.Cares[0].Said != "on-call load" {
		t.Errorf("understood as %+v", p)
	}
	if len(unrecognised) != 1 || unrecognised[0].Said != "xylophones " {
		t.Errorf("unrecognised: %+v", unrecognised)
	}
	if req.Cares[0] != "on\u2060-call \u202eload" {
		t.Errorf("the request changed to %q", req.Cares)
	}
}
