package bank

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Kind names what a part of a bank is.
type Kind string

// The kinds of parts, in the order in which a bank is read: the vocabulary first.
const (
	KindSeniority      Kind = "seniority"
	KindStage          Kind = "stage"
	KindAskedOf        Kind = "asked_of"
	KindCare           Kind = "care"
	KindTopic          Kind = "topic"
	KindDiscloses      Kind = "discloses"
	KindRole           Kind = "role"
	KindWeights        Kind = "weights"
	KindQuestion       Kind = "question"
	KindRule           Kind = "rule"
	KindNearDuplicates Kind = "near_duplicates"
)

// VocabularyKinds are the kinds of the terms of a vocabulary.
func VocabularyKinds() []Kind {
	return []Kind{KindSeniority, KindStage, KindAskedOf, KindCare, KindTopic, KindDiscloses, KindRole}
}

// Kinds are all kinds, in their order.
func Kinds() []Kind {
	return append(VocabularyKinds(), KindWeights, KindQuestion, KindRule, KindNearDuplicates)
}

// IsSingle tells whether a bank has just one part of this kind, whose id is that of the kind.
func (k Kind) IsSingle() bool { return k == KindWeights || k == KindNearDuplicates }

// IsTerm tells whether parts of this kind are terms of the vocabulary.
func (k Kind) IsTerm() bool { return slices.Contains(VocabularyKinds(), k) }

// Part is one thing that a bank is made of and that is edited by itself: a question, a rule, a term of the vocabulary with
// all that hangs on it, the weights, or the list of near duplicates. Body is its canonical JSON; equal parts have equal
// bytes. The version of a question or rule in it is always 1: releases count versions.
type Part struct {
	Kind Kind
	ID   string
	Body []byte
}

// Parts are the parts of normalised content, in the order of kinds and, within a kind, of the content.
func (c Content) Parts() ([]Part, error) {
	v := c.Vocabulary
	s := &splitter{}
	split(s, KindSeniority, v.Seniorities, func(t *Seniority) string { return t.ID })
	split(s, KindStage, v.Stages, func(t *Stage) string { return t.ID })
	split(s, KindAskedOf, v.AskedOf, func(t *Term) string { return t.ID })
	split(s, KindCare, v.Cares, func(t *Care) string { return t.ID })
	split(s, KindTopic, v.Topics, func(t *Topic) string { return t.ID })
	split(s, KindDiscloses, v.Discloses, func(t *Term) string { return t.ID })
	split(s, KindRole, v.Roles, func(t *Role) string { return t.ID })
	split(s, KindWeights, []Weights{c.Weights}, func(*Weights) string { return string(KindWeights) })
	split(s, KindQuestion, c.Questions, func(q *Question) string { q.Version = 1; return q.ID })
	split(s, KindRule, c.Rules, func(r *Rule) string { r.Version = 1; return r.ID })
	split(s, KindNearDuplicates, []clusters{{c.NearDuplicates}}, func(*clusters) string { return string(KindNearDuplicates) })
	return s.parts, s.err
}

// clusters is the body of the one part of its kind.
type clusters struct {
	Clusters [][]string `json:"clusters"`
}

type splitter struct {
	parts []Part
	err   error
}

func split[T any](s *splitter, kind Kind, list []T, id func(*T) string) {
	for _, one := range list {
		name := id(&one)
		body, err := canonical(one)
		if err != nil {
			s.err = err
			return
		}
		s.parts = append(s.parts, Part{Kind: kind, ID: name, Body: body})
	}
}

func canonical(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("bank: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Join is the content that is made of these parts, normalised; within a kind they stay in their order. What two parts of
// the same id come to, Validate tells. A body that is not what its kind has is an error.
func Join(parts []Part) (Content, error) {
	var c Content
	v := &c.Vocabulary
	for _, p := range parts {
		var err error
		switch p.Kind {
		case KindSeniority:
			err = join(&v.Seniorities, p)
		case KindStage:
			err = join(&v.Stages, p)
		case KindAskedOf:
			err = join(&v.AskedOf, p)
		case KindCare:
			err = join(&v.Cares, p)
		case KindTopic:
			err = join(&v.Topics, p)
		case KindDiscloses:
			err = join(&v.Discloses, p)
		case KindRole:
			err = join(&v.Roles, p)
		case KindWeights:
			err = decode(p, &c.Weights)
		case KindQuestion:
			err = join(&c.Questions, p)
		case KindRule:
			err = join(&c.Rules, p)
		case KindNearDuplicates:
			var all clusters
			err = decode(p, &all)
			c.NearDuplicates = all.Clusters
		default:
			err = fmt.Errorf("bank: there is no kind %q", p.Kind)
		}
		if err != nil {
			return Content{}, err
		}
	}
	c.Normalise()
	return c, nil
}

func join[T any](list *[]T, p Part) error {
	var one T
	err := decode(p, &one)
	*list = append(*list, one)
	return err
}

func decode(p Part, into any) error {
	dec := json.NewDecoder(bytes.NewReader(p.Body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("bank: decode %s %s: %w", p.Kind, p.ID, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("bank: decode %s %s: something follows it", p.Kind, p.ID)
	}
	return nil
}

// NewPart reads a part of a kind from JSON, fills in what a question or rule need not say, and brings it into its one
// form. JSON that is not of the kind's type, or has a member which the kind lacks, is an error.
func NewPart(kind Kind, body []byte) (Part, error) {
	c, err := Join([]Part{{Kind: kind, ID: "(new)", Body: body}})
	if err != nil {
		return Part{}, err
	}
	for i := range c.Questions {
		c.Questions[i].FillIn()
	}
	for i := range c.Rules {
		c.Rules[i].FillIn()
	}
	parts, err := c.Parts()
	if err != nil {
		return Part{}, err
	}
	return parts[slices.IndexFunc(parts, func(p Part) bool { return p.Kind == kind })], nil
}

// Pointer is where Content.Validate and the rules say that a fault of the part is.
func (p Part) Pointer() string {
	switch p.Kind {
	case KindQuestion:
		return "/questions/" + p.ID
	case KindRule:
		return "/rules/" + p.ID
	case KindWeights, KindNearDuplicates:
		return "/" + p.ID
	case KindSeniority, KindStage, KindAskedOf, KindCare, KindTopic, KindDiscloses, KindRole:
	}
	return "/vocabulary/" + string(p.Kind) + "/" + p.ID
}
