package account

import (
	"context"
	"time"

	"twoway/internal/ratelimit"
)

// How many failures are answered at once, and how fast more are. Nobody is locked out for good.
const (
	addressBurst, addressPause = 20, 3 * time.Second  // logins from one address
	accountBurst, accountPause = 10, 15 * time.Second // logins with one e-mail address, from wherever
	refusedBurst, refusedPause = 30, time.Second      // keys, tokens and links from one address
)

// limits slow down who tries passwords and keys.
type limits struct{ addresses, accounts, refused *ratelimit.Limiters }

func newLimits() *limits {
	return &limits{
		ratelimit.New(addressBurst, addressPause), ratelimit.New(accountBurst, accountPause), ratelimit.New(refusedBurst, refusedPause),
	}
}

// enter counts an attempt to log in, unless giveBack is called because it succeeded.
func (l *limits) enter(address, email string, now time.Time) (giveBack func(), err error) {
	first, wait := l.addresses.Take(ratelimit.Network(address), now)
	if wait > 0 {
		return nil, ratelimit.NewWaitError(wait)
	}
	second, wait := l.accounts.Take(hashOf(email), now)
	if wait > 0 {
		first.CancelAt(now)
		return nil, ratelimit.NewWaitError(wait)
	}
	return func() { first.CancelAt(now); second.CancelAt(now) }, nil
}

// Refused logs a request that was refused with err, with the address of the client, and returns err, or a *ratelimit.WaitError after too
// many from there, which are not logged.
func (s *Service) Refused(ctx context.Context, address string, err error) error {
	if _, wait := s.limits.refused.Take(ratelimit.Network(address), s.now()); wait > 0 {
		return ratelimit.NewWaitError(wait)
	}
	s.log.WarnContext(ctx, "a key, token or link was refused", "address", address)
	return err
}
