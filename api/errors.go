package api

import (
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
	if !ok {
		e = &bank.Error{Code: codeInternal, Message: "Something went wrong here. It has been noted."}
	}
	p := openapi.Problem{
		Type: "about:blank", Title: title(e.Code), Status: Status(e.Code), Code: openapi.ProblemCode(e.Code),
		Detail: &e.Message, Errors: []openapi.FieldError{},
	}
	for _, f := range e.Faults {
		p.Errors = append(p.Errors, openapi.FieldError{Code: f.Code, Pointer: f.Pointer, Detail: f.Detail, Nearest: list(f.Nearest)})
	}
	return p
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
	body, err := json.Marshal(p)
	if err != nil { // a type of strings and integers alone
		body = []byte("{}")
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}
