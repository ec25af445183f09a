package account

import "twoway/bank"

// NormalEmail returns an e-mail address as it is stored.
func NormalEmail(text string) string { return normalEmail(text) }

// CleanName returns a name as it is stored.
func CleanName(text string) (string, *bank.Fault) { return cleanName(text) }

// NewKeyText returns a new text for the key with an ID.
func NewKeyText(id string) string { return newKeyText(id) }

// ParseKey returns the ID in the text of a key.
func ParseKey(text string) (string, error) { return parseKey(text) }

// HashOf returns the hash under which a secret is stored.
func HashOf(secret string) string { return hashOf(secret) }

// NobodysHash is what the password of somebody unknown is compared with.
const NobodysHash = nobodysHash
