package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"twoway/bank"
	"twoway/server"
)

func TestStatus(t *testing.T) {
	for code, want := range map[bank.Code]int{
		bank.CodeInvalidRequest: 422, bank.CodeInvalidContent: 422, bank.CodeInvalidToken: 422, bank.CodeNotFound: 404,
		bank.CodeConflict: 409, bank.CodeUnavailable: 503, bank.CodeStale: 412, server.CodeNoIfMatch: 428,
		bank.CodeUnauthorised: 401, server.CodeClosed: 403, server.CodeMalformedBody: 400, server.CodeBodyTooLarge: 413,
		server.CodeUnsupportedMedia: 415, server.CodeMethodNotAllowed: 405, server.CodeInternal: 500, "": 500, "something else": 500,
	} {
		if got := server.Status(code); got != want {
			t.Errorf("%q is %d, want %d", code, got, want)
		}
	}
}

func TestPublic(t *testing.T) {
	known := &bank.Error{Code: bank.CodeNotFound, Message: "Unknown question."}
	for name, c := range map[string]struct {
		err    error
		code   bank.Code
		status int
	}{
		"bank error":  {fmt.Errorf("wrapped: %w", known), bank.CodeNotFound, http.StatusNotFound},
		"deadline":    {fmt.Errorf("query: %w", context.DeadlineExceeded), bank.CodeUnavailable, http.StatusServiceUnavailable},
		"client left": {context.Canceled, bank.CodeUnavailable, http.StatusServiceUnavailable},
		"other error": {errors.New("password of the database: x"), server.CodeInternal, http.StatusInternalServerError},
	} {
		e := server.Public(c.err)
		if e.Code != c.code || server.Status(e.Code) != c.status || e.Message == "" || e.Message == c.err.Error() {
			t.Errorf("%s: %+v, want code %s", name, e, c.code)
		}
	}
}
