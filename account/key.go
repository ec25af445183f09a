package account

import (
	"crypto/subtle"
	"encoding/binary"
	"hash/crc32"
	"regexp"
	"time"

	"twoway/bank"
)

// Key is an API key of a program, without the secret itself.
type Key struct {
	ID            string
	Name          string
	Role          Role   // never Owner
	Hash          string // of the whole text of the key
	PreviousHash  string // of the text before the last rotation; "" for none
	PreviousUntil time.Time
	CreatedAt     time.Time
	CreatedBy     string    // the name of an Actor
	ExpiresAt     time.Time // zero for never
	LastUsedAt    time.Time // zero for never; up to a minute old
	RevokedAt     time.Time // zero if it is not
}

// Actor returns the key as the author of changes.
func (k Key) Actor() bank.Actor {
	return bank.Actor{Kind: bank.ActorKey, ID: k.ID, Name: "key " + k.Name}
}

// Principal returns the key as who sends a request.
func (k Key) Principal() Principal { return Principal{k.Actor(), k.Role} }

// KeyState says whether a key can be used.
type KeyState string

// The states of a key.
const (
	KeyActive  KeyState = "active"
	KeyExpired KeyState = "expired"
	KeyRevoked KeyState = "revoked"
)

// State says whether the key can be used at a time.
func (k Key) State(now time.Time) KeyState {
	switch {
	case !k.RevokedAt.IsZero():
		return KeyRevoked
	case !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt):
		return KeyExpired
	}
	return KeyActive
}

// matches reports whether a text is that of the key, or that before a rotation while it is still valid.
func (k Key) matches(text string, now time.Time) bool {
	hash := []byte(hashOf(text))
	isCurrent := subtle.ConstantTimeCompare(hash, []byte(k.Hash)) == 1
	isPrevious := subtle.ConstantTimeCompare(hash, []byte(k.PreviousHash)) == 1 && now.Before(k.PreviousUntil)
	return isCurrent || isPrevious
}

// keyForm is the form of a key: its prefix, by which scanners find it, its ID, a secret of 256 bits, and a checksum.
var keyForm = regexp.MustCompile(`^(tw_([a-z2-7]{12})_[a-z2-7]{52})([a-z2-7]{7})$`)

// newKeyText returns a new text for the key with an ID.
func newKeyText(id string) string {
	body := "tw_" + id + "_" + newSecret()
	return body + checksum(body)
}

// checksum returns the CRC-32 of a text, by which a typo is told from an unknown key without a look at the database.
func checksum(body string) string {
	return letters(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(body))))
}

// LooksLikeKey reports whether a text is meant to be a key, even a mistyped one.
func LooksLikeKey(text string) bool { return len(text) > 3 && text[:3] == "tw_" }

// parseKey returns the ID in the text of a key. The error, with code unauthorised, is for a text that cannot be one.
func parseKey(text string) (id string, err error) {
	m := keyForm.FindStringSubmatch(text)
	if m == nil || checksum(m[1]) != m[3] {
		return "", unauthorised("This API key is incomplete or mistyped. Copy the whole key: it begins with tw_ and is in lower case.")
	}
	return m[2], nil
}

func unauthorised(message string) error {
	return &bank.Error{Code: bank.CodeUnauthorised, Message: message}
}
