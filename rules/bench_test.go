package rules_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/synth"
	"twoway/rules"
)

func BenchmarkSelect(b *testing.B) {
	e := engine(b, shipped())
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		b.Run(string(asker), func(b *testing.B) { selectAll(b, e, meetings(asker, 64)) })
	}
}

func selectAll(b *testing.B, e *rules.Engine, profiles []bank.Profile) {
	b.Helper()
	for i := 0; b.Loop(); i++ {
		e.Select(profiles[i%len(profiles)])
	}
}

// BenchmarkLargeBanks builds engines over synthetic banks and chooses sets. Engines cache no sets.
func BenchmarkLargeBanks(b *testing.B) {
	for _, size := range []struct{ questions, rules int }{{1_000, 200}, {10_000, 1_000}, {100_000, 10_000}} {
		content := synth.Content(shipped().Vocabulary, shipped().Weights, size.questions, size.rules, 1)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		begun := time.Now()
		e := engine(b, content)
		built := time.Since(begun)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.Run(fmt.Sprintf("%dx%d", size.questions, size.rules), func(b *testing.B) {
			profiles := meetings(bank.Candidate, 100)
			for i := range profiles {
				profiles[i].Minutes, profiles[i].Count = 15, 8
			}
			selectAll(b, e, profiles)
			mean, worst := gaps(e, profiles)
			b.ReportMetric(built.Seconds(), "s/build")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-heap")
			b.ReportMetric(mean, "%gap-mean")
			b.ReportMetric(worst, "%gap-worst")
		})
		runtime.KeepAlive(e)
	}
}

// gaps returns the mean and the greatest gap between score and upper bound, in percent.
func gaps(e *rules.Engine, profiles []bank.Profile) (mean, worst float64) {
	for _, p := range profiles {
		gap := float64(e.Select(p).Certificate.GapBasisPoints()) / 100
		mean += gap / float64(len(profiles))
		worst = max(worst, gap)
	}
	return mean, worst
}
