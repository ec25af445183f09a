package api

import (
	"encoding/json"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"twoway/bank"
	"twoway/release/serve"
)

// badIntegers reports numbers that the contract accepts as integers but Go's decoder does not, such as 15.0 and 1e2, anywhere in a
// value that has a schema. In is the pointer to the value.
func badIntegers(schema *openapi3.Schema, value any, in string) []bank.Fault {
	var faults []bank.Fault
	switch v := value.(type) {
	case json.Number:
		if _, err := v.Int64(); err != nil && schema.Type.Is("integer") {
			faults = append(faults, bank.Fault{Code: bank.FaultTypeMismatch, Pointer: in, Detail: "Write this integer with digits only."})
		}
	case map[string]any:
		for name, member := range v {
			if of := schema.Properties[name]; of != nil {
				faults = append(faults, badIntegers(of.Value, member, in+"/"+bank.PointerStep(name))...)
			}
		}
	case []any:
		for i, item := range v {
			if schema.Items != nil {
				faults = append(faults, badIntegers(schema.Items.Value, item, in+"/"+strconv.Itoa(i))...)
			}
		}
	}
	return faults
}

// termFaults reports fields of a term that only terms of other kinds have.
func termFaults(schemas openapi3.Schemas, kind bank.Kind, term any) []found {
	members, ok := term.(map[string]any)
	if !ok {
		return nil
	}
	all, own := schemas["TermEdit"].Value, schemas[termSchema(kind)].Value
	var faults []found
	for name := range all.Properties {
		if _, sent := members[name]; sent && own.Properties[name] == nil {
			f := bank.Fault{Code: bank.FaultUnknownField, Pointer: "/" + name, Detail: "A term of the kind " + string(kind) + " does not have this field."}
			faults = append(faults, found{f, name, sortedProperties(own)})
		}
	}
	return faults
}

// termSchema returns the name of the schema of the terms of a kind.
func termSchema(kind bank.Kind) string {
	switch kind { //nolint:exhaustive // the terms of other kinds have no fields of their own
	case bank.KindSeniority:
		return "SeniorityTerm"
	case bank.KindStage:
		return "StageTerm"
	case bank.KindDiscloses:
		return "DisclosureTerm"
	case bank.KindCare:
		return "CareTerm"
	case bank.KindTopic:
		return "TopicTerm"
	case bank.KindRole:
		return "RoleTerm"
	case bank.KindRequirement:
		return "RequirementTerm"
	}
	return "Term"
}

// unknownValues returns the faults of members whose value is not in the vocabulary, regardless of other faults of the request.
// Members is the body of an operation; nil has no faults. The asker of a request for an agenda is ignored, and a kit is an interviewer's.
func unknownValues(current *serve.Compiled, members map[string]any, operation string) []bank.Fault {
	if members == nil {
		return nil
	}
	text := func(name string) string { s, _ := members[name].(string); return s } // "" for another type
	r := bank.Request{
		Asker: bank.Asker(text("asker")), Seniority: text("seniority"), Stage: text("stage"), AskedOf: text("asked_of"),
		Locale: text("locale"), Minutes: 1,
	}
	switch {
	case operation == createAgenda:
		r.Asker = bank.Candidate
	case operation == saveKit && r.Asker == "":
		r.Asker = bank.Interviewer
	}
	return current.Faults(r)
}
