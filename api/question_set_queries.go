package api

import (
	"net/url"

	"twoway/api/openapi"
	"twoway/bank"
)

// requestInQuery converts the request of a set in a query.
func requestInQuery(p openapi.ChooseQuestionSetParams) bank.Request {
	return bank.Request{
		Asker: bank.Asker(p.Asker), Role: deref(p.Role), Seniority: deref(p.Seniority), Stage: deref(p.Stage), AskedOf: deref(p.AskedOf),
		Cares: deref(p.Cares), Minutes: p.Minutes, Count: deref(p.Count), Seed: deref(p.Seed), Exclude: deref(p.Exclude), Locale: deref(p.Locale),
		Competencies: deref(p.Competencies),
		Requirements: mapSlice(deref(p.Requirements), func(said string) bank.RequestedRequirement { return bank.RequestedRequirement{Said: said} }),
	}
}

// membersOf returns a query as the members of a body.
func membersOf(query url.Values) map[string]any {
	members := map[string]any{}
	for name := range query {
		members[name] = query.Get(name)
	}
	return members
}

// queryFaultsOf returns faults of a body as those of a query.
func queryFaultsOf(faults []bank.Fault) []bank.Fault {
	return mapSlice(faults, func(f bank.Fault) bank.Fault {
		f.Pointer = "/query" + f.Pointer
		return f
	})
}
