package main

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// databaseAway stops PostgreSQL for a while. Sets go on; writes get 503 and when to try again; then all is well by itself.
func (t *torture) databaseAway(programs []*program, k *known) error {
	_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
	if err != nil {
		return err
	}
	t.postgres.Halt()
	refused := 0
	for end := time.Now().Add(t.away); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		p := programs[refused%len(programs)]
		status, got, answer, err := p.ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(7))
		if err != nil || status != http.StatusServiceUnavailable || got.Get("Retry-After") == "" {
			return errors.Join(fmt.Errorf("a write without a database was answered with %d %s: %s %w", status, got.Get("Retry-After"), answer, err), t.postgres.Resume(t.ctx))
		}
		refused++
	}
	if err := t.postgres.Resume(t.ctx); err != nil {
		return err
	}
	t.count(fmt.Sprintf("writes with PostgreSQL stopped for %s: 503 and Retry-After", t.away), refused)
	return t.back(programs, k, "the database back")
}

// back measures how long it takes until an edit can be published again, and all serve it.
func (t *torture) back(programs []*program, k *known, what string) error {
	begun := time.Now()
	for {
		_, err := t.publishTo(programs, k)
		if err == nil {
			break
		}
		if time.Since(begun) > 20*time.Second {
			return fmt.Errorf("%s, and: %w", what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.within(what+", an edit published and served by all", time.Since(begun), 10*time.Second)
	return nil
}

// databaseHangs has PostgreSQL take connections and answer none. Sets go on; a write gets 503 once it has waited enough.
func (t *torture) databaseHangs(programs []*program, k *known, url string) error {
	if t.hangs == 0 {
		return nil
	}
	_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
	if err != nil {
		return err
	}
	goOn, err := t.hang(url)
	if err != nil {
		return err
	}
	defer goOn()
	begun := time.Now()
	var failed [3]error
	var group sync.WaitGroup
	for i, p := range programs {
		group.Go(func() {
			status, got, answer, err := p.ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(8))
			if err != nil || status != http.StatusServiceUnavailable || got.Get("Retry-After") == "" {
				failed[i] = fmt.Errorf("a write to a database that hangs was answered with %d: %s %w", status, answer, err)
			}
		})
	}
	group.Wait()
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	t.within("writes with PostgreSQL hanging: 503 and Retry-After", time.Since(begun), 25*time.Second)
	time.Sleep(t.hangs - time.Since(begun))
	for _, p := range programs {
		var ready struct{ Problem string }
		if _, err := p.read("/readyz", &ready); err != nil || ready.Problem == "" {
			return fmt.Errorf("with a database that hangs, nothing is wrong: %w", err)
		}
	}
	goOn()
	return t.back(programs, k, "the database goes on")
}

// hang has PostgreSQL stand still, until goOn is called.
func (t *torture) hang(url string) (goOn func(), err error) {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return nil, err
	}
	defer connection.Close(t.ctx)
	var first int
	if err := connection.QueryRow(t.ctx, `SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int`).Scan(&first); err != nil {
		return nil, err
	}
	stopped := []int{first}
	goOn = func() {
		for _, pid := range stopped {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
	if err := syscall.Kill(first, syscall.SIGSTOP); err != nil { // before it starts any more
		return nil, err
	}
	rows, _ := connection.Query(t.ctx, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	others, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range others {
		stopped = append(stopped, pid)
		err = errors.Join(err, syscall.Kill(pid, syscall.SIGSTOP))
	}
	if err != nil {
		goOn()
	}
	return goOn, err
}
