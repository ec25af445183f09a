package bank

import (
	"encoding/json"
	"time"
)

// Blame is who changed a field of a part last. A field that nobody has changed here has the Author that Program has, and neither Number
// nor Version: it is as the shipped bank has it.
type Blame struct {
	Field   string
	Author  string
	At      time.Time // zero if nobody has changed it here
	Number  int       // of the audit entry
	Version int       // of the draft
}

// ReleasedChange is a release in which a part is not the same as in the release before.
type ReleasedChange struct {
	Number int
	Author string
	At     time.Time
	Change ChangeKind
}

// Revert returns a body without the changes that led to it. The result is canonical only in that equal bodies have equal bytes.
func Revert(body []byte, changes []FieldChange) ([]byte, error) {
	object := members(body)
	if object == nil {
		object = map[string]json.RawMessage{}
	}
	for _, c := range changes {
		if steps := PointerSteps(c.Pointer); len(steps) > 0 {
			setMember(object, steps, c.From)
		}
	}
	return json.Marshal(object)
}
