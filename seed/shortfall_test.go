package seed_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// TestNoSetFallsShort chooses sets for every seniority, stage and single care, for both sides.
func TestNoSetFallsShort(t *testing.T) {
	const maxReported = 20 // misses of each side
	s, err := serve.Compile(testbank.Frozen(t, bank.Release{}, *shipped(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, requests := range [][]bank.Request{candidateRequests(&s.Content.Vocabulary), kitRequests(&s.Content.Vocabulary)} {
		misses := shortfalls(s, requests)
		wantNone(t, misses[:min(maxReported, len(misses))])
		if len(misses) > 0 {
			t.Errorf("%d of %d requests of this kind fall short", len(misses), len(requests))
		}
	}
}

// candidateRequests returns a candidate's request for every seniority, stage and single care.
func candidateRequests(v *bank.Vocabulary) []bank.Request {
	var list []bank.Request
	for _, request := range kitRequests(v) {
		for _, care := range v.Cares {
			request.Asker, request.Minutes, request.Cares = bank.Candidate, 15, []string{care.ID}
			list = append(list, request)
		}
	}
	return list
}

// kitRequests returns an interviewer's request for every seniority and stage, with and without either.
func kitRequests(v *bank.Vocabulary) []bank.Request {
	var list []bank.Request
	for _, seniority := range append([]bank.Seniority{{}}, v.Seniorities...) {
		for _, stage := range append([]bank.Stage{{}}, v.Stages...) {
			list = append(list, bank.Request{Asker: bank.Interviewer, Seniority: seniority.ID, Stage: stage.ID, Minutes: 45})
		}
	}
	return list
}

// shortfalls lists the requests whose sets have a shortfall, and those of candidates who get fewer than three questions.
func shortfalls(s *serve.Compiled, requests []bank.Request) []string {
	var group sync.WaitGroup
	misses := make([]string, len(requests))
	for i, r := range requests {
		group.Go(func() {
			set, err := s.Answer(r)
			if err != nil || len(set.Shortfall) > 0 || r.Asker == bank.Candidate && len(set.Items) < 3 {
				misses[i] = fmt.Sprintf("%s of seniority %q at stage %q who cares about %q: %d questions, short of %+v, error %v",
					r.Asker, r.Seniority, r.Stage, r.Cares, len(set.Items), set.Shortfall, err)
			}
		})
	}
	group.Wait()
	return slices.DeleteFunc(misses, func(miss string) bool { return miss == "" })
}

func TestShortfalls(t *testing.T) {
	request := func(change func(r *bank.Request)) bank.Request {
		r := bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30}
		change(&r)
		return r
	}
	few := request(func(r *bank.Request) { r.Stage = "panel" })
	unserved := request(func(r *bank.Request) { r.Seniority, r.Cares = "senior", []string{"overtime"} })
	served := request(func(r *bank.Request) { r.Seniority, r.Cares = "senior", []string{"on_call"} })
	kit := request(func(r *bank.Request) { r.Asker = bank.Interviewer })
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	wantMisses(t, "shortfalls", shortfalls(s, []bank.Request{few, unserved, served, kit}),
		`candidate of seniority "" at stage "panel" who cares about []: 2 questions, short of [], error <nil>`,
		`candidate of seniority "senior" at stage "" who cares about ["overtime"]: 3 questions, `+
			"short of [{Kind:care Rule: Care:balance Aspect:overtime Term: Wanted:1 Got:0}], error <nil>")
}
