package bank

import "encoding/base64"

// SealBytes is a token of any payload.
func (k TokenKey) SealBytes(payload []byte) string {
	return tokenVersion + base64.RawURLEncoding.EncodeToString(append(append([]byte{}, payload...), k.mac(payload)...))
}

// PayloadOf is what a token holds.
func (k TokenKey) PayloadOf(token string) []byte {
	sealed, _ := base64.RawURLEncoding.DecodeString(token[len(tokenVersion):])
	return sealed[:len(sealed)-tokenMAC]
}
