package seed_test

import (
	"cmp"
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
			short := slices.DeleteFunc(slices.Clone(set.Shortfall), func(f bank.Shortfall) bool {
				return f.Kind == bank.ShortOfCare && !isPossible(&s.Content, set.Profile, f)
			})
			if err != nil || len(short) > 0 || r.Asker == bank.Candidate && len(set.Items) < 3 {
				misses[i] = fmt.Sprintf("%s of seniority %q at stage %q who cares about %q: %d questions, short of %+v, error %v",
					r.Asker, r.Seniority, r.Stage, r.Cares, len(set.Items), set.Shortfall, err)
			}
		})
	}
	group.Wait()
	return slices.DeleteFunc(misses, func(miss string) bool { return miss == "" })
}

// isPossible reports whether the bank has a question for the meeting about what was named, which comes before everything else. Those
// that disclose something are asked only by those who name just that.
func isPossible(c *bank.Content, p bank.Profile, short bank.Shortfall) bool {
	level := cmp.Or(p.Level, c.Vocabulary.Level("mid"))
	suits := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	return slices.ContainsFunc(c.ReadyQuestions(), func(q *bank.Question) bool {
		from, to := q.Seniority.Levels(&c.Vocabulary)
		about := string(q.About)
		isAbout := about == short.Aspect || short.Aspect == "" && (about == short.Care || c.Vocabulary.CareOf(about) == short.Care)
		return q.Asker == p.Asker && about != "" && isAbout && from <= level && level <= to && suits(q.Roles, p.Role) &&
			(p.Stage == "" || suits(q.Stages, p.Stage)) && len(q.Discloses) == 0
	})
}

func TestShortfalls(t *testing.T) {
	request := func(change func(r *bank.Request)) bank.Request {
		r := bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30}
		change(&r)
		return r
	}
	few := request(func(r *bank.Request) { r.Stage = "panel" })
	unasked := request(func(r *bank.Request) { r.Seniority, r.Cares = "senior", []string{"overtime"} }) // the bank has no question about it
	left := request(func(r *bank.Request) {
		r.Seniority, r.Cares, r.Exclude = "senior", []string{"on_call"}, []string{"pager"}
	})
	kit := request(func(r *bank.Request) { r.Asker = bank.Interviewer })
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small()).Current()
	wantMisses(t, "shortfalls", shortfalls(s, []bank.Request{few, unasked, left, kit}),
		`candidate of seniority "" at stage "panel" who cares about []: 2 questions, short of [], error <nil>`,
		`candidate of seniority "senior" at stage "" who cares about ["on_call"]: 2 questions, `+
			"short of [{Kind:care Rule: Care:balance Aspect:on_call Term: Wanted:1 Got:0 Competency: Requirement:}], error <nil>")
}
