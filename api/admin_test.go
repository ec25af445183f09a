package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

// adminToken is the admin token of the server in these tests.
const adminToken = "the admin token of these tests"

// newBank returns services that serve the shipped bank from a new database. They do not seed it, which takes a second: they start again.
func newBank(t *testing.T, o serve.Options) api.Services {
	t.Helper()
	path := filepath.Join(t.TempDir(), "twoway.db")
	file, err := shippedDatabase()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return newBankAt(t, "sqlite:"+path, shippedBank(), o)
}

// newTinyBank returns services that serve the small bank from a new database at a URL.
func newTinyBank(t *testing.T, url string) api.Services {
	t.Helper()
	return newBankAt(t, url, testbank.Small(), serve.Options{})
}

// newBankAt returns services that serve a shipped bank from a new database at a URL.
func newBankAt(t *testing.T, url string, content bank.Content, o serve.Options) api.Services {
	t.Helper()
	s, err := store.New(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	services := newServices(s, o)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := services.Publish.Start(t.Context(), testbank.Shipped(content)); err != nil {
		t.Fatal(err)
	}
	return services
}

// newServices returns services that use a database.
func newServices(database *store.Store, o serve.Options) api.Services {
	s := api.Services{
		Serve: serve.New(database, o), Drafts: drafts.New(database, time.Now), Replicas: serve.NewReplicas(database, time.Now, "test"),
	}
	s.Phrases = serve.NewPhrases(database, s.Serve, time.Now)
	s.Kits = kits.New(database, time.Now)
	s.Publish = publish.New(database, s.Drafts, s.Serve, time.Now)
	return s
}

// ask sends a request with the admin token. Match is the If-Match header, "" for none.
func (c client) ask(tb testing.TB, method, path, match, body string) answer {
	tb.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+adminToken)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	return c.send(tb, r)
}

// ownRule returns the body of a new rule with the given condition.
func ownRule(when string) string {
	text, _ := json.Marshal(when) // cannot fail for a string
	return `{"id":"rota-first-for-nurses","asker":"candidate","name":"The rota first","when":` + string(text) + `,
		"pick":"\"shifts\" in question.aspects or question.topic == \"workload\"","effect":{"kind":"boost","points":100},
		"because":"Nurses live by the rota.","cases":[
		{"applies":true,"profile":{"role":"nursing"}},{"applies":false,"profile":{"role":"sales"}}]}`
}

