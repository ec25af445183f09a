package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// replicas has three programs serve from one PostgreSQL.
func (t *torture) replicas() (err error) {
	flags, url, err := t.database("PostgreSQL")
	if err != nil {
		return err
	}
	var programs []*program
	defer func() {
		for _, p := range programs {
			p.kill()
		}
	}()
	for i := range 3 {
		p, err := t.serve(append(slices.Clone(flags), "--data-dir", fmt.Sprint(t.path("replica"), i))...)
		if err != nil {
			return err
		}
		programs = append(programs, p)
	}
	first := programs[0]
	if status, _, answer, err := first.ask(http.MethodPost, "/v1/admin/rules", "", ruleNamed(0)); err != nil || status != http.StatusCreated {
		return fmt.Errorf("create a rule: %d %s %w", status, answer, err)
	}
	k := &known{release: 1}
	l := startLoad(programs)
	err = errors.Join(
		t.following(programs, k, l),
		t.cutOff(programs, k, url),
		t.brokenRelease(programs, k, url),
		t.twoAdmins(programs),
		t.databaseAway(programs, k),
		t.databaseHangs(programs, k, url),
	)
	asked, failed := l.end()
	t.count("sets asked for meanwhile, none failed, none of two releases", asked)
	return errors.Join(err, failed)
}

// publishTo publishes an edit on the first replica, and measures how long until all serve it.
func (t *torture) publishTo(programs []*program, k *known) (time.Duration, error) {
	if !t.edit(programs[0], k) || !t.publish(programs[0], k) {
		return 0, errors.New("an edit could not be published")
	}
	begun := time.Now()
	for _, p := range programs {
		for {
			var ready struct{ Release struct{ Number int } }
			if _, err := p.read("/readyz", &ready); err != nil {
				return 0, err
			}
			if ready.Release.Number == k.release {
				break
			}
			if time.Since(begun) > 20*time.Second {
				return 0, fmt.Errorf("a replica stays at release %d: %s", ready.Release.Number, p.log)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
	return time.Since(begun), nil
}

// following is told of releases, under load.
func (t *torture) following(programs []*program, k *known, l *load) error {
	var slowest time.Duration
	var during []time.Duration
	for range t.publishes {
		time.Sleep(100 * time.Millisecond)
		l.latencies()
		took, err := t.publishTo(programs, k)
		if err != nil {
			return err
		}
		slowest = max(slowest, took)
		during = append(during, l.latencies()...)
	}
	slices.Sort(during)
	t.within(fmt.Sprintf("3 replicas on a new release, told (slowest of %d)", t.publishes), slowest, time.Second)
	t.within(fmt.Sprintf("p99 of %d sets while publishing and swapping", len(during)), p99(during), 50*time.Millisecond)
	return nil
}

// cutOff ends every connection that listens, as often as it comes back.
func (t *torture) cutOff(programs []*program, k *known, url string) error {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return err
	}
	defer connection.Close(t.ctx)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				_, _ = connection.Exec(t.ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`)
			}
		}
	}()
	var slowest time.Duration
	for range t.cut {
		var took time.Duration
		if took, err = t.publishTo(programs, k); err != nil {
			break
		}
		slowest = max(slowest, took)
	}
	close(done)
	<-ended
	if err == nil {
		t.within(fmt.Sprintf("3 replicas on a new release, LISTEN cut (slowest of %d)", t.cut), slowest, 5*time.Second)
	}
	return err
}

// brokenRelease puts a release into the database that cannot serve. Nobody may serve it, and the next good one must come.
func (t *torture) brokenRelease(programs []*program, k *known, url string) error {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return err
	}
	defer connection.Close(t.ctx)
	var content string
	if err := connection.QueryRow(t.ctx, "SELECT content FROM releases WHERE number = $1", k.release).Scan(&content); err != nil {
		return err
	}
	content = strings.Replace(content, `"when":"profile`, `"when":"what is profile`, 1)
	sum := sha256.Sum256([]byte(content))
	if _, err := connection.Exec(t.ctx, "INSERT INTO releases (number, hash, content, note, created_at) VALUES ($1, $2, $3, 'broken', now())",
		k.release+1, "sha256:"+hex.EncodeToString(sum[:]), content); err != nil {
		return err
	}
	if _, err := connection.Exec(t.ctx, "SELECT pg_notify('twoway_releases', $1)", fmt.Sprint(k.release+1)); err != nil {
		return err
	}
	time.Sleep(4 * time.Second)
	for _, p := range programs {
		var ready struct {
			Release struct{ Number int }
			Problem string
		}
		if _, err := p.read("/readyz", &ready); err != nil || ready.Release.Number != k.release || !strings.Contains(ready.Problem, "cannot serve") {
			return fmt.Errorf("with a broken release in the database, %+v is in service, %w", ready, err)
		}
	}
	k.release++
	if _, err := t.publishTo(programs, k); err != nil {
		return fmt.Errorf("after a broken release: %w", err)
	}
	t.count("releases that failed their checks, served by none of", len(programs))
	return nil
}

// twoAdmins replace one rule from the same version on two replicas: one gets 412, and the other's words are there.
func (t *torture) twoAdmins(programs []*program) error {
	for round := range t.rounds {
		_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
		if err != nil {
			return err
		}
		var statuses [2]int
		var group sync.WaitGroup
		for i := range statuses {
			group.Go(func() {
				statuses[i], _, _, _ = programs[i].ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(1_000_000+2*round+i))
			})
		}
		group.Wait()
		won := slices.Index(statuses[:], http.StatusOK)
		if won < 0 || statuses[1-won] != http.StatusPreconditionFailed {
			return fmt.Errorf("two admins were answered with %v", statuses)
		}
		_, _, answer, err := programs[2].ask(http.MethodGet, ownRule, "", "")
		if err != nil || !bytes.Contains(answer, fmt.Appendf(nil, `"Edit %d"`, 1_000_000+2*round+won)) {
			return fmt.Errorf("admin %d won, and the rule is %s, %w", won, answer, err)
		}
	}
	t.count("two admins on one rule: one 200, one 412, nothing lost", t.rounds)
	return nil
}

// publishLarge publishes an edit of a large bank.
func (t *torture) publishLarge() error {
	for _, database := range []string{"SQLite", "PostgreSQL"} {
		flags, _, err := t.database(database)
		if err != nil {
			return err
		}
		p, err := t.serve(append([]string{"--bank", t.path("large")}, flags...)...)
		if err != nil {
			return err
		}
		if status, _, answer, err := p.ask(http.MethodPost, "/v1/admin/rules", "", ruleNamed(0)); err != nil || status != http.StatusCreated {
			return fmt.Errorf("create a rule: %d %s %w", status, answer, err)
		}
		var took []time.Duration
		for n := range 5 {
			k := &known{edit: n, release: n + 1}
			if !t.edit(p, k) {
				return errors.New("an edit failed")
			}
			begun := time.Now()
			if !t.publish(p, k) {
				return errors.New("publishing failed")
			}
			took = append(took, time.Since(begun))
		}
		p.kill()
		slices.Sort(took)
		t.within(database+": publish of 10 000 questions × 1 000 rules (median of 5)", took[2], 5*time.Second)
	}
	return nil
}
