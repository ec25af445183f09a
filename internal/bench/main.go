// Bench measures the engine on the shipped bank and on synthetic banks, and prints a table: the task, the gate (the value
// that it must not exceed), the aim, and the measurement. It exits with status 1 if a gate is missed. Times are medians.
package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/rules"
	"twoway/rules/index"
	"twoway/rules/lang"
	"twoway/seed"
)

func main() {
	t := &table{}
	if err := run(t); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if t.missed {
		os.Exit(1)
	}
}

func run(t *table) error {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		return err
	}
	t.header()
	if err := measureApplying(t, shipped); err != nil {
		return err
	}
	compareExhaustively(t)
	if err := measureShipped(t, shipped); err != nil {
		return err
	}
	if err := measureGuard(t, shipped); err != nil {
		return err
	}
	if err := measureRelease(t, shipped); err != nil {
		return err
	}
	if err := measureSearch(t, shipped); err != nil {
		return err
	}
	if err := measureDrafts(t, shipped); err != nil {
		return err
	}
	return measureSynthetic(t, shipped)
}

// table prints rows as they are measured.
type table struct{ missed bool }

func (t *table) header() {
	fmt.Printf("| %-62s | %8s | %8s | %-12s | |\n| --- | --- | --- | --- | --- |\n", "task", "gate", "aim", "measured")
}

// atMost prints a row for a value that must not exceed its gate.
func (t *table) atMost(task string, gate, aim, measured float64, unit string) {
	t.print(task, [2]float64{gate, aim}, measured, unit, [2]bool{measured <= gate, measured <= aim})
}

// atLeast prints a row for a percentage that must reach its gate.
func (t *table) atLeast(task string, gate, aim, measured float64) {
	t.print(task, [2]float64{gate, aim}, measured, "%", [2]bool{measured >= gate, measured >= aim})
}

// print prints a row. Bounds are the gate and the aim, and met says which of them are met.
func (t *table) print(task string, bounds [2]float64, measured float64, unit string, met [2]bool) {
	result := "gate met"
	switch {
	case !met[0]:
		result, t.missed = "MISSED", true
	case met[1]:
		result = "aim met"
	}
	fmt.Printf("| %-62s | %8.4g | %8.4g | %8.4g %-3s | %s |\n", task, bounds[0], bounds[1], measured, unit, result)
}

// measureSynthetic measures engines over synthetic banks of three sizes. A gate of 0 means that there is none.
func measureSynthetic(t *table, shipped bank.Content) error {
	for _, size := range []struct {
		questions, rules        int
		set, setAim, build      float64
		buildAim, heap, heapAim float64
		gapMean, gapWorst       float64
	}{
		{questions: 1_000, rules: 200, set: 1, setAim: 0.3},
		{questions: 10_000, rules: 1_000, set: 8, setAim: 2, build: 1, buildAim: 0.5, heap: 100, heapAim: 60, gapMean: 0.5, gapWorst: 2},
		{questions: 100_000, rules: 10_000, set: 60, setAim: 20, build: 12, buildAim: 6, heap: 800, heapAim: 500},
	} {
		content := synth.Content(shipped.Vocabulary, shipped.Weights, size.questions, size.rules, 1)
		name := fmt.Sprintf("%d questions × %d rules", size.questions, size.rules)
		before, start := heap(), time.Now()
		engine, err := rules.New(bank.ReleaseID{Number: 1, Hash: "synthetic"}, &content)
		if err != nil {
			return err
		}
		built := time.Since(start).Seconds()
		held := heap() - before
		median, mean, worst := measureSets(engine, profiles(&shipped.Vocabulary, 100))
		t.atMost("one set, cold, "+name, size.set, size.setAim, median, "ms")
		if size.build > 0 {
			t.atMost("build an engine, "+name, size.build, size.buildAim, built, "s")
			t.atMost("live heap, "+name, size.heap, size.heapAim, held, "MB")
		}
		if size.gapMean > 0 {
			t.atMost("certified gap, mean of 100 requests, "+name, size.gapMean, 0.2, mean, "%")
			t.atMost("certified gap, worst of 100 requests, "+name, size.gapWorst, 1, worst, "%")
		}
		runtime.KeepAlive(engine)
	}
	return nil
}

