package bank

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// DraftPart is a part of the bank as it is being edited. Publishing freezes all drafts into a release.
type DraftPart struct {
	Part

	Version  int  // counts edits, from 1
	Position int  // among the parts of its kind, if their order matters
	Retired  bool // not in use: a term left out of the vocabulary, or a question or rule with status retired
	// Shipped is the body in the shipped bank when the draft last followed it; Withdrawn if the shipped bank no longer had
	// the part; nil for a part created here. A draft with a different body was edited here.
	Shipped []byte
	// Offered is the body in a newer shipped bank, waiting for a decision because the draft was edited here; Withdrawn if
	// that bank no longer has the part; nil if there is nothing to decide.
	Offered  []byte
	EditedAt time.Time // UTC
	EditedBy string    // the name of an Actor
}

// Withdrawn replaces the body of a part that the shipped bank no longer has.
const Withdrawn = "null"

// IsEdited reports whether the draft differs from the shipped bank.
func (d *DraftPart) IsEdited() bool {
	switch {
	case d.Shipped == nil:
		return true
	case string(d.Shipped) == Withdrawn:
		return !d.Retired
	case d.Retired && d.Kind.IsTerm():
		return true
	}
	return string(d.Body) != string(d.Shipped)
}

// Retire takes the part out of use. It does nothing if the part is the only one of its kind (see Kind.IsSingle).
func (d *DraftPart) Retire() error {
	if d.Kind.IsSingle() {
		return nil
	}
	d.Retired = true
	if d.Kind.IsTerm() {
		return nil
	}
	c, err := Join([]Part{d.Part})
	if err != nil {
		return err
	}
	for i := range c.Questions {
		c.Questions[i].Status = Retired
	}
	for i := range c.Rules {
		c.Rules[i].Status = Retired
	}
	parts, err := d.Kind.info().split(&c)
	if err != nil {
		return err
	}
	d.Body = parts[0].Body
	return nil
}

// SetBody sets the body and, for a question or rule, sets Retired from the status in the body.
func (d *DraftPart) SetBody(body []byte) {
	d.Body = body
	if d.Kind == KindQuestion || d.Kind == KindRule {
		var header struct{ Status Status }
		_ = json.Unmarshal(body, &header) // the body of a part is always valid JSON
		d.Retired = header.Status == Retired
	}
}

// Assemble returns the content of drafts, normalised. The order of the drafts does not matter. Retired terms are left out;
// retired questions and rules are kept.
func Assemble(drafts []DraftPart) (Content, error) {
	sorted := slices.SortedFunc(slices.Values(drafts), func(a, b DraftPart) int {
		return cmp.Or(cmp.Compare(a.Kind.order(), b.Kind.order()), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	parts := make([]Part, 0, len(sorted))
	for _, d := range sorted {
		if !d.Retired || !d.Kind.IsTerm() {
			parts = append(parts, d.Part)
		}
	}
	return Join(parts)
}
