// Package ratelimit limits how often each of many may do something. Nobody is locked out for good.
package ratelimit

import (
	"fmt"
	"math"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"twoway/bank"
)

// mostLimited is how many of those whom it limits a Limiters remembers.
const mostLimited = 20_000

// WaitError says how long to wait after too many attempts. It wraps a *bank.Error with code too_many_attempts.
type WaitError struct {
	wait time.Duration
	err  *bank.Error
}

// NewWaitError returns the error for a wait, which it rounds up to whole seconds.
func NewWaitError(wait time.Duration) *WaitError {
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

// Limiters limit each of many. They are safe for concurrent use.
type Limiters struct {
	cache *otter.Cache[string, *rate.Limiter]
	burst int
	pause time.Duration
}

// New returns limiters that let each do something burst times at once, and once more after each pause.
func New(burst int, pause time.Duration) *Limiters {
	full := time.Duration(burst) * pause // after which a limiter is as good as new
	return &Limiters{otter.Must(&otter.Options[string, *rate.Limiter]{
		MaximumSize: mostLimited, ExpiryCalculator: otter.ExpiryAccessing[string, *rate.Limiter](full),
	}), burst, pause}
}

// Take takes one attempt of those that who has. If there is none, it returns how long to wait for the next.
func (l *Limiters) Take(who string, now time.Time) (*rate.Reservation, time.Duration) {
	limiter, _ := l.cache.ComputeIfAbsent(who, func() (*rate.Limiter, bool) { return rate.NewLimiter(rate.Every(l.pause), l.burst), false })
	r := limiter.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return r, wait
}

// Network returns what is limited as one: an address or, of the sixth version, the network that one customer gets.
func Network(address string) string {
	const customer = 64
	at, err := netip.ParseAddr(address)
	if err != nil || at.Unmap().Is4() {
		return at.Unmap().String()
	}
	return netip.PrefixFrom(at.WithZone(""), customer).Masked().String()
}