// heap returns the live heap in megabytes.
func heap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// measureApplying measures how long it takes to find which of ten thousand rules apply to a profile.
func measureApplying(t *table, shipped bank.Content) error {
	content := synth.Content(shipped.Vocabulary, shipped.Weights, 0, 20_000, 1)
	language := lang.New(&shipped.Vocabulary, nil)
	var whens []*lang.Condition
	for _, r := range content.Rules {
		if r.Asker != bank.Candidate {
			continue
		}
		p, faults := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		if len(faults) > 0 {
			return fmt.Errorf("bench: %s: %v", r.When, faults)
		}
		whens = append(whens, &p.Condition)
	}
	var list []lang.Profile
	for _, p := range profiles(&shipped.Vocabulary, 100) {
		list = append(list, lang.ProfileOf(&shipped.Vocabulary, p.Meeting()))
	}
	meetings := index.NewMeetings(&shipped.Vocabulary, whens)
	scratch := meetings.NewScratch()
	seconds := medianOf(200, func(i int) { meetings.Applying(&list[i%len(list)], scratch, func(int) bool { return false }) })
	t.atMost("applicable rules of one profile, 10000 rules", 4, 1, seconds*1e6, "µs")
	return nil
}

// medianOf returns the median time of a call in seconds over a number of samples, each the mean of several calls.
func medianOf(samples int, call func(i int)) float64 {
	var times []float64
	for n := range samples {
		const calls = 20
		start := time.Now()
		for i := range calls {
			call(n*calls + i)
		}
		times = append(times, time.Since(start).Seconds()/calls)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// measureSets selects a set for every profile, each once and uncached. It returns the median time in milliseconds, and the
// mean and the largest certified gap in percent.
func measureSets(e *rules.Engine, profiles []bank.Profile) (median, mean, worst float64) {
	var times []float64
	for _, p := range profiles {
		start := time.Now()
		set := e.Select(p)
		times = append(times, float64(time.Since(start).Microseconds())/1000)
		gap := float64(set.Certificate.GapBasisPoints()) / 100
		mean += gap / float64(len(profiles))
		worst = max(worst, gap)
	}
	slices.Sort(times)
	return times[len(times)/2], mean, worst
}

// measureShipped measures answers from the shipped bank, including the expected questions of the other side, for every role,
// stage and asker and several durations. It also reports the slowest answers, because the few sets that are hard to prove
// optimal are the ones that people notice.
func measureShipped(t *table, shipped bank.Content) error {
	shipped.Normalise()
	engine, err := rules.New(bank.ReleaseID{Number: 1, Hash: "shipped"}, &shipped)
	if err != nil {
		return err
	}
	var times []float64
	for _, role := range shipped.Vocabulary.Roles {
		for _, stage := range shipped.Vocabulary.Stages {
			for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
				for _, minutes := range []int{10, 15, 30, 45, 60} {
					start := time.Now()
					set := engine.Select(bank.Profile{Asker: asker, Role: role.ID, Stage: stage.ID, Minutes: minutes, Count: bank.DefaultCount, Locale: "en"})
					engine.Expected(set.Profile)
					times = append(times, float64(time.Since(start).Microseconds())/1000)
				}
			}
		}
	}
	slices.Sort(times)
	name := fmt.Sprintf(" of %d answers, shipped bank, every role and stage", len(times))
	t.atMost("median"+name, 5, 2, times[len(times)/2], "ms")
	t.atMost("99th percentile"+name, 40, 20, times[len(times)*99/100], "ms")
	t.atMost("slowest"+name, 120, 60, times[len(times)-1], "ms")
	return nil
}

// profiles returns n random candidates' profiles of every kind, each for fifteen minutes and eight questions.
func profiles(v *bank.Vocabulary, n int) []bank.Profile {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // not for secrets
	var list []bank.Profile
	for range n {
		seniority := v.Seniorities[rng.IntN(len(v.Seniorities))]
		p := bank.Profile{
			Asker: bank.Candidate, Role: v.Roles[rng.IntN(len(v.Roles))].ID, Seniority: seniority.ID, Level: seniority.Level,
			Stage: v.Stages[rng.IntN(len(v.Stages))].ID, Minutes: 15, Count: 8, Locale: "en",
		}
		for _, i := range rng.Perm(len(v.Cares))[:rng.IntN(5)] {
			chosen := bank.Chosen{Care: v.Cares[i].ID}
			if rng.IntN(2) == 0 {
				chosen.Aspect = v.Cares[i].Aspects[rng.IntN(len(v.Cares[i].Aspects))].ID
			}
			p.Cares = append(p.Cares, chosen)
		}
		list = append(list, p)
	}
	return list
}
