package kits

import (
	"crypto/sha256"
	"encoding/hex"
)

// Record says what everybody is asked who applies for an opening. It is what a kit proves to others; see Verify.
type Record struct {
	Format    int             `json:"format"`
	ID        string          `json:"kit_id"`
	Release   Release         `json:"release"`
	Engine    int             `json:"engine"`
	Opening   Opening         `json:"opening"`
	Questions []RecordedEntry `json:"questions"`
	Digest    string          `json:"digest,omitempty"` // "sha256:" and the hash of all the rest in canonical JSON
}

// RecordedEntry is a question as it is asked.
type RecordedEntry struct {
	Position int      `json:"position"`
	ID       string   `json:"id"`
	Version  int      `json:"version"`
	Text     string   `json:"text"`
	Rated    bool     `json:"rated"`
	Anchors  *Anchors `json:"anchors"`
}

// Record returns the record of a kit.
func (k *Kit) Record() (Record, error) {
	r := Record{Format: formatVersion, ID: k.ID, Release: k.Release, Engine: k.Engine, Opening: k.Opening, Questions: []RecordedEntry{}}
	for i := range k.Items {
		q := &k.Items[i].Question
		r.Questions = append(r.Questions, RecordedEntry{k.Items[i].Position, q.ID, q.Version, q.Text, q.Anchors != nil, q.Anchors})
	}
	text, err := canonical(r)
	r.Digest = digestOf(text)
	return r, err
}

// Text returns the record in canonical JSON.
func (r *Record) Text() ([]byte, error) { return canonical(r) }

// digestOf returns the digest of a record without one.
func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
