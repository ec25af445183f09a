package account

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"twoway/bank"
)

// Invitation is who is invited, as what.
type Invitation struct {
	Email, Name string
	Role        Role
}

// Changes are what changes about a person; nil leaves it as it is.
type Changes struct {
	Name     *string
	Role     *Role
	Disabled *bool
}

// People returns everybody, sorted by e-mail address.
func (s *Service) People(ctx context.Context) ([]Person, error) {
	people, _, err := s.store.People(ctx)
	return people, err
}

// Person returns the person with an ID.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	people, _, err := s.store.People(ctx)
	if err != nil {
		return Person{}, err
	}
	return find(people, id)
}

// PersonByEmail returns the person with an e-mail address.
func (s *Service) PersonByEmail(ctx context.Context, email string) (Person, error) {
	address, fault := cleanEmail(email)
	if fault != nil {
		return Person{}, invalid(fault)
	}
	return s.store.PersonByEmail(ctx, address)
}

func find(people []Person, id string) (Person, error) {
	i := slices.IndexFunc(people, func(p Person) bool { return p.ID == id })
	if i < 0 {
		return Person{}, &bank.Error{Code: bank.CodeNotFound, Message: "There is no person with this ID."}
	}
	return people[i], nil
}

// Invite adds a person, and returns the link by which they choose a password. If the e-mail address is somebody's, the error has the
// code conflict.
func (s *Service) Invite(ctx context.Context, actor bank.Actor, i Invitation) (p Person, link OneTimeLink, err error) {
	return s.invite(ctx, actor, i, invitationTTL)
}

// CreateOwner is Invite for an owner, with a link that expires sooner.
func (s *Service) CreateOwner(ctx context.Context, actor bank.Actor, email, name string) (Person, OneTimeLink, error) {
	return s.invite(ctx, actor, Invitation{email, name, Owner}, linkTTL)
}

func (s *Service) invite(ctx context.Context, actor bank.Actor, i Invitation, ttl time.Duration) (p Person, link OneTimeLink, err error) {
	email, emailFault := cleanEmail(i.Email)
	name, nameFault := cleanName(i.Name)
	if err := invalid(emailFault, nameFault, checkRole(i.Role, Roles())); err != nil {
		return Person{}, OneTimeLink{}, err
	}
	err = s.change(ctx, func() (Commit, error) {
		people, revision, err := s.store.People(ctx)
		if err != nil {
			return Commit{}, err
		}
		if slices.ContainsFunc(people, func(other Person) bool { return other.Email == email }) {
			return Commit{}, conflict("Somebody has this e-mail address already.")
		}
		p = Person{ID: newID(), Email: email, Name: name, Role: i.Role, Epoch: 1, CreatedAt: s.now()}
		link = s.newLink(PurposeInvitation, p.ID, ttl)
		return Commit{
			After: revision, People: []Person{p}, Link: &link.row,
			Entry: aboutPerson(actor, ActionInvite, p, fieldChange("/name", "", p.Name), fieldChange("/role", Role(""), p.Role)),
		}, nil
	})
	return p, link, err
}

// Change changes a person. Their sessions end if the role changes or they are disabled, and so does a link of somebody disabled. If no
// owner would be left who can log in, the error has the code conflict. What changes nothing is not recorded.
func (s *Service) Change(ctx context.Context, actor bank.Actor, id string, ch Changes) (p Person, err error) {
	if err := ch.clean(); err != nil {
		return Person{}, err
	}
	err = s.change(ctx, func() (Commit, error) {
		people, revision, err := s.store.People(ctx)
		if err != nil {
			return Commit{}, err
		}
		before, err := find(people, id)
		if err != nil {
			return Commit{}, err
		}
		var changes []bank.FieldChange
		if p, changes = ch.apply(before); len(changes) == 0 {
			return Commit{}, errUnchanged
		}
		if before.isActiveOwner() && !p.isActiveOwner() && countOwners(people) == 1 {
			return Commit{}, conflict("This is the only owner who can log in. Make somebody else an owner first.")
		}
		c := Commit{After: revision, People: []Person{p}, Entry: aboutPerson(actor, ActionChange, p, changes...)}
		if p.Disabled {
			c.Unlink = []string{p.ID}
		}
		return c, nil
	})
	if errors.Is(err, errUnchanged) {
		return p, nil
	}
	return p, err
}

