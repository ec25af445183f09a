package bank

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// ReleaseID identifies a release: by its number within one installation, and by the hash of its content, which is the same
// everywhere.
type ReleaseID struct {
	Number int    // from 1
	Hash   string // "sha256:" and 64 hexadecimal digits
}

// Release is content frozen under a number. It never changes. CreatedAt is in UTC. Restores is the number of the older
// release whose content it restores, 0 if the content is new. Report has the results of the checks at its publication.
type Release struct {
	Number    int
	Hash      string
	Content   Content
	Note      string
	Author    string
	Restores  int
	Report    Report
	CreatedAt time.Time
	Versions  *VersionLog // nil for a release from before there were logs, until its database is migrated
}

// Report has the results of checking a bank. Faults prevent its publication, warnings do not.
type Report struct {
	Faults    []Fault `json:"faults"`
	Warnings  []Fault `json:"warnings"`
	Questions int     `json:"questions"` // ready ones
	Rules     int     `json:"rules"`     // ready ones
	Meetings  int     `json:"meetings"`  // in which the questions were counted, one for each role, seniority and stage
	Poor      int     `json:"poor"`      // meetings with few questions to choose from on either side
	Clusters  int     `json:"clusters"`  // of near duplicates
}

// ID returns the number and hash of the release.
func (r Release) ID() ReleaseID { return ReleaseID{Number: r.Number, Hash: r.Hash} }

// Content is everything that decides which questions are served: the vocabulary, the weights, the questions and the
// rules.
type Content struct {
	Vocabulary Vocabulary `json:"vocabulary"`
	Weights    Weights    `json:"weights"`
	Questions  []Question `json:"questions"` // sorted by ID
	Rules      []Rule     `json:"rules"`     // sorted by ID
	// NearDuplicates are clusters of questions that say nearly the same; a set has at most one of each cluster. A cluster
	// lists two or more IDs in ascending order; no ID is in two clusters. Clusters are sorted by their first IDs.
	NearDuplicates [][]string `json:"near_duplicates"`
}

// Weights are the numbers in the scoring of questions that are not set by rules.
type Weights struct {
	// CareOrder has the points for serving a person's first, second, … care. The last value is used for all later cares.
	CareOrder []int `json:"care_order" yaml:"care_order"`
	// CareOnly is the percentage of these points for a question that serves the care, but not the requested aspect of it.
	CareOnly int `json:"care_only" yaml:"care_only"`
	// Repeat has the percentages that the first, second, … question on the same care counts in a set. The last value is
	// used for all later questions.
	Repeat []int `json:"repeat" yaml:"repeat"`
	// Variety is the maximum number of points that a seed other than 0 adds to a question, by a fixed hash, so that each
	// seed gives a different good set.
	Variety int `json:"variety" yaml:"variety"`
}

// Normalise sorts questions and rules by ID and replaces nil lists by empty ones (in a Meeting, empty lists by nil), so that
// equal content has one form. All lists are clone: other content that shared lists with c is not changed.
func (c *Content) Normalise() {
	c.Questions, c.Rules = clone(c.Questions), clone(c.Rules)
	slices.SortStableFunc(c.Questions, byQuestionID)
	slices.SortStableFunc(c.Rules, byRuleID)
	for i := range c.Questions {
		c.Questions[i].normalise()
	}
	for i := range c.Rules {
		c.Rules[i].normalise()
	}
	c.NearDuplicates = clone(c.NearDuplicates)
	for i := range c.NearDuplicates {
		c.NearDuplicates[i] = slices.Sorted(slices.Values(c.NearDuplicates[i]))
	}
	slices.SortStableFunc(c.NearDuplicates, slices.Compare)
	c.Vocabulary.normalise()
	c.Weights.CareOrder, c.Weights.Repeat = clone(c.Weights.CareOrder), clone(c.Weights.Repeat)
}

func byQuestionID(a, b Question) int { return cmp.Compare(a.ID, b.ID) }

func byRuleID(a, b Rule) int { return cmp.Compare(a.ID, b.ID) }

func (q *Question) normalise() {
	for _, list := range []*[]string{
		&q.Cares, &q.Aspects, &q.Roles, &q.Stages, &q.AskedOf, &q.ListenFor, &q.WatchFor, &q.FollowUps, &q.CheckFirst,
		&q.Discloses, &q.PairsWith,
	} {
		*list = clone(*list)
	}
	q.Occupations = append([]string(nil), q.Occupations...)
	q.Skills = append([]string(nil), q.Skills...)
	q.Waivers = append([]Waiver(nil), q.Waivers...)
	q.Slots = append([]Slot(nil), q.Slots...)
}

func (r *Rule) normalise() {
	r.Cases = clone(r.Cases)
	for i := range r.Cases {
		p := &r.Cases[i].Profile
		for _, list := range []*[]string{&p.Cares, &p.Aspects, &p.Terms, &p.Competencies, &p.Requirements} {
			*list = append([]string(nil), *list...)
		}
	}
}

