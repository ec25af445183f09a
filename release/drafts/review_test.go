package drafts_test

import (
	"encoding/json"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestReviewOfRuleTexts reviews a rule that takes in everybody whose seniority is unknown: a warning, and no fault.
func TestReviewOfRuleTexts(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	for when, want := range map[string]string{
		"profile.level < 3":                       "profile.level > 0 and profile.level < 3",
		"profile.level > 0 and profile.level < 3": "",
	} {
		body, err := json.Marshal(bank.Rule{
			ID: "beginners", Asker: bank.Candidate, Name: "For beginners", When: when, Status: bank.Draft, Version: 1,
			Effect: bank.Effect{Kind: bank.Boost, Points: 5}, Because: "You are new here.",
		})
		if err != nil {
			t.Fatal(err)
		}
		review, err := s.Drafts.Validate(t.Context(), bank.KindRule, body)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range review.Warnings {
			if f.Code == bank.FaultTakesInUnknown && f.Pointer == "/when" {
				got = f.Fix
			}
		}
		if got != want {
			t.Errorf("%q: the warnings are %+v, want the fix %q", when, review.Warnings, want)
		}
		for _, f := range review.Faults {
			if f.Pointer == "/when" {
				t.Errorf("%q has a fault: %v", when, f)
			}
		}
	}
}
