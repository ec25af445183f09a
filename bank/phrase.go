package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// PhraseKind is what a phrase was typed as.
type PhraseKind string

// The kinds of phrases.
const (
	PhraseRole PhraseKind = "role" // a job title
	PhraseCare PhraseKind = "care" // something that a person cares about
)

// Phrase is something that people typed, that was not understood, and that they sent to the editors. It has nothing about those people, and
// no time of day.
type Phrase struct {
	ID        string // see PhraseID
	Kind      PhraseKind
	Role      string // of a care, the ID of the person's trade; "" if that is not known
	Said      string // as it was typed first
	Count     int    // how often it was sent
	FirstOn   time.Time
	LastOn    time.Time // days in UTC
	Dismissed bool
}

// PhraseID returns the ID of a phrase, whose words must be normalised: those that differ in nothing but case are one.
func PhraseID(kind PhraseKind, role, normalised string) string {
	const digits = 16
	sum := sha256.Sum256([]byte(string(kind) + "\x00" + role + "\x00" + normalised))
	return hex.EncodeToString(sum[:])[:digits]
}