// TestAdmin creates a rule with a typo, fixes it after the diagnostic, checks its reach and the diff, publishes it and sees the
// set change, then rolls back and gets the first set.
func TestAdmin(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	const nurse = `{"asker":"candidate","role":"nurse","minutes":15,"cares":["pay"]}`
	first := parseSet(t, c.choose(t, nurse))

	a := c.ask(t, http.MethodPost, "/v1/admin/rules", "", ownRule(`profile.role == "nursin"`))
	d := parse[openapi.Draft](t, a, http.StatusCreated)
	if tag := a.header.Get("ETag"); tag != `"1"` || d.Version != 1 || len(d.Review.Faults) != 1 || !d.Review.Reach.IsNull() || !d.EditedHere {
		t.Fatalf("tag %s, %+v", tag, d)
	}
	f := d.Review.Faults[0]
	if f.Pointer != "/when" || f.Code != "unknown_value" || *f.Line != 1 || *f.Column != 17 || *f.Fix != `"nursing"` {
		t.Errorf("the diagnostic is %s", a.body)
	}
	bankTag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
	refused := parse[openapi.Problem](t, c.ask(t, http.MethodPost, "/v1/admin/releases", bankTag, `{"note":"x"}`), http.StatusUnprocessableEntity)
	if refused.Code != openapi.ProblemCodeInvalidContent || len(refused.Errors) != 1 || refused.Errors[0].Pointer != "/rules/rota-first-for-nurses/when" {
		t.Errorf("publishing a faulty rule returned %+v", refused)
	}

	fixed := ownRule(`profile.role == "nursing"`)
	checked := parse[openapi.Review](t, c.ask(t, http.MethodPost, "/v1/admin/rules/validate", "", fixed), http.StatusOK)
	if reach, err := checked.Reach.Get(); err != nil || reach.Meetings != 918 || reach.Of != 60588 || len(reach.Questions) < 10 {
		t.Errorf("the reach is %+v, %v", reach, err)
	}
	if a = c.ask(t, http.MethodPut, "/v1/admin/rules/rota-first-for-nurses", `"1"`, fixed); a.status != http.StatusOK || a.header.Get("ETag") != `"2"` {
		t.Fatalf("replacing the rule returned status %d: %s", a.status, a.body)
	}
	diff := c.ask(t, http.MethodGet, "/v1/admin/diff?from=1&to=draft", "", "")
	if got := parse[openapi.Diff](t, diff, http.StatusOK); len(got.Changes) != 1 || got.Changes[0].Change != "added" {
		t.Errorf("the diff is %s", diff.body)
	}
	published := parse[openapi.ReleaseEntry](t, c.ask(t, http.MethodPost, "/v1/admin/releases", diff.header.Get("ETag"), `{"note":"The rota"}`), http.StatusCreated)
	second := parseSet(t, c.choose(t, nurse))
	if published.Number != 2 || published.Author != "admin" || second.Release.Number != 2 || fmt.Sprint(ids(first)) == fmt.Sprint(ids(second)) {
		t.Errorf("published %+v; sets %v and %v", published, ids(first), ids(second))
	}
	if replayed := parseSet(t, c.get(t, "/v1/question-sets/"+tokenOf(first))); !replayed.Reproduced || fmt.Sprint(ids(replayed)) != fmt.Sprint(ids(first)) {
		t.Errorf("the old token returned %v, reproduced %v", ids(replayed), replayed.Reproduced)
	}
	bankTag = c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
	back := parse[openapi.ReleaseEntry](t, c.ask(t, http.MethodPost, "/v1/admin/releases/1/roll-back", bankTag, `{"note":"Too soon"}`), http.StatusCreated)
	third := parseSet(t, c.choose(t, nurse))
	if n, err := back.Restores.Get(); err != nil || n != 1 || third.Release.Hash != first.Release.Hash || fmt.Sprint(ids(third)) != fmt.Sprint(ids(first)) {
		t.Errorf("rolled back to %+v; sets %v and %v", back, ids(first), ids(third))
	}
	replicas := parse[openapi.ReplicaList](t, c.ask(t, http.MethodGet, "/v1/admin/replicas", "", ""), http.StatusOK)
	if replicas.Newest != 3 {
		t.Errorf("the newest release is %d, want 3", replicas.Newest)
	}
	audit := parse[openapi.Audit](t, c.ask(t, http.MethodGet, "/v1/admin/audit?limit=4", "", ""), http.StatusOK)
	var done []string
	for _, e := range audit.Entries {
		done = append(done, fmt.Sprint(e.Action, " ", e.ID))
	}
	if got := strings.Join(done, ", "); got != "roll_back 3, publish 2, replace rota-first-for-nurses, create rota-first-for-nurses" {
		t.Errorf("the audit log is %s", got)
	}
}

func ids(s openapi.QuestionSet) []string {
	var list []string
	for _, it := range s.Items {
		list = append(list, it.Question.ID)
	}
	return list
}

