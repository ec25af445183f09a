package bank

import (
	"cmp"
	"slices"
)

// Term is one entry of the vocabulary. Its ID is in snake_case and never reused; questions, rules and profiles refer to the
// term by its ID. Synonyms are other ways to say it, as people would type them.
type Term struct {
	ID         string   `json:"id" yaml:"id"`
	Name       string   `json:"name" yaml:"name"`
	Definition string   `json:"definition" yaml:"definition"`
	Synonyms   []string `json:"synonyms" yaml:"synonyms"`
}

// Seniority is a level of scope and autonomy. Levels run from 1 (intern, apprentice) to 8 (executive) without gaps; several
// seniorities may have the same level.
type Seniority struct {
	Term  `yaml:",inline"`
	Level int `json:"level" yaml:"level"`
}

// Stage is a kind of meeting on the way to an offer. Note, if any, is shown to users who enter one of its synonyms. Terms
// marks the stage that is about the terms of employment, where questions about them need not wait.
type Stage struct {
	Term  `yaml:",inline"`
	Note  string `json:"note" yaml:"note"`
	Terms bool   `json:"terms" yaml:"terms"`
}

// Care is something people choose a job by. Aspects are the more specific things that they may mean by it. WorkNeeds are the
// element IDs of the corresponding O*NET work values (https://www.onetcenter.org/content.html); there may be none.
type Care struct {
	Term      `yaml:",inline"`
	WorkNeeds []string `json:"work_needs" yaml:"work_needs"`
	Aspects   []Term   `json:"aspects" yaml:"aspects"`
}

// Topic is what a question is about, and the unit of quotas. On the interviewer's side a topic is a competency. Questions on
// unscored topics (requirements, offering) have no anchored rating. Terms marks topics about the terms of employment, which
// come late in a conversation that is not yet about an offer.
type Topic struct {
	Term   `yaml:",inline"`
	Asker  Asker `json:"asker" yaml:"asker"`
	Scored bool  `json:"scored" yaml:"scored"`
	Terms  bool  `json:"terms" yaml:"terms"`
}

// Disclosure is something private that a person may give away by what they ask or care about. Default is the ID of the care or
// aspect that is meant by words that name nothing else, such as "my dialysis"; "" if that would be a guess. Protected says in
// one sentence why an interviewer must not ask about it.
type Disclosure struct {
	Term      `yaml:",inline"`
	Default   string `json:"default,omitempty" yaml:"default"`
	Protected string `json:"protected,omitempty" yaml:"protected"`
}

// Role is a family of occupations. ISCO08 has unit or minor groups of the International Standard Classification of
// Occupations 2008; SOC has detailed groups of the US Standard Occupational Classification 2018, as in "29-1141"; ONET has
// O*NET-SOC codes. Lexicon has terms of the trade.
//
// Titles, Heads and Fields tell job titles of the family. Titles are whole titles, which decide wherever a title ends with
// them. Heads are last words that decide unless a field of another family stands before them. Fields say what work is about;
// they decide together with a last word that many families have, such as "manager". Suggestions are the usual titles, as they
// are shown to somebody who types. Foreign has titles in other languages.
type Role struct {
	Term        `yaml:",inline"`
	ISCO08      []string `json:"isco08" yaml:"isco08"`
	SOC         []string `json:"soc,omitempty" yaml:"soc"`
	ONET        []string `json:"onet" yaml:"onet"`
	Titles      []string `json:"titles" yaml:"titles"`
	Heads       []string `json:"heads,omitempty" yaml:"heads"`
	Fields      []string `json:"fields,omitempty" yaml:"fields"`
	Suggestions []string `json:"suggestions,omitempty" yaml:"suggestions"`
	Foreign     []string `json:"foreign,omitempty" yaml:"foreign"`
	Lexicon     []string `json:"lexicon" yaml:"lexicon"`
	Work        Work     `json:"work,omitempty" yaml:"work"`
	// Competencies are what the job needs most, as IDs of scored topics or of the role's skills, the most important first: what a kit asks
	// about where nobody says what else.
	Competencies []string     `json:"competencies,omitempty" yaml:"competencies"`
	Skills       []Skill      `json:"skills,omitempty" yaml:"skills"`
	Matters      []Matter     `json:"matters,omitempty" yaml:"matters"` // the most important first
	Occupations  []Occupation `json:"occupations,omitempty" yaml:"occupations"`
	Sayings      []Saying     `json:"sayings,omitempty" yaml:"sayings"`
}

