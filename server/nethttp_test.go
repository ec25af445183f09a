package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"twoway/bank"
	"twoway/server"
)

// start serves h on a free port with the limits and the error log of the program, and returns its address.
func start(t *testing.T, h http.Handler, log io.Writer) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Listener = server.Listener(s.Listener, 100)
	s.Config.ErrorLog = slog.NewLogLogger(server.ErrorLog(slog.NewTextHandler(log, nil)), slog.LevelDebug)
	s.Config.WriteTimeout, s.Config.MaxHeaderBytes, s.Config.DisableGeneralOptionsHandler = 300*time.Millisecond, 1<<10, true
	s.Start()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// sendRaw sends bytes to an address and returns the answer.
func sendRaw(t *testing.T, address, request string) (status int, header http.Header, text string) {
	t.Helper()
	c, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: strings.Fields(request)[0]})
	if err != nil {
		t.Fatalf("%.60q: %v", request, err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("%.60q: %v", request, err)
	}
	return r.StatusCode, r.Header, string(body)
}

// TestNetHTTPAnswers sends what net/http answers itself. Those answers are problem documents with the security headers, and are not logged.
func TestNetHTTPAnswers(t *testing.T) {
	var log bytes.Buffer
	address := start(t, server.SecurityHeaders(site(&bytes.Buffer{})), &log)
	for request, want := range map[string]struct {
		status int
		body   string // or, of a problem, its code and detail
	}{
		"GARBAGE\r\n\r\n":                      {400, "malformed_request The request is not valid HTTP."},
		"GET / HTTP/1.1\r\n\r\n":               {400, "malformed_request The request is not valid HTTP: missing required Host header."},
		"GET / HTTP/3.0\r\nHost: x\r\n\r\n":    {505, "unsupported_http_version Use HTTP/1.1."},
		"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n": {400, "malformed_request The request is not valid HTTP."},
		"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 9000) + "\r\n\r\n":          {431, "header_too_large The header of the request is too large."},
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n":                      {501, "unsupported_transfer_encoding The Transfer-Encoding must be chunked."},
		"GET /api HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nConnection: close\r\n\r\n":         {417, "expectation_failed The header Expect must be 100-continue."},
		"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":                         {404, "404 page not found"},
		"GET /api?a;b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":                      {500, "Something failed on our side and was logged. Please try again in a minute."},
		"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n": {404, "404 page not found"},
		"HEAD /page/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":                      {200, ""},
		"BREW /page/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":                      {404, "404 page not found"},
		"GET /panic HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":                        {500, "Something failed on our side and was logged. Please try again in a minute."},
	} {
		status, header, body := sendRaw(t, address, request)
		if header.Get("Content-Type") == "application/problem+json" {
			var p struct {
				Status                    int
				Code, Detail, Title, Type string
				Errors                    []any
			}
			if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != status || p.Title == "" || p.Type != "about:blank" || p.Errors == nil ||
				server.Status(bank.Code(p.Code)) != status || header.Get("Cache-Control") != "no-store" {
				t.Errorf("%.60q: %v in %s, %v", request, err, body, header)
			}
			body = p.Code + " " + p.Detail
		}
		if status != want.status || body != want.body {
			t.Errorf("%.60q: %d %q, want %d %q", request, status, body, want.status, want.body)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") == "" {
			t.Errorf("%.60q: headers %v", request, header)
		}
	}
	if log.Len() > 0 {
		t.Errorf("logged: %s", &log)
	}
}

// TestErrorLog checks which messages of net/http are logged, and as what.
func TestErrorLog(t *testing.T) {
	for message, want := range map[string]string{
		"http: panic serving 192.0.2.1:5: x":                 "level=ERROR",
		"http: Accept error: too many open files; retrying":  "level=WARN",
		"http: TLS handshake error from 192.0.2.1:5: EOF":    "",
		"http2: server: error reading preface from client x": "",
	} {
		var log bytes.Buffer
		slog.NewLogLogger(server.ErrorLog(slog.NewTextHandler(&log, nil)), slog.LevelDebug).Print(message)
		if got := log.String(); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: logged %q, want %q", message, got, want)
		}
	}
}

// TestConnections: one connection more than the limit waits until another is closed.
func TestConnections(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	s.Listener = server.Listener(s.Listener, 2)
	s.Start()
	defer s.Close()
	ask := func() (net.Conn, error) {
		c, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if err := c.SetReadDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		_, err = c.Read(make([]byte, 1))
		return c, err
	}
	first, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	second, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = second.Close() }()
	third, err := ask()
	if err == nil {
		t.Error("a third connection was answered")
	}
	_ = third.Close()
	_ = first.Close()
	fourth, err := ask()
	if err != nil {
		t.Errorf("after one was closed: %v", err)
	}
	_ = fourth.Close()
}
