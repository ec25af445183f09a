package api_test

import (
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/release/publish"
)

// TestCoverage counts the questions of the drafts of the small bank for candidates, before and after a change.
func TestCoverage(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db")), t.Output())
	ask := func(query string) openapi.Coverage {
		t.Helper()
		return parse[openapi.Coverage](t, c.ask(t, http.MethodGet, "/v1/admin/coverage"+query, "", ""), http.StatusOK)
	}
	nurse := func(c openapi.Coverage) openapi.RoleCoverage {
		return c.Roles[slices.IndexFunc(c.Roles, func(r openapi.RoleCoverage) bool { return r.Role == "nursing" && r.Seniority == "senior" })]
	}
	before := ask("")
	if before.Asker != "candidate" || before.Stage != "" || len(before.Roles) != 8 || len(before.Cares) != 4 || len(before.Topics)+len(before.Unmet)+len(before.Lacks)+len(before.LeftOut) > 0 {
		t.Errorf("of the small bank: %+v", before)
	}
	for query, want := range map[string]int{"": 3, "?asker=candidate&stage=offer": 3, "?stage=panel": 2} {
		if got := nurse(ask(query)); got.Own != 0 || got.Suit != want {
			t.Errorf("for senior nurses, with %q: %+v, want %d that suit", query, got, want)
		}
	}
	if want := (openapi.CareCoverage{Care: "balance", Stage: "panel", About: 1, Touch: 1}); !slices.Contains(before.Cares, want) {
		t.Errorf("about balance: %+v", before.Cares)
	}
	c.made(t, "/v1/admin/questions", `{"id":"beds","status":"ready","asker":"candidate","roles":["nursing"],"topic":"workload","text":"How many beds does one of you look after at night?",
		"softer":"s","firmer":"f","how_to_ask":"h","reveals":"r","listen_for":["a","b"],"watch_for":["a","b"],"follow_ups":["Why?","When?"],
		"minutes":3,"depth":2,"source":"Own","license":"CC0-1.0","cares":["balance"]}`)
	c.made(t, "/v1/admin/rules", `{"id":"two-on-money","asker":"candidate","name":"Two on money","when":"profile.level >= 3","pick":"question.about == \"money\"",
		"effect":{"kind":"essential","count":1,"points":1},"because":"b","cases":[{"applies":true,"profile":{"seniority":"senior"}},{"applies":false,"profile":{}}]}`)
	c.made(t, "/v1/admin/rules", `{"id":"half","asker":"candidate","name":"Half","when":"profile.","effect":{"kind":"exclude"},"because":"b"}`)
	after := ask("")
	if got := nurse(after); after.Hash == before.Hash || got.Own != 1 || got.Suit != 4 || len(after.LeftOut) != 1 || len(after.Unmet) != 1 {
		t.Fatalf("after the change: %+v", after)
	}
	meeting := openapi.Profile{
		Role: "nursing", Seniority: "mid", Level: 3, Cares: []openapi.ChosenCare{}, Competencies: []openapi.SoughtCompetency{}, Requirements: []openapi.StatedRequirement{},
		Minutes: publish.CoverageMinutes, Count: 8, Names: &openapi.ProfileNames{Role: "nursing", Seniority: "mid"},
	}
	if diff := cmp.Diff(openapi.UnmetRule{Rule: "two-on-money", Name: "Two on money", Wanted: 1, Short: 2, Of: 4, Meeting: meeting}, after.Unmet[0]); diff != "" {
		t.Errorf("the rule (-want +got):\n%s", diff)
	}
}

// TestCoverageSides counts the interviewer's questions, says what a role lacks, and refuses what is no side or stage.
func TestCoverageSides(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db")), t.Output())
	role := c.ask(t, http.MethodGet, "/v1/admin/vocabulary/role/nursing", "", "")
	a := c.ask(t, http.MethodPut, "/v1/admin/vocabulary/role/nursing", role.header.Get("ETag"), `{"id":"nursing","name":"nursing","definition":"d","synonyms":["nurse"],
		"matters":[{"about":"overtime"},{"about":"money"}]}`)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	got := parse[openapi.Coverage](t, c.ask(t, http.MethodGet, "/v1/admin/coverage", "", ""), http.StatusOK)
	if diff := cmp.Diff([]openapi.RoleLack{{Role: "nursing", About: []openapi.About{"overtime"}, Topics: []openapi.TermID{}}}, got.Lacks); diff != "" {
		t.Errorf("what is lacked (-want +got):\n%s", diff)
	}
	got = parse[openapi.Coverage](t, c.ask(t, http.MethodGet, "/v1/admin/coverage?asker=interviewer&stage=panel", "", ""), http.StatusOK)
	topics := []openapi.TopicCoverage{{Topic: "problem_solving", Stage: "panel", Questions: 1}, {Topic: "problem_solving", Stage: "offer", Questions: 1}}
	if diff := cmp.Diff(topics, got.Topics); diff != "" || got.Asker != "interviewer" || got.Stage != "panel" || len(got.Cares) > 0 || got.Roles[0].Suit != 1 {
		t.Errorf("the interviewer's: %+v (-want +got):\n%s", got, diff)
	}
	for query, want := range map[string]string{"asker=robot": "/query/asker", "stage=pannel": "/query/stage", "side=candidate": "/query/side"} {
		p := parse[openapi.Problem](t, c.ask(t, http.MethodGet, "/v1/admin/coverage?"+query, "", ""), http.StatusUnprocessableEntity)
		if len(p.Errors) != 1 || p.Errors[0].Pointer != want || query == "stage=pannel" && !slices.Equal(p.Errors[0].Nearest, []string{"panel"}) {
			t.Errorf("%s: %+v", query, p.Errors)
		}
	}
}
