package api_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/release/serve"
	"twoway/server"
)

const foreign = "https://app.example"

// TestCrossOrigin: each operation of the contract answers pages of other origins if whoever asks gets the same, and no other does.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	open := 0
	for id, r := range operationsOf(t) {
		isOpen := id != "sendPhrase" && id != "saveKit" && id != "getDocs"
		r.Header.Set("Origin", foreign)
		got := c.send(t, r).header
		if allowed := got.Get("Access-Control-Allow-Origin"); (allowed == "*") != isOpen || got.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", id, got)
		}
		for _, name := range []string{"ETag", "X-Request-Id", "Retry-After", "Link"} {
			if seen := got.Get("Access-Control-Expose-Headers"); isOpen && !strings.Contains(seen, name) {
				t.Errorf("%s: exposed are %q, without %s", id, seen, name)
			}
		}
		w := c.request(http.MethodOptions, r.URL.Path, "", "Origin", foreign, "Access-Control-Request-Method", r.Method, "Access-Control-Request-Headers", "content-type,if-none-match,x-request-id")
		isAllowed := w.Code == http.StatusNoContent && w.Body.Len() == 0 && w.Header().Get("Access-Control-Allow-Origin") == "*" &&
			strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "content-type") && w.Header().Get("Access-Control-Max-Age") == "7200"
		if isAllowed != isOpen {
			t.Errorf("%s: preflight: %d %v", id, w.Code, w.Header())
		}
		if isOpen {
			open++
		}
	}
	if open < 9 {
		t.Errorf("%d operations are open", open)
	}
	for _, path := range []string{"/v1/admin/questions", "/v1/admin/session", "/v1/admin/nowhere", "/v1/phrases"} {
		w := c.request(http.MethodOptions, path, "", "Origin", foreign, "Access-Control-Request-Method", "POST")
		if w.Header().Get("Access-Control-Allow-Origin") != "" && path != "/v1/phrases" || w.Code == http.StatusNoContent {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	for _, asked := range []string{"authorization", "cookie", "x-unknown"} {
		if w := c.request(http.MethodOptions, "/v1/questions", "", "Origin", foreign, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", asked); w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("pages may send %s", asked)
		}
	}
	if w := c.request(http.MethodOptions, "/v1/question-sets", ""); w.Code != http.StatusNoContent || w.Header().Get("Allow") != "GET, HEAD, OPTIONS, POST" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
	if w := c.request(http.MethodGet, "/v1/nowhere", "", "Origin", foreign); w.Code != http.StatusNotFound || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("an unknown path: %d %v", w.Code, w.Header())
	}
	if w := c.request(http.MethodGet, "/v1/vocabulary", ""); w.Header().Get("Access-Control-Allow-Origin") != "*" || strings.Contains(w.Header().Get("Vary"), "Origin") {
		t.Errorf("a cache that asks for everybody gets %v", w.Header())
	}
}

