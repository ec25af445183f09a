package bank

// SealBytes returns a token with any payload.
func (k TokenKey) SealBytes(payload []byte) string {
	return tokenVersion + k.encrypt("token "+tokenVersion, payload)
}

// PayloadOf returns the payload of a token.
func (k TokenKey) PayloadOf(token string) []byte {
	payload, _ := k.decrypt("token "+tokenVersion, token[len(tokenVersion):])
	return payload
}
