package account

import (
	"context"
	"slices"
	"time"

	"twoway/bank"
)

// How long a session lasts.
const (
	idleTime     = 2 * time.Hour // without a request
	absoluteTime = 12 * time.Hour
)

// Session is a login, without its token.
type Session struct {
	Hash      string // of the token
	PersonID  string
	Epoch     int // of the person when it began; it has ended if theirs is another one
	CreatedAt time.Time
	SeenAt    time.Time // of a request, up to a minute old
}

// Started is a new session. Its token is worth a password until it expires.
type Started struct {
	Token     string
	ExpiresAt time.Time
	row       Session
}

// Seconds returns how long a new session lasts at most.
func (Started) Seconds() int { return int(absoluteTime.Seconds()) }

func (s *Service) newSession(p Person) Started {
	token, now := newSecret(), s.now()
	return Started{token, now.Add(absoluteTime), Session{hashOf(token), p.ID, p.Epoch, now, now}}
}

// errLogin is the same whatever was wrong, so that nobody learns who has an account.
func errLogin() error { return unauthorised("The e-mail address or the password is not right.") }

// Login begins a session. The error says the same, after the same work, whether the person is unknown, disabled or has another
// password: it has the code unauthorised. Address is that of the client: too many failures from there, or for one e-mail address, are
// answered with a *ratelimit.WaitError.
func (s *Service) Login(ctx context.Context, address, email, password string) (Person, Started, error) {
	email = normalEmail(email)
	giveBack, err := s.limits.enter(address, email, s.now())
	if err != nil {
		return Person{}, Started{}, err
	}
	p, err := s.store.PersonByEmail(ctx, email)
	if err != nil && !bank.HasCode(err, bank.CodeNotFound) {
		giveBack()
		return Person{}, Started{}, err
	}
	if !isPossible(password) {
		password = ""
	}
	isSame, err := s.hashing.matches(ctx, password, p.Password)
	if err != nil {
		giveBack()
		return Person{}, Started{}, err
	}
	if !isSame || p.State() != Active {
		s.log.WarnContext(ctx, "a login has failed", "address", address, "person", p.ID)
		return Person{}, Started{}, errLogin()
	}
	giveBack()
	started := s.newSession(p)
	return p, started, s.store.AddSession(ctx, started.row)
}

// Logout ends a session. A token that is not valid is no error.
func (s *Service) Logout(ctx context.Context, token string) error {
	return s.store.DropSession(ctx, hashOf(token))
}

// BySession returns whose session has a token. If it is not valid any more, the error has the code unauthorised.
func (s *Service) BySession(ctx context.Context, token string) (Person, error) {
	now := s.now()
	session, p, err := s.store.Session(ctx, hashOf(token))
	if err != nil && !bank.HasCode(err, bank.CodeNotFound) {
		return Person{}, err
	}
	if err != nil || session.Epoch != p.Epoch || p.Disabled || now.Sub(session.SeenAt) >= idleTime || now.Sub(session.CreatedAt) >= absoluteTime {
		return Person{}, unauthorised("Your session has ended. Please log in again.")
	}
	s.activity.noteSession(session.Hash, now)
	return p, nil
}

// Identity is who somebody is at the issuer of OpenID Connect.
type Identity struct {
	Subject       string // the issuer and their subject there
	Email         string
	EmailVerified bool // by the issuer
}

// LoginByIdentity begins a session of the person with an identity. The first time, that is the person with its e-mail address, if the
// issuer has verified that; they must have been invited. Otherwise the error has the code unauthorised.
func (s *Service) LoginByIdentity(ctx context.Context, address string, i Identity) (p Person, started Started, err error) {
	people, _, err := s.store.People(ctx)
	if err != nil {
		return Person{}, Started{}, err
	}
	known := slices.IndexFunc(people, func(p Person) bool { return p.Subject == i.Subject })
	if known < 0 {
		p, started, err = s.bind(ctx, i)
	} else if p = people[known]; p.Disabled {
		err = errIdentity()
	} else {
		started = s.newSession(p)
		err = s.store.AddSession(ctx, started.row)
	}
	if bank.HasCode(err, bank.CodeUnauthorised) {
		s.log.WarnContext(ctx, "a login by OpenID Connect has failed", "address", address, "person", p.ID)
	}
	return p, started, err
}

// bind connects an identity with the person who has its e-mail address, and begins a session.
func (s *Service) bind(ctx context.Context, i Identity) (p Person, started Started, err error) {
	email := normalEmail(i.Email)
	err = s.change(ctx, func() (Commit, error) {
		people, revision, err := s.store.People(ctx)
		if err != nil {
			return Commit{}, err
		}
		at := slices.IndexFunc(people, func(p Person) bool { return p.Email == email })
		if at < 0 || !i.EmailVerified || people[at].Disabled || people[at].Subject != "" {
			return Commit{}, errIdentity()
		}
		p = people[at]
		p.Subject = i.Subject
		started = s.newSession(p)
		return Commit{
			After: revision, People: []Person{p}, Unlink: []string{p.ID}, Session: &started.row, Entry: aboutPerson(p.Actor(), ActionBind, p),
		}, nil
	})
	return p, started, err
}

func errIdentity() error {
	return unauthorised("There is no account here for this login. Ask an owner to invite the e-mail address that your organisation knows you by.")
}