// adminRequests returns requests to every admin operation, with the status of each if they are sent in this order.
func adminRequests() []struct {
	method, path, match, body string
	status                    int
} {
	type request = struct {
		method, path, match, body string
		status                    int
	}
	const term = `{"id":"plans","name":"Plans","definition":"What comes next"}`
	const question = `{"id":"own-question","asker":"candidate","text":"Which part of the rota did the team change last year?","topic":"workload","minutes":2,"depth":1}`
	const weights = `{"care_order":[60,40],"care_only":40,"repeat":[100,50],"variety":0}`
	list := []request{}
	for _, noun := range []struct{ base, id, body string }{
		{"/v1/admin/questions", "own-question", question},
		{"/v1/admin/rules", "rota-first-for-nurses", ownRule("")},
		{"/v1/admin/vocabulary/discloses", "plans", term},
	} {
		one := noun.base + "/" + noun.id
		list = append(list,
			request{"GET", one, "", "", 404}, request{"POST", noun.base + "/validate", "", noun.body, 200}, request{"GET", one, "", "", 404},
			request{"POST", noun.base, "", noun.body, 201}, request{"POST", noun.base, "", noun.body, 409},
			request{"GET", noun.base + "?limit=3&status=ready", "", "", 200}, request{"GET", noun.base + "?limit=0", "", "", 422},
			request{"GET", noun.base + "?cursor=bm8tc3VjaC1pZA", "", "", 422}, // of no list
			request{"GET", one, "", "", 200},
			request{"PUT", one, "", noun.body, 428}, request{"PUT", one, `"7"`, noun.body, 412}, request{"PUT", one, `W/"7"`, noun.body, 412},
			request{"PUT", one, "1", noun.body, 422}, request{"PUT", one, `"1"`, noun.body, 200}, request{"PUT", one, `"1"`, noun.body, 412},
			request{"PUT", one, `"2"`, strings.Replace(noun.body, noun.id, "x", 1), 422}, request{"PUT", one, `"2"`, "{", 400},
			request{"PUT", one, `"2"`, `{"id":"` + noun.id + `","status":7}`, 422}, request{"PUT", one + "x", `"2"`, strings.Replace(noun.body, noun.id, noun.id+"x", 1), 404},
			request{"DELETE", one, "", "", 428}, request{"DELETE", one, `"1"`, "", 412}, request{"DELETE", one, `"2`, "", 422}, request{"DELETE", one, `"2"`, "", 200},
			request{"GET", noun.base + "?status=retired", "", "", 200}, request{"GET", one + "/history", "", "", 200}, request{"POST", noun.base, "", noun.body, 409},
		)
	}
	const noHash = `"hash":"sha256:0000000000000000000000000000000000000000000000000000000000000000"`
	list = append(list,
		request{"POST", "/v1/admin/drafts/question/own-question/discard", "", "", 428}, request{"POST", "/v1/admin/drafts/question/own-question/discard", `"7"`, "", 412},
		request{"POST", "/v1/admin/drafts/question/own-question/discard", `"3"`, "", 409}, request{"POST", "/v1/admin/drafts/rule/nothing/discard", `"1"`, "", 404},
		request{"POST", "/v1/admin/drafts/dogs/nothing/discard", `"1"`, "", 422},
		request{"POST", "/v1/admin/drafts/question/own-question/undo", "", "", 428}, request{"POST", "/v1/admin/drafts/question/own-question/undo", `"7"`, "", 412},
		request{"POST", "/v1/admin/drafts/question/own-question/undo", `"3"`, "", 200}, request{"POST", "/v1/admin/drafts/question/own-question/undo", `"4"`, "", 200},
		request{"POST", "/v1/admin/drafts/weights/weights/undo", `"1"`, "", 409}, request{"POST", "/v1/admin/drafts/rule/nothing/undo", `"1"`, "", 404},
		request{"GET", "/v1/admin/schedules", "", "", 200}, request{"POST", "/v1/admin/schedules", "", `{}`, 422},
		request{"POST", "/v1/admin/schedules", "", `{"note":"","publish_at":"2020-01-01T00:00:00Z",` + noHash + `}`, 422},
		request{"POST", "/v1/admin/schedules", "", `{"note":"","publish_at":"soon",` + noHash + `}`, 422},
		request{"POST", "/v1/admin/schedules", "", `{"note":"","publish_at":"2999-13-01T00:00:00Z",` + noHash + `}`, 422},
		request{"POST", "/v1/admin/schedules", "", `{"note":"","publish_at":"2999-01-01T00:00:00Z",` + noHash + `}`, 409},
		request{"DELETE", "/v1/admin/schedules/99", "", "", 404}, request{"DELETE", "/v1/admin/schedules/x", "", "", 422},
		request{"GET", "/v1/admin/approvals", "", "", 200}, request{"POST", "/v1/admin/approvals", "", `{` + noHash + `}`, 409},
		request{"POST", "/v1/admin/approvals", "", `{}`, 422}, request{"POST", "/v1/admin/approvals", "", `{` + noHash + `,"only":[]}`, 422},
		request{"POST", "/v1/admin/approvals", "", `{` + noHash + `,"only":[{"kind":"rule","id":"no"}]}`, 422},
		request{"POST", "/v1/admin/compare", "", `{"asker":"candidate","role":"nurse","minutes":15}`, 200},
		request{"POST", "/v1/admin/compare", "", `{"asker":"candidate","minutes":15,"stage":"ofer"}`, 422},
		request{"POST", "/v1/admin/compare", "", `{"asker":"candidate","minutes":15,"rule":"nothing"}`, 422}, request{"POST", "/v1/admin/compare", "", `{"minutes":15}`, 422},
		request{"POST", "/v1/admin/releases/check?only=question:own-question,rule:rota-first-for-nurses", "", "", 200},
		request{"POST", "/v1/admin/releases/check?only=question:nothing", "", "", 422}, request{"POST", "/v1/admin/releases/check?only=dogs:x", "", "", 422},
		request{"POST", "/v1/admin/releases/check?only=", "", "", 422}, request{"POST", "/v1/admin/releases/check?publish_at=soon", "", "", 422},
		request{"POST", "/v1/admin/releases/check?publish_at=2999-01-01T00:00:00%2B01:00", "", "", 200},
		request{"GET", "/v1/admin/diff?from=1&to=draft&only=question:own-question", "", "", 200}, request{"GET", "/v1/admin/diff?from=1&to=draft&only=rule:", "", "", 422},
		request{"POST", "/v1/admin/releases", `"1"`, `{"note":"","only":[{"kind":"dogs","id":"x"}]}`, 422},
	)
	return append(
		list,
		request{"POST", "/v1/admin/vocabulary/stage", "", `{"id":"x","name":"X","definition":"x","titles":["y"]}`, 422},
		request{"GET", "/v1/admin/vocabulary/dogs", "", "", 422},
		request{"GET", "/v1/admin/vocabulary/role?limit=100", "", "", 200}, request{"GET", "/v1/admin/vocabulary/care/pay", "", "", 200},
		request{"GET", "/v1/admin/weights", "", "", 200}, request{"PUT", "/v1/admin/weights", "", weights, 428},
		request{"PUT", "/v1/admin/weights", `"1"`, weights, 200}, request{"PUT", "/v1/admin/weights", `"1"`, weights, 412},
		request{"GET", "/v1/admin/releases", "", "", 200}, request{"GET", "/v1/admin/releases/1", "", "", 200}, request{"GET", "/v1/admin/releases/9", "", "", 404},
		request{"POST", "/v1/admin/releases/check", "", "", 200},
		request{"POST", "/v1/admin/releases", "", `{"note":""}`, 428}, request{"POST", "/v1/admin/releases", `"1"`, `{"note":""}`, 412},
		request{"POST", "/v1/admin/releases", `"1"`, `{}`, 422}, request{"POST", "/v1/admin/releases/1/roll-back", "", `{"note":""}`, 428},
		request{"POST", "/v1/admin/releases/1/roll-back", `"1"`, `{"note":""}`, 412},
		request{"GET", "/v1/admin/diff?from=1&to=draft", "", "", 200}, request{"GET", "/v1/admin/diff?from=1&to=2", "", "", 404},
		request{"GET", "/v1/admin/diff?from=1", "", "", 422}, request{"GET", "/v1/admin/audit?before=5", "", "", 200},
		request{"GET", "/v1/admin/audit/export?format=jsonl", "", "", 200}, request{"GET", "/v1/admin/vocabulary/care/pay/history", "", "", 200},
		request{"GET", "/v1/admin/upgrades", "", "", 200}, request{"POST", "/v1/admin/upgrades/question/last-on-call-week", `"1"`, `{"take":"yours"}`, 409},
		request{"POST", "/v1/admin/upgrades/question/nothing", `"1"`, `{"take":"yours"}`, 404},
		request{"POST", "/v1/admin/upgrades/question/nothing", `"1"`, `{"take":"all"}`, 422},
		request{"POST", "/v1/admin/upgrades/question/nothing", "", `{"take":"yours"}`, 428}, request{"GET", "/v1/admin/replicas", "", "", 200},
		request{"GET", "/v1/admin/coverage", "", "", 200}, request{"GET", "/v1/admin/coverage?stage=nothing", "", "", 422},
		request{"GET", "/v1/admin/coverage/unchosen?side=both", "", "", 422},
		request{"GET", "/v1/admin/phrases", "", "", 200}, request{"GET", "/v1/admin/phrases?status=closed", "", "", 422},
		request{"PUT", "/v1/admin/phrases/0123456789abcdef", "", `{"dismissed":true}`, 404}, request{"PUT", "/v1/admin/phrases/x", "", `{"dismissed":true}`, 422},
	)
}