// Occupation is a part of a role whose people ask about the same things: of agriculture, those who work in trees. It is read out of a
// job title by the longest of its Words, which are lower-case words or phrases. Where questions and matters list occupations, the ID
// of the role itself stands for job titles that name none, and a role of which they list nothing is not restricted.
type Occupation struct {
	ID    string   `json:"id" yaml:"id"`
	Name  string   `json:"name" yaml:"name"`
	Words []string `json:"words" yaml:"words"`
}

// Saying is what people of a role say when they mean an aspect, a care or a term of the trade.
type Saying struct {
	About About    `json:"about" yaml:"about"`
	Said  []string `json:"said" yaml:"said"`
}

// Skill is something that people who hire in a role look for and that is narrower than a competency: of accounting, closing the books at
// the end of a month. Said has other ways to call it, as they stand in adverts and job descriptions. Its ID is unique within the role,
// and no topic has it. It is part of the core of the work in the occupations and at the seniorities that it lists, which a question's lists
// are read like; elsewhere a kit asks about it only if it was named.
type Skill struct {
	ID          string         `json:"id" yaml:"id"`
	Name        string         `json:"name" yaml:"name"`
	Said        []string       `json:"said" yaml:"said"`
	Occupations []string       `json:"occupations,omitempty" yaml:"occupations"`
	Seniority   SeniorityRange `json:"seniority,omitzero" yaml:"seniority"`
}

// Skill returns the skill with an ID, nil if the role has none such. The caller must not change it.
func (r *Role) Skill(id string) *Skill {
	for i := range r.Skills {
		if r.Skills[i].ID == id {
			return &r.Skills[i]
		}
	}
	return nil
}

// HasOccupation reports whether the ID is of one of the role's occupations or, for titles that name none, of the role itself.
func (r *Role) HasOccupation(id string) bool {
	return id == r.ID || slices.ContainsFunc(r.Occupations, func(o Occupation) bool { return o.ID == id })
}

// Suits reports whether a list of occupations admits one of the role's, "" for a job title that names none: it lists the occupation,
// or nothing of this role.
func (r *Role) Suits(list []string, occupation string) bool {
	return slices.Contains(list, cmp.Or(occupation, r.ID)) || !slices.ContainsFunc(list, r.HasOccupation)
}

// Role returns the role with an ID, nil if it is unknown. The caller must not change it.
func (v *Vocabulary) Role(id string) *Role {
	for i := range v.Roles { // without copying roles, which are large
		if v.Roles[i].ID == id {
			return &v.Roles[i]
		}
	}
	return nil
}

// CompetencyName returns the name of what an interviewer looks for in a role: of a topic, or of a skill of the role; its ID if it is
// unknown.
func (v *Vocabulary) CompetencyName(role string, s Sought) string {
	if t, known := v.Topic(s.Topic); known {
		return t.Name
	}
	if skill := v.SkillOf(role, s.Skill); skill != nil {
		return skill.Name
	}
	return s.ID()
}

// SkillOf returns a skill of a role, or else of the first other role that has it; nil if none has. The caller must not change it.
func (v *Vocabulary) SkillOf(role, id string) *Skill {
	if r := v.Role(role); r != nil {
		if s := r.Skill(id); s != nil {
			return s
		}
	}
	for i := range v.Roles {
		if s := v.Roles[i].Skill(id); s != nil {
			return s
		}
	}
	return nil
}

// Requirement returns the requirement with an ID, nil if it is unknown. The caller must not change it.
func (v *Vocabulary) Requirement(id string) *JobRequirement {
	if i := slices.IndexFunc(v.Requirements, func(r JobRequirement) bool { return r.ID == id }); i >= 0 {
		return &v.Requirements[i]
	}
	return nil
}

