package bank

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// DraftPart is a part of the bank as it is being edited. Publishing freezes all drafts into a release.
type DraftPart struct {
	Part

	Version  int  // counts edits, from 1
	Position int  // among the parts of its kind, where their order matters
	Retired  bool // no longer in use: a term that the vocabulary leaves out, a question or rule whose status says so
	// Shipped is the body that the program brought when the draft was last in step with it, Withdrawn when it had no such
	// part any more. It is nil for what was made here. A draft whose body is another one was edited here.
	Shipped []byte
	// Offered is what a newer program brings instead of Shipped, for somebody to decide, because the draft was edited
	// here; Withdrawn if it has no such part any more. It is nil when there is nothing to decide.
	Offered  []byte
	EditedAt time.Time // UTC
	EditedBy string
}

// Withdrawn stands for the body of a part that the bank which comes with the program does not hold any more.
const Withdrawn = "null"

// IsEdited tells whether the draft is not what the program brought.
func (d *DraftPart) IsEdited() bool {
	switch {
	case d.Shipped == nil:
		return true
	case string(d.Shipped) == Withdrawn:
		return !d.Retired
	case d.Retired && d.Kind.IsTerm():
		return true
	}
	return string(d.Body) != string(d.Shipped)
}

// Retire takes the part out of use. The weights, and the list of near duplicates, stay as they are.
func (d *DraftPart) Retire() error {
	if d.Kind.IsSingle() {
		return nil
	}
	d.Retired = true
	if d.Kind.IsTerm() {
		return nil
	}
	c, err := Join([]Part{d.Part})
	if err != nil {
		return err
	}
	for i := range c.Questions {
		c.Questions[i].Status = Retired
	}
	for i := range c.Rules {
		c.Rules[i].Status = Retired
	}
	parts, err := d.Kind.info().split(&c)
	if err != nil {
		return err
	}
	d.Body = parts[0].Body
	return nil
}

// SetBody changes the body, and Retired with it.
func (d *DraftPart) SetBody(body []byte) {
	d.Body = body
	if d.Kind == KindQuestion || d.Kind == KindRule {
		var life struct{ Status Status }
		_ = json.Unmarshal(body, &life) // the body of a part is JSON
		d.Retired = life.Status == Retired
	}
}

// Assemble returns the content of drafts, in whatever order they come, normalised. Retired terms are left out; retired
// questions and rules keep their place.
func Assemble(drafts []DraftPart) (Content, error) {
	sorted := slices.SortedFunc(slices.Values(drafts), func(a, b DraftPart) int {
		return cmp.Or(cmp.Compare(a.Kind.order(), b.Kind.order()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	parts := make([]Part, 0, len(sorted))
	for _, d := range sorted {
		if !d.Retired || !d.Kind.IsTerm() {
			parts = append(parts, d.Part)
		}
	}
	return Join(parts)
}

// FieldChange is a member of a part that is another one than before. Pointer is a JSON pointer into the body; From and To
// are JSON, nil for a member that was not there before, or is not any more.
type FieldChange struct {
	Pointer string          `json:"pointer"`
	From    json.RawMessage `json:"from,omitempty"`
	To      json.RawMessage `json:"to,omitempty"`
}

// Action names what was done.
type Action string

// What an audit entry can tell of.
const (
	Created    Action = "create"
	Replaced   Action = "replace"
	RetiredIt  Action = "retire"
	Published  Action = "publish"
	RolledBack Action = "roll_back"
	Imported   Action = "import"
	Restored   Action = "restore" // from a backup
	Upgraded   Action = "upgrade" // by the bank that comes with a program
	Resolved   Action = "resolve" // what an upgrade offered
)

// AuditEntry is a record of one thing that was done to the drafts, or to the releases. It never changes.
type AuditEntry struct {
	Number  int       // grows, in the order in which things were done
	At      time.Time // UTC
	Author  string
	Action  Action
	Kind    Kind          // "" for what is about a release
	ID      string        // of the part, or the number of the release
	Version int           // of the draft afterwards; 0 for a release
	Changes []FieldChange // of the part
}

// Commit is what is written in one step: all of it, or nothing.
type Commit struct {
	After   int // the revision of the drafts that it builds upon: the number of the last audit entry
	Drafts  []DraftPart
	Entries []AuditEntry // whose numbers are given when they are written
	Release *Release     // to be appended; nil for none
}

// Replica is what one copy of the program says that it serves.
type Replica struct {
	Name     string
	Release  ReleaseID
	Problem  string // why that may not be the newest; "" if it is
	Failures int    // how often something went wrong while it followed releases
	SeenAt   time.Time
}