// TestAdminOperations sends adminRequests. The client checks each answer against the contract.
func TestAdminOperations(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	seen := map[string]bool{}
	for _, r := range adminRequests() {
		a := c.ask(t, r.method, r.path, r.match, r.body)
		if a.status != r.status {
			t.Errorf("%s %s: status %d, want %d: %s", r.method, r.path, a.status, r.status, brief(a.body))
		}
		if a.status == http.StatusPreconditionFailed && a.header.Get("ETag") == "" {
			t.Errorf("%s %s: no ETag of the current version", r.method, r.path)
		}
		if route, _, err := operations().FindRoute(httptest.NewRequest(r.method, r.path, nil)); err == nil {
			seen[route.Operation.OperationID] = true
		}
	}
	for path, item := range contract().Paths.Map() {
		for _, operation := range item.Operations() {
			isTestedElsewhere := slices.Contains(operation.Tags, "accounts") // in accounts_test.go
			if strings.HasPrefix(path, "/v1/admin/") && !isTestedElsewhere && !seen[operation.OperationID] {
				t.Errorf("%s was not tested", operation.OperationID)
			}
		}
	}
}

// TestAdminRequiresToken calls every operation without the token, with wrong ones, and on a server that has none.
func TestAdminRequiresToken(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	before, err := services.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, closed := newServiceClient(t, services, io.Discard), newTokenClient(t, services, "", io.Discard)
	for name, authorization := range map[string]string{
		"nothing": "", "another": "Bearer another", "half": "Bearer " + adminToken[:9], "no scheme": adminToken, "Basic": "Basic " + adminToken, "empty": "Bearer ",
		"no blank": "Bearer" + adminToken, "twice": "Bearer Bearer " + adminToken, "a blank in it": "Bearer " + adminToken + " x", "another case": "Bearer " + strings.ToUpper(adminToken),
	} {
		for _, r := range adminRequests() {
			request := httptest.NewRequest(r.method, r.path, strings.NewReader(r.body))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("If-Match", r.match)
			request.Header.Set("Authorization", authorization)
			a := c.send(t, request)
			if p := parse[openapi.Problem](t, a, http.StatusUnauthorized); p.Code != openapi.ProblemCodeUnauthorised || a.header.Get("WWW-Authenticate") == "" {
				t.Fatalf("%s: %s %s returned %s", name, r.method, r.path, a.body)
			}
			request.Body = io.NopCloser(strings.NewReader(r.body))
			if p := parse[openapi.Problem](t, closed.send(t, request), http.StatusForbidden); p.Code != openapi.ProblemCodeClosed {
				t.Fatalf("%s, server without a token: %s %s returned %+v", name, r.method, r.path, p)
			}
		}
	}
	if after, err := services.Drafts.Revision(t.Context()); err != nil || after != before {
		t.Errorf("revision %d, %v; want %d", after, err, before)
	}
}

