package account

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"

	"twoway/bank"
)

// Bounds of a password, in characters. There are no others: rules of composition make passwords worse.
const (
	minPassword = 12
	maxPassword = 256
)

// Bounds of hashing.
const (
	mostHashing = 2 // at a time: each takes 64 MiB of memory
	hashingWait = 3 * time.Second
)

// parameters returns those of RFC 9106 for where memory is scarce.
func parameters() *argon2id.Params {
	return &argon2id.Params{Memory: 64 * 1024, Iterations: 3, Parallelism: 4, SaltLength: 16, KeyLength: 32}
}

// nobodysHash is the hash of a password that nobody knows: with it, a login of somebody unknown takes as long as any other.
const nobodysHash = "$argon2id$v=19$m=65536,t=3,p=4$kvw0Qz6GXOiWGRKflGwuUw$ZzJRr7RZbGrSLURkCHHBAU7gPgi5LuTQUgY04ZXafJI"

// hashing bounds how many passwords are hashed at a time.
type hashing struct {
	places *semaphore.Weighted
	around func(do func())
}

func newHashing() *hashing {
	return &hashing{semaphore.NewWeighted(mostHashing), func(do func()) { do() }}
}

// AroundHashing has each hash of a password computed within a function, which must call do. It must be called before the service is
// used.
func (s *Service) AroundHashing(around func(do func())) { s.hashing.around = around }

// do calls a function that hashes when there is room for it. If there is none for long, the error has the code unavailable.
func (h *hashing) do(ctx context.Context, hash func() error) (err error) {
	wait, done := context.WithTimeout(ctx, hashingWait)
	defer done()
	if h.places.Acquire(wait, 1) != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &bank.Error{Code: bank.CodeUnavailable, Message: "Many people are logging in at the moment. Please try again in a few seconds."}
	}
	defer h.places.Release(1)
	h.around(func() { err = hash() })
	return err
}

// hash returns the hash of a password.
func (h *hashing) hash(ctx context.Context, password string) (hash string, err error) {
	err = h.do(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), parameters())
		return err
	})
	return hash, err
}

// matches reports whether a password has a hash. For the hash "", which no password has, it takes as long.
func (h *hashing) matches(ctx context.Context, password, hash string) (isSame bool, err error) {
	against := hash
	if hash == "" {
		against = nobodysHash
	}
	err = h.do(ctx, func() (err error) {
		isSame, err = argon2id.ComparePasswordAndHash(norm.NFC.String(password), against)
		return err
	})
	return isSame && hash != "", err
}

// isPossible reports whether a text may be somebody's password: others are not hashed.
func isPossible(password string) bool {
	return utf8.ValidString(password) && len(password) <= maxPassword*utf8.UTFMax && utf8.RuneCountInString(password) <= maxPassword
}

// CheckPassword returns an error with code invalid_request if a text cannot be the password of somebody with an e-mail address.
func CheckPassword(password, email string) error {
	return invalid(passwordFault(password, normalEmail(email)))
}

// passwordFault returns what is wrong with a password that somebody chooses; nil if nothing is. The fault does not contain it.
func passwordFault(password, email string) *bank.Fault {
	detail, code := "", bank.FaultOutOfRange
	switch length := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		detail, code = "This is not valid text.", bank.FaultMalformed
	case length < minPassword:
		detail = fmt.Sprintf("A password must have at least %d characters. A few words that do not belong together are easy to remember.", minPassword)
	case length > maxPassword:
		detail = fmt.Sprintf("A password must have at most %d characters.", maxPassword)
	case email != "" && normalEmail(password) == email:
		detail, code = "The password must not be the e-mail address.", bank.FaultInconsistent
	default:
		return nil
	}
	return &bank.Fault{Code: code, Pointer: "/password", Detail: detail, Nearest: []string{}}
}
