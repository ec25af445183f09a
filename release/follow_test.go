package release_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"twoway/bank"
	"twoway/release"
)

// followed is a service that follows a store, in a bubble of synctest.
func followed(t *testing.T, m *memory) (s *release.Service, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	s = release.NewService(m, time.Now, release.Options{Name: "me", Log: slog.New(slog.NewTextHandler(log, nil))})
	if err := s.Start(t.Context(), small()); err != nil {
		t.Fatal(err)
	}
	go s.Follow(t.Context())
	synctest.Wait()
	return s, log
}

// add adds a release behind the back of a service.
func (m *memory) add(t *testing.T, change func(c *bank.Content)) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = append(m.kept, frozen(t, m.kept[len(m.kept)-1], with(change)))
}

func renamed(c *bank.Content) { questionOf(c, "pager").HowToAsk = "Calmly, and once." }

func broken(c *bank.Content) { ruleOf(c, "doubt-last").Pick = `question.id ==` }

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.newest = err
}

func wantServing(t *testing.T, s *release.Service, when string, number int, problem string) {
	t.Helper()
	synctest.Wait()
	if got, f := s.Serving().Release.Number, s.Following(); got != number || !strings.Contains(f.Problem, problem) || problem == "" && f.Problem != "" {
		t.Errorf("%s: release %d is in service, %+v; want %d, problem %q", when, got, f, number, problem)
	}
}

func TestFollowIsToldOfReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{tells: make(chan struct{})}
		s, log := followed(t, m)
		before := s.Serving()
		m.add(t, renamed)
		m.tells <- struct{}{}
		time.Sleep(200 * time.Millisecond)
		wantServing(t, s, "told", 2, "")
		if before.Release.Number != 1 || before.Content.Questions[2].HowToAsk == s.Serving().Content.Questions[2].HowToAsk {
			t.Error("the release that was in service has changed")
		}
		close(m.tells) // and each time it listens again
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if m.heard < 5 || !strings.Contains(log.String(), "no longer told of new releases") {
			t.Errorf("listened %d times; log:\n%s", m.heard, log)
		}
	})
}

func TestFollowAsksForReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		s, log := followed(t, m)
		m.add(t, renamed)
		wantServing(t, s, "before it asks", 1, "")
		time.Sleep(3 * time.Second)
		wantServing(t, s, "after it has asked", 2, "")
		if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "release=2") {
			t.Errorf("log:\n%s", log)
		}
	})
}

// TestFollowKeepsTheLastGood meets a release that cannot serve, a database that is away, and good ones after each.
func TestFollowKeepsTheLastGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		s, log := followed(t, m)
		m.add(t, broken)
		time.Sleep(time.Minute)
		wantServing(t, s, "broken", 1, "Release 2 cannot serve; release 1 goes on answering.")
		if n := strings.Count(log.String(), "cannot serve"); n != 1 {
			t.Errorf("it is logged %d times", n)
		}
		m.add(t, renamed)
		time.Sleep(3 * time.Second)
		wantServing(t, s, "mended", 3, "")
		m.fail(&bank.Error{Code: bank.CodeUnavailable, Message: "It is away."})
		time.Sleep(time.Minute)
		wantServing(t, s, "database away", 3, "The database does not answer")
		m.fail(nil)
		m.add(t, func(*bank.Content) {})
		time.Sleep(3 * time.Second)
		wantServing(t, s, "database back", 4, "")
		if n := strings.Count(log.String(), "does not answer"); n != 1 {
			t.Errorf("it is logged %d times:\n%s", n, log)
		}
	})
}

// TestFollowReadsAgain: that a release cannot be read says nothing about it.
func TestFollowReadsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		s, log := followed(t, m)
		var cut atomic.Bool
		cut.Store(true)
		m.read = func() error {
			if cut.Load() {
				return errors.New("the wire is cut")
			}
			return nil
		}
		m.add(t, renamed)
		time.Sleep(10 * time.Second)
		wantServing(t, s, "unreadable", 1, "Release 2 cannot be read; release 1 goes on answering.")
		if n := strings.Count(log.String(), "cannot be read"); n != 1 || s.Following().Failures < 3 {
			t.Errorf("it is logged %d times, and counted: %+v", n, s.Following())
		}
		cut.Store(false)
		time.Sleep(3 * time.Second)
		wantServing(t, s, "readable", 2, "")
	})
}
