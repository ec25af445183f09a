package bank

import "slices"

// Term is one entry of the vocabulary. Its ID is snake_case, is never reused, and is the only thing that questions,
// rules and profiles refer to. Synonyms are the other ways in which people say it, as they would type them.
type Term struct {
	ID         string   `json:"id" yaml:"id"`
	Name       string   `json:"name" yaml:"name"`
	Definition string   `json:"definition" yaml:"definition"`
	Synonyms   []string `json:"synonyms" yaml:"synonyms"`
}

// Seniority is a step of scope and autonomy. Level runs from 1 (intern) to 8 (executive) without gaps.
type Seniority struct {
	Term  `yaml:",inline"`
	Level int `json:"level" yaml:"level"`
}

// Stage is a kind of meeting on the way to an offer. Note, if any, is said to whoever names one of its synonyms. Terms
// marks the stage that is about the terms of employment, where questions on them need not wait.
type Stage struct {
	Term  `yaml:",inline"`
	Note  string `json:"note" yaml:"note"`
	Terms bool   `json:"terms" yaml:"terms"`
}

// Care is something people choose a job by. Aspects are what they meant by it. WorkNeeds are the element ids of the
// O*NET work values that it corresponds to (https://www.onetcenter.org/content.html), possibly none.
type Care struct {
	Term      `yaml:",inline"`
	WorkNeeds []string `json:"work_needs" yaml:"work_needs"`
	Aspects   []Term   `json:"aspects" yaml:"aspects"`
}

// Topic is what a question is about: the unit of quotas. On the interviewer's side a topic is a competency. Unscored
// topics (requirements, offering) carry no anchored rating. Terms marks what is about the terms of employment, which
// comes late in a conversation that is not yet about an offer.
type Topic struct {
	Term   `yaml:",inline"`
	Asker  Asker `json:"asker" yaml:"asker"`
	Scored bool  `json:"scored" yaml:"scored"`
	Terms  bool  `json:"terms" yaml:"terms"`
}

// Role is a family of occupations. ISCO08 holds unit or minor groups of the International Standard Classification of
// Occupations 2008; ONET holds O*NET-SOC codes. Titles resolve to the family; Lexicon holds terms of the trade. Both
// are empty for a family of which only name and codes are known.
type Role struct {
	Term    `yaml:",inline"`
	ISCO08  []string `json:"isco08" yaml:"isco08"`
	ONET    []string `json:"onet" yaml:"onet"`
	Titles  []string `json:"titles" yaml:"titles"`
	Lexicon []string `json:"lexicon" yaml:"lexicon"`
}

// Vocabulary is every id that questions, rules and profiles may name, in the order in which they are shown.
type Vocabulary struct {
	Seniorities []Seniority `json:"seniorities"`
	Stages      []Stage     `json:"stages"`
	AskedOf     []Term      `json:"asked_of"`
	Cares       []Care      `json:"cares"`
	Topics      []Topic     `json:"topics"`
	Discloses   []Term      `json:"discloses"`
	Roles       []Role      `json:"roles"`
}

// Level is the level of a seniority, 0 if the vocabulary has no such seniority.
func (v *Vocabulary) Level(seniority string) int {
	i := slices.IndexFunc(v.Seniorities, func(s Seniority) bool { return s.ID == seniority })
	if i < 0 {
		return 0
	}
	return v.Seniorities[i].Level
}

// CareOf is the care that an aspect belongs to, "" if the vocabulary has no such aspect.
func (v *Vocabulary) CareOf(aspect string) string {
	for _, c := range v.Cares {
		if slices.ContainsFunc(c.Aspects, func(a Term) bool { return a.ID == aspect }) {
			return c.ID
		}
	}
	return ""
}

// Topic is the topic of that id.
func (v *Vocabulary) Topic(id string) (Topic, bool) {
	i := slices.IndexFunc(v.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return Topic{}, false
	}
	return v.Topics[i], true
}

// Names are the names of every term by "kind/id", as in "stage/leadership", with the kinds of Terms. (An id alone would
// not do: there is an aspect leadership, too.)
func (v *Vocabulary) Names() map[string]string {
	names := map[string]string{}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			names[kind+"/"+t.ID] = t.Name
		}
	}
	return names
}

// Terms returns the terms of the vocabulary by kind, in its order: those of every kind that IsTerm, and "aspect".
func (v *Vocabulary) Terms() map[string][]Term {
	terms := map[string][]Term{}
	for i := range kindTable {
		if row := &kindTable[i]; row.terms != nil {
			terms[string(row.kind)] = row.terms(v)
		}
	}
	for _, c := range v.Cares {
		terms["aspect"] = append(terms["aspect"], c.Aspects...)
	}
	return terms
}

// MaxLevel is the level of the highest seniority, 0 if there is none.
func (v *Vocabulary) MaxLevel() int {
	level := 0
	for _, s := range v.Seniorities {
		level = max(level, s.Level)
	}
	return level
}
