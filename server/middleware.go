package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// panicError is a panic of a handler, with its stack trace.
type panicError struct {
	value any
	stack []byte
}

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// Recovered returns a middleware that recovers from a panic and passes it to fail, which must answer the request, as an error
// with the stack trace. If part of an answer was already sent, or the panic is http.ErrAbortHandler, the connection is closed,
// so that the client does not take the answer for a complete one.
func Recovered(fail func(*gin.Context, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if err, ok := value.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			isPartial := c.Writer.Written()
			fail(c, &panicError{value, debug.Stack()})
			if isPartial {
				panic(http.ErrAbortHandler)
			}
		}()
		c.Next()
	}
}

// securityHeaders are the headers that every answer has. Pages have another Content-Security-Policy.
func securityHeaders() [][2]string {
	return [][2]string{
		{"X-Content-Type-Options", "nosniff"},
		{"Referrer-Policy", "no-referrer"},
		{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
	}
}

// SecurityHeaders returns a handler that sets the security headers of every answer. It must be the outermost one, so that no
// answer is without them.
func SecurityHeaders(next http.Handler) http.Handler {
	headers := http.Header{}
	for _, header := range securityHeaders() {
		headers.Set(header[0], header[1])
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), headers) // whose values are shared: nobody adds to them
		next.ServeHTTP(w, r)
	})
}

// PageHeaders returns a middleware that sets the security headers of a page, with policy as its Content-Security-Policy.
func PageHeaders(policy string) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
}

// statusClientLeft is logged instead of a status if the client left before it had the answer, as nginx does.
const statusClientLeft = 499

// watchedWriter notices when the client leaves, or reads too slowly.
type watchedWriter struct {
	gin.ResponseWriter

	ctx context.Context //nolint:containedctx // that of the connection, which outlives every change of the request's context
	err error           // of the first write that failed
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func (w *watchedWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap returns the writer below, for http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// hasLeft reports whether the client cannot get an answer any more.
func (w *watchedWriter) hasLeft() bool { return w.err != nil || w.ctx.Err() != nil }

// AccessLog returns a middleware that logs one line per request, with its ID. It logs the route, not the path, which may contain a token.
// The line of a request whose client left before it had the answer has status=499 and aborted=true.
func AccessLog(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		w := &watchedWriter{ResponseWriter: c.Writer, ctx: c.Request.Context()}
		c.Writer = w
		returned := false
		defer func() {
			status := c.Writer.Status()
			isAborted := !returned || w.err != nil || w.hasLeft() && status >= http.StatusInternalServerError
			attributes := [...]slog.Attr{slog.String("method", c.Request.Method), slog.String("route", c.FullPath()), slog.Int("status", status), {}, {}, {}}
			list := attributes[:3]
			if isAborted {
				list[2] = slog.Int("status", statusClientLeft)
				list = append(list, slog.Bool("aborted", true))
			}
			if id := RequestIDOf(w.Header()); id != "" {
				list = append(list, slog.String("request_id", id))
			}
			log.LogAttrs(w.ctx, slog.LevelInfo, "request", append(list, slog.Duration("duration", time.Since(start).Round(time.Microsecond)))...)
		}()
		c.Next()
		returned = true
	}
}

// AnswerHead returns a handler that answers HEAD like GET; net/http leaves out the body.
func AnswerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// LogFailure logs err if status, with which it is answered, is 500: only then does the answer hide it. If the client has
// left, that is most likely the reason, and not an error of the program.
func LogFailure(c *gin.Context, log *slog.Logger, status int, err error) {
	if status != http.StatusInternalServerError {
		return
	}
	level, message := slog.LevelError, "request failed"
	_, isPanic := errors.AsType[*panicError](err)
	w, isWatched := c.Writer.(*watchedWriter) // not while the answer is buffered
	hasLeft := isWatched && w.hasLeft() || errors.Is(c.Request.Context().Err(), context.Canceled)
	if hasLeft && !isPanic {
		level, message = slog.LevelInfo, "request failed after the client had left"
	}
	log.Log(c.Request.Context(), level, message, "route", c.FullPath(), "request_id", RequestIDOf(c.Writer.Header()), "error", err)
}
