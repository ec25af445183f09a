package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// misspeltNumbers reports whole numbers in a spelling that the contract allows and no integer here has: 15.0, 1e2.
func misspeltNumbers(members map[string]any) []bank.Fault {
	var faults []bank.Fault
	for _, name := range []string{"candidate_share", "count", "minutes", "seed"} {
		number, isNumber := members[name].(json.Number)
		if !isNumber {
			continue // whatever else it is, the contract reports
		}
		if _, err := number.Int64(); err != nil {
			faults = append(faults, bank.Fault{
				Code: bank.FaultTypeMismatch, Pointer: "/" + name, Detail: "Write this number with digits alone.",
			})
		}
	}
	return faults
}

// unknownValues returns the faults of members with a value that is not in the vocabulary, whatever else is wrong with the
// request. An agenda has no asker.
func unknownValues(current *serve.Compiled, members map[string]any, isAgenda bool) []bank.Fault {
	if members == nil {
		return nil
	}
	text := func(name string) string { s, _ := members[name].(string); return s } // other types the contract reports
	r := bank.Request{
		Asker: bank.Asker(text("asker")), Seniority: text("seniority"), Stage: text("stage"), AskedOf: text("asked_of"),
		Locale: text("locale"), Minutes: 1,
	}
	if isAgenda {
		r.Asker = bank.Candidate
	}
	_, err := current.Answer(r)
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Faults
	}
	return nil
}

// sorted returns faults by pointer, then by code.
func sorted(faults []bank.Fault) []bank.Fault {
	slices.SortStableFunc(faults, func(a, b bank.Fault) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code))
	})
	return faults
}

// filtersOf returns the filters by vocabulary in a query.
func filtersOf(query url.Values) openapi.ListQuestionsParams {
	get := func(name string) *string { return some(query.Get(name)) }
	return openapi.ListQuestionsParams{
		Aspect: get("aspect"), Care: get("care"), Role: get("role"), Seniority: get("seniority"), Stage: get("stage"),
		Topic: get("topic"),
	}
}

// appendNew adds the faults whose pointers are not in the list yet.
func appendNew(list, more []bank.Fault) []bank.Fault {
	for _, f := range more {
		if !slices.ContainsFunc(list, func(known bank.Fault) bool { return known.Pointer == f.Pointer }) {
			list = append(list, f)
		}
	}
	return list
}
