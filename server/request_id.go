package server

import (
	"crypto/rand"
	"net/http"
	"strings"
)

// requestIDHeader is the header with the ID of a request, and of its answer.
const requestIDHeader = "X-Request-Id"

// maxRequestID is the length of the longest ID that is taken from a client.
const maxRequestID = 100

// RequestID returns a handler that gives each request an ID, in the header X-Request-Id of its answer. It is that which the client has
// sent, if it sent one of at most 100 letters, digits and marks that mean nothing to a log, a shell or a page; otherwise it is made.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids := r.Header[requestIDHeader]
		if len(ids) != 1 || !isRequestID(ids[0]) {
			ids = []string{rand.Text()}
		}
		w.Header()[requestIDHeader] = ids
		next.ServeHTTP(w, r)
	})
}

// RequestIDOf returns the ID of a request, given the header of its answer; "" if nothing has given it one.
func RequestIDOf(answer http.Header) string {
	if ids := answer[requestIDHeader]; len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// isRequestID reports whether what a client has sent can be the ID of its request.
func isRequestID(id string) bool {
	const marks = "-_.:/+=@~,"
	for i := range len(id) {
		b := id[i]
		isWord := 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
		if !isWord && strings.IndexByte(marks, b) < 0 {
			return false
		}
	}
	return id != "" && len(id) <= maxRequestID
}
