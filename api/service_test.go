package api_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

func TestGetContract(t *testing.T) {
	t.Parallel()
	a := shippedClient(t).get(t, "/openapi.yaml")
	if a.status != http.StatusOK || !bytes.Equal(a.body, document()) {
		t.Errorf("status %d, want the file:\n%s", a.status, difference(answer{body: document()}, a))
	}
}

// unheld gets a page that the contract does not describe.
func unheld(c client, path string) answer {
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return answer{status: w.Code, header: w.Header(), body: w.Body.Bytes()}
}

// TestDocs loads the documentation pages and everything that they link to.
func TestDocs(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for path, document := range map[string]string{"/docs": "/docs/public.json", "/docs/admin": "/docs/admin.json"} {
		a := unheld(c, path)
		page := string(a.body)
		if a.status != http.StatusOK || !strings.Contains(page, "Twoway API") || !strings.Contains(page, `"`+document+`"`) {
			t.Errorf("status %d: %s", a.status, brief(a.body))
		}
		if hosts := regexp.MustCompile(`(https?:)?//[\w-]+\.[\w.]+`).FindAllString(page, -1); len(hosts) > 0 {
			t.Errorf("%s names other hosts: %s", path, hosts)
		}
		if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") || strings.Contains(policy, "http") {
			t.Errorf("the policy of %s is %q", path, policy)
		}
		loaded := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
		for _, m := range loaded {
			if part := unheld(c, m[1]); part.status != http.StatusOK || len(part.body) == 0 {
				t.Errorf("%s: status %d, %d bytes", m[1], part.status, len(part.body))
			}
		}
		if len(loaded) < 6 {
			t.Errorf("%s loads only %q", path, loaded)
		}
	}
}

// TestDocuments checks that each operation is documented either for apps or for admins, in a valid contract.
func TestDocuments(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	whole, err := openapi3.NewLoader().LoadFromData(document())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for path, secured := range map[string]bool{"/docs/public.json": false, "/docs/admin.json": true} {
		part, err := openapi3.NewLoader().LoadFromData(unheld(c, path).body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if err := part.Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, item := range part.Paths.Map() {
			for _, operation := range item.Operations() {
				found[operation.OperationID]++
				if isSecured := operation.Security != nil && len(*operation.Security) > 0; isSecured && !secured {
					t.Errorf("%s has %s", path, operation.OperationID)
				}
			}
		}
	}
	for _, item := range whole.Paths.Map() {
		for _, operation := range item.Operations() {
			if found[operation.OperationID] != 1 {
				t.Errorf("%s is documented %d times", operation.OperationID, found[operation.OperationID])
			}
		}
	}
}

// operationsOf returns a request to each open operation of the contract, by operation ID.
func operationsOf(t *testing.T) map[string]*http.Request {
	t.Helper()
	requests := map[string]*http.Request{}
	fill := strings.NewReplacer("{token}", "1x", "{kit_id}", unknownKit, "{id}", "last-on-call-week", "{version}", "1", "{number}", "current")
	for path, item := range openPaths() {
		for method, operation := range item.Operations() {
			body := ""
			if operation.RequestBody != nil {
				body = engineer
			}
			switch operation.OperationID {
			case "checkWording":
				body = `{"asker":"candidate","texts":[{"text":"How old are you?"}]}`
			case "sendPhrase":
				body = `{"kind":"care","said":"sorcery"}`
			case "saveKit":
				body = kit
			case "createQuestionSets":
				body = `{"requests":[` + engineer + `]}`
			}
			address := fill.Replace(path)
			switch operation.OperationID {
			case "suggestRoles":
				address += "?q=nu"
			case "chooseQuestionSet":
				address += "?asker=candidate&minutes=15"
			case "listChanges":
				address += "?since=0"
			}
			r := httptest.NewRequest(method, address, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			requests[operation.OperationID] = r
		}
	}
	if len(requests) < 9 {
		t.Fatalf("the contract has only %d operations", len(requests))
	}
	return requests
}

// unknownKit is the ID of a kit that nobody has saved.
const unknownKit = "kit-0123456789abcdef01234567"

// ofSavedKits returns the IDs of the operations about kits that are saved, which no release concerns.
func ofSavedKits() map[string]bool { return map[string]bool{"getKit": true, "getKitRecord": true} }

// withoutRelease returns the IDs of the operations that need no release.
func withoutRelease() map[string]bool {
	return map[string]bool{"getHealth": true, "getContract": true, "getDocs": true, "checkWording": true}
}

// TestNoRelease calls every operation while no release is in service.
func TestNoRelease(t *testing.T) {
	t.Parallel()
	c := newClient(t, func() *serve.Compiled { return nil }, t.Output())
	for id, r := range operationsOf(t) {
		a := c.send(t, r)
		if withoutRelease()[id] {
			if a.status != http.StatusOK {
				t.Errorf("%s: status %d, want 200: %s", id, a.status, a.body)
			}
			continue
		}
		if ofSavedKits()[id] {
			parse[openapi.Problem](t, a, http.StatusNotFound)
			continue
		}
		p := parse[openapi.Problem](t, a, http.StatusServiceUnavailable)
		if after := a.header.Get("Retry-After"); p.Code != openapi.ProblemCodeUnavailable || after != "1" {
			t.Errorf("%s: code %s, retry after %q; want unavailable and 1", id, p.Code, after)
		}
	}
	if a := c.choose(t, `{"asker":"robot"}`); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an invalid request: status %d, want 422", a.status)
	}
}

// TestReady calls every operation while a release is in service.
func TestReady(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for id, r := range operationsOf(t) {
		want := http.StatusOK
		switch id {
		case "getQuestionSet": // the token is not valid
			want = http.StatusUnprocessableEntity
		case "sendPhrase":
			want = http.StatusNoContent
		case "saveKit":
			want = http.StatusCreated
		case "getKit", "getKitRecord": // nobody has saved it
			want = http.StatusNotFound
		}
		if a := c.send(t, r); a.status != want || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, want %d; X-Content-Type-Options: %q", id, a.status, want, a.header.Get("X-Content-Type-Options"))
		}
	}
	if got := parse[openapi.Readiness](t, c.get(t, "/readyz"), 200); got.Release.Hash != shipped().Release.Hash {
		t.Errorf("ready with %+v, want %+v", got.Release, shipped().Release)
	}
	file := filepath.Join(t.TempDir(), "snapshot")
	newBank(t, serve.Options{Snapshot: serve.Snapshot(file)})
	offline := api.Services{Serve: serve.New(nil, serve.Options{Snapshot: serve.Snapshot(file)})}
	if err := offline.Serve.LoadSnapshot(nil); err != nil {
		t.Fatal(err)
	}
	if got := parse[openapi.Readiness](t, newServiceClient(t, offline, io.Discard).get(t, "/readyz"), 200); got.Problem == nil || !strings.Contains(*got.Problem, "snapshot on disk") {
		t.Errorf("with only a snapshot, the readiness is %+v, want a problem", got)
	}
	if got := string(c.get(t, "/readyz").body); strings.Contains(got, "problem") {
		t.Errorf("with the newest release, the readiness is %s, want no problem", got)
	}
	if a := c.get(t, "/healthz?probe=7"); a.status != http.StatusOK { // health probes may add any query
		t.Errorf("a probe: status %d, want 200", a.status)
	}
}

