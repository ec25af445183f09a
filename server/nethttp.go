package server

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
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

// Listener returns a listener whose connections add the security headers to the answers that net/http itself gives, without
// any handler, to requests that it cannot parse. It has at most a number of connections at a time: others wait until one is closed, so
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

// Write writes p. If p is an answer without the security headers, which only net/http itself gives, Write adds them.
func (c *connection) Write(p []byte) (int, error) {
	head, body, isWhole := bytes.Cut(p, []byte("\r\n\r\n"))
	isAnswer := isWhole && len(p) <= maxOwn && bytes.HasPrefix(head, []byte("HTTP/1.1 ")) && !bytes.HasPrefix(head, []byte("HTTP/1.1 1"))
	if !isAnswer || bytes.Contains(head, []byte(securityHeaders()[0][0])) {
		return c.Conn.Write(p)
	}
	var b bytes.Buffer
	b.Write(head)
	for _, header := range securityHeaders() {
		b.WriteString("\r\n" + header[0] + ": " + header[1])
	}
	b.WriteString("\r\n\r\n")
	b.Write(body)
	if _, err := c.Conn.Write(b.Bytes()); err != nil {
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
