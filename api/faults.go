package api

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"twoway/bank"
	"twoway/release/serve"
)

// plainIntegers writes the integers in a value that has a schema with digits only, as Go's decoder wants them: 15.0 and 1e2 are integers
// too, for the contract as for many clients. It returns the value, how many it has changed, and the faults of those that are none, or too
// large. In is the pointer to the value.
func plainIntegers(schema *openapi3.Schema, value any, in string) (plain any, changed int, faults []bank.Fault) {
	add := func(of *openapi3.SchemaRef, member any, step string) any {
		if of == nil {
			return member
		}
		written, n, more := plainIntegers(of.Value, member, in+"/"+step)
		changed, faults = changed+n, append(faults, more...)
		return written
	}
	switch v := value.(type) {
	case json.Number:
		if _, err := v.Int64(); err == nil || !schema.Type.Is(openapi3.TypeInteger) {
			return v, 0, nil
		}
		if n, isInteger := exactInteger(string(v)); isInteger {
			return json.Number(strconv.FormatInt(n, 10)), 1, nil
		}
		return v, 0, []bank.Fault{{Code: bank.FaultTypeMismatch, Pointer: in, Detail: "Write this integer with digits only."}}
	case map[string]any:
		for name, member := range v {
			v[name] = add(schema.Properties[name], member, bank.PointerStep(name))
		}
	case []any:
		for i, item := range v {
			v[i] = add(schema.Items, item, strconv.Itoa(i))
		}
	}
	return value, changed, faults
}

// exactInteger returns the integer that a JSON number such as 15.0 or 1e2 is, if it is one that is not too large.
func exactInteger(number string) (n int64, isInteger bool) {
	const mostDigits, mostExponent = 40, 20 // so that it takes little time and memory
	_, exponent, hasExponent := strings.Cut(strings.ToLower(number), "e")
	if e, err := strconv.Atoi(exponent); len(number) > mostDigits || hasExponent && (err != nil || max(e, -e) > mostExponent) {
		return 0, false
	}
	exact, isNumber := new(big.Rat).SetString(number)
	if !isNumber || !exact.IsInt() || !exact.Num().IsInt64() {
		return 0, false
	}
	return exact.Num().Int64(), true
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