// errUnchanged means that there is nothing to write.
var errUnchanged = errors.New("nothing has changed")

// clean checks the changes, and cleans the name.
func (ch *Changes) clean() error {
	var nameFault, roleFault *bank.Fault
	if ch.Name != nil {
		var name string
		name, nameFault = cleanName(*ch.Name)
		ch.Name = &name
	}
	if ch.Role != nil {
		roleFault = checkRole(*ch.Role, Roles())
	}
	return invalid(nameFault, roleFault)
}

// apply returns a person with the changes, and what has changed.
func (ch *Changes) apply(p Person) (Person, []bank.FieldChange) {
	var changes []bank.FieldChange
	if ch.Name != nil && *ch.Name != p.Name {
		changes = append(changes, fieldChange("/name", p.Name, *ch.Name))
		p.Name = *ch.Name
	}
	if ch.Role != nil && *ch.Role != p.Role {
		changes = append(changes, fieldChange("/role", p.Role, *ch.Role))
		p.Role = *ch.Role
		p.Epoch++
	}
	if ch.Disabled != nil && *ch.Disabled != p.Disabled {
		changes = append(changes, fieldChange("/disabled", p.Disabled, *ch.Disabled))
		p.Disabled = *ch.Disabled
		p.Epoch++
	}
	return p, changes
}

// Reset returns a new link by which somebody chooses a password; older ones are not valid any more. Their password and their sessions
// stay until they use it. For somebody disabled, the error has the code conflict.
func (s *Service) Reset(ctx context.Context, actor bank.Actor, id string) (p Person, link OneTimeLink, err error) {
	err = s.change(ctx, func() (Commit, error) {
		people, revision, err := s.store.People(ctx)
		if err != nil {
			return Commit{}, err
		}
		if p, err = find(people, id); err != nil {
			return Commit{}, err
		}
		switch p.State() {
		case Disabled:
			return Commit{}, conflict("This person is disabled. Enable them first.")
		case Invited:
			link = s.newLink(PurposeInvitation, p.ID, invitationTTL)
		case Active:
			link = s.newLink(PurposeReset, p.ID, linkTTL)
		}
		return Commit{After: revision, Link: &link.row, Unlink: []string{p.ID}, Entry: aboutPerson(actor, ActionReset, p)}, nil
	})
	return p, link, err
}

// countOwners returns how many owners can log in.
func countOwners(people []Person) (n int) {
	for _, p := range people {
		if p.isActiveOwner() {
			n++
		}
	}
	return n
}

func aboutPerson(actor bank.Actor, action Action, p Person, changes ...bank.FieldChange) Entry {
	return Entry{Author: actor.Name, Action: action, Kind: AboutPerson, ID: p.ID, Name: p.Email, Changes: changes}
}

// fieldChange returns the change of a member; an empty text before is none.
func fieldChange[T any](pointer string, from, to T) bank.FieldChange {
	text := func(v T) json.RawMessage {
		raw, _ := json.Marshal(v) // never fails for texts, booleans and times
		if string(raw) == `""` {
			return nil
		}
		return raw
	}
	return bank.FieldChange{Pointer: pointer, From: text(from), To: text(to)}
}

func conflict(message string) error {
	return &bank.Error{Code: bank.CodeConflict, Message: message}
}

// existence remembers that there is a person or a key: there will always be one, since nobody is deleted.
type existence struct{ known atomic.Bool }

// Exists reports whether there is any person or key.
func (s *Service) Exists(ctx context.Context) (bool, error) {
	if s.exists.known.Load() {
		return true, nil
	}
	exists, err := s.store.HasAccounts(ctx)
	if exists {
		s.exists.known.Store(true)
	}
	return exists, err
}