// TestInternalErrors makes every operation panic. The log contains the panic, and the answer does not.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newServiceClient(t, api.Services{}, &log)
	for id, r := range operationsOf(t) {
		if withoutRelease()[id] {
			continue
		}
		log.Reset()
		path := r.URL.Path
		a := c.send(t, r)
		p := parse[openapi.Problem](t, a, http.StatusInternalServerError)
		if p.Code != openapi.ProblemCodeInternal || len(p.Errors) > 0 || strings.Contains(string(a.body), "memory") {
			t.Errorf("%s returned %s", id, a.body)
		}
		if text := log.String(); !strings.Contains(text, "invalid memory address") || !strings.Contains(text, "twoway/api.") || strings.Contains(text, "/1x") {
			t.Errorf("%s (%s) logs %q, want the panic, its trace, and no token", id, path, text)
		}
	}
}

// TestRequestsAreNotLogged: what people send is not in the log.
func TestRequestsAreNotLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c := newClient(t, shipped, &log)
	for _, body := range []string{engineer, `{"asker":"robot","minutes":-1}`, `{`, ``} {
		c.choose(t, body)
	}
	c.get(t, "/v1/question-sets/1secret.x")
	if log.Len() > 0 {
		t.Errorf("logged %q, want nothing", log.String())
	}
}

func TestRegisterInvalidContract(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"empty": "", "not YAML": "\t{", "no paths": "openapi: 3.0.3\ninfo: {title: x, version: '1'}\n",
		"a broken reference": strings.Replace(string(document()), "schemas/Readiness'", "schemas/Redness'", 1),
	} {
		_, err := api.Post(t.Context(), []byte(document), shipped(), api.QuestionSets, strings.NewReader(engineer))
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestPost: Post returns the same answers and errors as the server.
func TestPost(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, body := range []string{
		engineer, kit, `{"asker":"robot","minutes":-1,"stage":"ofer","x":1}`, `{"a":1,"a":2}`, ``, strings.Repeat(" ", 1<<17),
	} {
		want := c.choose(t, body)
		got, err := api.Post(t.Context(), document(), shipped(), api.QuestionSets, strings.NewReader(body))
		if want.status == http.StatusOK {
			if err != nil || !bytes.Equal(got, want.body) {
				t.Errorf("%s: error %v, want the server's answer:\n%s", body, err, difference(want, answer{body: got}))
			}
			continue
		}
		p := parse[openapi.Problem](t, want, want.status)
		e, ok := errors.AsType[*bank.Error](err)
		if !ok || got != nil || e.Code != bank.Code(p.Code) || e.Message != *p.Detail || len(e.Faults) != len(p.Errors) {
			t.Fatalf("%s: got %s and %#v, want the error in %s", brief([]byte(body)), got, err, want.body)
		}
		for i, f := range p.Errors {
			if diff := cmp.Diff(bank.Fault{Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: f.Nearest}, e.Faults[i]); diff != "" {
				t.Errorf("%s: fault %d (-server +Post):\n%s", body, i, diff)
			}
		}
	}
}
