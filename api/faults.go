package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release"
)

// check refuses what the contract refuses. What the vocabulary refuses as well comes with it: otherwise a caller would
// learn of it only after mending the rest.
func (s *server) check(k *contract, c *gin.Context) error {
	body, faults, err := k.check(c)
	if err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if !strings.HasPrefix(c.FullPath(), adminPrefix) {
		_ = json.Unmarshal(body, &members) // none, if it is no object: that the contract says
	}
	faults = appendNew(faults, misspeltNumbers(members))
	if len(faults) == 0 {
		return nil
	}
	if serving := s.releases.Serving(); serving != nil {
		faults = appendNew(faults, unknownWords(serving, members, c.FullPath() == Agendas))
		faults = appendNew(faults, filterFaults(&serving.Content.Vocabulary, filtersOf(c.Request.URL.Query())))
	}
	slices.SortStableFunc(faults, func(a, b bank.Fault) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Code, b.Code))
	})
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
}

// misspeltNumbers reports whole numbers in a spelling that the contract takes and no integer here has: 15.0, 1e2.
func misspeltNumbers(members map[string]json.RawMessage) []bank.Fault {
	var faults []bank.Fault
	for _, name := range []string{"candidate_share", "count", "minutes", "seed"} {
		if text, said := members[name]; said && json.Unmarshal(text, new(int64)) != nil {
			faults = append(faults, bank.Fault{
				Code: bank.FaultTypeMismatch, Pointer: "/" + name, Detail: "Write this number with digits alone.",
			})
		}
	}
	return faults
}

// unknownWords are the faults of the members that must be in the vocabulary, whatever else is wrong with the request. The
// asker of an agenda need not be.
func unknownWords(serving *release.Serving, members map[string]json.RawMessage, isAgenda bool) []bank.Fault {
	if members == nil {
		return nil
	}
	r := bank.Request{Minutes: 1}
	read := func(name string, into any) { _ = json.Unmarshal(members[name], into) } // the contract tells of other types
	if read("asker", &r.Asker); isAgenda {
		r.Asker = bank.Candidate
	}
	read("seniority", &r.Seniority)
	read("stage", &r.Stage)
	read("asked_of", &r.AskedOf)
	read("locale", &r.Locale)
	_, err := serving.Answer(r)
	if e, ok := errors.AsType[*bank.Error](err); ok {
		return e.Faults
	}
	return nil
}

// filtersOf are the filters by vocabulary that a query names, in whatever form.
func filtersOf(query url.Values) openapi.ListQuestionsParams {
	get := func(name string) *string { return some(query.Get(name)) }
	return openapi.ListQuestionsParams{
		Aspect: get("aspect"), Care: get("care"), Role: get("role"), Seniority: get("seniority"), Stage: get("stage"),
		Topic: get("topic"),
	}
}

// appendNew adds the faults about what no fault in the list is about.
func appendNew(list, more []bank.Fault) []bank.Fault {
	for _, f := range more {
		if !slices.ContainsFunc(list, func(known bank.Fault) bool { return known.Pointer == f.Pointer }) {
			list = append(list, f)
		}
	}
	return list
}
