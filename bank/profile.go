package bank

import "slices"

// Bounds of a request.
const (
	MaxMinutes   = 240
	MaxCount     = 20
	DefaultCount = 8
	MaxCares     = 20
	MaxSaid      = 200 // runes in one free text
	MaxExclude   = 250
	MaxSeed      = 1<<53 - 1 // the largest integer that every JSON parser represents exactly
)

// Request describes one meeting in the user's own words. Role and Cares are free text; Stage, Seniority and AskedOf are IDs
// or aliases of the vocabulary. A missing value is "", 0 or nil. Minutes is the time for a candidate's questions, or for an
// interviewer's scored block.
type Request struct {
	Asker     Asker
	Role      string
	Seniority string
	Stage     string
	AskedOf   string
	Cares     []string
	Minutes   int
	Count     int // 0 means DefaultCount
	Seed      int64
	Exclude   []string // IDs of questions that must not be chosen
	Locale    string   // "" means en
}

// Profile is a request resolved to vocabulary IDs; only Chosen.Said has words of the request. The choice of questions
// depends on nothing else.
type Profile struct {
	Asker     Asker
	Role      string
	Seniority string
	Level     int // of Seniority; 0 if that is missing
	Stage     string
	AskedOf   string
	Cares     []Chosen // in the order of the request, without duplicates
	Minutes   int
	Count     int
	Seed      int64
	Exclude   []string // sorted, without duplicates
	Locale    string
}

// Chosen is one thing that a person cares about: a care or, more narrowly, one of its aspects.
type Chosen struct {
	Care   string
	Aspect string // "" for the care as a whole
	Said   string // the words of the request; "" if the profile came from a token
}

// Meeting returns what rules see of the profile. An interviewer's rules see neither Cares nor AskedOf.
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

// Unrecognised is a text of a request that is not in the vocabulary. Nearest has the most similar IDs, the closest first;
// it may be empty. IsClose reports whether the first is spelt so similarly that it may have been meant.
type Unrecognised struct {
	Pointer string
	Said    string
	Nearest []string
	IsClose bool
}
