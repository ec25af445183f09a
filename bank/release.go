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

// ReleaseID names a release: its number within one installation, and the hash of its content, the same everywhere.
type ReleaseID struct {
	Number int    // from 1
	Hash   string // "sha256:" and 64 hexadecimal digits
}

// Release is content frozen under a number. It never changes. CreatedAt is in UTC. Restores is the number of the older
// release whose content it brings back, 0 if it is new. Report is what the checks found when it was published.
type Release struct {
	Number    int
	Hash      string
	Content   Content
	Note      string
	Author    string
	Restores  int
	Report    Report
	CreatedAt time.Time
}

// Report is what the checks of a bank found. Faults keep it from being published, warnings do not.
type Report struct {
	Faults    []Fault `json:"faults"`
	Warnings  []Fault `json:"warnings"`
	Questions int     `json:"questions"` // ready ones
	Rules     int     `json:"rules"`     // ready ones
	Meetings  int     `json:"meetings"`  // of the coverage space, one for each role, seniority and stage
	Poor      int     `json:"poor"`      // of these, with few questions to choose from on one side or the other
	Clusters  int     `json:"clusters"`  // of near duplicates
}

// ID is the release's number and hash.
func (r Release) ID() ReleaseID { return ReleaseID{Number: r.Number, Hash: r.Hash} }

// Content is everything that decides which questions are served: the vocabulary, the weights, the questions and the
// rules.
type Content struct {
	Vocabulary Vocabulary `json:"vocabulary"`
	Weights    Weights    `json:"weights"`
	Questions  []Question `json:"questions"` // by id
	Rules      []Rule     `json:"rules"`     // by id
	// NearDuplicates are clusters of questions that say nearly the same, of which a set holds one at most. Each lists two
	// or more ids, ascending; no id stands in two. They are in the order of their first ids.
	NearDuplicates [][]string `json:"near_duplicates"`
}

// Weights are the numbers of the choice that no rule holds.
type Weights struct {
	// CareOrder is what serving a person's first, second, … care is worth, in points. Later cares are worth the last.
	CareOrder []int `json:"care_order" yaml:"care_order"`
	// CareOnly is the percentage of that which a question earns when it serves the care, but not the aspect that was said.
	CareOnly int `json:"care_only" yaml:"care_only"`
	// Repeat is the percentage that the first, second, … question on the same care counts in a set. Later ones count
	// the last.
	Repeat []int `json:"repeat" yaml:"repeat"`
	// Variety is how many points a seed other than 0 may add to a question, by a fixed hash, so that each seed gives
	// another of the good sets.
	Variety int `json:"variety" yaml:"variety"`
}

// Normalise sorts questions and rules by id and replaces every nil list by an empty one (but in a Meeting every empty
// list by nil), so that equal content has one form. Every list comes out as a copy: content that shares its lists with
// c stays as it is.
func (c *Content) Normalise() {
	c.Questions, c.Rules = copied(c.Questions), copied(c.Rules)
	slices.SortStableFunc(c.Questions, byQuestionID)
	slices.SortStableFunc(c.Rules, byRuleID)
	for i := range c.Questions {
		c.Questions[i].normalise()
	}
	for i := range c.Rules {
		c.Rules[i].normalise()
	}
	c.NearDuplicates = copied(c.NearDuplicates)
	for i := range c.NearDuplicates {
		c.NearDuplicates[i] = slices.Sorted(slices.Values(c.NearDuplicates[i]))
	}
	slices.SortStableFunc(c.NearDuplicates, slices.Compare)
	c.Vocabulary.normalise()
	c.Weights.CareOrder, c.Weights.Repeat = copied(c.Weights.CareOrder), copied(c.Weights.Repeat)
}

func byQuestionID(a, b Question) int { return cmp.Compare(a.ID, b.ID) }

func byRuleID(a, b Rule) int { return cmp.Compare(a.ID, b.ID) }

func (q *Question) normalise() {
	for _, list := range []*[]string{
		&q.Cares, &q.Aspects, &q.Roles, &q.Stages, &q.AskedOf, &q.ListenFor, &q.WatchFor, &q.FollowUps, &q.CheckFirst,
		&q.Discloses, &q.PairsWith,
	} {
		*list = copied(*list)
	}
	q.Waivers = append([]Waiver(nil), q.Waivers...)
}

func (r *Rule) normalise() {
	r.Cases = copied(r.Cases)
	for i := range r.Cases {
		p := &r.Cases[i].Profile
		p.Cares, p.Aspects = append([]string(nil), p.Cares...), append([]string(nil), p.Aspects...)
	}
}

func (v *Vocabulary) normalise() {
	v.AskedOf, v.Discloses = normaliseTerms(v.AskedOf), normaliseTerms(v.Discloses)
	v.Seniorities, v.Stages, v.Cares = copied(v.Seniorities), copied(v.Stages), copied(v.Cares)
	v.Topics, v.Roles = copied(v.Topics), copied(v.Roles)
	for i := range v.Seniorities {
		v.Seniorities[i].Synonyms = copied(v.Seniorities[i].Synonyms)
	}
	for i := range v.Stages {
		v.Stages[i].Synonyms = copied(v.Stages[i].Synonyms)
	}
	for i := range v.Cares {
		c := &v.Cares[i]
		c.Synonyms, c.WorkNeeds, c.Aspects = copied(c.Synonyms), copied(c.WorkNeeds), normaliseTerms(c.Aspects)
	}
	for i := range v.Topics {
		v.Topics[i].Synonyms = copied(v.Topics[i].Synonyms)
	}
	for i := range v.Roles {
		r := &v.Roles[i]
		r.Synonyms, r.ISCO08, r.ONET = copied(r.Synonyms), copied(r.ISCO08), copied(r.ONET)
		r.Titles, r.Lexicon = copied(r.Titles), copied(r.Lexicon)
	}
}

func normaliseTerms(terms []Term) []Term {
	terms = copied(terms)
	for i := range terms {
		terms[i].Synonyms = copied(terms[i].Synonyms)
	}
	return terms
}

// copied is a list of the same, never nil.
func copied[T any](list []T) []T { return append([]T{}, list...) }

// ReadyQuestions returns the questions that are ready, in their order.
func (c *Content) ReadyQuestions() []*Question {
	return ready(c.Questions, func(q *Question) Status { return q.Status })
}

// ReadyRules returns the rules that are ready, in their order.
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

// Canonical is the JSON form of normalised content: keys in the order of the types, no white space, no HTML escapes.
// Equal normalised content has equal bytes.
func (c Content) Canonical() ([]byte, error) {
	return canonical(c)
}

// ParseContent reads what Canonical wrote. An unknown field is an error, and so is anything but an object.
func ParseContent(canonical []byte) (Content, error) {
	if !bytes.HasPrefix(canonical, []byte("{")) {
		return Content{}, errors.New("bank: decode content: it is not an object")
	}
	dec := json.NewDecoder(bytes.NewReader(canonical))
	dec.DisallowUnknownFields()
	var c Content
	if err := dec.Decode(&c); err != nil {
		return Content{}, fmt.Errorf("bank: decode content: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Content{}, errors.New("bank: decode content: something follows it")
	}
	return c, nil
}

// Hash is the SHA-256 of the canonical form, as "sha256:" and 64 hexadecimal digits.
func (c Content) Hash() (string, error) {
	canonical, err := c.Canonical()
	if err != nil {
		return "", err
	}
	return HashOf(canonical), nil
}

// HashOf is the hash of content in its canonical form.
func HashOf(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return "sha256:" + hex.EncodeToString(sum[:])
}
