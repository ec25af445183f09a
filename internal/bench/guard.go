package main

import (
	"time"

	"twoway/bank"
	"twoway/internal/synth"
	"twoway/rules"
)

// measureGuard measures the proofs that publishing makes: that every meeting keeps a question, and what is odd about the rules.
func measureGuard(t *table, shipped bank.Content) error {
	synthetic := synth.Content(shipped.Vocabulary, shipped.Weights, draftQuestions, draftRules, 1)
	for _, of := range []struct {
		name    string
		content *bank.Content
	}{{"the shipped bank", &shipped}, {"10000 questions × 1000 rules", &synthetic}} {
		e, err := rules.New(bank.ReleaseID{}, of.content)
		if err != nil {
			return err
		}
		start := time.Now()
		e.Lost(e, nil)
		t.atMost("prove that no meeting is empty, "+of.name, 3000, 1000, time.Since(start).Seconds()*1e3, "ms")
		start = time.Now()
		e.Remarks(nil)
		t.atMost("compare all rules with each other, "+of.name, 3000, 1000, time.Since(start).Seconds()*1e3, "ms")
	}
	return nil
}
