package bank

import "encoding/json"

// Undone returns the part as it was before changes to its fields, the last ones that were made to it.
func (p Part) Undone(changes []FieldChange) (Part, error) {
	object := members(p.Body)
	for _, f := range changes {
		setMember(object, PointerSteps(f.Pointer), f.From)
	}
	body, err := json.Marshal(object)
	if err != nil {
		return Part{}, err
	}
	return NewPart(p.Kind, body)
}
