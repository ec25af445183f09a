package api

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"twoway/bank"
	"twoway/resolve"
)

// found is a fault of a request. If it is shown, the nearest of the known values are looked up for what was said.
type found struct {
	bank.Fault

	said  string
	known []string
}

// foundAll returns faults without anything to look up.
func foundAll(faults []bank.Fault) []found {
	list := make([]found, 0, len(faults))
	for _, f := range faults {
		list = append(list, found{Fault: f})
	}
	return list
}

// appendNew appends the faults whose pointers are not in the list yet.
func appendNew(list, more []found) []found {
	if len(more) == 0 {
		return list
	}
	known := make(map[string]bool, len(list))
	for _, f := range list {
		known[f.Pointer] = true
	}
	for _, f := range more {
		if !known[f.Pointer] {
			list = append(list, f)
		}
	}
	return list
}

// invalid returns the error for a request with faults: the first ones by pointer, then by code, and the number of the others.
func invalid(list []found) error {
	slices.SortStableFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code))
	})
	e := &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", More: max(0, len(list)-bank.MaxFaults)}
	for _, f := range list[:min(len(list), bank.MaxFaults)] {
		if len(f.known) > 0 {
			f.Nearest = resolve.Nearest(f.said, f.known, 3)
		}
		e.Faults = append(e.Faults, f.Fault)
	}
	return e
}

// prune removes from a body what can be as many as the body is long: unknown fields, and arrays with too many items. It
// appends a fault for each of them. The validator would need far more memory for each, and would check all the items.
func prune(value any, schema *openapi3.Schema, pointer string, faults []found) []found {
	switch value := value.(type) {
	case map[string]any:
		names := sortedProperties(schema)
		faults = slices.Grow(faults, max(0, len(value)-len(names))) // that many are unknown
		for name, member := range value {
			at := pointer + "/" + bank.PointerStep(name)
			property := schema.Properties[name]
			switch {
			case property == nil && isClosed(schema):
				f := bank.Fault{Code: bank.FaultUnknownField, Pointer: at, Detail: "Unknown field."}
				faults = append(faults, found{f, name, names})
				delete(value, name)
			case property == nil:
			case hasTooMany(member, property.Value):
				f := bank.Fault{Code: bank.FaultOutOfRange, Pointer: at, Detail: "This must have at most " + count(*property.Value.MaxItems, "item") + "."}
				faults = append(faults, found{Fault: f})
				delete(value, name)
			default:
				faults = prune(member, property.Value, at, faults)
			}
		}
	case []any:
		for i, item := range value {
			if schema.Items != nil {
				faults = prune(item, schema.Items.Value, pointer+"/"+strconv.Itoa(i), faults)
			}
		}
	}
	return faults
}

// isClosed reports whether a schema allows no fields but its properties.
func isClosed(s *openapi3.Schema) bool {
	return s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
}

// hasTooMany reports whether a value is an array with more items than its schema allows.
func hasTooMany(value any, s *openapi3.Schema) bool {
	list, isList := value.([]any)
	return isList && s.Type.Is(openapi3.TypeArray) && s.MaxItems != nil && uint64(len(list)) > *s.MaxItems
}
