// Package account knows who may do what: people with roles, their sessions, the links by which they are invited, and the API keys
// of programs.
//
// Secrets are stored as hashes alone: passwords by argon2id, and keys and the tokens of sessions and links, which nobody can guess, by
// SHA-256. Each change of people and keys is written together with an entry of the account audit, all or nothing, on condition that
// nobody else has changed any since they were read; so there is always an owner, and a link is used once.
package account

import (
	"context"
	"log/slog"
	"time"

	"twoway/bank"
)

// Role is what somebody may do. Each role may do everything that the one before may.
type Role string

// The roles.
const (
	Viewer    Role = "viewer"    // reads drafts, differences and the audit, and checks what others write
	Editor    Role = "editor"    // writes drafts
	Publisher Role = "publisher" // publishes and rolls back
	Owner     Role = "owner"     // manages people and keys; never a key
)

// Roles returns the roles, the one that may do least first.
func Roles() []Role { return []Role{Viewer, Editor, Publisher, Owner} }

// rank returns the place of a role in Roles, from 1; 0 for an unknown role.
func (r Role) rank() int {
	for i, known := range Roles() {
		if r == known {
			return i + 1
		}
	}
	return 0
}

// Allows reports whether somebody with this role may do what requires at least another. An unknown role allows nothing, and nothing
// allows what requires an unknown one.
func (r Role) Allows(least Role) bool { return least.rank() > 0 && r.rank() >= least.rank() }

// Permission is an operation of the API and the least role that may call it.
type Permission struct {
	Operation, Method, Path, Summary string

	Least Role
}

// Principal is who sends a request, and what they may do.
type Principal struct {
	Actor bank.Actor
	Role  Role
}

// Admin returns the principal of requests with the admin token, who may do everything.
func Admin() Principal { return Principal{bank.Admin(), Owner} }

// Person is somebody who can log in, or was invited to.
type Person struct {
	ID        string
	Email     string // as cleanEmail returns it; of nobody else
	Name      string
	Role      Role
	Password  string // a hash; "" before the person has chosen one
	Subject   string // the issuer of OpenID Connect and who the person is there; "" before the first such login
	Disabled  bool
	Epoch     int // raised when the sessions of the person end
	CreatedAt time.Time
}

// Actor returns the person as the author of changes.
func (p Person) Actor() bank.Actor {
	return bank.Actor{Kind: bank.ActorPerson, ID: p.ID, Name: p.Name + " <" + p.Email + ">"}
}

// Principal returns the person as who sends a request.
func (p Person) Principal() Principal { return Principal{p.Actor(), p.Role} }

// State says whether a person can log in.
func (p Person) State() State {
	switch {
	case p.Disabled:
		return Disabled
	case p.Password == "" && p.Subject == "":
		return Invited
	}
	return Active
}

// isActiveOwner reports whether the person can log in and manage others.
func (p Person) isActiveOwner() bool { return p.Role == Owner && p.State() == Active }

// State is whether a person can log in.
type State string

// The states of a person.
const (
	Invited  State = "invited" // has not logged in yet
	Active   State = "active"
	Disabled State = "disabled"
)

// Store is what a Service needs of a database. People, keys and links are written by CommitAccounts alone. Methods that find nothing
// return an error with code not_found.
type Store interface {
	People(ctx context.Context) (people []Person, revision int, err error)
	PersonByEmail(ctx context.Context, email string) (Person, error)
	Keys(ctx context.Context) (keys []Key, revision int, err error)
	Key(ctx context.Context, id string) (Key, error)
	Link(ctx context.Context, hash string) (Link, error)
	HasAccounts(ctx context.Context) (bool, error)
	CommitAccounts(ctx context.Context, c Commit) error
	AccountAudit(ctx context.Context, before, limit int) ([]Entry, error)

	Session(ctx context.Context, hash string) (Session, Person, error)
	AddSession(ctx context.Context, s Session) error
	DropSession(ctx context.Context, hash string) error
	Seen(ctx context.Context, a Activity) error
}

// Commit is a change of people and keys that is written in one transaction, all or nothing.
type Commit struct {
	After    int            // the revision that it is based on: the number of the last entry
	Requires bank.ReleaseID // a release that the database must have; zero for none
	People   []Person       // new or changed
	Keys     []Key          // new or changed; when they were used last stays as it is
	Link     *Link          // new; nil for none
	Unlink   []string       // the links of people with these IDs are removed, "" being the first owner
	Session  *Session       // new; nil for none
	Entry    Entry          // numbered when written
}

// Entry records one change of people or keys. It is immutable.
type Entry struct {
	Number  int
	At      time.Time
	Author  string // the name of an Actor
	Action  Action
	Kind    EntryKind
	ID      string // of the person or the key; "" for the first owner before there is one
	Name    string // the e-mail address of the person, or the name of the key
	Changes []bank.FieldChange
}

// EntryKind is what an entry is about.
type EntryKind string

// The kinds of entries.
const (
	AboutPerson   EntryKind = "person"
	AboutKey      EntryKind = "key"
	AboutDatabase EntryKind = "database"
)

// Action is what was done to a person or a key.
type Action string

// The recorded actions.
const (
	ActionLink    Action = "link" // for the first owner, at a start without one
	ActionInvite  Action = "invite"
	ActionReset   Action = "reset"   // a link for a new password was made
	ActionWelcome Action = "welcome" // a link was used: the person has chosen a password
	ActionBind    Action = "bind"    // the first login by OpenID Connect
	ActionChange  Action = "change"  // of name or role, or disabled
	ActionCreate  Action = "create"  // of a key
	ActionRotate  Action = "rotate"
	ActionRevoke  Action = "revoke"
	ActionRestore Action = "restore" // a backup of the database
)

// Service manages people and keys and knows who sends a request. It is safe for concurrent use.
type Service struct {
	store    Store
	now      func() time.Time
	log      *slog.Logger
	hashing  *hashing
	limits   *limits
	activity *activity
	exists   existence
}

// Options configure a Service.
type Options struct {
	Now func() time.Time // the clock
	Log *slog.Logger     // receives failed logins; nil for none
}

// New returns a service on a database.
func New(store Store, o Options) *Service {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Service{store: store, now: o.Now, log: log, hashing: newHashing(), limits: newLimits(), activity: newActivity()}
}

// maxAttempts is how often a change is tried again because somebody else has written in the meantime.
const maxAttempts = 20

// change commits what prepare returns. It calls prepare again if somebody else has written since it has read.
func (s *Service) change(ctx context.Context, prepare func() (Commit, error)) error {
	for attempt := 1; ; attempt++ {
		c, err := prepare()
		if err != nil {
			return err
		}
		c.Entry.At = s.now()
		err = s.store.CommitAccounts(ctx, c)
		if !bank.HasCode(err, bank.CodeStale) || attempt == maxAttempts {
			return err
		}
	}
}

// Audit returns up to limit entries with numbers below before, or the latest ones if before is 0, newest first.
func (s *Service) Audit(ctx context.Context, before, limit int) ([]Entry, error) {
	return s.store.AccountAudit(ctx, before, limit)
}
