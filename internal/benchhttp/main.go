// Benchhttp measures what the program serves over HTTP: sets a second and latencies, next to plain programs with Gin on the same
// machine, with the same generator, in turns. It prints a table: the measure, its gate, its aim and the measurement, and exits with
// status 1 if a gate is missed. Ratios are medians of the rounds.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"twoway/internal/pgtest"
)

func main() {
	if kind := os.Getenv(kindVariable); kind != "" {
		if err := serve(kind); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	b := &bench{ctx: context.Background()}
	flag.DurationVar(&b.duration, "duration", 5*time.Second, "how long each run sends requests")
	flag.IntVar(&b.rounds, "rounds", 3, "how many rounds of runs")
	flag.BoolVar(&b.onPostgres, "postgres", false, "let the program keep its data in PostgreSQL instead of the embedded database")
	flag.IntVar(&b.sets, "sets", 1_000_000, "after how many sets the memory is measured last")
	flag.Parse()
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if b.missed {
		os.Exit(1)
	}
}

// bench holds the settings and what all measurements share.
type bench struct {
	ctx        context.Context //nolint:containedctx // of the whole program
	duration   time.Duration
	rounds     int
	sets       int
	onPostgres bool
	missed     bool

	folder, binary, postgres string
	peers                    []*peer
}

// profilesOfZipf is how many different profiles the frequent ones are drawn from; newProfiles is how many are asked for once.
const (
	profilesOfZipf = 5_000
	newProfiles    = 60_000
)

func (b *bench) run() (err error) {
	if b.folder, err = os.MkdirTemp("", "benchhttp"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.folder) }()
	if b.binary, err = build(b.ctx, b.folder); err != nil {
		return err
	}
	server, err := pgtest.Start(b.ctx)
	if err != nil {
		return err
	}
	defer server.Stop()
	defer func() {
		for _, p := range b.peers {
			p.stop()
		}
	}()
	b.postgres = server.URL("postgres")
	fmt.Printf("| %-68s | %8s | %8s | %-14s | |\n| --- | --- | --- | --- | --- |\n", "measure", "gate", "aim", "measured")
	if err := b.measureShipped(); err != nil {
		return err
	}
	return b.measureLarge()
}

// target is a gate and an aim.
type target interface {
	bounds() (gate, aim float64)
	isMet(measured, bound float64) bool
}

// atLeast is a gate and an aim that a measurement must reach, atMost one that it must not exceed.
type (
	atLeast [2]float64
	atMost  [2]float64
)

func (t atLeast) bounds() (gate, aim float64)        { return t[0], t[1] }
func (t atMost) bounds() (gate, aim float64)         { return t[0], t[1] }
func (t atLeast) isMet(measured, bound float64) bool { return measured >= bound }
func (t atMost) isMet(measured, bound float64) bool  { return measured <= bound }

// row prints a measurement, and whether it meets its gate and its aim.
func (b *bench) row(measure string, t target, measured float64, unit string) {
	gate, aim := t.bounds()
	verdict := "met"
	if t.isMet(measured, aim) {
		verdict = "met, aim too"
	}
	if !t.isMet(measured, gate) {
		verdict, b.missed = "MISSED", true
	}
	fmt.Printf("| %-68s | %8.4g | %8.4g | %8.4g %-5s | %s |\n", measure, gate, aim, measured, unit, verdict)
}

// note prints a measurement that has no gate.
func (b *bench) note(measure string, measured float64, unit string) {
	fmt.Printf("| %-68s | %8s | %8s | %8.4g %-5s | |\n", measure, "", "", measured, unit)
}

// flags returns the flags for a database of the program that has this name.
func (b *bench) flags(name string) []string {
	if b.onPostgres && name == "shipped" {
		return []string{"--data-dir", filepath.Join(b.folder, name), "--database-url", b.postgres}
	}
	return []string{"--data-dir", filepath.Join(b.folder, name)}
}

func (b *bench) start(name string, flags ...string) (*product, error) {
	return start(b.ctx, b.binary, filepath.Join(b.folder, name+".log"), append(b.flags(name), flags...)...)
}

// measureShipped measures the program with the shipped bank.
func (b *bench) measureShipped() error {
	if err := b.measureStart(); err != nil {
		return err
	}
	p, err := b.start("shipped")
	if err != nil {
		return err
	}
	defer func() { p.stop() }()
	if err := b.measureRest(p); err != nil {
		return err
	}
	bodies, err := distinct(b.ctx, p, profilesOfZipf+newProfiles, 1)
	if err != nil {
		return err
	}
	frequent := newLoad("/v1/question-sets", bodies[:profilesOfZipf], zipf(profilesOfZipf))
	if err := b.compare(p, newLoad("/v1/question-sets", []string{one}, func(int, int) int { return 0 }), frequent); err != nil {
		return err
	}
	cold, err := b.cold("shipped bank", p, bodies[profilesOfZipf:])
	if err != nil {
		return err
	}
	b.row("every profile new, shipped bank", atLeast{2500, 5000}, cold, "/s")
	return b.measureMemory(p, frequent)
}

// cold returns how many sets a second the program chooses if no profile was asked for before.
func (b *bench) cold(name string, p *product, bodies []string) (perSecond float64, err error) {
	var rates []float64
	each := len(bodies) / b.rounds
	for round := range b.rounds {
		part := bodies[round*each : (round+1)*each]
		m, err := run(p.address, newLoad("/v1/question-sets", part, inTurn(len(part))), b.duration, 0)
		if err != nil {
			return 0, err
		}
		if m.refused > 0 {
			b.note(name+": refused with 503 in a round", float64(m.refused), "")
		}
		if m.requests > len(part) {
			return 0, fmt.Errorf("%s: %d requests of %d different ones: not all were new", name, m.requests, len(part))
		}
		rates = append(rates, m.perSecond)
	}
	return median(rates), nil
}

// measureLarge measures the program with a synthetic bank.
func (b *bench) measureLarge() error {
	large := filepath.Join(b.folder, "large-bank")
	if err := b.command("synth", "--questions", "10000", "--rules", "1000", "--out", large); err != nil {
		return err
	}
	p, err := b.start("large", "--bank", large)
	if err != nil {
		return err
	}
	defer p.stop()
	bodies, err := distinct(b.ctx, p, newProfiles, 2)
	if err != nil {
		return err
	}
	cold, err := b.cold("synthetic bank", p, bodies)
	if err != nil {
		return err
	}
	b.row("every profile new, 10 000 questions × 1 000 rules", atLeast{1000, 2500}, cold, "/s")
	return nil
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
