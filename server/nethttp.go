package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode"

	"twoway/bank"
)

// ErrorLog returns a handler for the ErrorLog of an http.Server that passes records on to another. Panics and failures to
// accept connections are logged; everything else that net/http has to say is about what clients send, who could fill the disk
// with it, and is logged at level debug only.
func ErrorLog(to slog.Handler) slog.Handler { return errorHandler{to} }

// errorHandler sets the levels of what net/http logs.
type errorHandler struct{ slog.Handler }

// Enabled returns true: the level depends on the message.
func (errorHandler) Enabled(context.Context, slog.Level) bool { return true }

// Handle logs a record with the level of its message.
func (h errorHandler) Handle(ctx context.Context, r slog.Record) error {
	switch {
	case strings.HasPrefix(r.Message, "http: panic serving"):
		r.Level = slog.LevelError
	case strings.HasPrefix(r.Message, "http: Accept error"), strings.HasPrefix(r.Message, "http: superfluous"):
		r.Level = slog.LevelWarn
	}
	if !h.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// Listener returns a listener whose connections turn the answers that net/http itself gives, without any handler, to requests that it
// cannot parse, into problem documents with the security headers. It has at most a number of connections at a time: others wait until one is closed, so
// that their memory is bounded too.
func Listener(l net.Listener, connections int) net.Listener {
	return &listener{l, make(chan struct{}, connections)}
}

// listener is a net.Listener with room for a number of connections. (That of golang.org/x/net/netutil hides CloseWrite.)
type listener struct {
	net.Listener

	open chan struct{}
}

// Accept waits for the next connection, and for room for it.
func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.open <- struct{}{} // the wait ends when another is closed, which the limits of time see to
	return &connection{Conn: c, leave: sync.OnceFunc(func() { <-l.open })}, nil
}

type connection struct {
	net.Conn

	leave func()
}

// Close closes the connection and gives its room to another.
func (c *connection) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// maxOwn is the size in bytes that no answer of net/http itself exceeds.
const maxOwn = 512

// refusal is an answer of net/http itself to a request that it cannot read.
type refusal struct {
	status        int
	code          bank.Code
	title, detail string
}

// refusals returns all refusals of net/http.
func refusals() []refusal {
	return []refusal{
		{http.StatusBadRequest, CodeMalformedRequest, "Malformed request", "The request is not valid HTTP."},
		{http.StatusExpectationFailed, CodeExpectationFailed, "Expectation failed", "The header Expect must be 100-continue."},
		{http.StatusRequestHeaderFieldsTooLarge, CodeHeaderTooLarge, "Header too large", "The header of the request is too large."},
		{http.StatusNotImplemented, CodeUnsupportedTransfer, "Unsupported transfer encoding", "The Transfer-Encoding must be chunked."},
		{http.StatusHTTPVersionNotSupported, CodeUnsupportedVersion, "Unsupported HTTP version", "Use HTTP/1.1."},
	}
}

// problem returns the refusal as a problem document. Said is the text with which net/http refuses.
func (r refusal) problem(said string) []byte {
	_, reason, hasReason := strings.Cut(said, ": ")
	if isPrinted := strings.IndexFunc(reason, func(c rune) bool { return !unicode.IsPrint(c) }) < 0; hasReason && isPrinted && r.code == CodeMalformedRequest {
		r.detail = "The request is not valid HTTP: " + strings.TrimSuffix(reason, ".") + "."
	}
	body, err := json.Marshal(struct {
		Code   bank.Code  `json:"code"`
		Detail string     `json:"detail"`
		Errors []struct{} `json:"errors"`
		Status int        `json:"status"`
		Title  string     `json:"title"`
		Type   string     `json:"type"`
	}{r.code, r.detail, []struct{}{}, r.status, r.title, "about:blank"})
	if err != nil { // cannot happen: it has only strings and integers
		return nil
	}
	return body
}

// Write writes p. If p is an answer without the security headers, which only net/http itself gives, Write adds them, and writes a problem
// document instead of what net/http says.
func (c *connection) Write(p []byte) (int, error) {
	if len(p) > maxOwn {
		return c.Conn.Write(p)
	}
	head, body, isWhole := bytes.Cut(p, []byte("\r\n\r\n"))
	isAnswer := isWhole && bytes.HasPrefix(head, []byte("HTTP/1.1 ")) && !bytes.HasPrefix(head, []byte("HTTP/1.1 1"))
	if !isAnswer || bytes.Contains(head, []byte(securityHeaders()[0][0])) {
		return c.Conn.Write(p)
	}
	lines := strings.Split(string(head), "\r\n")
	for _, r := range refusals() {
		if !strings.HasPrefix(lines[0], fmt.Sprintf("HTTP/1.1 %d ", r.status)) {
			continue
		}
		body = r.problem(string(body))
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "Content-") })
		lines = append(lines, "Content-Type: application/problem+json", fmt.Sprintf("Content-Length: %d", len(body)), "Cache-Control: no-store")
	}
	for _, header := range securityHeaders() {
		lines = append(lines, header[0]+": "+header[1])
	}
	if _, err := c.Conn.Write(append([]byte(strings.Join(lines, "\r\n")+"\r\n\r\n"), body...)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// CloseWrite closes the connection for writing: net/http does so to let a client read the answer before the connection is
// reset.
func (c *connection) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
