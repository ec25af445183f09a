package bank

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
)

// Token is what is needed to replay a set: the profile in vocabulary IDs, and the release and engine that chose it. It
// contains no words that anybody typed. Release.Hash is shortened to its first eight bytes, which Names compares.
type Token struct {
	Release  ReleaseID
	Engine   int
	Profile  Profile    // without the excluded questions in Excluded, and those in Fixed
	Excluded []idDigest // of the excluded questions that the release has
	Fixed    []fixedDigest
}

// fixedDigest is a question of a set that somebody has edited.
type fixedDigest struct {
	id     idDigest
	pinned bool
}

// idDigest is a short hash of the ID of a question; a bank has a few thousand of them.
type idDigest [5]byte

// The start of a token identifies its format. Tokens of the format before are still opened: links with them are in use.
const (
	tokenVersion    = "3" // encrypted
	oldTokenVersion = "2" // authenticated alone
)

// Sizes in a token, in bytes.
const (
	tokenHash = 8  // of the release
	tokenMAC  = 16 // in the old format: a truncated HMAC-SHA-256, as RFC 2104 allows: half the hash
)

// TokenKey is the secret that encrypts tokens: without it they cannot be made, changed or read.
type TokenKey []byte

// Seal returns the token of a profile and the release that answered it: letters, digits, '-' and '_'. The function holds
// reports whether the release has a question; questions that are excluded, which it has, and those of an edited set take five bytes each.
// The same profile has the same token.
func (k TokenKey) Seal(release ReleaseID, engine int, p Profile, holds func(id string) bool) string {
	var w tokenWriter
	w.number(int64(release.Number))
	hash, _ := hex.DecodeString(strings.TrimPrefix(release.Hash, "sha256:"))
	w.bytes = append(w.bytes, append(hash, make([]byte, tokenHash)...)[:tokenHash]...)
	w.number(int64(engine))
	w.profile(p)
	var unknown []string
	var known []idDigest
	for _, id := range p.Exclude {
		if holds(id) {
			known = append(known, digestOf(id))
		} else {
			unknown = append(unknown, id)
		}
	}
	w.number(int64(len(known)))
	for _, d := range known {
		w.bytes = append(w.bytes, d[:]...)
	}
	w.texts(unknown)
	if len(p.Fixed) > 0 {
		w.number(int64(len(p.Fixed)))
		for _, f := range p.Fixed {
			d := digestOf(f.ID)
			w.bytes = append(w.bytes, d[:]...)
			w.flag(f.Pinned)
		}
	}
	return tokenVersion + k.encrypt("token "+tokenVersion, w.bytes)
}

// mac authenticates a token of the old format.
func (k TokenKey) mac(payload []byte) []byte {
	h := hmac.New(sha256.New, k)
	h.Write([]byte("twoway token " + oldTokenVersion + "\n"))
	h.Write(payload)
	return h.Sum(nil)[:tokenMAC]
}

// openOld returns the payload of a token of the old format, without its first character.
func (k TokenKey) openOld(text string) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	// Base64 can encode the same bytes in several ways; only the encoding of Seal is accepted.
	if err != nil || len(sealed) < tokenMAC || base64.RawURLEncoding.EncodeToString(sealed) != text {
		return nil, false
	}
	payload, mac := sealed[:len(sealed)-tokenMAC], sealed[len(sealed)-tokenMAC:]
	return payload, hmac.Equal(mac, k.mac(payload))
}

// digestOf returns the first bytes of the 64-bit FNV-1a hash of an ID.
func digestOf(id string) (d idDigest) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	copy(d[:], h.Sum(nil))
	return d
}

