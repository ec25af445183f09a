package bank

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Part is one thing that a bank is made of and that is edited on its own: a question, a rule, a term of the vocabulary
// with everything that belongs to it, the weights, or the list of near duplicates. Body is its canonical JSON; equal parts
// have equal bytes. The version of a question or rule in it is always 1: releases count versions.
type Part struct {
	Kind Kind
	ID   string
	Body []byte
}

// PartID names a part.
type PartID struct {
	Kind Kind
	ID   string
}

// newPart returns a part with the canonical JSON of a value.
func newPart(kind Kind, id string, value any) (Part, error) {
	body, err := canonical(value)
	return Part{Kind: kind, ID: id, Body: body}, err
}

// Parts returns the parts of normalised content, in the order of Kinds and, within a kind, of the content.
func (c Content) Parts() ([]Part, error) {
	var all []Part
	for i := range kindTable {
		parts, err := kindTable[i].split(&c)
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	return all, nil
}

// canonical encodes a value as JSON in its one form: members in the order of the type, no white space, no HTML escapes.
func canonical(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("bank: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Join returns the content made of these parts, normalised; within a kind they keep their order. Two parts with the same
// ID are left for Validate to report. A body that does not fit its kind is an error.
func Join(parts []Part) (Content, error) {
	var c Content
	for _, p := range parts {
		if err := c.add(p); err != nil {
			return Content{}, err
		}
	}
	c.Normalise()
	return c, nil
}

func (c *Content) add(p Part) error {
	row := p.Kind.info()
	if row == nil {
		return fmt.Errorf("bank: there is no kind %q", p.Kind)
	}
	return row.join(c, p)
}

// With returns the content with a part in place of the one with the same kind and ID, or added to it, normalised. It
// shares with c whatever the part does not touch, and c stays as it is.
func (c Content) With(p Part) (Content, error) {
	row := p.Kind.info()
	if row == nil {
		return Content{}, fmt.Errorf("bank: there is no kind %q", p.Kind)
	}
	if err := row.replace(&c, p); err != nil { // which decodes the body: its ID is p.ID
		return Content{}, err
	}
	switch {
	case p.Kind == KindQuestion:
		slices.SortStableFunc(c.Questions, byQuestionID)
		c.Questions[slices.IndexFunc(c.Questions, func(q Question) bool { return q.ID == p.ID })].normalise()
	case p.Kind == KindRule:
		slices.SortStableFunc(c.Rules, byRuleID)
		c.Rules[slices.IndexFunc(c.Rules, func(r Rule) bool { return r.ID == p.ID })].normalise()
	case p.Kind.IsTerm():
		c.Vocabulary.normalise()
	default:
		c.Normalise()
	}
	return c, nil
}

func decode(p Part, into any) error {
	dec := json.NewDecoder(bytes.NewReader(p.Body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("bank: decode %s %s: %w", p.Kind, p.ID, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("bank: decode %s %s: something follows the JSON value", p.Kind, p.ID)
	}
	return nil
}

// NewPart reads a part of a kind from JSON, fills in the defaults of a question or rule, and brings it into canonical
// form. JSON that does not fit the kind's type, or has an unknown member, is an error.
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
	parts, err := kind.info().split(&c)
	if err != nil {
		return Part{}, err
	}
	return parts[0], nil
}

// Pointer returns where Content.Validate and the rules say that a fault of the part is.
func (p Part) Pointer() string { return p.Kind.Pointer(p.ID) }

// BodyWithoutVersion returns the body as people edit it: releases count versions, so an edit has none. The result may
// share memory with Body.
func (p Part) BodyWithoutVersion() []byte {
	if p.Kind != KindQuestion && p.Kind != KindRule {
		return p.Body
	}
	// In canonical JSON the version follows the ID, and a quotation mark inside a text is escaped: the first match is it.
	return bytes.Replace(slices.Clone(p.Body), []byte(`"version":1,`), nil, 1)
}