// TestSomeOrigins: if only some origins may read, the answer depends on who asks, and says so; and so do kept answers.
func TestSomeOrigins(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		origins server.Origins
		allowed string // for the page of the foreign origin
		varies  bool
	}{
		"listed": {server.Origins{"https://other.example", foreign}, foreign, true}, "not listed": {server.Origins{"https://other.example"}, "", true}, "none": {nil, "", false},
	} {
		router := gin.New()
		notFound, err := api.Register(router, document(), api.Services{Serve: serve.Fixed(shipped())}, api.Options{Origins: tt.origins, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		router.NoRoute(notFound)
		c := client{router}
		for range 2 {
			h := c.request(http.MethodGet, "/v1/questions", "", "Origin", foreign).Header()
			vary := strings.Join(h.Values("Vary"), ", ")
			if h.Get("Access-Control-Allow-Origin") != tt.allowed || strings.Contains(vary, "Origin") != tt.varies || strings.Count(vary, "Accept-Encoding") != 1 {
				t.Errorf("%s: %v", name, h)
			}
		}
		w := c.request(http.MethodOptions, "/v1/question-sets", "", "Origin", foreign, "Access-Control-Request-Method", "POST")
		if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != tt.allowed {
			t.Errorf("%s: preflight: %d %v", name, w.Code, w.Header())
		}
	}
}

// TestAccept: an operation whose forms the client does not accept says so, with those that it has, also where an answer is kept.
func TestAccept(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	c.choose(t, engineer)
	c.get(t, "/v1/questions")
	for accept, status := range map[string]int{
		"": 200, "*/*": 200, "application/json": 200, "application/*": 200, "text/html,application/xhtml+xml,*/*;q=0.8": 200, "application/json; charset=utf-8": 200,
		";;": 200, "application/json, text/plain, */*": 200, "application/xml": 406, "image/png, text/html": 406, "application/json;q=0": 406, "application/json;q=0, */*;q=0": 406,
	} {
		for _, sent := range [][3]string{{http.MethodPost, "/v1/question-sets", engineer}, {http.MethodGet, "/v1/questions", ""}, {http.MethodGet, "/v1/admin/rules", ""}} {
			w := c.request(sent[0], sent[1], sent[2], "Accept", accept, "Authorization", "Bearer "+adminToken)
			if strings.HasPrefix(sent[1], "/v1/admin/") && status == 200 {
				continue // there are no drafts
			}
			if w.Code != status || status == 406 && (w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), "application/json.")) {
				t.Errorf("%s, accepting %q: %d %s", sent[1], accept, w.Code, brief(w.Body.Bytes()))
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/openapi.yaml"} { // probes and tools send what they like
		if w := c.request(http.MethodGet, path, "", "Accept", "text/plain"); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestPaths: a slash at the end of a path, and percent signs in it, change nothing.
func TestPaths(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, tt := range [][2]string{
		{"/v1/questions/last-on-call-week", "/v1/questions/last%2Don%2dcall-week"},
		{"/v1/questions/last-on-call-week", "/v1/questions/last-on-call-week/"},
		{"/v1/questions?limit=3", "/v1/questions/?limit=3"},
		{"/v1/questions?limit=3", "/v1/%71uestions?limit=3"},
		{"/v1/vocabulary", "/v1/vocabulary/"},
	} {
		want, got := c.request(http.MethodGet, tt[0], ""), c.request(http.MethodGet, tt[1], "")
		if got.Code != http.StatusOK || got.Body.String() != want.Body.String() {
			t.Errorf("%s: %d %s", tt[1], got.Code, brief(got.Body.Bytes()))
		}
	}
	if w := c.request(http.MethodPost, "/v1/question-sets/", engineer); w.Code != http.StatusOK {
		t.Errorf("a set: %d", w.Code)
	}
	for _, path := range []string{"/v1/", "/v1//", "/v1/questions//", "/v1/questions/last-on-call-week%2F", "/v1/questions/last-on-call-week//"} {
		if w := c.request(http.MethodGet, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestIntegers: an integer may be written with a decimal point or an exponent, as some clients do, wherever it stands.
func TestIntegers(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	want := c.choose(t, `{"asker":"candidate","minutes":15,"count":6,"seed":2}`)
	for _, body := range []string{
		`{"asker":"candidate","minutes":15.0,"count":6,"seed":2}`, `{"asker":"candidate","minutes":1.5e1,"count":60e-1,"seed":2.000}`,
		`{"asker":"candidate","minutes":15,"count":6.0,"seed":0.2E+1}`,
	} {
		for range 2 {
			if got := c.choose(t, body); got.status != http.StatusOK || string(got.body) != string(want.body) {
				t.Errorf("%s: %d %s", body, got.status, brief(got.body))
			}
		}
	}
	if a := c.post(t, "/v1/agendas", `{"minutes":60.0,"candidate_share":4e1}`); a.status != http.StatusOK {
		t.Errorf("an agenda: %d %s", a.status, a.body)
	}
}

// problemIn returns the problem in an answer.
func problemIn(t *testing.T, a answer) openapi.Problem {
	t.Helper()
	return parse[openapi.Problem](t, a, a.status)
}

// TestRequestIDInProblems: a problem has the ID of its request.
func TestRequestIDInProblems(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	c.router = server.RequestID(c.router)
	w := c.request(http.MethodGet, "/v1/questions/no-such-question", "", "X-Request-Id", "trace-7")
	p := problemIn(t, answer{w.Code, w.Header(), w.Body.Bytes()})
	if p.RequestID == nil || *p.RequestID != "trace-7" || w.Header().Get("X-Request-Id") != "trace-7" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}
