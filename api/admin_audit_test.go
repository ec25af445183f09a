package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// edits are edits by two people, and what follows from them.
func edits(t *testing.T) client {
	t.Helper()
	services := newBank(t, serve.Options{})
	c := newServiceClient(t, services, t.Output())
	publish := func(note string) {
		t.Helper()
		tag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
		parse[openapi.ReleaseEntry](t, c.ask(t, http.MethodPost, "/v1/admin/releases", tag, `{"note":"`+note+`"}`), http.StatusCreated)
	}
	replace := func(actor bank.Actor, version int, body string) {
		t.Helper()
		of := drafts.Version{Kind: bank.KindRule, ID: "rota-first-for-nurses", Version: version}
		if _, err := services.Drafts.Replace(t.Context(), actor, of, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	body := ownRule(`profile.role == "nursing"`)
	parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/rules", "", body), http.StatusCreated)
	publish("two")
	replace(bank.Actor{Name: "=Ada"}, 1, strings.Replace(body, "The rota first", "The rota comes first", 1))
	replace(bank.Actor{Name: "=Ada"}, 2, strings.Replace(body, "100", "90", 1))
	publish("three")
	rollBack := func(number int) {
		t.Helper()
		tag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
		path := fmt.Sprintf("/v1/admin/releases/%d/roll-back", number)
		parse[openapi.ReleaseEntry](t, c.ask(t, http.MethodPost, path, tag, `{"note":"Too soon"}`), http.StatusCreated)
	}
	rollBack(1)
	if a := c.ask(t, http.MethodDelete, "/v1/admin/rules/rota-first-for-nurses", `"3"`, ""); a.status != http.StatusOK {
		t.Fatal(brief(a.body))
	}
	rollBack(3)
	return c
}

// TestHistory reads the history of a rule that two people edited, that was published, rolled back and retired, and of a question that
// nobody has edited.
func TestHistory(t *testing.T) {
	t.Parallel()
	c := edits(t)
	h := parse[openapi.History](t, c.ask(t, http.MethodGet, "/v1/admin/rules/rota-first-for-nurses/history", "", ""), http.StatusOK)
	var done, released []string
	for _, e := range h.Entries {
		done = append(done, fmt.Sprint(e.Version, " ", e.Action, " ", e.Author))
	}
	for _, r := range h.Releases {
		released = append(released, fmt.Sprint(r.Number, " ", r.Change, " ", r.Author))
	}
	if diff := cmp.Diff([]string{"4 retire admin", "3 replace =Ada", "2 replace =Ada", "1 create admin"}, done); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"5 added admin", "4 removed admin", "3 changed admin", "2 added admin"}, released); diff != "" {
		t.Errorf("releases (-want +got):\n%s", diff)
	}
	blamed := map[string]string{}
	for _, b := range h.Blame {
		blamed[b.Field] = fmt.Sprint(b.Author, " ", b.Version.MustGet())
	}
	want := map[string]string{
		"asker": "admin 1", "because": "admin 1", "cases": "admin 1", "effect": "=Ada 3", "id": "admin 1", "name": "=Ada 3", "pick": "admin 1",
		"status": "admin 4", "when": "admin 1",
	}
	if diff := cmp.Diff(want, blamed); diff != "" {
		t.Errorf("blame (-want +got):\n%s", diff)
	}
	page := parse[openapi.History](t, c.ask(t, http.MethodGet, "/v1/admin/rules/rota-first-for-nurses/history?limit=3", "", ""), http.StatusOK)
	rest := parse[openapi.History](t, c.ask(t, http.MethodGet, fmt.Sprint("/v1/admin/rules/rota-first-for-nurses/history?limit=3&before=", page.NextBefore.MustGet()), "", ""), http.StatusOK)
	if len(page.Entries) != 3 || len(rest.Entries) != 1 || !rest.NextBefore.IsNull() {
		t.Errorf("the pages have %d and %d entries", len(page.Entries), len(rest.Entries))
	}
	shipped := parse[openapi.History](t, c.ask(t, http.MethodGet, "/v1/admin/questions/last-on-call-week/history", "", ""), http.StatusOK)
	if len(shipped.Entries) != 0 || len(shipped.Releases) != 1 || shipped.Releases[0].Number != 1 || len(shipped.Blame) < 20 || shipped.Blame[0].Author != "twoway" || !shipped.Blame[0].At.IsNull() {
		t.Errorf("the history of what nobody edited is %+v", shipped)
	}
	for path, status := range map[string]int{
		"/v1/admin/vocabulary/care/pay/history": 200, "/v1/admin/vocabulary/care/nothing/history": 404, "/v1/admin/rules/nothing/history": 404,
		"/v1/admin/questions/last-on-call-week/history?limit=0": 422,
	} {
		if a := c.ask(t, http.MethodGet, path, "", ""); a.status != status {
			t.Errorf("%s: status %d, want %d", path, a.status, status)
		}
	}
}

// TestAuditFilters filters the audit, and exports it.
func TestAuditFilters(t *testing.T) {
	t.Parallel()
	c := edits(t)
	hour := time.Hour
	for query, want := range map[string]int{
		"author=admin": 6, "author=%3DAda": 2, "author=nobody": 0, "action=replace": 2, "action=roll_back": 2, "kind=rule": 4, "kind=rule&action=retire": 1,
		"id=rota-first-for-nurses": 4, "id=3": 1, "kind=question": 0,
		"from=" + url.QueryEscape(time.Now().Add(hour).Format(time.RFC3339)): 0, "author=admin&to=" + url.QueryEscape(time.Now().Add(hour).Format(time.RFC3339)): 6,
		"author=admin&from=" + url.QueryEscape(time.Now().UTC().Add(-hour).Format(time.RFC3339Nano)): 6,
	} {
		if got := parse[openapi.Audit](t, c.ask(t, http.MethodGet, "/v1/admin/audit?limit=100&"+query, "", ""), http.StatusOK); len(got.Entries) != want {
			t.Errorf("%s: %d entries, want %d", query, len(got.Entries), want)
		}
	}
	for _, query := range []string{"action=replaced", "kind=dogs", "from=yesterday", "to=2026-13-01T00:00:00Z", "user=x"} {
		for _, path := range []string{"/v1/admin/audit?", "/v1/admin/audit/export?"} {
			if a := c.ask(t, http.MethodGet, path+query, "", ""); a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s%s: status %d, want 422: %s", path, query, a.status, brief(a.body))
			}
		}
	}
	exported := c.ask(t, http.MethodGet, "/v1/admin/audit/export?kind=rule", "", "")
	text, _ := strings.CutPrefix(string(exported.body), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 1+9+2+2+1 {
		t.Fatalf("%v; %d rows:\n%s", err, len(rows), text)
	}
	if got := strings.Join(rows[1][2:9], "|"); got != `admin|retire|rule|rota-first-for-nurses|4|/status|"ready"` {
		t.Errorf("the first row is %s", got)
	}
	if rows[2][2] != "'=Ada" {
		t.Errorf("the author in a cell is %q", rows[2][2])
	}
	lines := strings.Split(strings.TrimSpace(string(c.ask(t, http.MethodGet, "/v1/admin/audit/export?format=jsonl&kind=rule", "", "").body)), "\n")
	var first openapi.AuditEntry
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || len(lines) != 4 || first.Author != "admin" || first.Action != "retire" {
		t.Errorf("%v; %d lines: %s", err, len(lines), lines[0])
	}
}
