package web_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
	"twoway/web"
)

// view is the view of the test page.
type view struct{ web.Frame }

// newSite returns a site with a test page, and a page for each kind of failure. It logs to log. If source is not "", templates
// and assets are read from that folder.
func newSite(t *testing.T, source string, log *strings.Builder) http.Handler {
	t.Helper()
	gin.SetMode(gin.TestMode)
	dir := os.DirFS(source)
	if source == "" {
		dir = nil
	}
	site := web.New(slog.New(slog.NewTextHandler(log, nil)), "", dir, nil)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "test.html"), []byte(`{{define "main"}}the test page{{end}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	page := site.Page(os.DirFS(folder), nil, "test.html")
	router := gin.New()
	router.NoRoute(site.NotFound)
	pages := site.Register(router)
	pages.GET("/test", site.Handler(func(c *gin.Context) error { return page.Show(c, http.StatusOK, view{web.Frame{Title: "Test"}}) }))
	pages.GET("/coded", site.Handler(func(*gin.Context) error { return &bank.Error{Code: bank.CodeUnavailable, Message: "Come back soon."} }))
	pages.GET("/busy", site.Handler(func(*gin.Context) error { return &bank.Error{Code: server.CodeBusy, Message: "Please try again."} }))
	pages.GET("/foreign", site.Handler(func(*gin.Context) error { return errors.New("a secret") }))
	pages.GET("/bad-view", site.Handler(func(c *gin.Context) error { return page.Show(c, http.StatusOK, 7) }))
	pages.GET("/panic", func(*gin.Context) { panic("a secret") })
	return router
}

func TestPages(t *testing.T) {
	for path, want := range map[string]struct {
		status int
		text   string
		logged bool
	}{
		"/test":             {http.StatusOK, "the test page", false},
		"/coded":            {http.StatusServiceUnavailable, "Come back soon.", false},
		"/busy":             {http.StatusServiceUnavailable, "Many people are here right now", false},
		"/foreign":          {http.StatusInternalServerError, "Something failed on our side", true},
		"/bad-view":         {http.StatusInternalServerError, "Something failed on our side", true},
		"/panic":            {http.StatusInternalServerError, "Something failed on our side", true},
		"/nowhere":          {http.StatusNotFound, "There is no page at this address.", false},
		"/static/style.css": {http.StatusNotFound, "There is no page at this address.", false},
	} {
		log := &strings.Builder{}
		w := httptest.NewRecorder()
		newSite(t, "", log).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		page := w.Body.String()
		if w.Code != want.status || !strings.Contains(page, want.text) || !strings.Contains(page, `<html lang="en">`) || strings.Contains(page, "secret") {
			t.Errorf("%s: %d\n%s", path, w.Code, page)
		}
		if (w.Header().Get("Retry-After") != "") != (w.Code == http.StatusServiceUnavailable) {
			t.Errorf("%s: Retry-After is %q", path, w.Header().Get("Retry-After"))
		}
		if w.Header().Get("Content-Security-Policy") == "" || (log.Len() > 0) != want.logged {
			t.Errorf("%s: headers %v; log:\n%s", path, w.Header(), log)
		}
	}
}

// TestReloadSources checks that a change to the sources shows in the next answer.
func TestReloadSources(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	site := newSite(t, dir, &strings.Builder{})
	get := func() string {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/test", nil))
		return w.Body.String()
	}
	before := get()
	for file, more := range map[string]string{"templates/layout.html": "<!-- changed -->", "static/style.css": "/* changed */"} {
		f, err := os.OpenFile(filepath.Join(dir, file), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if file == "templates/layout.html" {
			more = `{{define "more"}}` + more + `{{end}}`
		}
		if _, err := f.WriteString(more); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if after := get(); after == before {
		t.Error("the page is the same after the style sheet has changed")
	}
}
