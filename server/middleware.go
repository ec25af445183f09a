package server

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// Recovered turns a panic into an error for fail, which answers the request. The error holds the stack trace.
func Recovered(fail func(*gin.Context, error)) gin.HandlerFunc {
	return gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, panicked any) {
		fail(c, fmt.Errorf("panic: %v\n%s", panicked, debug.Stack()))
	})
}

// SecurityHeaders sets the headers that every answer carries, and those of a page if policy, its Content-Security-Policy,
// is not empty.
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

// AccessLog writes a line for each request. It has the route and never the path, which may contain a token.
func AccessLog(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		begun := time.Now()
		c.Next()
		log.InfoContext(c.Request.Context(), "request", "method", c.Request.Method, "route", c.FullPath(),
			"status", c.Writer.Status(), "duration", time.Since(begun).Round(time.Microsecond))
	}
}

// AnswerHead answers HEAD as GET would be answered; net/http leaves the body out.
func AnswerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// LogFailure logs an error that is answered with a status, if the answer hides it.
func LogFailure(c *gin.Context, log *slog.Logger, status int, err error) {
	if status == http.StatusInternalServerError {
		log.ErrorContext(c.Request.Context(), "request failed", "route", c.FullPath(), "error", err)
	}
}
