package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Exported says of which versions of the parts an exported bank is, so that an import can notice what has changed since. A
// version is the result of Part.Fingerprint.
type Exported struct {
	Versions map[PartID]string // of the parts that the export had
	// Mixed has the kinds whose parts are in files of different exports: nobody can tell whether a part that is missing was
	// deleted on purpose, or was not there at the time.
	Mixed []Kind
}

// Fingerprint returns a short text that is another one for any other part or body, as in "v-0123456789abcdef". A spreadsheet
// takes it for text, whatever the digits.
func (p Part) Fingerprint() string { return FingerprintOf(string(p.Kind), p.ID, string(p.Body)) }

// FingerprintOf returns a fingerprint of a list of texts.
func FingerprintOf(texts ...string) string {
	const size = 8 // bytes; enough to notice a change, and nobody gains by forging one
	sum := sha256.New()
	for _, text := range texts {
		one := sha256.Sum256([]byte(text))
		sum.Write(one[:])
	}
	return "v-" + hex.EncodeToString(sum.Sum(nil)[:size])
}

// Undone is a change that an import would undo, without whoever exported the bank having seen it.
type Undone string

// The kinds of changes that an import would undo.
const (
	UndoneEdit    Undone = "changed"
	UndoneAdding  Undone = "added"
	UndoneRetired Undone = "deleted"
	UndoneUnknown Undone = "missing" // perhaps added
)

// Undoes returns how making a part equal to imported would undo a change that was made since the export, "" if it would not.
// Current is the part as it is now. Either is nil if there is none. Existed reports whether there ever was such a part.
func (e *Exported) Undoes(id PartID, current, imported *Part, existed bool) Undone {
	version := e.Versions[id]
	switch {
	case current == nil && imported == nil, current != nil && imported != nil && string(current.Body) == string(imported.Body):
		return ""
	case id.Kind == KindNearDuplicates: // which publishing finds
		return ""
	case current == nil:
		if existed && version != "" {
			return UndoneRetired
		}
		return ""
	case version == "":
		return UndoneAdding
	case version != current.Fingerprint():
		return UndoneEdit
	case imported == nil && slices.Contains(e.Mixed, id.Kind):
		return UndoneUnknown
	}
	return ""
}
