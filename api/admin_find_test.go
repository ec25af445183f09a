package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/release/serve"
)

// foundDrafts returns the IDs of the drafts that a list has, page by page.
func foundDrafts(t *testing.T, c client, path string, query url.Values) []string {
	t.Helper()
	list := []string{}
	query.Set("limit", "7")
	for {
		page := parse[openapi.DraftPage](t, c.ask(t, http.MethodGet, path+"?"+query.Encode(), "", ""), http.StatusOK)
		for _, d := range page.Drafts {
			list = append(list, d.ID)
		}
		if page.NextCursor.IsNull() {
			return list
		}
		query.Set("cursor", page.NextCursor.MustGet())
	}
}

// TestFindDrafts finds drafts by words, by each filter and by several, and what was edited, is faulty or has changed.
func TestFindDrafts(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	c := newServiceClient(t, services, t.Output())
	const own = `{"id":"own-zeppelin","asker":"candidate","text":"How often did the zeppelins leave late last month?","softer":"Zeppelin?","topic":"workload",
		"roles":["nursing"],"seniority":{"from":"senior"},"stages":["panel"],"minutes":7,"depth":3,"license":"LicenseRef-Proprietary","source":"Own"}`
	parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/questions", "", own), http.StatusCreated)
	parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/questions", "", `{"id":"own-draft","status":"draft","reveals":"A late zeppelin."}`), http.StatusCreated)
	parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/rules", "", strings.Replace(ownRule(`profile.role == "nursin"`), "Nurses live", "Zeppelins live", 1)), http.StatusCreated)
	parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/vocabulary/role", "", `{"id":"airship","name":"Airships","titles":["zeppelin captain"],"work":"lead"}`), http.StatusCreated)
	for _, w := range []struct {
		path, query string
		want        []string
	}{
		{"questions", "q=zeppelin", []string{"own-zeppelin", "own-draft"}},
		{"questions", "q=LATE+Zeppelins", []string{"own-zeppelin", "own-draft"}},
		{"questions", "q=own-draft&edited_by=admin", []string{"own-draft"}},
		{"questions", "q=zeppelin&status=draft", []string{"own-draft"}},
		{"questions", "q=zeppelin&role=nursing&topic=workload&minutes=7&depth=3&asker=candidate&stage=panel&asked_of=peer&seniority=senior", []string{"own-zeppelin"}},
		{"questions", "q=zeppelin&seniority=intern", []string{"own-draft"}},
		{"questions", "q=xyzzyplugh", []string{}},
		{"questions", "license=LicenseRef-Proprietary", []string{"own-zeppelin"}},
		{"questions", "source=Own&negative=false", []string{"own-zeppelin"}},
		{"questions", "edited_by=admin", []string{"own-draft", "own-zeppelin"}},
		{"questions", "edited_by=nobody", []string{}},
		{"questions", "changed=true", []string{"own-draft", "own-zeppelin"}},
		{"questions", "has_faults=true", []string{"own-draft", "own-zeppelin"}},
		{"questions", "has_faults=false&edited_by=admin", []string{}},
		{"rules", "q=zeppelin", []string{"rota-first-for-nurses"}},
		{"rules", "has_faults=true&effect=boost&asker=candidate", []string{"rota-first-for-nurses"}},
		{"rules", "has_faults=true&effect=place", []string{}},
		{"rules", "changed=true", []string{"rota-first-for-nurses"}},
		{"vocabulary/role", "q=zeppelin+captains", []string{"airship"}},
		{"vocabulary/role", "has_faults=true", []string{"airship"}},
		{"vocabulary/role", "changed=true&work=lead", []string{"airship"}},
		{"vocabulary/seniority", "level=4", []string{"senior"}},
		{"vocabulary/care", "q=physical+safety", []string{"safety"}},
		{"vocabulary/topic", "q=problem+solving&asker=interviewer&scored=true", []string{"problem_solving", "creativity"}},
	} {
		query, err := url.ParseQuery(w.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := foundDrafts(t, c, "/v1/admin/"+w.path, query); cmp.Diff(w.want, got) != "" {
			t.Errorf("%s?%s found %q, want %q", w.path, w.query, got, w.want)
		}
	}
	checkAll(t, c)
	fixDraft(t, c)
}

// checkAll compares filters with what the drafts themselves say.
func checkAll(t *testing.T, c client) {
	t.Helper()
	all := foundDrafts(t, c, "/v1/admin/questions", url.Values{})
	if !slices.IsSorted(all) || len(all) < 3000 {
		t.Errorf("there are %d questions, sorted: %t", len(all), slices.IsSorted(all))
	}
	changed := foundDrafts(t, c, "/v1/admin/questions", url.Values{"changed": {"false"}})
	if len(changed) != len(all)-2 {
		t.Errorf("%d of %d questions have not changed", len(changed), len(all))
	}
}

// fixDraft mends a draft that has faults: it is no longer among those that have.
func fixDraft(t *testing.T, c client) {
	t.Helper()
	if a := c.ask(t, http.MethodPut, "/v1/admin/rules/rota-first-for-nurses", `"1"`, ownRule(`profile.role == "nursing"`)); a.status != http.StatusOK {
		t.Fatal(brief(a.body))
	}
	if got := foundDrafts(t, c, "/v1/admin/rules", url.Values{"has_faults": {"true"}}); len(got) != 0 {
		t.Errorf("a mended rule is among those with faults: %q", got)
	}
	if got := foundDrafts(t, c, "/v1/admin/rules", url.Values{"q": {"nurses live"}}); len(got) != 1 {
		t.Errorf("the new words find %q", got)
	}
	if got := foundDrafts(t, c, "/v1/admin/rules", url.Values{"q": {"zeppelin"}}); len(got) != 0 {
		t.Errorf("the old words find %q", got)
	}
}

// TestFindDraftsRefuses sends filters that no draft can match, and cursors of other lists.
func TestFindDraftsRefuses(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	for query, want := range map[string]string{
		"questions?role=nursng": "unknown_value /query/role nursing", "questions?care=paid": "unknown_value /query/care pay",
		"questions?topic=worklod": "unknown_value /query/topic workload", "questions?license=CC-BY-4": "unknown_value /query/license CC-BY-4.0",
		"questions?locale=fr": "unknown_value /query/locale en", "questions?source=Towway": "unknown_value /query/source Twoway",
		"questions?format=behaviour": "unknown_value /query/format behavioural", "questions?asker=canidate": "unknown_value /query/asker candidate",
		"questions?about=on-call": "unknown_value /query/about on_call", "questions?minutes=99": "out_of_range /query/minutes ",
		"questions?status=raedy": "unknown_value /query/status ready", "questions?rolle=nursing": "unknown_field /query/rolle role",
		"rules?effect=bost": "unknown_value /query/effect boost", "vocabulary/stage?asker=candidate": "unknown_field /query/asker ",
		"vocabulary/role?work=shfit": "unknown_value /query/work shift", "questions?has_faults=yes": "type_mismatch /query/has_faults ",
	} {
		p := parse[openapi.Problem](t, c.ask(t, http.MethodGet, "/v1/admin/"+query, "", ""), http.StatusUnprocessableEntity)
		got := p.Errors[0].Code + " " + p.Errors[0].Pointer + " "
		if len(p.Errors[0].Nearest) > 0 {
			got += p.Errors[0].Nearest[0]
		}
		if len(p.Errors) != 1 || got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	first := parse[openapi.DraftPage](t, c.ask(t, http.MethodGet, "/v1/admin/questions?q=night&limit=1", "", ""), http.StatusOK)
	cursor := "&cursor=" + first.NextCursor.MustGet()
	for query, status := range map[string]int{
		"questions?q=night&limit=1": 200, "questions?q=nights&limit=1": 422, "questions?limit=1": 422, "questions?q=night&limit=1&asker=candidate": 422, "rules?q=night&limit=1": 422,
	} {
		if a := c.ask(t, http.MethodGet, "/v1/admin/"+query+cursor, "", ""); a.status != status {
			t.Errorf("%s with the cursor of another list: status %d, want %d", query, a.status, status)
		}
	}
}
