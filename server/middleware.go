package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// Recovered returns a middleware that recovers from a panic and passes it to fail, which must answer the request, as an error
// with the stack trace.
func Recovered(fail func(*gin.Context, error)) gin.HandlerFunc {
	return gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, panicked any) {
		fail(c, fmt.Errorf("panic: %v\n%s", panicked, debug.Stack()))
	})
}

// SecurityHeaders returns a middleware that sets the security headers of every answer. If policy is not "", it also sets the
// headers of a page, with policy as its Content-Security-Policy.
func SecurityHeaders(policy string) gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if policy != "" {
			h.Set("Content-Security-Policy", policy)
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
		}
	}
}

// AccessLog returns a middleware that logs one line per request. It logs the route, not the path, which may contain a token.
func AccessLog(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		c.Next()
		log.InfoContext(c.Request.Context(), "request", "method", c.Request.Method, "route", c.FullPath(),
			"status", c.Writer.Status(), "duration", time.Since(start).Round(time.Microsecond))
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

// LogFailure logs err if status, with which it is answered, is 500: only then does the answer hide it. It does not log that a
// client has left before the answer.
func LogFailure(c *gin.Context, log *slog.Logger, status int, err error) {
	ctx := c.Request.Context()
	if status == http.StatusInternalServerError && !errors.Is(ctx.Err(), context.Canceled) {
		log.ErrorContext(ctx, "request failed", "route", c.FullPath(), "error", err)
	}
}