// Work is the kind of work that most people of a trade do.
type Work string

// The kinds of work. An empty one is unknown.
const (
	WorkDesk    Work = "desk"
	WorkShift   Work = "shift"    // by a rota, with the public or a line
	WorkHandsOn Work = "hands_on" // with tools, machines or materials
	WorkCare    Work = "care"     // for people
	WorkLead    Work = "lead"     // through others
)

// Works returns the kinds of work that are known.
func Works() []Work { return []Work{WorkDesk, WorkShift, WorkHandsOn, WorkCare, WorkLead} }

// WorkOf returns the kind of work of a role, "" if it or the role is unknown.
func (v *Vocabulary) WorkOf(role string) Work {
	if r := v.Role(role); r != nil {
		return r.Work
	}
	return ""
}

// Matter is what somebody with long experience in a trade would want to know first about a job in it. It is due at the stages, to
// the seniorities, to those asked and in the occupations that it lists; an empty list means all.
type Matter struct {
	About       About          `json:"about" yaml:"about"`
	Stages      []string       `json:"stages,omitempty" yaml:"stages"`
	Seniority   SeniorityRange `json:"seniority" yaml:"seniority"`
	AskedOf     []string       `json:"asked_of,omitempty" yaml:"asked_of"`
	Occupations []string       `json:"occupations,omitempty" yaml:"occupations"`
}

// JobRequirement is something that a job cannot do without, which an interviewer states and then asks everybody about. Slots are the facts
// of the job that a question about it has blanks for.
type JobRequirement struct {
	Term  `yaml:",inline"`
	Slots []Slot `json:"slots,omitempty" yaml:"slots"`
}

// Vocabulary has all terms that questions, rules and profiles may refer to, in the order in which they are shown.
type Vocabulary struct {
	Seniorities []Seniority  `json:"seniorities"`
	Stages      []Stage      `json:"stages"`
	AskedOf     []Term       `json:"asked_of"`
	Cares       []Care       `json:"cares"`
	Topics      []Topic      `json:"topics"`
	Discloses   []Disclosure `json:"discloses"`
	Roles       []Role       `json:"roles"`

	Requirements []JobRequirement `json:"requirements,omitempty"`
}

// Level returns the level of a seniority, 0 if it is unknown.
func (v *Vocabulary) Level(seniority string) int {
	i := slices.IndexFunc(v.Seniorities, func(s Seniority) bool { return s.ID == seniority })
	if i < 0 {
		return 0
	}
	return v.Seniorities[i].Level
}

// CareOf returns the care that an aspect belongs to, "" if the aspect is unknown.
func (v *Vocabulary) CareOf(aspect string) string {
	for _, c := range v.Cares {
		if slices.ContainsFunc(c.Aspects, func(a Term) bool { return a.ID == aspect }) {
			return c.ID
		}
	}
	return ""
}

// Topic returns the topic with an ID; false if it is unknown.
func (v *Vocabulary) Topic(id string) (Topic, bool) {
	i := slices.IndexFunc(v.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return Topic{}, false
	}
	return v.Topics[i], true
}

// Names returns the names of all terms by "kind/ID", as in "stage/leadership", with the kinds of Terms and "occupation". An ID alone
// is not unique: leadership is also an aspect.
func (v *Vocabulary) Names() map[string]string {
	names := map[string]string{}
	for kind, terms := range v.Terms() {
		for _, t := range terms {
			names[kind+"/"+t.ID] = t.Name
		}
	}
	for _, r := range v.Roles {
		for _, o := range r.Occupations {
			names["occupation/"+o.ID] = o.Name
		}
	}
	return names
}

// Terms returns the terms by kind, in the order of the vocabulary, for every kind of term and for "aspect".
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

// MaxLevel returns the level of the highest seniority, 0 if there is none.
func (v *Vocabulary) MaxLevel() int {
	level := 0
	for _, s := range v.Seniorities {
		level = max(level, s.Level)
	}
	return level
}