// TestAdminWithoutDatabase: sets are still chosen, operations that need the database return 503 with Retry-After, and invalid
// requests are still reported.
func TestAdminWithoutDatabase(t *testing.T) {
	t.Parallel()
	snapshot := filepath.Join(t.TempDir(), "snapshot")
	newBank(t, serve.Options{Snapshot: serve.Snapshot(snapshot)})
	unreachable, err := store.New("postgres://me@127.0.0.1:1/db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unreachable.Close() }()
	services := newServices(unreachable, serve.Options{Snapshot: serve.Snapshot(snapshot)})
	if err := services.Serve.LoadSnapshot(nil); err != nil {
		t.Fatal(err)
	}
	c := newServiceClient(t, services, t.Output())
	for _, r := range adminRequests() {
		a := c.ask(t, r.method, r.path, r.match, r.body)
		isInvalid := r.status == http.StatusBadRequest || r.status == http.StatusUnprocessableEntity || r.status == http.StatusPreconditionRequired
		if isInvalid && a.status == r.status {
			continue
		}
		if p := parse[openapi.Problem](t, a, http.StatusServiceUnavailable); p.Code != openapi.ProblemCodeUnavailable || a.header.Get("Retry-After") == "" {
			t.Errorf("%s %s returned %s", r.method, r.path, a.body)
		}
	}
	parseSet(t, c.choose(t, `{"asker":"candidate","role":"nurse","minutes":15}`))
}

// TestShippedRolesCanBeSaved: the body of each role, as the API returns it, is not too large to be sent back.
func TestShippedRolesCanBeSaved(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), io.Discard)
	ask := func(method, path, body string) answer {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+adminToken)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		return c.send(t, r)
	}
	largest := 0
	for _, role := range shipped().Content.Vocabulary.Roles {
		var draft struct {
			Body json.RawMessage `json:"body"`
		}
		if err := json.Unmarshal(ask(http.MethodGet, "/v1/admin/vocabulary/role/"+role.ID, "").body, &draft); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, len(draft.Body))
		if a := ask(http.MethodPost, "/v1/admin/vocabulary/role/validate", string(draft.Body)); a.status != http.StatusOK {
			t.Errorf("%s, %d bytes: status %d: %.300s", role.ID, len(draft.Body), a.status, a.body)
		}
	}
	if largest < 64<<10 {
		t.Errorf("the largest role has %d bytes: the test tries nothing", largest)
	}
}
