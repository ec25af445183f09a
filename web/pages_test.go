package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"twoway/web"
)

// TestRobots: search engines find the form, and keep away from what belongs to somebody.
func TestRobots(t *testing.T) {
	site := newSite(t, "", &strings.Builder{})
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	robots := get("/robots.txt")
	for _, line := range []string{"User-agent: *\n", "Disallow: /sets/\n", "Disallow: /meeting/\n"} {
		if !strings.Contains(robots.Body.String(), line) {
			t.Errorf("robots.txt lacks %q:\n%s", line, robots.Body)
		}
	}
	if strings.Contains(robots.Body.String(), "Disallow: /\n") || robots.Code != http.StatusOK {
		t.Errorf("%d %s", robots.Code, robots.Body)
	}
	icon := get("/favicon.ico")
	if to := icon.Header().Get("Location"); icon.Code != http.StatusFound || get(to).Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("the icon: %d %q", icon.Code, to)
	}
}

// TestCompress compresses pages for clients that accept it, and not the API.
func TestCompress(t *testing.T) {
	text := strings.Repeat("a long page ", 500)
	h := web.Compress(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, text[:len(text)/(1+99*strings.Count(r.URL.Path, "short"))])
	}))
	for _, tt := range []struct {
		path, accept string
		compressed   bool
	}{
		{"/", "gzip, br", true}, {"/", "", false}, {"/", "br", false}, {"/", "gzip;q=0", false}, {"/short", "gzip", false}, {"/v1/roles", "gzip", false},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, tt.path, nil)
		r.Header.Set("Accept-Encoding", tt.accept)
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != tt.compressed {
			t.Errorf("%s, accepting %q: compressed %t", tt.path, tt.accept, got)
			continue
		}
		var body io.Reader = w.Body
		if tt.compressed {
			if w.Body.Len() > len(text)/20 {
				t.Errorf("%d bytes", w.Body.Len())
			}
			unzipped, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unzipped
		}
		got, err := io.ReadAll(body)
		if err != nil || !strings.HasPrefix(text, string(got)) || len(got) == 0 {
			t.Errorf("%s, accepting %q: %d bytes, %v", tt.path, tt.accept, len(got), err)
		}
	}
}
