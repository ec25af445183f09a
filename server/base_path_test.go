package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"twoway/server"
)

func TestBasePath(t *testing.T) {
	for text, want := range map[string]server.BasePath{
		"": "", "/": "", "twoway": "/twoway", "/twoway": "/twoway", "/twoway/": "/twoway", "twoway/": "/twoway", "/a/b-c_d~1/": "/a/b-c_d~1",
	} {
		var got server.BasePath
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"//", "//host", "/a//b", "/.", "/..", "/a/../b", "/a.b", "/a?b", "/a#b", "/a%20b", "/a b", " /a", "http://host/a", "/ü", "/a\n", "/a\"b", `\a`, "/a:b",
		"/" + strings.Repeat("a", 300),
	} {
		var got server.BasePath
		if err := got.UnmarshalText([]byte(text)); err == nil || !strings.Contains(err.Error(), "/twoway") {
			t.Errorf("%q is %q, %v, want an error with an example", text, got, err)
		}
	}
}

// TestStrip sends paths with the base path, without it, and with one that only looks like it.
func TestStrip(t *testing.T) {
	seen := ""
	h := server.BasePath("/two/way").Strip(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r.URL.RequestURI() }))
	for path, want := range map[string]string{
		"/two/way/": "/", "/two/way/sets/x?a=b": "/sets/x?a=b", "/": "/", "/sets/x": "/sets/x", "/two/wayward": "/two/wayward", "/two": "/two",
		"/two/way/two/way/x": "/two/way/x", "/two/way/a%2Fb": "/a%2Fb", "/a%2Fb": "/a%2Fb", "/two%2Fway/x": "/two%2Fway/x",
		"/two/way//evil.example/x": "//evil.example/x",
	} {
		seen = ""
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if seen != want || w.Code != http.StatusOK {
			t.Errorf("%s is passed on as %q with status %d, want %q", path, seen, w.Code, want)
		}
	}
	for path, want := range map[string]string{"/two/way": "/two/way/", "/two/way?side=interviewer": "/two/way/?side=interviewer"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
		if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want a redirect to %s", path, w.Code, w.Header().Get("Location"), want)
		}
	}
}
