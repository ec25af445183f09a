package ratelimit_test

import (
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/ratelimit"
)

func TestTake(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	l := ratelimit.New(2, 10*time.Second)
	for range 2 {
		if _, wait := l.Take("a", now); wait != 0 {
			t.Errorf("within the burst: %s", wait)
		}
	}
	for range 2 { // who is refused loses nothing
		if _, wait := l.Take("a", now.Add(time.Second)); wait != 9*time.Second {
			t.Errorf("after the burst: %s", wait)
		}
	}
	if _, wait := l.Take("b", now); wait != 0 {
		t.Errorf("somebody else: %s", wait)
	}
	if _, wait := l.Take("a", now.Add(10*time.Second)); wait != 0 {
		t.Errorf("after the pause: %s", wait)
	}
}

func TestWaitError(t *testing.T) {
	t.Parallel()
	err := ratelimit.NewWaitError(1200 * time.Millisecond)
	if err.RetryAfter() != 2*time.Second || !bank.HasCode(err, bank.CodeTooManyAttempts) {
		t.Errorf("%v after %s", err, err.RetryAfter())
	}
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "invalid IP",
	} {
		if got := ratelimit.Network(address); got != want {
			t.Errorf("%q is limited as %q, want %q", address, got, want)
		}
	}
}
