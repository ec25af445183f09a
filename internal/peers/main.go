// Peers compares how long rules/index and three other engines take to find which of a thousand rules apply to one profile:
// expr and CEL, which run one program per rule, and OPA, which has an index of rules. It first checks that all of them find
// the same rules for every profile. It prints rows for the table of internal/bench, and exits with status 1 if the engines
// disagree or the gate is missed. It is a separate module, so that the product does not depend on the other engines.
package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/bitset"
	"twoway/internal/synth"
	"twoway/rules/lang"
	"twoway/seed"
)

const (
	ruleCount    = 1_000
	profileCount = 100
	gate, aim    = 5.0, 20.0 // times faster than the fastest peer
)

// engine is an engine to compare.
type engine struct {
	name  string
	make  func() (finder, error)
	find  finder
	times []float64 // seconds per profile
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	t, err := newTask()
	if err != nil {
		return err
	}
	engines := []*engine{{name: "rules/index", make: t.ours}, {name: "expr", make: t.expr}, {name: "CEL", make: t.cel}, {name: "OPA", make: t.opa}}
	for _, e := range engines {
		if e.find, err = e.make(); err != nil {
			return err
		}
	}
	if err := checkAgreement(t, engines); err != nil {
		return err
	}
	if err := measure(engines); err != nil {
		return err
	}
	text, met := rows(engines)
	fmt.Print(text)
	if !met {
		return errors.New("peers: a gate was missed")
	}
	return nil
}

// newTask generates rules and profiles as internal/bench does.
func newTask() (*task, error) {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		return nil, err
	}
	t := &task{vocabulary: &shipped.Vocabulary, profiles: profiles(&shipped.Vocabulary)}
	language := lang.New(t.vocabulary, nil)
	for _, r := range synth.Content(shipped.Vocabulary, shipped.Weights, 0, 20*ruleCount, 1).Rules {
		if r.Asker != bank.Candidate || len(t.whens) == ruleCount {
			continue
		}
		p, faults := language.Compile(r.When, lang.Scope{Asker: r.Asker, Part: lang.When})
		if len(faults) > 0 {
			return nil, fmt.Errorf("peers: %s: %v", r.When, faults)
		}
		t.texts, t.whens = append(t.texts, r.When), append(t.whens, &p.Condition)
	}
	return t, nil
}

// profiles returns random candidates' profiles of every kind.
func profiles(v *bank.Vocabulary) []lang.Profile {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // not for secrets
	var list []lang.Profile
	for range profileCount {
		m := bank.Meeting{
			Seniority: v.Seniorities[rng.IntN(len(v.Seniorities))].ID, Role: v.Roles[rng.IntN(len(v.Roles))].ID,
			Stage: v.Stages[rng.IntN(len(v.Stages))].ID, Minutes: 15,
		}
		for _, i := range rng.Perm(len(v.Cares))[:rng.IntN(5)] {
			m.Cares = append(m.Cares, v.Cares[i].ID)
			if rng.IntN(2) == 0 {
				m.Aspects = append(m.Aspects, v.Cares[i].Aspects[rng.IntN(len(v.Cares[i].Aspects))].ID)
			}
		}
		list = append(list, lang.ProfileOf(v, m))
	}
	return list
}

// checkAgreement returns an error if an engine finds other rules than the first one, or if no rule applies to any profile.
func checkAgreement(t *task, engines []*engine) error {
	found := 0
	for i := range t.profiles {
		want, err := engines[0].find(i)
		if err != nil {
			return err
		}
		found += want.Count()
		for _, e := range engines[1:] {
			got, err := e.find(i)
			if err != nil {
				return err
			}
			if rule, differ := firstDifference(want, got, len(t.texts)); differ {
				return fmt.Errorf("peers: engines disagree whether rule %d, %s, applies to %+v; %s: %t, %s: %t",
					rule, t.texts[rule], t.profiles[i], engines[0].name, want.Has(rule), e.name, got.Has(rule))
			}
		}
	}
	if found == 0 {
		return errors.New("peers: nothing to compare: no rule applies to any profile")
	}
	return nil
}

// firstDifference returns the smallest number below n that is in only one of the sets.
func firstDifference(a, b bitset.Set, n int) (number int, differ bool) {
	for i := range n {
		if a.Has(i) != b.Has(i) {
			return i, true
		}
	}
	return 0, false
}

// measure lets the engines take turns, so that other load on the machine affects all alike. A turn repeats all profiles for
// some time: in a short turn a fast engine would mostly wait for memory that the previous engine evicted from the caches.
func measure(engines []*engine) error {
	const turns, turn = 51, 15 * time.Millisecond
	for range turns {
		for _, e := range engines {
			calls, start := 0, time.Now()
			for time.Since(start) < turn {
				for i := range profileCount {
					if _, err := e.find(i); err != nil {
						return err
					}
				}
				calls += profileCount
			}
			e.times = append(e.times, time.Since(start).Seconds()/float64(calls))
		}
	}
	return nil
}

// rows returns a row for each engine, of which the first is ours, and one with our speedup; met reports whether the speedup
// reaches the gate.
func rows(engines []*engine) (text string, met bool) {
	const withoutGate = "| %-62s | %8s | %8s | %8.4g %-3s | %s |\n"
	const withGate = "| %-62s | %8.4g | %8.4g | %8.4g %-3s | %s |\n"
	var medians []float64
	for _, e := range engines {
		slices.Sort(e.times)
		median := e.times[len(e.times)/2]
		medians = append(medians, median)
		text += fmt.Sprintf(withoutGate, fmt.Sprintf("%d rules, one profile, %s", ruleCount, e.name), "–", "–", median*1e6, "µs", "–")
	}
	speedup := slices.Min(medians[1:]) / medians[0]
	result := "gate met"
	switch {
	case speedup < gate:
		result = "MISSED"
	case speedup >= aim:
		result = "aim met"
	}
	task := fmt.Sprintf("speedup over the fastest peer, %d rules, one profile", ruleCount)
	return text + fmt.Sprintf(withGate, task, gate, aim, speedup, "×", result), speedup >= gate
}
