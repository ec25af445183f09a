package serve_test

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// startFollowing returns services that follow a store, and their log. It must be called in a synctest bubble.
func startFollowing(t *testing.T, m *testbank.Memory) (s testbank.Services, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	s = testbank.NewWith(m, time.Now, serve.Options{Replicas: serve.NewReplicas(m, time.Now, "me"), Log: slog.New(slog.NewTextHandler(log, nil))})
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	go s.Serve.Follow(t.Context())
	synctest.Wait()
	return s, log
}

func wantServing(t *testing.T, s testbank.Services, when string, number int, problem string) {
	t.Helper()
	synctest.Wait()
	if got, f := s.Current().Release.Number, s.Serve.Status(); got != number || !strings.Contains(f.Problem, problem) || problem == "" && f.Problem != "" {
		t.Errorf("%s: release %d is in service, %+v; want %d, problem %q", when, got, f, number, problem)
	}
}

func TestFollowNotifications(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{Tells: make(chan struct{})}
		s, log := startFollowing(t, m)
		before := s.Current()
		m.Add(t, testbank.Renamed)
		m.Tells <- struct{}{}
		time.Sleep(200 * time.Millisecond)
		wantServing(t, s, "notified", 2, "")
		if before.Release.Number != 1 || before.Content.Questions[2].HowToAsk == s.Current().Content.Questions[2].HowToAsk {
			t.Error("the release that was in service has changed")
		}
		close(m.Tells) // Listen fails, each time that it is called
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := strings.Count(log.String(), "lost the connection for notifications of new releases"); m.Listens < 5 || n != 1 {
			t.Errorf("listened %d times, logged %d times; log:\n%s", m.Listens, n, log)
		}
	})
}

// TestFollowWithoutNotifications: a store without notifications is polled, and the log says so once.
func TestFollowWithoutNotifications(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{Silent: true}
		s, log := startFollowing(t, m)
		time.Sleep(time.Minute)
		m.Add(t, testbank.Renamed)
		time.Sleep(3 * time.Second)
		wantServing(t, s, "polled", 2, "")
		if n := strings.Count(log.String(), "delivers no notifications"); m.Listens != 1 || n != 1 || strings.Contains(log.String(), "WARN") || s.Serve.Status().Failures > 0 {
			t.Errorf("listened %d times, logged %d times, %+v; log:\n%s", m.Listens, n, s.Serve.Status(), log)
		}
	})
}

// TestFollowAround: each release that is published elsewhere is read and put into service within the work that Around gave, and a poll that
// finds none is not.
func TestFollowAround(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{Tells: make(chan struct{})}
		s := testbank.NewWith(m, time.Now, serve.Options{})
		if err := s.Start(t.Context(), testbank.Small()); err != nil {
			t.Fatal(err)
		}
		var served []int
		s.Serve.Around(func(do func()) {
			before := s.Current().Release.Number
			do()
			served = append(served, before, s.Current().Release.Number)
		})
		go s.Serve.Follow(t.Context())
		time.Sleep(time.Minute)
		m.Add(t, testbank.Renamed)
		time.Sleep(time.Minute)
		synctest.Wait()
		if !slices.Equal(served, []int{1, 2}) {
			t.Errorf("work around: from and to release %v, want 1 2", served)
		}
	})
}

func TestFollowPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		s, log := startFollowing(t, m)
		m.Add(t, testbank.Renamed)
		wantServing(t, s, "before the poll", 1, "")
		time.Sleep(3 * time.Second)
		wantServing(t, s, "after the poll", 2, "")
		if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "release=2") {
			t.Errorf("log:\n%s", log)
		}
	})
}

// TestFollowReadsNewWords: a release with the same vocabulary understands the same words, one with another understands the new ones.
func TestFollowReadsNewWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		s, _ := startFollowing(t, m)
		understands := func(what string, want int) {
			t.Helper()
			set, err := s.Current().Answer(bank.Request{Asker: "candidate", Role: "ward angel", Minutes: 10})
			if err != nil || len(set.Understood) != want {
				t.Errorf("%s: understood %+v, %v; want %d", what, set.Understood, err, want)
			}
		}
		understands("before", 0)
		for n, change := range []func(*bank.Content){testbank.Renamed, func(c *bank.Content) {
			c.Vocabulary.Roles[0].Titles = append(c.Vocabulary.Roles[0].Titles, "ward angel")
		}} {
			m.Add(t, change)
			time.Sleep(3 * time.Second)
			wantServing(t, s, "another release", n+2, "")
			understands("another release", n)
		}
	})
}

// TestFollowKeepsTheLastGoodRelease publishes a release that cannot serve and makes the database unreachable, each followed by
// a good release.
func TestFollowKeepsTheLastGoodRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		s, log := startFollowing(t, m)
		m.Add(t, testbank.Broken)
		time.Sleep(time.Minute)
		wantServing(t, s, "broken", 1, "Release 2 cannot be served; release 1 stays in service.")
		if n := strings.Count(log.String(), "cannot be served"); n != 1 {
			t.Errorf("the problem is logged %d times, want once", n)
		}
		m.Add(t, testbank.Renamed)
		time.Sleep(3 * time.Second)
		wantServing(t, s, "fixed", 3, "")
		m.Fail(&bank.Error{Code: bank.CodeUnavailable, Message: "The database is unreachable."})
		time.Sleep(time.Minute)
		wantServing(t, s, "database unreachable", 3, "The database does not answer")
		m.Fail(nil)
		m.Add(t, func(*bank.Content) {})
		time.Sleep(3 * time.Second)
		wantServing(t, s, "database reachable again", 4, "")
		if n := strings.Count(log.String(), "does not answer"); n != 1 {
			t.Errorf("the problem is logged %d times, want once:\n%s", n, log)
		}
	})
}

// TestFollowRetriesReads: a release that cannot be read may be good, so Follow tries again.
func TestFollowRetriesReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		s, log := startFollowing(t, m)
		var down atomic.Bool
		down.Store(true)
		m.BeforeRelease = func() error {
			if down.Load() {
				return errors.New("the connection is lost")
			}
			return nil
		}
		m.Add(t, testbank.Renamed)
		time.Sleep(10 * time.Second)
		wantServing(t, s, "unreadable", 1, "Release 2 cannot be read; release 1 stays in service.")
		if n := strings.Count(log.String(), "cannot be read"); n != 1 || s.Serve.Status().Failures < 3 {
			t.Errorf("the problem is logged %d times, want once; status %+v", n, s.Serve.Status())
		}
		down.Store(false)
		time.Sleep(3 * time.Second)
		wantServing(t, s, "readable", 2, "")
	})
}
