package guard

import (
	"cmp"
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/lang"
)

// The dimensions in which a meeting has one value. A part of a trade is a role and an occupation.
const (
	byPart = iota
	bySeniority
	byStage
	byAskedOf
	byMinutes
	dimensions
)

// part is a role, and the occupation of it that a job title names; "" for none.
type part struct{ role, occupation string }

// space is all meetings of one side: the values of each dimension, and the interests that a person may name. Value 0 of each
// dimension but byMinutes is "not given".
type space struct {
	asker     bank.Asker
	parts     []part               // those of a role stand together
	texts     [dimensions][]string // of bySeniority, byStage and byAskedOf
	sizes     [dimensions]int
	levels    []int // of the values of bySeniority
	interests []interest
	numbers   map[interestID]int
	ofList    map[string]bitset.Set // by list of the profile: its interests
}

// The lists of the profile.
const (
	cares        = "cares"
	aspects      = "aspects"
	terms        = "terms"
	competencies = "competencies"
	requirements = "requirements"
)

// name adds what a meeting has in a list of the profile.
func name(m *Meeting, at interestID) {
	list := map[string]*[]string{
		cares: &m.Cares, aspects: &m.Aspects, terms: &m.Terms, competencies: &m.Competencies, requirements: &m.Requirements,
	}[at.list]
	*list = append(*list, at.id)
}

// interestID is an element of a list of the profile.
type interestID struct{ list, id string }

type interest struct {
	interestID

	care   int        // of an aspect: the number of its care
	within []int      // of a care: the numbers of its aspects
	parts  bitset.Set // of a term or a skill: the parts whose role has it; nil for any
}

func newSpace(asker bank.Asker, v *bank.Vocabulary) *space {
	s := &space{asker: asker, parts: []part{{}}, numbers: map[interestID]int{}, ofList: map[string]bitset.Set{}}
	for _, r := range v.Roles {
		s.parts = append(s.parts, part{r.ID, ""})
		for _, o := range r.Occupations {
			s.parts = append(s.parts, part{r.ID, o.ID})
		}
	}
	s.texts[bySeniority], s.texts[byStage], s.texts[byAskedOf] = []string{""}, []string{""}, []string{""}
	s.levels = []int{0}
	for _, t := range v.Seniorities {
		s.texts[bySeniority], s.levels = append(s.texts[bySeniority], t.ID), append(s.levels, t.Level)
	}
	for _, t := range v.Stages {
		s.texts[byStage] = append(s.texts[byStage], t.ID)
	}
	if asker == bank.Candidate {
		for _, t := range v.AskedOf {
			s.texts[byAskedOf] = append(s.texts[byAskedOf], t.ID)
		}
		s.addInterests(v)
	} else {
		s.addNeeds(v)
	}
	s.sizes = [dimensions]int{len(s.parts), len(s.texts[bySeniority]), len(s.texts[byStage]), len(s.texts[byAskedOf]), bank.MaxMinutes}
	for _, list := range []string{cares, aspects, terms, competencies, requirements} {
		s.ofList[list] = bitset.New(len(s.interests))
	}
	for i := range s.interests {
		s.ofList[s.interests[i].list].Add(i)
	}
	return s
}

func (s *space) addInterests(v *bank.Vocabulary) {
	for _, c := range v.Cares {
		care := s.addInterest(interest{interestID: interestID{cares, c.ID}})
		for _, a := range c.Aspects {
			aspect := s.addInterest(interest{interestID: interestID{aspects, a.ID}, care: care})
			s.interests[care].within = append(s.interests[care].within, aspect)
		}
	}
	lexicons := map[string]*bank.Role{}
	for i := range v.Roles {
		lexicons[v.Roles[i].ID] = &v.Roles[i]
	}
	for i, p := range s.parts {
		if p.role == "" {
			continue
		}
		for _, term := range lexicons[p.role].Lexicon {
			n, known := s.numbers[interestID{terms, term}]
			if !known {
				n = s.addInterest(interest{interestID: interestID{terms, term}, parts: bitset.New(len(s.parts))})
			}
			s.interests[n].parts.Add(i)
		}
	}
}

