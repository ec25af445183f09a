package server_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/server"
)

// site returns a handler with a page, a route that fails and one that panics. It logs to log.
func site(log *bytes.Buffer) http.Handler {
	gin.SetMode(gin.TestMode)
	logger := slog.New(slog.NewTextHandler(log, nil))
	fail := func(c *gin.Context, err error) {
		status := server.Status(server.Public(err).Code)
		server.LogFailure(c, logger, status, err)
		c.String(status, server.Public(err).Message)
	}
	router := gin.New()
	router.Use(server.AccessLog(logger), server.Recovered(fail))
	router.GET("/page/:token", server.SecurityHeaders("default-src 'none'"), func(c *gin.Context) { c.String(http.StatusOK, "page") })
	router.GET("/api", server.SecurityHeaders(""), func(c *gin.Context) { fail(c, errors.New("a secret")) })
	router.GET("/panic", func(*gin.Context) { panic("a secret") })
	return server.AnswerHead(router)
}

func ask(h http.Handler, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestHeaders(t *testing.T) {
	h := site(&bytes.Buffer{})
	page, api := ask(h, http.MethodGet, "/page/x").Header(), ask(h, http.MethodGet, "/api").Header()
	for name, want := range map[string][2]string{
		"X-Content-Type-Options":       {"nosniff", "nosniff"},
		"Referrer-Policy":              {"no-referrer", "no-referrer"},
		"Content-Security-Policy":      {"default-src 'none'", ""},
		"Cross-Origin-Resource-Policy": {"same-origin", ""},
	} {
		if got := [2]string{page.Get(name), api.Get(name)}; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestLog checks that errors and panics are logged with their cause but answered without it, and that tokens are not logged.
func TestLog(t *testing.T) {
	for path, logged := range map[string]string{"/panic": "middleware_test.go", "/api": "a secret"} {
		log := &bytes.Buffer{}
		w := ask(site(log), http.MethodGet, path)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), logged) {
			t.Errorf("%s: %d %s; log:\n%s", path, w.Code, w.Body, log)
		}
	}
	log := &bytes.Buffer{}
	ask(site(log), http.MethodGet, "/page/TOKEN")
	if text := log.String(); strings.Contains(text, "TOKEN") || !strings.Contains(text, "route=/page/:token") || !strings.Contains(text, "status=200") {
		t.Errorf("the log must have the route and the status, but no token:\n%s", text)
	}
}

func TestAnswerHead(t *testing.T) {
	if w := ask(site(&bytes.Buffer{}), http.MethodHead, "/page/x"); w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
}
