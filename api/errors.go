package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
)

// Codes of problems that arise before the domain is asked.
const (
	codeMalformedBody    bank.Code = "malformed_body"
	codeBodyTooLarge     bank.Code = "body_too_large"
	codeUnsupportedMedia bank.Code = "unsupported_media_type"
	codeMethodNotAllowed bank.Code = "method_not_allowed"
	codeNoIfMatch        bank.Code = "precondition_required"
	codeUnauthorised     bank.Code = "unauthorised"
	codeClosed           bank.Code = "closed"
	codeInternal         bank.Code = "internal"
)

// Status is the HTTP status that stands for an error code: 500 for one that is not known. It is the only place that
// says so.
func Status(code bank.Code) int {
	switch code {
	case bank.CodeInvalidRequest, bank.CodeInvalidContent, bank.CodeInvalidToken:
		return http.StatusUnprocessableEntity
	case bank.CodeNotFound:
		return http.StatusNotFound
	case bank.CodeConflict:
		return http.StatusConflict
	case bank.CodeUnavailable:
		return http.StatusServiceUnavailable
	case bank.CodeStale:
		return http.StatusPreconditionFailed
	case codeNoIfMatch:
		return http.StatusPreconditionRequired
	case codeUnauthorised:
		return http.StatusUnauthorized
	case codeClosed:
		return http.StatusForbidden
	case codeMalformedBody:
		return http.StatusBadRequest
	case codeBodyTooLarge:
		return http.StatusRequestEntityTooLarge
	case codeUnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case codeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	}
	return http.StatusInternalServerError
}

func title(code bank.Code) string {
	titles := map[bank.Code]string{
		bank.CodeInvalidRequest: "Invalid request",
		bank.CodeInvalidContent: "Invalid content",
		bank.CodeInvalidToken:   "Invalid token",
		bank.CodeNotFound:       "Not found",
		bank.CodeConflict:       "Conflict",
		bank.CodeUnavailable:    "Unavailable",
		bank.CodeStale:          "Stale",
		codeNoIfMatch:           "Precondition required",
		codeUnauthorised:        "Unauthorised",
		codeClosed:              "Closed",
		codeMalformedBody:       "Unreadable body",
		codeBodyTooLarge:        "Body too large",
		codeUnsupportedMedia:    "Unsupported media type",
		codeMethodNotAllowed:    "Method not allowed",
	}
	if t, ok := titles[code]; ok {
		return t
	}
	return "Internal error"
}

// problemOf turns an error into what may be shown of it. A foreign error shows nothing.
func problemOf(err error) openapi.Problem {
	e, ok := errors.AsType[*bank.Error](err)
	switch {
	case ok:
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled): // or whoever asked has gone
		e = &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
	default:
		e = &bank.Error{Code: codeInternal, Message: "Something went wrong here. It has been noted."}
	}
	p := openapi.Problem{
		Type: "about:blank", Title: title(e.Code), Status: Status(e.Code), Code: openapi.ProblemCode(e.Code),
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

// errorOf is the error that a problem tells of.
func errorOf(p openapi.Problem) error {
	e := &bank.Error{Code: bank.Code(p.Code), Message: or(p.Detail)}
	for _, f := range p.Errors {
		e.Faults = append(e.Faults, bank.Fault{Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: f.Nearest})
	}
	return e
}

// fail answers a request with a problem document, and logs what must not be shown.
func fail(c *gin.Context, log *slog.Logger, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		log.ErrorContext(c.Request.Context(), "request failed", "route", c.FullPath(), "error", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
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
