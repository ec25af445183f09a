package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"twoway/bank"
)

// cluster is three programs that serve from one PostgreSQL database.
type cluster struct {
	*torture
	url      string // of the database
	programs []*program
	state    state
}

// testReplicas runs a cluster under load through new and broken releases, competing admins and outages of the database.
func (t *torture) testReplicas() error {
	flags, url, err := t.newDatabase("PostgreSQL")
	if err != nil {
		return err
	}
	c := &cluster{torture: t, url: url, state: state{release: 1}}
	defer func() {
		for _, p := range c.programs {
			p.kill()
		}
	}()
	for i := range 3 {
		p, err := t.serve(append(slices.Clone(flags), "--data-dir", fmt.Sprint(t.path("replica"), i))...)
		if err != nil {
			return err
		}
		c.programs = append(c.programs, p)
	}
	if err := c.programs[0].createRule(); err != nil {
		return err
	}
	l := startLoad(c.programs)
	err = errors.Join(
		c.followReleases(l), c.cutNotifications(), c.brokenRelease(), c.competingAdmins(), c.stopDatabase(), c.hangDatabase(),
	)
	requested, loadErr := l.end()
	t.printCount("sets requested meanwhile; none failed, none inconsistent", requested)
	return errors.Join(err, loadErr)
}

// publishEdit publishes an edit on the first replica, and returns how long it takes until all replicas serve it.
func (c *cluster) publishEdit() (time.Duration, error) {
	if err := c.programs[0].publishEdit(&c.state); err != nil {
		return 0, err
	}
	start := time.Now()
	for _, p := range c.programs {
		for {
			served, err := p.servedRelease()
			if err != nil {
				return 0, err
			}
			if served == c.state.release {
				break
			}
			if time.Since(start) > 20*time.Second {
				return 0, fmt.Errorf("a replica still serves release %d: %s", served, p.log)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
	return time.Since(start), nil
}

// followReleases measures how fast replicas switch to a release that they are notified of, and the load meanwhile.
func (c *cluster) followReleases(l *load) error {
	var slowest time.Duration
	var latencies []time.Duration
	for n := range c.publishes {
		time.Sleep(100 * time.Millisecond)
		l.latencies() // resets them
		if n%2 == 1 { // a new wording takes the replicas longer than a rule
			if err := c.programs[0].editQuestion(n); err != nil {
				return err
			}
		}
		took, err := c.publishEdit()
		if err != nil {
			return err
		}
		slowest = max(slowest, took)
		latencies = append(latencies, l.latencies()...)
	}
	slices.Sort(latencies)
	c.printTime(fmt.Sprintf("3 replicas switch to a new release, notified (slowest of %d)", c.publishes), slowest, time.Second)
	c.printTime(fmt.Sprintf("p99 of %d sets while publishing and switching", len(latencies)), p99(latencies), 50*time.Millisecond)
	return nil
}

// cutNotifications measures how fast replicas switch while their connections for notifications are cut repeatedly.
func (c *cluster) cutNotifications() error {
	connection, err := c.connect(c.url)
	if err != nil {
		return err
	}
	defer c.close(connection)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				_, _ = connection.Exec(c.ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`)
			}
		}
	}()
	var slowest time.Duration
	for range c.cuts {
		var took time.Duration
		if took, err = c.publishEdit(); err != nil {
			break
		}
		slowest = max(slowest, took)
	}
	close(done)
	<-ended
	if err == nil {
		c.printTime(fmt.Sprintf("3 replicas switch to a new release, LISTEN cut (slowest of %d)", c.cuts), slowest, 5*time.Second)
	}
	return err
}

// brokenRelease inserts a release that cannot serve. No replica may serve it, and all must serve the next valid one.
func (c *cluster) brokenRelease() error {
	if err := c.insertBrokenRelease(); err != nil {
		return err
	}
	for _, p := range c.programs {
		if err := p.refusesRelease(c.state.release); err != nil {
			return err
		}
	}
	c.state.release++
	if _, err := c.publishEdit(); err != nil {
		return fmt.Errorf("after a broken release: %w", err)
	}
	c.printCount("replicas that did not serve a broken release", len(c.programs))
	return nil
}

// refusesRelease waits until a program says that it cannot serve the newest release, and checks that it serves another one until then. After its
// notifications were cut, a program under load may take seconds to see a release.
func (p *program) refusesRelease(served int) error {
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		var ready struct {
			Release struct{ Number int }
			Problem string
		}
		if err := p.read("/readyz", &ready); err != nil {
			return err
		}
		refused := strings.Contains(ready.Problem, "cannot be served")
		if ready.Release.Number != served || !refused && time.Since(start) > 20*time.Second {
			return fmt.Errorf("with a broken release in the database, /readyz answers %+v: %s", ready, p.log)
		}
		if refused {
			return nil
		}
	}
}

func (c *cluster) insertBrokenRelease() error {
	connection, err := c.connect(c.url)
	if err != nil {
		return err
	}
	defer c.close(connection)
	var content string
	if err := connection.QueryRow(c.ctx, "SELECT content FROM releases WHERE number = $1", c.state.release).Scan(&content); err != nil {
		return err
	}
	content = strings.Replace(content, `"when":"profile`, `"when":"what is profile`, 1)
	number := c.state.release + 1
	if _, err := connection.Exec(c.ctx, "INSERT INTO releases (number, hash, content, note, created_at) VALUES ($1, $2, $3, 'broken', now())",
		number, bank.HashOf([]byte(content)), content); err != nil {
		return err
	}
	_, err = connection.Exec(c.ctx, "SELECT pg_notify('twoway_releases', $1)", fmt.Sprint(number))
	return err
}

// competingAdmins edit the same version of a rule on two replicas. One must get 412, and the other's edit must be there.
func (c *cluster) competingAdmins() error {
	for round := range c.rounds {
		etag, err := c.programs[0].etag(rulePath)
		if err != nil {
			return err
		}
		edits := [2]int{1_000_000 + 2*round, 1_000_000 + 2*round + 1}
		winner, err := c.compete(etag, edits)
		if err != nil {
			return err
		}
		a, err := c.programs[2].ask(http.MethodGet, rulePath, "", "")
		if err != nil {
			return err
		}
		if !bytes.Contains(a.body, fmt.Appendf(nil, `"Edit %d"`, edits[winner])) {
			return fmt.Errorf("admin %d won, but the rule is %s", winner, a.body)
		}
	}
	c.printCount("two admins edit one rule: one 200, one 412, nothing lost", c.rounds)
	return nil
}

// compete sends two edits of one version to two replicas at once, and returns which of them succeeded.
func (c *cluster) compete(etag string, edits [2]int) (winner int, err error) {
	var statuses [2]int
	var group sync.WaitGroup
	for i, n := range edits {
		group.Go(func() {
			if a, err := c.programs[i].ask(http.MethodPut, rulePath, etag, ruleBody(n)); err == nil {
				statuses[i] = a.status
			}
		})
	}
	group.Wait()
	winner = slices.Index(statuses[:], http.StatusOK)
	if winner < 0 || statuses[1-winner] != http.StatusPreconditionFailed {
		return 0, fmt.Errorf("two admins got statuses %v", statuses)
	}
	return winner, nil
}
