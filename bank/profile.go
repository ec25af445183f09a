package bank

import (
	"cmp"
	"slices"
)

// Bounds of a request.
const (
	MaxMinutes   = 240
	MaxCount     = 20
	DefaultCount = 8
	MaxCares     = 20
	MaxNeeds     = 6   // competencies, and requirements
	MaxSlot      = 80  // runes in the value of a slot
	MaxSaid      = 200 // runes in one free text
	MaxExclude   = 500
	MaxSeed      = 1<<53 - 1 // the largest integer that every JSON parser represents exactly
)

// KitCount returns how many questions an interviewer's kit of some minutes has at most if the request does not say it. What opens and ends a
// kit counts too.
func KitCount(minutes int) int {
	switch {
	case minutes <= 45: //nolint:mnd // each has some five minutes
		return 10
	case minutes <= 60:
		return 12
	}
	return 14
}

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

	// What the job needs, which only an interviewer says: free text or IDs. It is about the opening, never about a person.
	Competencies []string
	Requirements []RequestedRequirement
	Both         bool // the request is for both sides, as for an agenda: Asker says nothing about who may say what
}

// RequestedRequirement is a requirement in the words of a request, or its ID with the values of its slots by name.
type RequestedRequirement struct {
	Said  string
	ID    string // "" for free text
	Slots map[string]string
}

// Profile is a request resolved to vocabulary IDs; only Chosen.Said has words of the request. The choice of questions
// depends on nothing else.
type Profile struct {
	Asker      Asker
	Role       string
	Occupation string // of the role, that the job title names; "" for none
	Seniority  string
	Level      int // of Seniority; 0 if that is missing
	Stage      string
	AskedOf    string
	Cares      []Chosen // in the order of the request, without duplicates
	Minutes    int
	Count      int
	Seed       int64
	Exclude    []string // sorted, without duplicates
	Locale     string
	// What the job needs, in the order of the request, without duplicates. Only an interviewer's profile and that of an agenda have it.
	Competencies []Sought
	Requirements []Required
	Fixed        []Fixed // the questions of a set that somebody has edited, in order; nil for a set that is to be chosen
}

// Fixed is a question that somebody has put into a set. One that is pinned stays when the others are replaced.
type Fixed struct {
	ID     string
	Pinned bool
}

// Chosen is one thing that a person cares about: a care or, more narrowly, one of its aspects, or a term of the trade.
type Chosen struct {
	Care   string // "" for a term of the trade
	Aspect string // "" for the care as a whole
	Term   string // from the lexicon of the profile's role; "" for a care
	Said   string // the words of the request; "" if the profile came from a token
}

// Sought is a competency that an interviewer looks for: a scored topic or, more narrowly, a skill of the profile's role.
type Sought struct {
	Topic string // "" for a skill
	Skill string // "" for a topic
	Said  string // as in Chosen
}

// ID returns the ID of the topic or the skill.
func (s Sought) ID() string { return cmp.Or(s.Skill, s.Topic) }

// Required is a requirement of the opening. Slots has the facts of the job that are known, by name; the others stay blank.
type Required struct {
	ID      string
	Slots   map[string]string
	Said    string // as in Chosen
	Guessed bool   // the slots are what was said, which was not meant for them: they stay blank if no question can have it in them
}

// OtherRequirement is the ID of the requirement whose questions ask about anything that the vocabulary has no requirement for; it is said
// in the slot OtherSlot. A profile may have it several times.
const (
	OtherRequirement = "other"
	OtherSlot        = "requirement"
)

// About returns what the question that asks about just that has as its about.
func (c Chosen) About() About {
	switch {
	case c.Term != "":
		return AboutTerm(c.Term)
	case c.Aspect != "":
		return About(c.Aspect)
	}
	return About(c.Care)
}

// Meeting returns what rules see of the profile. An interviewer's rules see neither Cares nor AskedOf.
func (p Profile) Meeting() Meeting {
	m := Meeting{Role: p.Role, Seniority: p.Seniority, Stage: p.Stage, Minutes: p.Minutes}
	if p.Asker == Interviewer {
		for _, c := range p.Competencies {
			m.Competencies = appendNew(m.Competencies, c.ID())
		}
		for _, r := range p.Requirements {
			m.Requirements = appendNew(m.Requirements, r.ID)
		}
		return m
	}
	m.AskedOf = p.AskedOf
	for _, c := range p.Cares {
		m.Cares = appendNew(m.Cares, c.Care)
		m.Aspects = appendNew(m.Aspects, c.Aspect)
		m.Terms = appendNew(m.Terms, c.Term)
	}
	return m
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Reading says how the free text of a request was understood: what was, in the order of the request, and what was not.
type Reading struct {
	Understood   []Understood
	Unrecognised []Unrecognised
}

// Understood is a text of a request, and the term that it was taken for. A job title may have two: its role, and the
// seniority that it states.
type Understood struct {
	Pointer   string // "/role", or "/cares/<index>" or the like
	Said      string
	ID        string // of a role, seniority, care, aspect, topic, skill or requirement; for a term of the trade "term:" and the term
	Name      string
	Matched   Matched
	Discloses []string // what asking about it may say about the person, as IDs of the vocabulary
}

// TermPrefix stands before a term of a trade's lexicon where IDs of cares and aspects may stand too.
const TermPrefix = "term:"

// Matched is how a text was understood.
type Matched string

// The ways in which a text is understood.
const (
	MatchedID       Matched = "id"
	MatchedName     Matched = "name"
	MatchedTitle    Matched = "title" // a job title
	MatchedSynonym  Matched = "synonym"
	MatchedStem     Matched = "stem"       // other endings or usual spellings
	MatchedSpelling Matched = "spelling"   // after a correction
	MatchedPart     Matched = "part"       // a whole phrase inside what was said
	MatchedTerm     Matched = "trade_term" // a term of the trade's lexicon
)

// Unrecognised is a text of a request that was not understood. Nearest has the IDs that are near in meaning, the closest
// first; it may be empty.
type Unrecognised struct {
	Pointer string
	Said    string
	Nearest []string
	Reason  WhyNot
	Detail  string // one sentence that says why
}

// WhyNot is why a text was not understood.
type WhyNot string

// The reasons why a text is not understood.
const (
	ReasonUnknown   WhyNot = "unknown"
	ReasonAmbiguous WhyNot = "ambiguous" // it means several things, which are the nearest
	ReasonProtected WhyNot = "protected" // an interviewer must not ask about it
)
