package account

import (
	"context"
	"time"

	"twoway/bank"
)

// How long links are valid.
const (
	linkTTL       = 24 * time.Hour
	invitationTTL = 7 * 24 * time.Hour
)

// Purpose is what a link is for.
type Purpose string

// The purposes of links.
const (
	PurposeFirstOwner Purpose = "first_owner" // whoever has it becomes the first owner
	PurposeInvitation Purpose = "invitation"
	PurposeReset      Purpose = "reset" // of a password
)

// Link is a link by which somebody chooses a password, once, without its token.
type Link struct {
	Hash      string // of the token
	Purpose   Purpose
	PersonID  string // "" for the first owner
	ExpiresAt time.Time
}

// OneTimeLink is a new link. Its token is shown once; it is worth a password.
type OneTimeLink struct {
	Token     string
	Purpose   Purpose
	ExpiresAt time.Time
	row       Link
}

// Path returns the path of the page at which the link is used.
func (l OneTimeLink) Path() string { return "/admin/welcome/" + l.Token }

func (s *Service) newLink(purpose Purpose, personID string, ttl time.Duration) OneTimeLink {
	token, expires := newSecret(), s.now().Add(ttl)
	return OneTimeLink{token, purpose, expires, Link{hashOf(token), purpose, personID, expires}}
}

// FirstOwner returns a new link for the first owner, unless there is an owner who can log in.
func (s *Service) FirstOwner(ctx context.Context) (link OneTimeLink, needed bool, err error) {
	people, revision, err := s.store.People(ctx)
	if err != nil || countOwners(people) > 0 {
		return OneTimeLink{}, false, err
	}
	link = s.newLink(PurposeFirstOwner, "", linkTTL)
	err = s.store.CommitAccounts(ctx, Commit{
		After: revision, Link: &link.row,
		Entry: Entry{At: s.now(), Author: bank.Program().Name, Action: ActionLink, Kind: AboutPerson},
	})
	if bank.HasCode(err, bank.CodeStale) { // another program has just made one
		return s.FirstOwner(ctx)
	}
	return link, err == nil, err
}

// Welcome is what a link is for.
type Welcome struct {
	Purpose Purpose
	Person  Person // the zero value for the first owner
}

// Welcome returns what a link is for, and uses it for nothing. If it is not valid, the error has the code not_found, or is a *ratelimit.WaitError
// after too many failures from the address of the client.
func (s *Service) Welcome(ctx context.Context, address, token string) (Welcome, error) {
	people, _, err := s.store.People(ctx)
	if err != nil {
		return Welcome{}, err
	}
	w, err := s.readLink(ctx, token, people)
	if bank.HasCode(err, bank.CodeNotFound) {
		err = s.Refused(ctx, address, err)
	}
	return w, err
}

// readLink returns what a link is for, given everybody there is.
func (s *Service) readLink(ctx context.Context, token string, people []Person) (Welcome, error) {
	link, err := s.store.Link(ctx, hashOf(token))
	if bank.HasCode(err, bank.CodeNotFound) || err == nil && !s.now().Before(link.ExpiresAt) {
		return Welcome{}, errLink()
	}
	if err != nil {
		return Welcome{}, err
	}
	if link.Purpose == PurposeFirstOwner {
		if countOwners(people) > 0 {
			return Welcome{}, errLink()
		}
		return Welcome{Purpose: link.Purpose}, nil
	}
	p, err := find(people, link.PersonID)
	if err != nil || p.Disabled {
		return Welcome{}, errLink()
	}
	return Welcome{link.Purpose, p}, nil
}

func errLink() error {
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link is not valid: it was used, has expired, or was replaced by a newer one. Ask for a new one."}
}

// Choice is what somebody chooses who uses a link. Email is for the first owner alone.
type Choice struct {
	Email, Name, Password string
}

// Accept uses a link: the person gets a name and a password, all earlier sessions of theirs end, and a new one begins. Of several who
// use a link at once, one succeeds. If it is not valid, the error has the code not_found, or is a *ratelimit.WaitError after too many failures from
// the address of the client.
func (s *Service) Accept(ctx context.Context, address, token string, choice Choice) (p Person, started Started, err error) {
	w, err := s.Welcome(ctx, address, token) // before anything is hashed
	if err != nil {
		return Person{}, Started{}, err
	}
	if choice, err = choice.clean(w); err != nil {
		return Person{}, Started{}, err
	}
	hash, err := s.hashing.hash(ctx, choice.Password)
	if err != nil {
		return Person{}, Started{}, err
	}
	err = s.change(ctx, func() (Commit, error) {
		people, revision, err := s.store.People(ctx)
		if err != nil {
			return Commit{}, err
		}
		if w, err = s.readLink(ctx, token, people); err != nil {
			return Commit{}, err
		}
		if p, err = s.welcomed(w, choice, people); err != nil {
			return Commit{}, err
		}
		p.Password = hash
		p.Epoch++
		started = s.newSession(p)
		return Commit{
			After: revision, People: []Person{p}, Unlink: []string{w.Person.ID, p.ID}, Session: &started.row,
			Entry: aboutPerson(p.Actor(), ActionWelcome, p),
		}, nil
	})
	return p, started, err
}

// clean checks what somebody has chosen.
func (c Choice) clean(w Welcome) (Choice, error) {
	var emailFault, nameFault *bank.Fault
	if w.Purpose == PurposeFirstOwner {
		c.Email, emailFault = cleanEmail(c.Email)
	} else {
		c.Email = w.Person.Email
	}
	if c.Name != "" || w.Person.Name == "" {
		c.Name, nameFault = cleanName(c.Name)
	}
	return c, invalid(emailFault, nameFault, passwordFault(c.Password, c.Email))
}

// welcomed returns who uses a link, with the chosen name.
func (s *Service) welcomed(w Welcome, c Choice, people []Person) (Person, error) {
	p := w.Person
	if w.Purpose == PurposeFirstOwner {
		p = Person{ID: newID(), Email: c.Email, Role: Owner, CreatedAt: s.now()}
		for _, other := range people {
			if other.Email == c.Email && (other.Disabled || other.Role != Owner) {
				return Person{}, conflict("Somebody has this e-mail address already. Choose another one.")
			} else if other.Email == c.Email {
				p = other // was made an owner, and has not used that link yet
			}
		}
	}
	if c.Name != "" {
		p.Name = c.Name
	}
	return p, nil
}
