package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
)

// TestNamesBesideIDs: what a client would show of a set and of a question has a name beside its ID.
func TestNamesBesideIDs(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	v := &shipped().Content.Vocabulary
	names := v.Names()
	set := parseSet(t, c.choose(t, `{"asker":"candidate","role":"theatre nurse","seniority":"senior","stage":"panel","asked_of":"peer","cares":["staffing","pay"],"minutes":2}`))
	want := openapi.ProfileNames{
		Role: names["role/nursing"], Occupation: names["occupation/"+set.Profile.Occupation], Seniority: names["seniority/senior"], Stage: names["stage/panel"],
		AskedOf: names["asked_of/peer"],
	}
	if diff := cmp.Diff(&want, set.Profile.Names); diff != "" || want.Role == "" || want.Occupation == "" {
		t.Errorf("the profile (-want +got):\n%s", diff)
	}
	for _, care := range set.Profile.Cares {
		if care.Name == nil || *care.Name == "" {
			t.Errorf("the care %+v has no name", care)
		}
	}
	if len(set.Shortfall) == 0 || set.Shortfall[0].Name == nil || *set.Shortfall[0].Name == "" {
		t.Errorf("what is short has no name: %+v", set.Shortfall)
	}
	kit := parseSet(t, c.choose(t, `{"asker":"interviewer","role":"nurse","minutes":5,"competencies":["teamwork"],"requirements":["driving licence"]}`))
	if p := kit.Profile; len(p.Competencies)+len(p.Requirements) != 2 || p.Competencies[0].Name == nil || p.Requirements[0].Name == nil {
		t.Errorf("what the job needs has no names: %+v", p)
	}
	questions := 0
	for _, q := range shipped().Content.ReadyQuestions() {
		got := parse[openapi.Question](t, c.get(t, "/v1/questions/"+q.ID), http.StatusOK)
		if questions++; questions > 300 {
			break
		}
		n := got.Names
		if n == nil || n.Topic != names["topic/"+q.Topic] || (n.About == "") != (q.About == "") || len(n.Cares) != len(q.Cares) || len(n.Roles) != len(q.Roles) ||
			n.Seniority.From != names["seniority/"+q.Seniority.From] {
			t.Errorf("the names of %s are %+v", q.ID, n)
			continue
		}
		for i, id := range q.Cares {
			if n.Cares[i] != names["care/"+id] {
				t.Errorf("%s: the care %s is named %q", q.ID, id, n.Cares[i])
			}
		}
	}
}

// TestScored: the items of a kit say which answers are rated, and those of a candidate's set that none is.
func TestScored(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	kit := parseSet(t, c.choose(t, `{"asker":"interviewer","role":"nurse","minutes":40}`))
	scored := 0
	for _, it := range kit.Items {
		if it.Scored != (it.Question.Anchors != nil) {
			t.Errorf("%s: scored is %t, with the anchors %v", it.Question.ID, it.Scored, it.Question.Anchors)
		}
		if it.Scored {
			scored++
		}
	}
	if scored == 0 || scored == len(kit.Items) {
		t.Errorf("%d of %d items are scored, want some, and not the first", scored, len(kit.Items))
	}
	for _, it := range parseSet(t, c.choose(t, `{"asker":"candidate","role":"nurse","minutes":15}`)).Items {
		if it.Scored {
			t.Errorf("%s of a candidate is scored", it.Question.ID)
		}
	}
	agenda := parse[openapi.Agenda](t, c.post(t, "/v1/agendas", `{"role":"nurse","minutes":60}`), http.StatusOK)
	for _, b := range agenda.Blocks {
		for _, it := range b.Items {
			if it.Scored != (it.Question.Anchors != nil) {
				t.Errorf("%s in the block %s: scored is %t", it.Question.ID, b.Kind, it.Scored)
			}
		}
	}
}

// TestPageOfASet: the URL of a set is the path of its page, without what was typed, also in an answer that is kept or explained.
func TestPageOfASet(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	const body = `{"asker":"candidate","role":"zorkmid wrangler","minutes":15}`
	for name, a := range map[string]answer{
		"first": c.choose(t, body), "again": c.choose(t, body), "explained": c.choose(t, strings.Replace(body, "{", `{"explain":true,`, 1)),
	} {
		set := parseSet(t, a)
		if got, want := set.URL.MustGet(), "/sets/"+tokenOf(set); got != want || strings.Contains(got, "zork") {
			t.Errorf("%s: the URL is %q, want %q", name, got, want)
		}
	}
}
