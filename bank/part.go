package bank

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Part is the unit in which a bank is edited: a question, a rule, a term of the vocabulary with everything that belongs to
// it, the weights, or the list of near duplicates. Body is its canonical JSON; equal parts have equal bytes. The version of
// a question or rule in Body is always 1, because releases count versions.
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

// newPart returns a part whose body is the canonical JSON of a value.
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

// canonical returns the canonical JSON of a value: members in the order of the type, no white space, no HTML escapes.
func canonical(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fmt.Errorf("bank: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Join returns the content made of parts, normalised; within a kind they keep their order. Two parts with the same ID are
// left for Validate to report. A body that does not fit its kind is an error.
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
		return fmt.Errorf("bank: unknown kind %q", p.Kind)
	}
	return row.join(c, p)
}

// With returns the content, which must be normalised, with p instead of the part with the same kind and ID, or in addition. The result
// shares with c the lists that p does not change; c is not modified.
func (c Content) With(p Part) (Content, error) {
	alone, err := Join([]Part{p})
	if err != nil {
		return Content{}, err
	}
	p.Kind.info().take(&c, &alone)

	switch p.Kind { //nolint:exhaustive // the others are not sorted
	case KindQuestion:
		slices.SortStableFunc(c.Questions, byQuestionID)
	case KindRule:
		slices.SortStableFunc(c.Rules, byRuleID)
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
		return fmt.Errorf("bank: decode %s %s: unexpected data after the JSON value", p.Kind, p.ID)
	}
	return nil
}

// NewPart decodes a part of a kind from JSON, sets the defaults of a question or rule, and returns it in canonical form.
// JSON that does not fit the kind's type, or has an unknown member, is an error.
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

// Pointer returns the JSON pointer of the part, as in the faults of Content.Validate and of the rules.
func (p Part) Pointer() string { return p.Kind.Pointer(p.ID) }

// BodyWithoutVersion returns the body in the form in which people edit it: without a version, because releases count
// versions. The result may share memory with Body.
func (p Part) BodyWithoutVersion() []byte {
	if p.Kind != KindQuestion && p.Kind != KindRule {
		return p.Body
	}
	// In canonical JSON the version follows the ID, and quotation marks in texts are escaped, so the first match is the version.
	return bytes.Replace(slices.Clone(p.Body), []byte(`"version":1,`), nil, 1)
}
