package store_test

import (
	"context"
	"testing"
	"time"

	"twoway/bank"
)

// timeout is far longer than any step of these tests takes.
const timeout = 10 * time.Second

func testListenUntilCancelled(t *testing.T, url string) {
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
	case <-time.After(timeout):
		t.Fatal("Listen did not return after its context was cancelled")
	}
}

// TestListen checks notifications of another program's releases, before and after the connection is lost.
func TestListen(t *testing.T) {
	t.Parallel()
	url := server.Database(t)
	s, other := migrated(t, url), open(t, url)
	notified := make(chan struct{}, 100)
	ended := make(chan error, 1)
	listen := func() { ended <- s.Listen(t.Context(), func() { notified <- struct{}{} }) }
	wait := func(what string) {
		t.Helper()
		select {
		case <-notified:
		case <-time.After(timeout):
			t.Fatalf("no notification of %s", what)
		}
	}
	go listen()
	wait("the start")
	appended(t, other, sample(1))
	wait("release 1")
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
	if len(notified) > 0 {
		t.Error("got a notification of a rejected release")
	}
	go listen()
	wait("the restart")
	appended(t, other, sample(2))
	wait("release 2")
}

func testNewest(t *testing.T, url string) {
	s := migrated(t, url)
	for _, want := range []int{0, 7, 9} {
		if want > 0 {
			appended(t, s, sample(want))
		}
		id := bank.ReleaseID{}
		if want > 0 {
			id = sample(want).ID()
		}
		if got, err := s.Newest(t.Context()); got != id || err != nil {
			t.Errorf("got %v, %v, want %v", got, err, id)
		}
	}
}

// TestListenBehindBouncer: notifications do not arrive through PgBouncer in transaction mode. Listen notices and gives up.
func TestListenBehindBouncer(t *testing.T) {
	t.Parallel()
	s := migrated(t, server.Bouncer(t, 3)(server.Database(t)))
	ended := make(chan error, 1)
	go func() { ended <- s.Listen(t.Context(), func() { t.Error("notified") }) }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(3 * timeout):
		t.Fatal("Listen waits for notifications that never come")
	}
}
