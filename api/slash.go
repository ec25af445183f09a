package api

import (
	"net/http"
	"strings"
)

// TrimSlash returns a handler that takes a path of the API with a slash at its end for the same path without it. A redirect would lose the
// bodies of some clients, and browsers follow none for pages of other origins that had to ask first.
func TrimSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trimmed, hasSlash := strings.CutSuffix(r.URL.Path, "/")
		isEscaped := hasSlash && !strings.HasSuffix(r.URL.EscapedPath(), "/") // it is part of an ID
		if hasSlash && !isEscaped && strings.HasPrefix(trimmed, "/v1/") && !strings.HasSuffix(trimmed, "/") {
			same, at := *r, *r.URL
			at.Path, at.RawPath = trimmed, strings.TrimSuffix(at.RawPath, "/")
			same.URL = &at
			r = &same
		}
		next.ServeHTTP(w, r)
	})
}
