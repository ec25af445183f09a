package serve_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// TestOutageIsNotRepeated: an hour without a database is logged once, with a reminder every few minutes and the recovery, for
// each of what fails.
func TestOutageIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{Tells: make(chan struct{})}
		s, log := startFollowing(t, m)
		close(m.Tells) // Listen fails at once
		m.Fail(&bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer."})
		time.Sleep(time.Hour)
		wantServing(t, s, "during the outage", 1, "does not answer")
		for _, message := range []string{"The database does not answer; the last good", "lost the connection for notifications"} {
			if n := strings.Count(log.String(), message); n < 10 || n > 14 {
				t.Errorf("%q is logged %d times in an hour, want every five minutes", message, n)
			}
		}
		if !strings.Contains(log.String(), "failures=") || m.Listens < 3000 {
			t.Errorf("%d attempts to listen; log:\n%s", m.Listens, log)
		}
		m.Fail(nil)
		m.Reopen()
		time.Sleep(2 * time.Second)
		m.Tells <- struct{}{} // as the store does when it has connected
		time.Sleep(20 * time.Second)
		wantServing(t, s, "after the outage", 1, "")
		for _, message := range []string{"the newest release is in service", "the connection for notifications of new releases is back"} {
			if n := strings.Count(log.String(), message); n != 1 {
				t.Errorf("%q is logged %d times, want once:\n%s", message, n, log)
			}
		}
	})
}

// TestWriteFault shows why writes fail, until they do not, and logs both once.
func TestWriteFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &testbank.Memory{}
		s, log := startFollowing(t, m)
		m.FailWrites("The disk is full.")
		wantServing(t, s, "at once", 1, "The disk is full.")
		time.Sleep(4 * time.Minute)
		m.FailWrites("")
		wantServing(t, s, "with space", 1, "")
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if strings.Count(log.String(), "The disk is full.") != 1 || strings.Count(log.String(), "can be written again") != 1 {
			t.Errorf("log:\n%s", log)
		}
	})
}

// TestFollowRefusesOlderDatabase replaces the releases under a service by older ones, by others and by none. The service follows
// only after its snapshot was set aside, as a restore does.
func TestFollowRefusesOlderDatabase(t *testing.T) {
	for name, lost := range map[string]func(all []bank.Release) []bank.Release{
		"older": func(all []bank.Release) []bank.Release { return all[:1] },
		"none":  func([]bank.Release) []bank.Release { return nil },
		"another": func(all []bank.Release) []bank.Release {
			return []bank.Release{all[0], another(all[1]), another(all[2])}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				file := serve.Snapshot(filepath.Join(t.TempDir(), "last"))
				m := &testbank.Memory{}
				s := testbank.NewWith(m, time.Now, serve.Options{Snapshot: file})
				if err := s.Start(t.Context(), testbank.Small()); err != nil {
					t.Fatal(err)
				}
				m.Add(t, testbank.Renamed)
				m.Add(t, func(*bank.Content) {})
				all := m.Published
				go s.Serve.Follow(t.Context())
				time.Sleep(3 * time.Second)
				wantServing(t, s, "before", 3, "")
				m.Replace(lost(all))
				time.Sleep(time.Minute)
				wantServing(t, s, "lost", 3, "Release 3 stays in service.")
				if id, err := file.ID(); err != nil || id != s.Current().Release {
					t.Errorf("the snapshot has %+v, %v", id, err)
				}
				m.Replace(all[:1])
				if aside, err := file.SetAside(3); err != nil || aside != string(file)+"-3" {
					t.Errorf("set aside as %q, %v", aside, err)
				}
				time.Sleep(3 * time.Second)
				wantServing(t, s, "restored", 1, "")
			})
		})
	}
}

// another returns another release with the same number.
func another(r bank.Release) bank.Release {
	r.Hash += "0"
	return r
}
