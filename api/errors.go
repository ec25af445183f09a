package api

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/server"
)

func title(code bank.Code) string {
	titles := map[bank.Code]string{
		bank.CodeInvalidRequest:     "Invalid request",
		bank.CodeInvalidContent:     "Invalid content",
		bank.CodeInvalidToken:       "Invalid token",
		bank.CodeNotFound:           "Not found",
		bank.CodeConflict:           "Conflict",
		bank.CodeUnavailable:        "Unavailable",
		bank.CodeStale:              "Stale",
		server.CodeNoIfMatch:        "Precondition required",
		server.CodeUnauthorised:     "Unauthorised",
		server.CodeClosed:           "Closed",
		server.CodeMalformedBody:    "Unreadable body",
		server.CodeBodyTooLarge:     "Body too large",
		server.CodeUnsupportedMedia: "Unsupported media type",
		server.CodeMethodNotAllowed: "Method not allowed",
	}
	if t, ok := titles[code]; ok {
		return t
	}
	return "Internal error"
}

// problemOf returns the problem document for an error, with what may be shown of it.
func problemOf(err error) openapi.Problem {
	e := server.Public(err)
	p := openapi.Problem{
		Type: "about:blank", Title: title(e.Code), Status: server.Status(e.Code), Code: openapi.ProblemCode(e.Code),
		Detail: &e.Message,
	}
	if e.Code == bank.CodeStale {
		p.Current = &e.Current
	}
	p.Errors = each(e.Faults, fieldError)
	return p
}

func fieldError(f bank.Fault) openapi.FieldError {
	out := openapi.FieldError{
		Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: list(f.Nearest), Line: some(f.Line), Column: some(f.Column),
		Found: some(f.On), Fix: some(f.Fix),
	}
	if f.Line > 0 {
		out.Range = &[]int{f.Range[0], f.Range[1]}
	}
	return out
}

// errorOf returns the error that a problem document describes.
func errorOf(p openapi.Problem) error {
	e := &bank.Error{Code: bank.Code(p.Code), Message: or(p.Detail)}
	for _, f := range p.Errors {
		e.Faults = append(e.Faults, bank.Fault{Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: f.Nearest})
	}
	return e
}

// fail answers a request with a problem document, and logs what must not be shown.
func (h *handlers) fail(c *gin.Context, err error) {
	p := problemOf(err)
	server.LogFailure(c, h.log, p.Status, err)
	switch p.Status {
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", "1")
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="Twoway"`)
	}
	if p.Current != nil {
		c.Header("ETag", *etag(*p.Current))
	}
	body, err := json.Marshal(p)
	if err != nil { // a type of strings and integers alone
		body = []byte("{}")
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}
