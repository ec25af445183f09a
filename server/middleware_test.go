package server_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/server"
)

// site returns a handler with a page, a route that fails and one that panics. It logs to log.
func site(log io.Writer) http.Handler {
	gin.SetMode(gin.TestMode)
	logger := slog.New(slog.NewTextHandler(log, nil))
	fail := func(c *gin.Context, err error) {
		status := server.Status(server.Public(err).Code)
		server.LogFailure(c, logger, status, err)
		c.String(status, server.Public(err).Message)
	}
	router := gin.New()
	router.Use(server.AccessLog(logger), server.Recovered(fail))
	router.GET("/page/:token", server.PageHeaders("default-src 'self'"), func(c *gin.Context) { c.String(http.StatusOK, "page") })
	router.GET("/api", func(c *gin.Context) { fail(c, errors.New("a secret")) })
	router.GET("/panic", func(*gin.Context) { panic("a secret") })
	router.GET("/abort", func(*gin.Context) { panic(http.ErrAbortHandler) })
	router.GET("/half", func(c *gin.Context) {
		c.String(http.StatusOK, "half of ")
		panic("a secret")
	})
	router.GET("/big", func(c *gin.Context) {
		if _, err := c.Writer.Write(make([]byte, 64<<20)); err != nil { // more than the buffers of a connection hold
			fail(c, err)
		}
	})
	router.GET("/slow", func(c *gin.Context) {
		<-c.Request.Context().Done()
		fail(c, errors.New("interrupted"))
	})
	return server.SecurityHeaders(server.AnswerHead(router))
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
		"Content-Security-Policy":      {"default-src 'self'", "default-src 'none'; frame-ancestors 'none'"},
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

// output collects what is logged. It is safe for concurrent use.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits until the text contains part.
func (o *output) await(t *testing.T, part string) {
	t.Helper()
	for started := time.Now(); !strings.Contains(o.String(), part); time.Sleep(5 * time.Millisecond) {
		if time.Since(started) > 10*time.Second {
			t.Fatalf("%q is missing in the log:\n%s", part, o)
		}
	}
}

// TestClientLeaves: a client that reads too slowly, or leaves before the answer, is not an error of the program.
func TestClientLeaves(t *testing.T) {
	for path, reset := range map[string]bool{"/big": false, "/big?reset": true, "/slow": true} {
		log := &output{}
		address := start(t, site(log), log)
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if reset {
			time.Sleep(50 * time.Millisecond) // so that the request is being answered
			_ = c.(*net.TCPConn).SetLinger(0)
			_ = c.Close()
		}
		log.await(t, "aborted=true")
		_ = c.Close()
		if text := log.String(); strings.Contains(text, "ERROR") || strings.Contains(text, "WARN") || strings.Contains(text, "status=500") || !strings.Contains(text, "status=499") {
			t.Errorf("%s: the log is\n%s", path, text)
		}
	}
}

// TestBrokenAnswers: after a panic in the middle of an answer, and after http.ErrAbortHandler, the connection is closed, so
// that the client does not take half an answer for a whole one. Only a real panic is logged as an error.
func TestBrokenAnswers(t *testing.T) {
	for path, isLogged := range map[string]bool{"/half": true, "/abort": false} {
		log := &output{}
		r, err := http.Get("http://" + start(t, site(log), log) + path)
		if err == nil {
			_, err = io.ReadAll(r.Body)
			r.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the client got a complete answer", path)
		}
		log.await(t, "aborted=true")
		if text := log.String(); strings.Contains(text, "level=ERROR") != isLogged || strings.Contains(text, "panic serving") {
			t.Errorf("%s: the log is\n%s", path, text)
		}
	}
}
