package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"twoway/internal/programtest"
)

// TestHandler checks the status and the type of answers outside the API and the pages: clients get a problem, browsers a page.
// HEAD is answered as GET.
func TestHandler(t *testing.T) {
	base := programtest.Start(t)
	for _, tt := range []struct {
		method, path, accept string
		status               int
		media                string
	}{
		{http.MethodHead, "/healthz", "*/*", http.StatusOK, "application/json"},
		{http.MethodHead, "/", "text/html", http.StatusOK, "text/html; charset=utf-8"},
		{http.MethodGet, "/nowhere", "*/*", http.StatusNotFound, "application/problem+json"},
		{http.MethodGet, "/nowhere", "text/html,*/*", http.StatusNotFound, "text/html; charset=utf-8"},
		{http.MethodGet, "/v1/nowhere", "text/html", http.StatusNotFound, "application/problem+json"},
		{http.MethodDelete, "/v1/questions", "*/*", http.StatusMethodNotAllowed, "application/problem+json"},
		{http.MethodPut, "/", "*/*", http.StatusMethodNotAllowed, "application/problem+json"},
		{http.MethodGet, "/sets/x", "text/html", http.StatusNotFound, "text/html; charset=utf-8"},
		{http.MethodGet, "/v1//questions/../../etc/passwd", "*/*", http.StatusNotFound, "application/problem+json"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), tt.method, base+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", tt.accept)
		r, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Content-Security-Policy") == "" || r.Header.Get("Referrer-Policy") == "" {
			t.Errorf("%s %s: headers %v", tt.method, tt.path, r.Header)
		}
		if r.StatusCode != tt.status || r.Header.Get("Content-Type") != tt.media {
			t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.path, r.StatusCode, r.Header.Get("Content-Type"), tt.status, tt.media)
		}
	}
}

// TestAllow checks that an answer to a method that is not allowed names those that are, in the header and in the text.
func TestAllow(t *testing.T) {
	base := programtest.Start(t)
	for path, allowed := range map[string]string{
		"/v1/questions": "GET, HEAD, OPTIONS", "/v1/agendas": "OPTIONS, POST", "/v1/phrases": "POST", "/": "GET, HEAD, POST", "/v1/admin/rules/x": "DELETE, GET, HEAD, PUT", "/docs": "GET, HEAD",
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != allowed || !strings.Contains(string(body), "Allowed: "+allowed+".") {
			t.Errorf("%s: %d, Allow: %s, want %s; %s", path, r.StatusCode, r.Header.Get("Allow"), allowed, body)
		}
	}
}
