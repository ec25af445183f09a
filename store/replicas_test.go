package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
)

func testReplicas(t *testing.T, url string) {
	s := migrated(t, url)
	old := bank.Replica{Name: "a", Release: bank.ReleaseID{Number: 1, Hash: "x"}, Problem: "p", Failures: 2, SeenAt: noon}
	recent := bank.Replica{Name: "b", Release: bank.ReleaseID{Number: 2, Hash: "y"}, SeenAt: noon.Add(time.Hour)}
	for _, r := range []bank.Replica{recent, old, {Name: "b"}, recent} {
		if r.SeenAt.IsZero() {
			r.SeenAt = noon
		}
		if err := s.Report(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Replicas(t.Context())
	if diff := cmp.Diff([]bank.Replica{old, recent}, got); diff != "" || err != nil {
		t.Errorf("%v; replicas (-want +got):\n%s", err, diff)
	}
	recent.SeenAt = noon.Add(24*time.Hour + time.Minute)
	if err := s.Report(t.Context(), recent); err != nil {
		t.Fatal(err)
	}
	got, err = s.Replicas(t.Context())
	if diff := cmp.Diff([]bank.Replica{recent}, got); diff != "" || err != nil {
		t.Errorf("%v; a day later (-want +got):\n%s", err, diff)
	}
}
