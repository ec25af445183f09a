// Package server is what the JSON API and the pages share: recovery from panics, security headers, the access log, who
// acts, and the one mapping from error codes to HTTP statuses.
package server

import (
	"context"
	"errors"
	"net/http"

	"twoway/bank"
)

// Codes of errors that arise before the domain is asked.
const (
	CodeMalformedBody    bank.Code = "malformed_body"
	CodeBodyTooLarge     bank.Code = "body_too_large"
	CodeUnsupportedMedia bank.Code = "unsupported_media_type"
	CodeMethodNotAllowed bank.Code = "method_not_allowed"
	CodeNoIfMatch        bank.Code = "precondition_required"
	CodeUnauthorised     bank.Code = "unauthorised"
	CodeClosed           bank.Code = "closed"
	CodeInternal         bank.Code = "internal"
)

// Status returns the HTTP status for an error code: 500 for an unknown one. It is the only place that decides this.
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
	case CodeNoIfMatch:
		return http.StatusPreconditionRequired
	case CodeUnauthorised:
		return http.StatusUnauthorized
	case CodeClosed:
		return http.StatusForbidden
	case CodeMalformedBody:
		return http.StatusBadRequest
	case CodeBodyTooLarge:
		return http.StatusRequestEntityTooLarge
	case CodeUnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	}
	return http.StatusInternalServerError
}

// Public returns what may be shown of an error. A *bank.Error is returned as it is. A deadline or cancellation becomes one of
// code unavailable. Any other error hides its text, which belongs in the log, behind code internal.
func Public(err error) *bank.Error {
	known, ok := errors.AsType[*bank.Error](err)
	switch {
	case ok:
		return known
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled): // or the client has left
		return &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
	}
	return &bank.Error{Code: CodeInternal, Message: "This is our mistake, not yours. It has been logged."}
}
