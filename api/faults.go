package api

import (
	"encoding/json"
	"net/url"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// badIntegers reports numbers that the contract accepts as integers but Go's decoder does not, such as 15.0 and 1e2.
func badIntegers(members map[string]any) []bank.Fault {
	var faults []bank.Fault
	for _, name := range []string{"candidate_share", "count", "minutes", "seed"} {
		number, isNumber := members[name].(json.Number)
		if !isNumber {
			continue // validation against the contract reports other types
		}
		if _, err := number.Int64(); err != nil {
			faults = append(faults, bank.Fault{
				Code: bank.FaultTypeMismatch, Pointer: "/" + name, Detail: "Write this integer with digits only.",
			})
		}
	}
	return faults
}

// unknownValues returns the faults of members whose value is not in the vocabulary, regardless of other faults of the request.
// Members is the body; nil has no faults. The asker of a request for an agenda is ignored.
func unknownValues(current *serve.Compiled, members map[string]any, isAgenda bool) []bank.Fault {
	if members == nil {
		return nil
	}
	text := func(name string) string { s, _ := members[name].(string); return s } // "" for another type
	r := bank.Request{
		Asker: bank.Asker(text("asker")), Seniority: text("seniority"), Stage: text("stage"), AskedOf: text("asked_of"),
		Locale: text("locale"), Minutes: 1,
	}
	if isAgenda {
		r.Asker = bank.Candidate
	}
	return current.Faults(r)
}

// vocabularyFilters returns the filters in a query whose values are IDs from the vocabulary.
func vocabularyFilters(query url.Values) openapi.ListQuestionsParams {
	get := func(name string) *string { return ptrOrNil(query.Get(name)) }
	return openapi.ListQuestionsParams{
		Aspect: get("aspect"), Care: get("care"), Role: get("role"), Seniority: get("seniority"), Stage: get("stage"),
		Topic: get("topic"),
	}
}
