package api

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/server"
)

// title returns the title of the problems with a code.
func title(code bank.Code) string {
	titles := map[bank.Code]string{
		bank.CodeInvalidRequest:     "Invalid request",
		bank.CodeInvalidContent:     "Invalid content",
		bank.CodeInvalidToken:       "Invalid token",
		bank.CodeNotFound:           "Not found",
		bank.CodeGone:               "Gone",
		bank.CodeConflict:           "Conflict",
		bank.CodeUnavailable:        "Unavailable",
		bank.CodeStale:              "Stale",
		bank.CodeStorageFailed:      "Storage failed",
		bank.CodeNotApproved:        "Approval required",
		server.CodeNoIfMatch:        "Precondition required",
		bank.CodeUnauthorised:       "Unauthorised",
		bank.CodeForbidden:          "Forbidden",
		bank.CodeTooManyAttempts:    "Too many attempts",
		server.CodeClosed:           "Admin API disabled",
		server.CodeBusy:             "Busy",
		server.CodeMalformedBody:    "Malformed body",
		server.CodeBodyTooLarge:     "Body too large",
		server.CodeUnsupportedMedia: "Unsupported media type",
		server.CodeMethodNotAllowed: "Method not allowed",
		server.CodeNotAcceptable:    "Not acceptable",
		server.CodeNoSuchRange:      "No such range",
	}
	if t, ok := titles[code]; ok {
		return t
	}
	return "Internal error"
}

// problemOf returns the problem document for an error. It contains only what server.Public lets clients see.
func problemOf(err error) openapi.Problem {
	e := server.Public(err)
	p := openapi.Problem{
		Type: "about:blank", Title: title(e.Code), Status: server.Status(e.Code), Code: openapi.ProblemCode(e.Code),
		Detail: &e.Message,
	}
	if e.Code == bank.CodeStale && e.Current > 0 {
		p.Current = &e.Current
	}
	p.RetiredIn = ptrOrNil(e.RetiredIn)
	var more int
	p.Errors, more = fieldErrors(e.Faults)
	p.More = ptrOrNil(more + e.More)
	return p
}

// fieldErrors converts the first faults, as many as an answer lists, and returns the number of the others.
func fieldErrors(faults []bank.Fault) (listed []openapi.FieldError, more int) {
	n := min(len(faults), bank.MaxFaults)
	return mapSlice(faults[:n], fieldError), len(faults) - n
}

func fieldError(f bank.Fault) openapi.FieldError {
	out := openapi.FieldError{
		Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: nonNil(f.Nearest), Line: ptrOrNil(f.Line), Column: ptrOrNil(f.Column),
		Found: ptrOrNil(f.On), Fix: ptrOrNil(f.Fix),
	}
	if len(f.Rules) > 0 {
		out.Rules = &f.Rules
	}
	if f.Line > 0 {
		out.Range = &[]int{f.Range[0], f.Range[1]}
	}
	return out
}

// errorOf converts a problem document back into an error.
func errorOf(p openapi.Problem) error {
	e := &bank.Error{Code: bank.Code(p.Code), Message: deref(p.Detail), More: deref(p.More), RetiredIn: deref(p.RetiredIn)}
	for _, f := range p.Errors {
		e.Faults = append(e.Faults, bank.Fault{Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: f.Nearest})
	}
	return e
}

// fail answers a request with the problem document for err, and logs details that clients must not see.
func (h *handlers) fail(c *gin.Context, err error) {
	p := problemOf(err)
	p.RequestID = ptrOrNil(server.RequestIDOf(c.Writer.Header()))
	server.LogFailure(c, h.log, p.Status, err)
	if p.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="Twoway"`)
	}
	server.SetRetryAfter(c, err)
	if c.Writer.Written() { // the client gets no other answer
		c.Abort()
		return
	}
	if p.Current != nil {
		c.Header("ETag", *etag(*p.Current))
	}
	body, err := json.Marshal(p)
	if err != nil { // cannot happen: the type has only strings and integers
		body = []byte("{}")
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}
