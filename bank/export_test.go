package bank

import "encoding/base64"

// SealBytes returns a token with any payload.
func (k TokenKey) SealBytes(payload []byte) string {
	return tokenVersion + base64.RawURLEncoding.EncodeToString(append(append([]byte{}, payload...), k.mac(payload)...))
}

// PayloadOf returns the payload of a token.
func (k TokenKey) PayloadOf(token string) []byte {
	sealed, _ := base64.RawURLEncoding.DecodeString(token[len(tokenVersion):])
	return sealed[:len(sealed)-tokenMAC]
}

// All returns the faults of the whole content.
func (v *Validator) All() []Fault { return v.all() }