// addNeeds adds what interviewers may name: competencies, skills in the parts of trades that have them, and requirements.
func (s *space) addNeeds(v *bank.Vocabulary) {
	for _, t := range v.Topics {
		if t.Asker == bank.Interviewer && t.Scored {
			s.addInterest(interest{interestID: interestID{competencies, t.ID}})
		}
	}
	for i, p := range s.parts {
		if p.role == "" {
			continue
		}
		for _, skill := range v.Role(p.role).Skills {
			n, known := s.numbers[interestID{competencies, skill.ID}]
			if !known {
				n = s.addInterest(interest{interestID: interestID{competencies, skill.ID}, parts: bitset.New(len(s.parts))})
			}
			s.interests[n].parts.Add(i)
		}
	}
	for _, r := range v.Requirements {
		s.addInterest(interest{interestID: interestID{requirements, r.ID}})
	}
}

func (s *space) addInterest(i interest) int {
	s.numbers[i.interestID] = len(s.interests)
	s.interests = append(s.interests, i)
	return len(s.interests) - 1
}

// dimensionOf returns the dimension that decides a field of the profile; false for a list.
func dimensionOf(field string) (int, bool) {
	switch field {
	case "role", "work":
		return byPart, true
	case "seniority", "level":
		return bySeniority, true
	case "stage":
		return byStage, true
	case "asked_of":
		return byAskedOf, true
	case "minutes":
		return byMinutes, true
	}
	return 0, false
}

// set sets the fields of a meeting that a value of a dimension decides.
func (s *space) set(m *Meeting, dimension, value int) {
	switch dimension {
	case byPart:
		m.Role, m.Occupation = s.parts[value].role, s.parts[value].occupation
	case bySeniority:
		m.Seniority = s.texts[bySeniority][value]
	case byStage:
		m.Stage = s.texts[byStage][value]
	case byAskedOf:
		m.AskedOf = s.texts[byAskedOf][value]
	case byMinutes:
		m.Minutes = value + 1
	}
}

// usualMinutes and usualLevel are those of an example, where the box allows them.
const (
	usualMinutes = 15
	usualLevel   = 3
)

// example returns a usual meeting of a box, without interests that it does not need. Every meeting of the box has the same
// values wherever its dimensions have one value each.
func (s *space) example(b *box) Meeting {
	m := Meeting{Asker: s.asker}
	for d := range b.values {
		best := -1
		b.values[d].Each(func(value int) {
			if best < 0 || s.rank(d, value) > s.rank(d, best) {
				best = value
			}
		})
		s.set(&m, d, best)
	}
	b.has.Each(func(i int) { name(&m, s.interests[i].interestID) })
	return m
}

// rank says how usual a value is in its dimension, compared with others.
func (s *space) rank(dimension, value int) int {
	switch {
	case dimension == byMinutes:
		return min(value+1-usualMinutes, usualMinutes-value-1)
	case value == 0:
		return 0
	case dimension == bySeniority && s.levels[value] == usualLevel:
		return 2
	}
	return 1
}

// profileOf returns what rules of a vocabulary see of a meeting.
func profileOf(v *bank.Vocabulary, m *Meeting) lang.Profile { return lang.ProfileOf(v, m.Meeting) }

// knownIn returns for each dimension the values that another space has too, and the interests.
func (s *space) knownIn(other *space) (values [dimensions]bitset.Set, interests bitset.Set) {
	for d := range values {
		values[d] = bitset.New(s.sizes[d])
	}
	for i, p := range s.parts {
		if slices.Contains(other.parts, p) {
			values[byPart].Add(i)
		}
	}
	for _, d := range []int{bySeniority, byStage, byAskedOf} {
		for i, text := range s.texts[d] {
			if slices.Contains(other.texts[d], text) {
				values[d].Add(i)
			}
		}
	}
	values[byMinutes].Fill(s.sizes[byMinutes])
	interests = bitset.New(len(s.interests))
	for i := range s.interests {
		if _, known := other.numbers[s.interests[i].interestID]; known {
			interests.Add(i)
		}
	}
	return values, interests
}

// levelOf returns the level that questions must suit for a seniority.
func (side *Side) levelOf(seniority string) int {
	return cmp.Or(side.Vocabulary.Level(seniority), side.DefaultLevel)
}
