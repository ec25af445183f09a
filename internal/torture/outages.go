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

// stopDatabase stops PostgreSQL for a while. Sets must still be served, writes must get 503 with Retry-After, and after a
// restart everything must work again.
func (c *cluster) stopDatabase() error {
	etag, err := c.programs[0].etag(rulePath)
	if err != nil {
		return err
	}
	c.postgres.Halt()
	refused, err := c.writeWithoutDatabase(etag)
	if err := errors.Join(err, c.postgres.Resume(c.ctx)); err != nil {
		return err
	}
	c.printCount(fmt.Sprintf("writes with PostgreSQL stopped for %s: 503 and Retry-After", c.outage), refused)
	return c.awaitRecovery("PostgreSQL restarted")
}

// writeWithoutDatabase tries to write during the outage. It returns the number of writes, or an error if one is not refused
// correctly.
func (c *cluster) writeWithoutDatabase(etag string) (refused int, err error) {
	for end := time.Now().Add(c.outage); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		p := c.programs[refused%len(c.programs)]
		if err := writeIsRefused(p, etag, ruleBody(7)); err != nil {
			return refused, fmt.Errorf("a write without a database: %w", err)
		}
		refused++
	}
	return refused, nil
}

// writeIsRefused returns an error unless a write is answered with 503 and Retry-After.
func writeIsRefused(p *program, etag, body string) error {
	a, err := p.ask(http.MethodPut, rulePath, etag, body)
	if err == nil && !a.isUnavailable() {
		err = fmt.Errorf("got %s, Retry-After %q", a, a.header.Get("Retry-After"))
	}
	return err
}

// awaitRecovery measures how long it takes until an edit can be published and all replicas serve it.
func (c *cluster) awaitRecovery(event string) error {
	start := time.Now()
	for {
		_, err := c.publishEdit()
		if err == nil {
			break
		}
		if time.Since(start) > 20*time.Second {
			return fmt.Errorf("%s: %w", event, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.printTime(event+": an edit published and served by all", time.Since(start), 10*time.Second)
	return nil
}

// hangDatabase lets PostgreSQL accept connections without answering. Sets must still be served, and writes must get 503
// after a timeout.
func (c *cluster) hangDatabase() error {
	if c.hang == 0 {
		return nil
	}
	etag, err := c.programs[0].etag(rulePath)
	if err != nil {
		return err
	}
	resume, err := c.suspendPostgres()
	if err != nil {
		return err
	}
	defer resume()
	start := time.Now()
	if err := c.writeToHangingDatabase(etag); err != nil {
		return err
	}
	c.printTime("writes with PostgreSQL hanging: 503 and Retry-After", time.Since(start), 25*time.Second)
	time.Sleep(c.hang - time.Since(start))
	for _, p := range c.programs {
		var ready struct{ Problem string }
		if err := p.read("/readyz", &ready); err != nil {
			return err
		}
		if ready.Problem == "" {
			return errors.New("with a hanging database, /readyz shows no problem")
		}
	}
	resume()
	return c.awaitRecovery("PostgreSQL resumed")
}

func (c *cluster) writeToHangingDatabase(etag string) error {
	var errs [3]error
	var group sync.WaitGroup
	for i, p := range c.programs {
		group.Go(func() { errs[i] = writeIsRefused(p, etag, ruleBody(8)) })
	}
	group.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("a write to a hanging database: %w", err)
	}
	return nil
}

// suspendPostgres stops all processes of PostgreSQL with SIGSTOP until resume is called, which may be called repeatedly.
func (c *cluster) suspendPostgres() (resume func(), err error) {
	connection, err := c.connect(c.url)
	if err != nil {
		return nil, err
	}
	defer c.close(connection)
	var postmaster int
	if err := connection.QueryRow(c.ctx, `SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int`).Scan(&postmaster); err != nil {
		return nil, err
	}
	stopped := []int{postmaster}
	resume = func() {
		for _, pid := range stopped {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
	if err := syscall.Kill(postmaster, syscall.SIGSTOP); err != nil { // first, so that it starts no more processes
		return nil, err
	}
	rows, _ := connection.Query(c.ctx, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	others, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range others {
		stopped = append(stopped, pid)
		err = errors.Join(err, syscall.Kill(pid, syscall.SIGSTOP))
	}
	if err != nil {
		resume()
	}
	return resume, err
}
