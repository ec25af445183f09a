package bank

import (
	"encoding/json"
	"time"
)

// FieldChange is a change to one member of a part. Pointer is a JSON pointer into the body. From and To are JSON: From is
// nil if the member was added, To is nil if it was removed.
type FieldChange struct {
	Pointer string          `json:"pointer"`
	From    json.RawMessage `json:"from,omitempty"`
	To      json.RawMessage `json:"to,omitempty"`
}

// Action is the kind of a recorded change.
type Action string

// The recorded actions.
const (
	ActionCreate   Action = "create"
	ActionReplace  Action = "replace"
	ActionRetire   Action = "retire"
	ActionPublish  Action = "publish"
	ActionRollBack Action = "roll_back"
	ActionImport   Action = "import"
	ActionRestore  Action = "restore" // a backup
	ActionUpgrade  Action = "upgrade" // to the bank shipped with a newer program
	ActionResolve  Action = "resolve" // a decision on a change that an upgrade offered
	ActionDiscard  Action = "discard" // back to what is in service
	ActionUndo     Action = "undo"    // back to the version before
	ActionSchedule Action = "schedule"
	ActionCancel   Action = "cancel" // of a schedule
	ActionFail     Action = "fail"   // of a schedule
	ActionApprove  Action = "approve"
)

// IsOfDrafts reports whether the action changes drafts. Others are about releases.
func (a Action) IsOfDrafts() bool {
	switch a {
	case ActionPublish, ActionRollBack, ActionSchedule, ActionCancel, ActionFail, ActionApprove:
		return false
	case ActionCreate, ActionReplace, ActionRetire, ActionImport, ActionRestore, ActionUpgrade, ActionResolve, ActionDiscard, ActionUndo:
	}
	return true
}

// AuditEntry records one change to the drafts or the releases. It is immutable.
type AuditEntry struct {
	Number  int       // increases with each change
	At      time.Time // UTC
	Author  string    // the name of an Actor
	Action  Action
	Kind    Kind          // "" for a release
	ID      string        // of the part, or the number of the release
	Version int           // of the draft after the change; 0 for a release
	Changes []FieldChange // to the part

	AuthorKind ActorKind // "" in entries of older versions of the program
	AuthorID   string    // of the Actor
	WasRetired bool      // the draft was retired before the change
}

// By returns who made the change.
func (e *AuditEntry) By() Actor { return Actor{Kind: e.AuthorKind, ID: e.AuthorID, Name: e.Author} }

// Commit is a set of changes that is written in one transaction, all or nothing.
type Commit struct {
	After    int       // the revision it is based on: the number of the last audit entry
	Requires ReleaseID // a release that the database must have; zero for none
	Drafts   []DraftPart
	Entries  []AuditEntry // numbered when written
	Release  *Release     // to append; nil for none
	Schedule *Schedule    // to add, or to settle if it has an ID; nil for none
	Approval *Approval    // to add; nil for none
	Shipped  string       // the fingerprint of the shipped bank to which the drafts are brought; "" leaves the one before
}

// Replica is what one running copy of the program reports about itself.
type Replica struct {
	Name     string
	Release  ReleaseID
	Problem  string // why Release may not be the newest; "" if it is
	Failures int    // number of errors while following releases
	SeenAt   time.Time
}

// AuditFilter says which audit entries are sought. Zero fields ask for nothing; From is included, and To is not.
type AuditFilter struct {
	Author   string
	Actions  []Action
	Kind     Kind
	ID       string
	From, To time.Time
}
