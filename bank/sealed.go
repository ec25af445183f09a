package bank

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// wordsPurpose is what the words of a person are encrypted for.
const wordsPurpose = "words 1"

// SealWords encrypts what somebody typed, for an address that no log should reveal: letters, digits, '-' and '_'.
func (k TokenKey) SealWords(text string) string { return k.encrypt(wordsPurpose, []byte(text)) }

// OpenWords returns what SealWords encrypted with the same key. For anything else the error has code invalid_token.
func (k TokenKey) OpenWords(sealed string) (string, error) {
	text, ok := k.decrypt(wordsPurpose, sealed)
	if !ok {
		return "", &Error{Code: CodeInvalidToken, Message: "This address is incomplete, or not one of this installation."}
	}
	return string(text), nil
}

// encrypt returns data, encrypted for a purpose, in base64. The nonce is derived from the data (a synthetic initialisation vector, as in
// RFC 5297), so that the same data has the same result and no nonce is used for two different ones.
func (k TokenKey) encrypt(purpose string, data []byte) string {
	seal := k.cipher(purpose)
	nonce := k.derive("nonce of "+purpose, data)[:seal.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(seal.Seal(nonce, nonce, data, nil))
}

// decrypt returns the data that encrypt encrypted for the same purpose, and whether the text is such a result.
func (k TokenKey) decrypt(purpose, text string) (data []byte, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	seal := k.cipher(purpose)
	// Base64 can encode the same bytes in several ways; only one is accepted.
	if err != nil || len(sealed) < seal.NonceSize() || base64.RawURLEncoding.EncodeToString(sealed) != text {
		return nil, false
	}
	data, err = seal.Open(nil, sealed[:seal.NonceSize()], sealed[seal.NonceSize():], nil)
	return data, err == nil
}

// cipher returns AES-256-GCM with the key for a purpose.
func (k TokenKey) cipher(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.derive("key for "+purpose, nil))
	if err != nil {
		panic(err) // the key has the right length
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the right block size
	}
	return seal
}

// derive returns 32 bytes that depend on the secret, a label and data.
func (k TokenKey) derive(label string, data []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte("twoway " + label + "\n"))
	h.Write(data)
	return h.Sum(nil)
}
