package account

import (
	"context"
	"fmt"
	"math"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"twoway/bank"
)

// How many failures are answered at once, and how fast more are. Nobody is locked out for good.
const (
	addressBurst, addressPause = 20, 3 * time.Second  // logins from one address
	accountBurst, accountPause = 10, 15 * time.Second // logins with one e-mail address, from wherever
	refusedBurst, refusedPause = 30, time.Second      // keys, tokens and links from one address
)

// mostLimited is how many addresses, and how many e-mail addresses, are remembered.
const mostLimited = 20_000

// WaitError says how long to wait after too many failures. It wraps a *bank.Error with code too_many_attempts.
type WaitError struct {
	wait time.Duration
	err  *bank.Error
}

func newWaitError(wait time.Duration) *WaitError {
	seconds := int(math.Ceil(wait.Seconds()))
	return &WaitError{time.Duration(seconds) * time.Second, &bank.Error{
		Code: bank.CodeTooManyAttempts, Message: fmt.Sprintf("There were too many attempts. Please try again in %d seconds.", seconds),
	}}
}

// Error returns the message.
func (e *WaitError) Error() string { return e.err.Error() }

// RetryAfter returns how long to wait: whole seconds.
func (e *WaitError) RetryAfter() time.Duration { return e.wait }

// Unwrap returns the error with the code.
func (e *WaitError) Unwrap() error { return e.err }

// limits slow down who tries passwords and keys.
type limits struct{ addresses, accounts, refused *limiters }

func newLimits() *limits {
	return &limits{
		newLimiters(addressBurst, addressPause), newLimiters(accountBurst, accountPause), newLimiters(refusedBurst, refusedPause),
	}
}

// enter counts an attempt to log in, unless giveBack is called because it succeeded.
func (l *limits) enter(address, email string, now time.Time) (giveBack func(), err error) {
	first, wait := l.addresses.take(network(address), now)
	if wait > 0 {
		return nil, newWaitError(wait)
	}
	second, wait := l.accounts.take(hashOf(email), now)
	if wait > 0 {
		first.CancelAt(now)
		return nil, newWaitError(wait)
	}
	return func() { first.CancelAt(now); second.CancelAt(now) }, nil
}

// limiters limit each of many.
type limiters struct {
	cache *otter.Cache[string, *rate.Limiter]
	burst int
	pause time.Duration
}

func newLimiters(burst int, pause time.Duration) *limiters {
	full := time.Duration(burst) * pause // after which a limiter is as good as new
	return &limiters{otter.Must(&otter.Options[string, *rate.Limiter]{
		MaximumSize: mostLimited, ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](full),
	}), burst, pause}
}

// take takes one attempt of those that who has. If there is none, it returns how long to wait for the next.
func (l *limiters) take(who string, now time.Time) (*rate.Reservation, time.Duration) {
	limiter, _ := l.cache.ComputeIfAbsent(who, func() (*rate.Limiter, bool) { return rate.NewLimiter(rate.Every(l.pause), l.burst), false })
	r := limiter.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return r, wait
}

// network returns what is limited as one: an address or, of the sixth version, the network that one customer gets.
func network(address string) string {
	const customer = 64
	at, err := netip.ParseAddr(address)
	if err != nil || at.Unmap().Is4() {
		return at.Unmap().String()
	}
	return netip.PrefixFrom(at.WithZone(""), customer).Masked().String()
}

// Refused logs a request that was refused with err, with the address of the client, and returns err, or a *WaitError after too many from
// there, which are not logged.
func (s *Service) Refused(ctx context.Context, address string, err error) error {
	if _, wait := s.limits.refused.take(network(address), s.now()); wait > 0 {
		return newWaitError(wait)
	}
	s.log.WarnContext(ctx, "a key, token or link was refused", "address", address)
	return err
}