func (v *Vocabulary) normalise() {
	v.AskedOf, v.Discloses = normaliseTerms(v.AskedOf), clone(v.Discloses)
	v.Seniorities, v.Stages, v.Cares = clone(v.Seniorities), clone(v.Stages), clone(v.Cares)
	v.Topics, v.Roles = clone(v.Topics), clone(v.Roles)
	for i := range v.Seniorities {
		v.Seniorities[i].Synonyms = clone(v.Seniorities[i].Synonyms)
	}
	for i := range v.Stages {
		v.Stages[i].Synonyms = clone(v.Stages[i].Synonyms)
	}
	for i := range v.Cares {
		c := &v.Cares[i]
		c.Synonyms, c.WorkNeeds, c.Aspects = clone(c.Synonyms), clone(c.WorkNeeds), normaliseTerms(c.Aspects)
	}
	for i := range v.Discloses {
		v.Discloses[i].Synonyms = clone(v.Discloses[i].Synonyms)
	}
	for i := range v.Topics {
		v.Topics[i].Synonyms = clone(v.Topics[i].Synonyms)
	}
	v.Requirements = append([]JobRequirement(nil), v.Requirements...) // nil if it is empty: as in roles
	for i := range v.Requirements {
		r := &v.Requirements[i]
		r.Synonyms, r.Slots = clone(r.Synonyms), append([]Slot(nil), r.Slots...)
	}
	for i := range v.Roles {
		v.Roles[i].normalise()
	}
}

func (r *Role) normalise() {
	r.Synonyms, r.ISCO08, r.ONET = clone(r.Synonyms), clone(r.ISCO08), clone(r.ONET)
	r.Titles, r.Lexicon = clone(r.Titles), clone(r.Lexicon)
	for _, list := range []*[]string{&r.SOC, &r.Heads, &r.Fields, &r.Suggestions, &r.Foreign, &r.Competencies} {
		*list = append([]string(nil), *list...) // nil if it is empty: releases from before these lists existed keep their hash
	}
	r.Matters = append([]Matter(nil), r.Matters...)
	for j := range r.Matters {
		m := &r.Matters[j]
		m.Stages, m.AskedOf = append([]string(nil), m.Stages...), append([]string(nil), m.AskedOf...)
		m.Occupations = append([]string(nil), m.Occupations...)
	}
	r.Skills = append([]Skill(nil), r.Skills...)
	for j := range r.Skills {
		r.Skills[j].Said = clone(r.Skills[j].Said)
		r.Skills[j].Occupations = append([]string(nil), r.Skills[j].Occupations...)
	}
	r.Occupations, r.Sayings = append([]Occupation(nil), r.Occupations...), append([]Saying(nil), r.Sayings...)
	for j := range r.Occupations {
		r.Occupations[j].Words = clone(r.Occupations[j].Words)
	}
	for j := range r.Sayings {
		r.Sayings[j].Said = clone(r.Sayings[j].Said)
	}
}

func normaliseTerms(terms []Term) []Term {
	terms = clone(terms)
	for i := range terms {
		terms[i].Synonyms = clone(terms[i].Synonyms)
	}
	return terms
}

// clone returns a copy of a list, never nil.
func clone[T any](list []T) []T { return append([]T{}, list...) }

// ReadyQuestions returns the questions with status ready, in order.
func (c *Content) ReadyQuestions() []*Question {
	return ready(c.Questions, func(q *Question) Status { return q.Status })
}

// ReadyRules returns the rules with status ready, in order.
func (c *Content) ReadyRules() []*Rule {
	return ready(c.Rules, func(r *Rule) Status { return r.Status })
}

func ready[T any](list []T, status func(*T) Status) []*T {
	var found []*T
	for i := range list {
		if status(&list[i]) == Ready {
			found = append(found, &list[i])
		}
	}
	return found
}

// Canonical returns the JSON form of normalised content: members in the order of the types, no white space, no HTML escapes.
// Equal normalised content has equal bytes.
func (c Content) Canonical() ([]byte, error) {
	return canonical(c)
}

// ParseContent decodes the result of Canonical. An unknown field is an error, and so is anything but a JSON object.
func ParseContent(canonical []byte) (Content, error) {
	if !bytes.HasPrefix(canonical, []byte("{")) {
		return Content{}, errors.New("bank: decode content: not a JSON object")
	}
	dec := json.NewDecoder(bytes.NewReader(canonical))
	dec.DisallowUnknownFields()
	var c Content
	if err := dec.Decode(&c); err != nil {
		return Content{}, fmt.Errorf("bank: decode content: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Content{}, errors.New("bank: decode content: unexpected data after the JSON object")
	}
	return c, nil
}

// Hash returns the SHA-256 of the canonical form without the versions of questions and rules, as "sha256:" and 64 hexadecimal
// digits: versions count what an installation has published, so that the same bank may have other versions elsewhere.
func (c Content) Hash() (string, error) {
	canonical, err := c.Canonical()
	if err != nil {
		return "", err
	}
	return HashOf(canonical), nil
}

// HashOf returns the hash of content in its canonical form: see Content.Hash.
func HashOf(canonical []byte) string {
	const member = `"version":` // in a text, its quotation marks would be escaped
	h := sha256.New()
	for rest := canonical; ; {
		at := bytes.Index(rest, []byte(member))
		if at < 0 {
			_, _ = h.Write(rest)
			return "sha256:" + hex.EncodeToString(h.Sum(nil))
		}
		_, _ = h.Write(rest[:at])
		rest = bytes.TrimPrefix(bytes.TrimLeft(rest[at+len(member):], "0123456789"), []byte(","))
	}
}

// HasHash reports whether content in its canonical form has a hash, also one from before versions were left out of it.
func HasHash(canonical []byte, hash string) bool {
	if HashOf(canonical) == hash {
		return true
	}
	sum := sha256.Sum256(canonical)
	return "sha256:"+hex.EncodeToString(sum[:]) == hash
}

// IsSame reports whether two releases that follow each other have the same content, whichever program has hashed the other one.
func (r *Release) IsSame(other ReleaseID) (bool, error) {
	if r.Hash == other.Hash || other.Number == 0 {
		return r.Hash == other.Hash, nil
	}
	canonical, err := r.Content.Canonical()
	return HasHash(canonical, other.Hash), err
}
