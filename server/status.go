// Package server has what the JSON API and the pages share: limits of the work at the same time, recovery from panics, security
// headers, the access log, the base path, the actor of a request, and the mapping from error codes to HTTP statuses.
package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/bank"
)

// Codes of errors in HTTP itself, before a request reaches the domain, and of unexpected errors.
const (
	CodeMalformedBody    bank.Code = "malformed_body"
	CodeBodyTooLarge     bank.Code = "body_too_large"
	CodeUnsupportedMedia bank.Code = "unsupported_media_type"
	CodeMethodNotAllowed bank.Code = "method_not_allowed"
	CodeNotAcceptable    bank.Code = "not_acceptable"
	CodeNoSuchRange      bank.Code = "no_such_range"
	CodeNoIfMatch        bank.Code = "precondition_required"
	CodeClosed           bank.Code = "closed"
	CodeBusy             bank.Code = "busy" // too many requests at the moment
	CodeInternal         bank.Code = "internal"
)

// Codes of requests that net/http refuses itself, before any handler sees them.
const (
	CodeMalformedRequest    bank.Code = "malformed_request"
	CodeExpectationFailed   bank.Code = "expectation_failed"
	CodeHeaderTooLarge      bank.Code = "header_too_large"
	CodeUnsupportedTransfer bank.Code = "unsupported_transfer_encoding"
	CodeUnsupportedVersion  bank.Code = "unsupported_http_version"
)

// RetryAfter is the Retry-After header of answers with status 503, in seconds.
const RetryAfter = "1"

// SetRetryAfter sets the header Retry-After of an answer to an error that time heals. An error with the method RetryAfter says how long
// that takes.
func SetRetryAfter(c *gin.Context, err error) {
	if e, waits := errors.AsType[interface {
		error
		RetryAfter() time.Duration
	}](err); waits {
		c.Header("Retry-After", strconv.Itoa(int(e.RetryAfter().Seconds())))
	} else if Status(Public(err).Code) == http.StatusServiceUnavailable {
		c.Header("Retry-After", RetryAfter)
	}
}

// Status returns the HTTP status for an error code, or 500 for an unknown code. No other code maps codes to statuses.
func Status(code bank.Code) int {
	switch code {
	case bank.CodeInvalidRequest, bank.CodeInvalidContent, bank.CodeInvalidToken:
		return http.StatusUnprocessableEntity
	case bank.CodeNotFound:
		return http.StatusNotFound
	case bank.CodeGone:
		return http.StatusGone
	case CodeNoSuchRange:
		return http.StatusRequestedRangeNotSatisfiable
	case bank.CodeConflict, bank.CodeNotApproved:
		return http.StatusConflict
	case bank.CodeUnavailable, bank.CodeStorageFailed, CodeBusy:
		return http.StatusServiceUnavailable
	case bank.CodeStale:
		return http.StatusPreconditionFailed
	case CodeNoIfMatch:
		return http.StatusPreconditionRequired
	case bank.CodeUnauthorised:
		return http.StatusUnauthorized
	case CodeClosed, bank.CodeForbidden:
		return http.StatusForbidden
	case bank.CodeTooManyAttempts:
		return http.StatusTooManyRequests
	case CodeMalformedBody:
		return http.StatusBadRequest
	case CodeBodyTooLarge:
		return http.StatusRequestEntityTooLarge
	case CodeUnsupportedMedia:
		return http.StatusUnsupportedMediaType
	case CodeNotAcceptable:
		return http.StatusNotAcceptable
	case CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	}
	return statusOfRefusal(code)
}

// statusOfRefusal is Status for the codes of what net/http refuses itself.
func statusOfRefusal(code bank.Code) int {
	for _, r := range refusals() {
		if r.code == code {
			return r.status
		}
	}
	return http.StatusInternalServerError
}

// Public returns the error to show to the client. A *bank.Error is returned as it is. For an exceeded deadline or a
// cancellation, Public returns an error with code unavailable. For any other error, it returns one with code internal and a
// general text: the text of the original belongs only in the log.
func Public(err error) *bank.Error {
	known, ok := errors.AsType[*bank.Error](err)
	switch {
	case ok:
		return known
	case errors.Is(err, context.Canceled): // nobody reads this
		return &bank.Error{Code: bank.CodeUnavailable, Message: "The request was cancelled."}
	case errors.Is(err, context.DeadlineExceeded):
		return &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
	}
	return &bank.Error{Code: CodeInternal, Message: "Something failed on our side and was logged. Please try again in a minute."}
}
