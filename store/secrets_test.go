package store_test

import (
	"errors"
	"sync"
	"testing"
)

// testSecret requests a new secret from several goroutines at once.
func testSecret(t *testing.T, url string) {
	s := migrated(t, url)
	const callers = 6
	var (
		secrets [callers][]byte
		errs    [callers]error
		wg      sync.WaitGroup
	)
	for i := range callers {
		wg.Go(func() { secrets[i], errs[i] = s.Secret(t.Context(), "token") })
	}
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if len(secret) != 32 || string(secret) != string(secrets[0]) {
			t.Errorf("secrets %x and %x", secrets[0], secret)
		}
	}
	if other, err := s.Secret(t.Context(), "other"); err != nil || string(other) == string(secrets[0]) {
		t.Errorf("another secret is %x, %v", other, err)
	}
}
