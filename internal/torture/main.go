// Torture kills programs at random moments, takes their disk space, damages and stops their database, lets replicas and admins compete, and checks that nothing
// is lost and nothing stale is served. It prints a table of measurements, and exits with status 1 if a check fails or a gate
// is missed. It also floods the program with hostile requests. With -short it does less, and gates do not count. Run it in the root of the module.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"twoway/internal/pgtest"
)

func main() {
	short := flag.Bool("short", false, "run fewer rounds and ignore the gates")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed for the random moments at which programs are killed")
	probe := flag.String("probe", "", "only measure the latency of a URL until the standard input ends; a part of the test starts this")
	only := flag.String("only", "", "run only one part: floods, kills, storage, replicas, plans or publish")
	flag.Parse()
	if *probe != "" {
		if err := probeLatency(*probe); err != nil {
			fmt.Fprintln(os.Stderr, "torture:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	t := &torture{
		ctx: ctx, rng: rand.New(rand.NewPCG(*seed, 1)),
		client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 20}},
		kills:  100, publishes: 20, plans: 8, cuts: 5, rounds: 50, floods: 3, outage: time.Minute, hang: 30 * time.Second,
	}
	if *short {
		t.kills, t.publishes, t.plans, t.cuts, t.rounds, t.floods, t.outage, t.hang = 6, 3, 2, 1, 5, 1, 4*time.Second, 0
	}
	err := t.run(*short, *only)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "torture (seed %d): %v\n", *seed, err)
		os.Exit(1)
	}
	if t.missed && !*short { // during "make test" the machine is busy
		fmt.Fprintln(os.Stderr, "torture: a gate was missed")
		os.Exit(1)
	}
}

// torture is a run of all tests.
type torture struct {
	ctx       context.Context
	rng       *rand.Rand
	client    *http.Client
	folder    string // temporary
	binary    string
	postgres  *pgtest.Server
	databases int  // created so far
	missed    bool // a gate was missed

	kills, publishes, plans, cuts, rounds, floods int           // how often each test repeats
	outage, hang                                  time.Duration // of PostgreSQL; no hang if 0
}

func (t *torture) run(short bool, only string) (err error) {
	if t.folder, err = os.MkdirTemp("", "torture"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(t.folder) }()
	t.binary = t.path("twoway")
	if out, err := exec.CommandContext(t.ctx, "go", "build", "-trimpath", "-tags", "nomsgpack", "-ldflags", "-s -w", "-o", t.binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	fmt.Printf("%-74s %10s %10s\n", "", "measured", "gate")
	if only == "" || only == "floods" {
		if err := t.testFloods(); err != nil {
			return err
		}
	}
	return t.testDatabases(short, only)
}

// testDatabases runs the tests that need databases, or only one of them.
func (t *torture) testDatabases(short bool, only string) (err error) {
	if t.postgres, err = pgtest.Start(t.ctx); err != nil {
		return err
	}
	defer t.postgres.Stop()
	for _, size := range []struct{ name, questions, rules string }{{"small", "300", "60"}, {"large", "10000", "1000"}} {
		if err := t.command(nil, "synth", "--out", t.path(size.name), "--questions", size.questions, "--rules", size.rules); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		name string
		test func() error
		long bool // not in a short run
	}{
		{"kills", onBoth(t.testKills), false}, {"storage", t.testStorage, false}, {"replicas", t.testReplicas, false}, {"plans", onBoth(t.testPlans), false}, {"publish", onBoth(t.testPublish), true},
	} {
		if only != "" && only != part.name || short && part.long {
			continue
		}
		if err := part.test(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// onBoth returns a test that runs another one on each kind of database.
func onBoth(test func(database string) error) func() error {
	return func() error {
		for _, database := range []string{"SQLite", "PostgreSQL"} {
			if err := test(database); err != nil {
				return fmt.Errorf("on %s: %w", database, err)
			}
		}
		return nil
	}
}

// path returns the path of a file in the temporary folder.
func (t *torture) path(name string) string { return filepath.Join(t.folder, name) }

// printCount prints how often a check passed.
func (t *torture) printCount(check string, n int) { fmt.Printf("%-74s %10d\n", check, n) }

// printTime prints a measured time and whether it is within its gate.
func (t *torture) printTime(check string, measured, gate time.Duration) {
	result := "met"
	if measured > gate {
		result, t.missed = "MISSED", true
	}
	fmt.Printf("%-74s %10s %10s  %s\n", check, measured.Round(time.Millisecond), "≤ "+gate.String(), result)
}

// newDatabase creates an empty database. It returns the flags for a program that uses it, and on PostgreSQL its URL.
func (t *torture) newDatabase(kind string) (flags []string, url string, err error) {
	t.databases++
	name := fmt.Sprintf("torture%d", t.databases)
	if kind == "SQLite" {
		return []string{"--data-dir", t.path(name)}, "", nil
	}
	connection, err := t.connect(t.postgres.URL("postgres"))
	if err != nil {
		return nil, "", err
	}
	defer t.close(connection)
	if _, err := connection.Exec(t.ctx, "CREATE DATABASE "+name); err != nil {
		return nil, "", err
	}
	url = t.postgres.URL(name)
	return []string{"--database-url", url, "--data-dir", t.path(name)}, url, nil
}
