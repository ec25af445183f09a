package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// secretSize is the length of a secret that nobody can guess, in bytes.
const secretSize = 32

// letters writes bytes in lower-case letters and digits, which survive being read out, selected by a double click, and URLs.
func letters(b []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// newSecret returns 256 random bits as letters.
func newSecret() string {
	b := make([]byte, secretSize)
	_, _ = rand.Read(b) // never fails
	return letters(b)
}

// newID returns an ID that nobody else has: 60 random bits.
func newID() string { return strings.ToLower(rand.Text()[:12]) }

// hashOf returns the SHA-256 of a secret in hexadecimal. It needs no salt and no slow hash, since the secret is random.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
