package bank

import (
	"encoding/json"
	"time"
)

// FieldChange is a member of a part that has changed. Pointer is a JSON pointer into the body; From and To are JSON, nil
// where the member did not exist before, or no longer exists.
type FieldChange struct {
	Pointer string          `json:"pointer"`
	From    json.RawMessage `json:"from,omitempty"`
	To      json.RawMessage `json:"to,omitempty"`
}

// Action names what was done.
type Action string

// The actions that are recorded.
const (
	ActionCreate   Action = "create"
	ActionReplace  Action = "replace"
	ActionRetire   Action = "retire"
	ActionPublish  Action = "publish"
	ActionRollBack Action = "roll_back"
	ActionImport   Action = "import"
	ActionRestore  Action = "restore" // a backup
	ActionUpgrade  Action = "upgrade" // to the bank shipped with a newer program
	ActionResolve  Action = "resolve" // a decision on what an upgrade offered
)

// AuditEntry records one change to the drafts or the releases. It is never changed.
type AuditEntry struct {
	Number  int       // ascending, in the order of the changes
	At      time.Time // UTC
	Author  string    // the name of an Actor
	Action  Action
	Kind    Kind          // "" for a release
	ID      string        // of the part, or the number of the release
	Version int           // of the draft after the change; 0 for a release
	Changes []FieldChange // to the part
}

// Commit is what is written in one transaction: all of it, or nothing.
type Commit struct {
	After   int // the revision it builds upon: the number of the last audit entry
	Drafts  []DraftPart
	Entries []AuditEntry // numbered when they are written
	Release *Release     // to append; nil for none
}

// Replica is what one running copy of the program reports that it serves.
type Replica struct {
	Name     string
	Release  ReleaseID
	Problem  string // why that may not be the newest release; "" if it is
	Failures int    // how often something went wrong while following releases
	SeenAt   time.Time
}
