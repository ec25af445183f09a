package drafts

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"twoway/bank"
	"twoway/resolve"
)

// readPart decodes a body, which must fit its kind. Otherwise the error has a fault that says which field does not, and what it must be.
func readPart(kind bank.Kind, body []byte) (bank.Part, error) {
	part, err := bank.NewPart(kind, body)
	if err != nil {
		return bank.Part{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{shapeFault(kind, err)}}
	}
	return part, nil
}

// shapeFault returns the fault of a body that does not fit its kind.
func shapeFault(kind bank.Kind, err error) bank.Fault {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		f := bank.Fault{Code: bank.FaultTypeMismatch, Detail: fmt.Sprintf("This must be %s, not a JSON %s.", jsonType(wrong.Type), wrong.Value)}
		if wrong.Field != "" {
			f.Pointer = "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		return f
	}
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		name = strings.Trim(name, `"`)
		return bank.Fault{
			Code: bank.FaultUnknownField, Pointer: "/" + bank.PointerStep(name), On: name,
			Detail: fmt.Sprintf("A %s has no field %q.", kind, name), Nearest: resolve.Nearest(name, fieldsOf(kind.BodyType()), 3),
		}
	}
	return bank.Fault{Code: bank.FaultMalformed, Detail: "This is not one JSON object."}
}

// jsonType returns what a Go type is called in JSON.
func jsonType(t reflect.Type) string {
	switch t.Kind() { //nolint:exhaustive // a part has no other types
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Pointer:
		return "an object"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a text"
}

// fieldsOf returns the names of the members of a type.
func fieldsOf(t reflect.Type) []string {
	var names []string
	for f := range t.Fields() {
		if f.Anonymous {
			names = append(names, fieldsOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// taken returns the error for a new part with the ID of another one, with a free ID.
func (s *State) taken(kind bank.Kind, id string) error {
	meant := bank.MeantSlug
	if kind.IsTerm() {
		meant = bank.MeantTermID
	}
	f := bank.Fault{
		Code: bank.FaultDuplicate, Pointer: "/id", On: id, Meant: &bank.Meant{Kind: meant},
		Detail: fmt.Sprintf("Another %s has or had this ID.", kind),
	}
	return &bank.Error{
		Code: bank.CodeConflict, Message: fmt.Sprintf("A %s with the ID %q exists or existed. IDs are never reused; choose another one.", kind, id),
		Faults: s.advisor().Advise([]bank.Fault{f}),
	}
}

// ReservedID is the ID that no part may be created with: the pages for admins have the form for a new part at its address.
const ReservedID = "new"

// reserved returns the error for a new part with the reserved ID, with another one.
func reserved(kind bank.Kind) error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{reservedFault(kind, "/id")}}
}

func reservedFault(kind bank.Kind, pointer string) bank.Fault {
	free := ReservedID + "-" + string(kind)
	if kind.IsTerm() {
		free = ReservedID + "_" + string(kind)
	}
	return bank.Fault{
		Code: bank.FaultMalformed, Pointer: pointer, On: ReservedID, Fix: free, Nearest: []string{free},
		Detail: fmt.Sprintf("The ID %q is reserved: it is the address of the page for a new %s. Choose another one, such as %q.", ReservedID, strings.ReplaceAll(string(kind), "_", " "), free),
	}
}

// reservedIn returns the error for imported parts with the reserved ID; nil if there are none, or there are drafts of them since before it
// was reserved.
func reservedIn(parts []bank.Part, known map[bank.PartID]int) error {
	var faults []bank.Fault
	for _, p := range parts {
		if _, found := known[bank.PartID{Kind: p.Kind, ID: p.ID}]; p.ID == ReservedID && !found {
			faults = append(faults, reservedFault(p.Kind, p.Kind.Pointer(p.ID)+"/id"))
		}
	}
	if faults == nil {
		return nil
	}
	return &bank.Error{Code: bank.CodeInvalidContent, Message: "The bank cannot be imported.", Faults: faults}
}
