package bank

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Token is what it takes to give a set again: the profile in vocabulary ids, the release and the engine that answered.
// It holds no word that anybody typed.
type Token struct {
	Release ReleaseID
	Engine  int
	Profile Profile
}

// tokenVersion starts every token, so that a later form can tell which it reads.
const tokenVersion = "1"

// checkBytes of a SHA-256 guard a token against slips of copying. They do not authenticate it: a token only asks what
// any request may ask.
const checkBytes = 6

// tokenJSON has short keys because tokens stand in addresses.
type tokenJSON struct {
	Number    int         `json:"n"`
	Hash      string      `json:"h"`
	Engine    int         `json:"e"`
	Asker     Asker       `json:"a"`
	Role      string      `json:"r,omitempty"`
	Seniority string      `json:"y,omitempty"`
	Level     int         `json:"l,omitempty"`
	Stage     string      `json:"g,omitempty"`
	AskedOf   string      `json:"o,omitempty"`
	Cares     [][2]string `json:"c,omitempty"`
	Minutes   int         `json:"m"`
	Count     int         `json:"k"`
	Seed      int64       `json:"s,omitempty"`
	Exclude   []string    `json:"x,omitempty"`
	Locale    string      `json:"i"`
}

// String is the token as it stands in an address: letters, digits, '-', '_' and one '.'.
func (t Token) String() string {
	p := t.Profile
	short := tokenJSON{
		Number: t.Release.Number, Hash: t.Release.Hash, Engine: t.Engine, Asker: p.Asker, Role: p.Role,
		Seniority: p.Seniority, Level: p.Level, Stage: p.Stage, AskedOf: p.AskedOf, Minutes: p.Minutes, Count: p.Count,
		Seed: p.Seed, Exclude: p.Exclude, Locale: p.Locale,
	}
	for _, c := range p.Cares {
		short.Cares = append(short.Cares, [2]string{c.Care, c.Aspect})
	}
	body, _ := json.Marshal(short) // strings and integers alone: cannot fail
	sum := sha256.Sum256(body)
	enc := base64.RawURLEncoding
	return tokenVersion + enc.EncodeToString(body) + "." + enc.EncodeToString(sum[:checkBytes])
}

// ParseToken reads what String wrote; anything else is an error of code invalid_token. The profile is as it was
// answered, but for the words said.
func ParseToken(s string) (Token, error) {
	text, _, _ := strings.Cut(strings.TrimPrefix(s, tokenVersion), ".")
	body, err := base64.RawURLEncoding.DecodeString(text)
	var short tokenJSON
	if err == nil {
		err = json.Unmarshal(body, &short)
	}
	// Base64 and JSON both have several spellings of one thing. Only that of String is a token; that its version and its
	// check are right, too, goes with it.
	if t := short.token(); err == nil && t.String() == s {
		return t, nil
	}
	return Token{}, &Error{Code: CodeInvalidToken, Message: "This token cannot be read. Was it copied whole?"}
}

func (s tokenJSON) token() Token {
	t := Token{
		Release: ReleaseID{Number: s.Number, Hash: s.Hash},
		Engine:  s.Engine,
		Profile: Profile{
			Asker: s.Asker, Role: s.Role, Seniority: s.Seniority, Level: s.Level, Stage: s.Stage, AskedOf: s.AskedOf,
			Minutes: s.Minutes, Count: s.Count, Seed: s.Seed, Exclude: s.Exclude, Locale: s.Locale,
		},
	}
	for _, c := range s.Cares {
		t.Profile.Cares = append(t.Profile.Cares, Chosen{Care: c[0], Aspect: c[1]})
	}
	return t
}