// Open decodes a token that Seal returned with the same key. For anything else the error has code invalid_token.
func (k TokenKey) Open(s string) (Token, error) {
	var payload []byte
	var isOurs bool
	if text, isNew := strings.CutPrefix(s, tokenVersion); isNew {
		payload, isOurs = k.decrypt("token "+tokenVersion, text)
	} else if text, isOld := strings.CutPrefix(s, oldTokenVersion); isOld {
		payload, isOurs = k.openOld(text)
	}
	if !isOurs {
		return Token{}, &Error{Code: CodeInvalidToken, Message: "This token is not one of this installation, or is incomplete. Copy the whole of it, or ask for a new set."}
	}
	r := &tokenReader{rest: payload}
	t := r.token()
	if r.failed || len(r.rest) > 0 { // another version of the program wrote it
		return Token{}, &Error{Code: CodeInvalidToken, Message: "This token is from another version of the program. Ask for a new set."}
	}
	return t, nil
}

// Names reports whether the token is of a release with the same content, whatever its number.
func (t Token) Names(release ReleaseID) bool { return strings.HasPrefix(release.Hash, t.Release.Hash) }

// ProfileIn returns the profile for content that may be of another release: excluded questions that the content does not
// have are left out.
func (t Token) ProfileIn(c *Content) Profile {
	p := t.Profile
	p.Level = c.Vocabulary.Level(p.Seniority)
	p.Exclude = slices.Clone(p.Exclude)
	if len(t.Excluded) > 0 {
		for _, q := range c.Questions {
			if slices.Contains(t.Excluded, digestOf(q.ID)) {
				p.Exclude = append(p.Exclude, q.ID)
			}
		}
	}
	slices.Sort(p.Exclude)
	p.Fixed = t.fixedIn(c)
	return p
}

// fixedIn returns the questions of an edited set that some content has, in order.
func (t Token) fixedIn(c *Content) []Fixed {
	if len(t.Fixed) == 0 {
		return nil
	}
	ids := map[idDigest]string{}
	for _, q := range c.Questions {
		ids[digestOf(q.ID)] = q.ID
	}
	var list []Fixed
	for _, f := range t.Fixed {
		if id := ids[f.id]; id != "" {
			list = append(list, Fixed{id, f.pinned})
		}
	}
	return list
}

// tokenWriter encodes numbers as varints, and texts with their length first.
type tokenWriter struct{ bytes []byte }

func (w *tokenWriter) number(n int64) { w.bytes = binary.AppendVarint(w.bytes, n) }

func (w *tokenWriter) flag(on bool) {
	if on {
		w.number(1)
	} else {
		w.number(0)
	}
}

func (w *tokenWriter) text(s string) {
	w.number(int64(len(s)))
	w.bytes = append(w.bytes, s...)
}

func (w *tokenWriter) texts(list []string) {
	w.number(int64(len(list)))
	for _, s := range list {
		w.text(s)
	}
}

func (w *tokenWriter) profile(p Profile) {
	hasNeeds := len(p.Competencies)+len(p.Requirements) > 0
	if hasNeeds {
		w.number(withNeeds)
	}
	w.number(int64(slices.Index([]Asker{Candidate, Interviewer}, p.Asker)))
	role := p.Role
	if p.Occupation != "" {
		role += occupationMark + p.Occupation
	}
	for _, s := range []string{role, p.Seniority, p.Stage, p.AskedOf, p.Locale} {
		w.text(s)
	}
	w.number(int64(p.Minutes))
	w.number(int64(p.Count))
	w.number(p.Seed)
	w.number(int64(len(p.Cares)))
	for _, c := range p.Cares {
		w.text(c.Care)
		if c.Term != "" {
			w.text(termMark + c.Term)
			continue
		}
		w.text(c.Aspect)
	}
	if hasNeeds {
		w.needs(p)
	}
}

// needs writes what the job of a profile needs.
func (w *tokenWriter) needs(p Profile) {
	w.number(int64(len(p.Competencies)))
	for _, c := range p.Competencies {
		w.text(c.Topic)
		w.text(c.Skill)
	}
	w.number(int64(len(p.Requirements)))
	for _, r := range p.Requirements {
		w.text(r.ID)
		w.number(int64(len(r.Slots)))
		for _, name := range slices.Sorted(maps.Keys(r.Slots)) {
			w.text(name)
			w.text(r.Slots[name])
		}
	}
}

