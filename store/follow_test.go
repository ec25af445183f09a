package store_test

import (
	"context"
	"testing"
	"time"

	"twoway/bank"
)

// patience is far longer than anything here takes.
const patience = 10 * time.Second

func testListenUntilItIsOver(t *testing.T, url string) {
	s := migrated(t, url)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(ctx, func() {}) }()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
}

// TestListen hears what another program appends, loses its connection, and hears again.
func TestListen(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	s, other := migrated(t, url), open(t, url)
	heard := make(chan bool, 100)
	ended := make(chan error, 1)
	listen := func() { ended <- s.Listen(t.Context(), func() { heard <- true }) }
	hear := func(what string) {
		t.Helper()
		select {
		case <-heard:
		case <-time.After(patience):
			t.Fatalf("nothing is heard of %s", what)
		}
	}
	go listen()
	hear("the beginning")
	appended(t, other, sample(1))
	hear("release 1")
	if err := other.Append(t.Context(), sample(1)); codeOf(err) != bank.CodeConflict {
		t.Fatal(err)
	}
	const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`
	if _, err := other.Pool().ExecContext(t.Context(), cut); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; codeOf(err) != bank.CodeUnavailable {
		t.Errorf("got %v, want code unavailable", err)
	}
	if len(heard) > 0 {
		t.Error("a release that was refused is told of")
	}
	go listen()
	hear("the new beginning")
	appended(t, other, sample(2))
	hear("release 2")
}
