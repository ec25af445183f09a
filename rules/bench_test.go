package rules_test

import (
	"testing"

	"twoway/bank"
)

func BenchmarkSelect(b *testing.B) {
	content := shipped()
	e := engine(b, content)
	for name, profiles := range map[string][]bank.Profile{
		"candidate": meetings(bank.Candidate, 64), "interviewer": meetings(bank.Interviewer, 64),
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				e.Select(profiles[i%len(profiles)])
			}
		})
	}
}
