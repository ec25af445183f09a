// Peers compares, on one machine and in one run, how long rules/index and three other engines take to find which of a
// thousand rules apply to one profile: expr and CEL, which run one program a rule, and OPA, which has an index of rules.
// Before it measures, it checks that all of them find the same rules for every profile. It prints rows for the table of
// internal/bench, and ends with status 1 if they differ or the gate is missed. It is a module of its own, so that the product
// does not depend on its peers.
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
	"twoway/internal/synth"
	"twoway/rules/index"
	"twoway/rules/lang"
	"twoway/seed"
)

const (
	ruleCount    = 1_000
	profileCount = 100
	gate, aim    = 5.0, 20.0 // times faster than the fastest peer
)

// engine is one that is compared, and the times that it took for one profile, in seconds.
type engine struct {
	name  string
	make  func() (finder, error)
	find  finder
	taken []float64
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
	if err := agree(t, engines); err != nil {
		return err
	}
	if err := measure(engines); err != nil {
		return err
	}
	text, met := rows(engines)
	if _, err := os.Stdout.WriteString(text); err != nil {
		return err
	}
	if !met {
		return errors.New("peers: the gate is missed")
	}
	return nil
}

// newTask makes rules and profiles as internal/bench does.
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

// profiles are of candidates of every kind.
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

// agree fails if an engine finds other rules than the first does, or if there was nothing to find.
func agree(t *task, engines []*engine) error {
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
				return fmt.Errorf("peers: does rule %d, %s, apply to %+v? %s: %t, %s: %t",
					rule, t.texts[rule], t.profiles[i], engines[0].name, want.Has(rule), e.name, got.Has(rule))
			}
		}
	}
	if found == 0 {
		return errors.New("peers: no rule applies to any profile, so nothing was compared")
	}
	return nil
}

// firstDifference is the first of so many numbers that is in one set alone.
func firstDifference(a, b index.Bits, numbers int) (number int, differ bool) {
	for i := range numbers {
		if a.Has(i) != b.Has(i) {
			return i, true
		}
	}
	return 0, false
}

// measure lets the engines take turns, so that whatever else the machine does disturbs all alike. A turn goes over all
// profiles, again and again for some time: a fast engine in a short turn would mostly wait for memory that the one before
// it made cold.
func measure(engines []*engine) error {
	const turns, turn = 51, 15 * time.Millisecond
	for range turns {
		for _, e := range engines {
			calls, begun := 0, time.Now()
			for time.Since(begun) < turn {
				for i := range profileCount {
					if _, err := e.find(i); err != nil {
						return err
					}
				}
				calls += profileCount
			}
			e.taken = append(e.taken, time.Since(begun).Seconds()/float64(calls))
		}
	}
	return nil
}

// rows are one for each engine, of which the first is ours, and one with a gate; met tells whether that is reached.
func rows(engines []*engine) (text string, met bool) {
	const informs = "| %-62s | %8s | %8s | %8.4g %-3s | %s |\n"
	const judges = "| %-62s | %8.4g | %8.4g | %8.4g %-3s | %s |\n"
	var medians []float64
	for _, e := range engines {
		slices.Sort(e.taken)
		median := e.taken[len(e.taken)/2]
		medians = append(medians, median)
		text += fmt.Sprintf(informs, fmt.Sprintf("%d rules, one profile, %s", ruleCount, e.name), "–", "–", median*1e6, "µs", "–")
	}
	times := slices.Min(medians[1:]) / medians[0]
	verdict := "met"
	switch {
	case times < gate:
		verdict = "MISSED"
	case times >= aim:
		verdict = "met, and the aim"
	}
	work := fmt.Sprintf("times faster than the fastest peer, %d rules, one profile", ruleCount)
	return text + fmt.Sprintf(judges, work, gate, aim, times, "×", verdict), times >= gate
}
