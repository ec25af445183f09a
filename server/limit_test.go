package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/server"
)

// limited is a server with two lanes, of which the first works until it is told to finish.
type limited struct {
	*httptest.Server

	working atomic.Int64
	most    atomic.Int64
	finish  chan struct{}
}

func newLimited(t *testing.T) *limited {
	t.Helper()
	gin.SetMode(gin.TestMode)
	l := &limited{finish: make(chan struct{})}
	limits := server.NewLimits()
	fail := func(c *gin.Context, err error) {
		c.Header("Retry-After", server.RetryAfter)
		c.String(server.Status(server.Public(err).Code), string(server.Public(err).Code))
	}
	lanes := map[string]*server.Lane{"/work": limits.Computing, "/panic": limits.Computing, "/echo": limits.Computing, "/big": limits.Computing, "/admin": limits.Secured, "/check": limits.Checking}
	router := gin.New()
	router.Use(server.Recovered(fail), server.Limited(func(c *gin.Context) *server.Lane { return lanes[c.FullPath()] }, fail))
	router.POST("/work", func(c *gin.Context) {
		n := l.working.Add(1)
		defer l.working.Add(-1)
		for most := l.most.Load(); n > most && !l.most.CompareAndSwap(most, n); most = l.most.Load() {
		}
		<-l.finish
		c.String(http.StatusCreated, "done")
	})
	router.POST("/panic", func(*gin.Context) { panic("x") })
	router.POST("/echo", func(c *gin.Context) {
		text, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, 64<<10))
		c.String(http.StatusOK, "%d %v", len(text), err)
	})
	big := bytes.Repeat([]byte("x"), 8<<20)
	router.POST("/big", func(c *gin.Context) { c.Data(http.StatusOK, "text/plain", big) })
	for _, path := range []string{"/admin", "/check"} {
		router.POST(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
	router.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "alive") })
	l.Server = httptest.NewServer(router)
	t.Cleanup(l.Close)
	return l
}

// post returns the status and the body of an answer.
func (l *limited) post(t *testing.T, path, body string) (status int, text string) {
	r, err := http.Post(l.URL+path, "text/plain", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	if r.StatusCode == http.StatusServiceUnavailable && r.Header.Get("Retry-After") == "" {
		t.Error("a refusal without Retry-After")
	}
	return r.StatusCode, string(answer)
}

// TestLimits sends more requests than may run: one less than there are processors run, the others are refused after a short
// wait, and neither other lanes nor requests outside all lanes wait. A panic gives its place back.
func TestLimits(t *testing.T) {
	l := newLimited(t)
	for range 3 * computing() {
		if status, _ := l.post(t, "/panic", ""); status != http.StatusInternalServerError {
			t.Fatalf("a panic is answered with %d", status)
		}
	}
	var refused, done atomic.Int64
	var group sync.WaitGroup
	const sent = 300
	for range sent {
		group.Go(func() {
			switch status, text := l.post(t, "/work", "x"); {
			case status == http.StatusServiceUnavailable && text == "busy":
				refused.Add(1)
			case status == http.StatusCreated && text == "done":
				done.Add(1)
			default:
				t.Errorf("status %d: %s", status, text)
			}
		})
	}
	for refused.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	for _, path := range []string{"/admin", "/check"} {
		if status, _ := l.post(t, path, ""); status != http.StatusNoContent {
			t.Errorf("the lane of %s answers %d", path, status)
		}
	}
	health := httptest.NewRecorder()
	if l.Config.Handler.ServeHTTP(health, httptest.NewRequest(http.MethodGet, "/healthz", nil)); health.Code != http.StatusOK {
		t.Errorf("/healthz answers %d", health.Code)
	}
	for refused.Load() < int64(sent-computing()) {
		time.Sleep(time.Millisecond)
	}
	close(l.finish)
	group.Wait()
	if most := l.most.Load(); most != int64(computing()) || done.Load() != most {
		t.Errorf("%d ran at the same time, %d were done, %d refused", most, done.Load(), refused.Load())
	}
}

// TestSlowClients opens connections that send their body, or read their answer, not at all: others are answered meanwhile.
func TestSlowClients(t *testing.T) {
	l := newLimited(t)
	address := l.Listener.Addr().String()
	for _, sent := range []string{
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
		"POST /big HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
	} {
		for range 4 * computing() {
			connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = connection.Close() })
			if _, err := io.WriteString(connection, sent); err != nil {
				t.Fatal(err)
			}
		}
	}
	time.Sleep(100 * time.Millisecond) // they have arrived
	answered := 0
	for end := time.Now().Add(10 * time.Second); answered < 3 && time.Now().Before(end); {
		if status, text := l.post(t, "/echo", "hello"); status == http.StatusOK && text == "5 <nil>" {
			answered++
		}
	}
	if answered < 3 {
		t.Errorf("%d requests are answered in ten seconds, want 3", answered)
	}
}

// TestBodies sends bodies of all sizes through a lane: handlers see them as they were sent, and that they are too large.
func TestBodies(t *testing.T) {
	l := newLimited(t)
	for size, want := range map[int]string{
		0: "0 <nil>", 1: "1 <nil>", 64 << 10: "65536 <nil>", 64<<10 + 1: "65536 http: request body too large", 1 << 20: "65536 http: request body too large",
	} {
		if status, text := l.post(t, "/echo", strings.Repeat("x", size)); status != http.StatusOK || text != want {
			t.Errorf("%d bytes: %d %s, want %s", size, status, text, want)
		}
	}
}

// TestWaitingEndsWithTheClient lets a client leave the queue.
func TestWaitingEndsWithTheClient(t *testing.T) {
	l := newLimited(t)
	defer close(l.finish)
	for range computing() {
		go l.post(t, "/work", "x")
	}
	for l.working.Load() < int64(computing()) {
		time.Sleep(time.Millisecond)
	}
	ctx, leave := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/work", bytes.NewReader(nil))
	w := httptest.NewRecorder()
	time.AfterFunc(50*time.Millisecond, leave)
	l.Config.Handler.ServeHTTP(w, r)
	if text := fmt.Sprint(w.Code, w.Body); text != "503 unavailable" {
		t.Errorf("the answer is %s, want that of a cancelled request", text)
	}
}

// computing is how many requests of the first lane run at the same time.
func computing() int { return max(1, runtime.GOMAXPROCS(0)-1) }