// Key returns bytes that two profiles of one release share if, and only if, they are equal apart from the words that were typed.
func (p Profile) Key() string {
	var w tokenWriter
	w.profile(p)
	w.texts(p.Exclude)
	for _, f := range p.Fixed {
		w.text(f.ID)
		w.flag(f.Pinned)
	}
	return string(w.bytes)
}

// termMark stands before a term of the trade, in the place of an aspect: tokens without terms are as they were before there were
// terms, and no aspect has a colon.
const termMark = "term:"

// withNeeds stands before the asker of a profile that says what the job needs, which follows its cares then: other tokens are as they were
// before that could be said.
const withNeeds = 7

// occupationMark stands between a role and its occupation: tokens without occupations are as they were before there were any.
const occupationMark = "/"

// chosen reads one thing that a person cares about.
func (r *tokenReader) chosen() Chosen {
	c := Chosen{Care: r.text(), Aspect: r.text()}
	if term, isTerm := strings.CutPrefix(c.Aspect, termMark); isTerm && c.Care == "" {
		c.Aspect, c.Term = "", term
	}
	return c
}

// tokenReader decodes what a tokenWriter encoded. After a failure it returns zero values.
type tokenReader struct {
	rest   []byte
	failed bool
}

func (r *tokenReader) number() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *tokenReader) bytes(n int64) []byte {
	if r.failed || n < 0 || n > int64(len(r.rest)) {
		r.failed = true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *tokenReader) text() string { return string(r.bytes(r.number())) }

// times reads a number n, then calls read n times.
func (r *tokenReader) times(read func()) {
	n := r.number()
	if n < 0 || n > math.MaxInt16 {
		r.failed = true
	}
	for i := int64(0); i < n && !r.failed; i++ {
		read()
	}
}

// required reads one requirement.
func (r *tokenReader) required() Required {
	read := Required{ID: r.text(), Slots: map[string]string{}}
	r.times(func() {
		name := r.text()
		read.Slots[name] = r.text()
	})
	return read
}

func (r *tokenReader) token() Token {
	var t Token
	t.Release.Number = int(r.number())
	t.Release.Hash = "sha256:" + hex.EncodeToString(r.bytes(tokenHash))
	t.Engine = int(r.number())
	p := &t.Profile
	asker := r.number()
	hasNeeds := asker == withNeeds
	if hasNeeds {
		asker = r.number()
	}
	switch asker {
	case 0:
		p.Asker = Candidate
	case 1:
		p.Asker = Interviewer
	}
	for _, s := range []*string{&p.Role, &p.Seniority, &p.Stage, &p.AskedOf, &p.Locale} {
		*s = r.text()
	}
	p.Role, p.Occupation, _ = strings.Cut(p.Role, occupationMark)
	p.Minutes, p.Count, p.Seed = int(r.number()), int(r.number()), r.number()
	r.times(func() { p.Cares = append(p.Cares, r.chosen()) })
	if hasNeeds {
		r.times(func() { p.Competencies = append(p.Competencies, Sought{Topic: r.text(), Skill: r.text()}) })
		r.times(func() { p.Requirements = append(p.Requirements, r.required()) })
	}
	r.times(func() {
		var d idDigest
		copy(d[:], r.bytes(int64(len(d))))
		t.Excluded = append(t.Excluded, d)
	})
	r.times(func() { p.Exclude = append(p.Exclude, r.text()) })
	if len(r.rest) > 0 && !r.failed {
		r.times(func() {
			var f fixedDigest
			copy(f.id[:], r.bytes(int64(len(f.id))))
			f.pinned = r.number() == 1
			t.Fixed = append(t.Fixed, f)
		})
		r.failed = r.failed || len(t.Fixed) == 0
	}
	return t
}
