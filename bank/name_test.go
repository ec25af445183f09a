package bank_test

import (
	"testing"

	"twoway/bank"
)

func TestInSentence(t *testing.T) {
	for name, want := range map[string]string{
		"":                   "",
		"A":                  "a",
		"Growth":             "growth",
		"IT support":         "IT support",
		"ÉCOLE normale":      "ÉCOLE normale",
		"Éthos of the place": "éthos of the place",
		"on-call":            "on-call",
		"\xff not UTF-8":     "\xff not UTF-8",
	} {
		if got := bank.InSentence(name); got != want {
			t.Errorf("InSentence(%q) = %q, want %q", name, got, want)
		}
	}
}
