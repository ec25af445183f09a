package bank

import "slices"

// Bounds of a request.
const (
	MaxMinutes   = 240
	MaxCount     = 20
	DefaultCount = 8
	MaxCares     = 20
	MaxSaid      = 200 // runes of one free text
	MaxExclude   = 250
	MaxSeed      = 1<<53 - 1 // the largest integer that every JSON reader keeps
)

// Request is what somebody says about one meeting, in their own words. Role and Cares are free text; Stage, Seniority
// and AskedOf are an id or an alias of the vocabulary. Absent is "", 0 or nil. Minutes is the time for a candidate's
// questions, or an interviewer's scored block.
type Request struct {
	Asker     Asker
	Role      string
	Seniority string
	Stage     string
	AskedOf   string
	Cares     []string
	Minutes   int
	Count     int // 0: DefaultCount
	Seed      int64
	Exclude   []string // ids of questions that must not come
	Locale    string   // "": en
}

// Profile is a request understood: vocabulary ids alone, but for the words in which each care was said. It is all that
// a choice depends on.
type Profile struct {
	Asker     Asker
	Role      string
	Seniority string
	Level     int // of Seniority; 0 if that is absent
	Stage     string
	AskedOf   string
	Cares     []Chosen // in the person's order, no two the same
	Minutes   int
	Count     int
	Seed      int64
	Exclude   []string // sorted, no two the same
	Locale    string
}

// Chosen is one thing that a person cares about: a care, or more narrowly an aspect of it.
type Chosen struct {
	Care   string
	Aspect string // "" when the person named the care as a whole
	Said   string // the words that they used; "" when the profile came from a token
}

// Meeting is what rules see of the profile. An interviewer's rules see neither cares nor who sits at the table.
func (p Profile) Meeting() Meeting {
	m := Meeting{Role: p.Role, Seniority: p.Seniority, Stage: p.Stage, Minutes: p.Minutes}
	if p.Asker == Interviewer {
		return m
	}
	m.AskedOf = p.AskedOf
	for _, c := range p.Cares {
		m.Cares = appendNew(m.Cares, c.Care)
		m.Aspects = appendNew(m.Aspects, c.Aspect)
	}
	return m
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Unrecognised is something that a person said and the vocabulary does not know. Nearest holds ids, the closest first,
// possibly none. IsClose tells whether the first is spelt so much alike that it may have been meant.
type Unrecognised struct {
	Pointer string
	Said    string
	Nearest []string
	IsClose bool
}
