package bank

import "time"

// SavedKit is an interviewer's kit that somebody has saved. It has nothing about a person, and no time of day.
type SavedKit struct {
	ID        string // of the kit: "kit-" and 24 hexadecimal digits
	Release   ReleaseID
	Engine    int
	Questions []AskedQuestion // in the order in which they are asked
	Document  []byte          // what package kits makes of it: JSON, compressed with gzip; it never changes
	OpenedOn  time.Time       // the day in UTC on which it was last opened, or saved
}

// AskedQuestion is a question of a kit, as it was in the kit's release.
type AskedQuestion struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}
