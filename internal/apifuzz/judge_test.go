package apifuzz_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"twoway/internal/apifuzz"
	"twoway/internal/programtest"
)

// TestJudge: each answer that breaks the contract has the fault, and the answers that are changed to get it have none.
func TestJudge(t *testing.T) {
	t.Parallel()
	const (
		problem = `{"type":"about:blank","title":"x","status":422,"code":"invalid_request","errors":[{"code":"x","pointer":"/stage","detail":"x","nearest":[]}]}`
		hash    = `"hash":"sha256:0000000000000000000000000000000000000000000000000000000000000000"`
		ready   = `{"status":"ready","version":"1","failures":0,"release":{"number":1,` + hash + `}}`
		drafts  = `{"revision":3,"next_cursor":null,"drafts":[]}`
	)
	isJSON := func(more ...string) http.Header {
		h := http.Header{"Content-Type": {"application/json"}, "X-Content-Type-Options": {"nosniff"}, "X-Request-Id": {"x"}, "Cache-Control": {"no-store"}}
		for i := 0; i < len(more); i += 2 {
			h.Set(more[i], more[i+1])
		}
		return h
	}
	isProblem := isJSON("Content-Type", "application/problem+json")
	for _, tt := range []struct {
		name   string
		answer apifuzz.Answer
		fault  string
	}{
		{"good", apifuzz.Answer{"/readyz", "", 200, isJSON(), ready}, ""},
		{"unknown field", apifuzz.Answer{"/readyz", "", 200, isJSON(), strings.Replace(ready, `"failures"`, `"x":1,"failures"`, 1)}, "body does not match its schema"},
		{"duplicate key", apifuzz.Answer{"/readyz", "", 200, isJSON(), strings.Replace(ready, `"failures"`, `"failures":0,"failures"`, 1)}, "ambiguous JSON"},
		{"undeclared status", apifuzz.Answer{"/readyz", "", 404, isProblem, problem}, "undeclared status 404"},
		{"internal error", apifuzz.Answer{"/readyz", "", 500, isProblem, problem}, "status 500"},
		{"content type", apifuzz.Answer{"/readyz", "", 200, isJSON("Content-Type", "text/json"), ready}, "content type"},
		{"good drafts", apifuzz.Answer{"/v1/admin/rules", "", 200, isJSON("ETag", `"3"`), drafts}, ""},
		{"null list", apifuzz.Answer{"/v1/admin/rules", "", 200, isJSON("ETag", `"3"`), strings.Replace(drafts, "[]", "null", 1)}, "body does not match its schema"},
		{"no ETag", apifuzz.Answer{"/v1/admin/rules", "", 200, isJSON(), drafts}, "header ETag"},
		{"other ETag", apifuzz.Answer{"/v1/admin/rules", "", 200, isJSON("ETag", `"4"`), drafts}, "ETag"},
		{"good problem", apifuzz.Answer{"/v1/agendas", `{"stage":1}`, 422, isProblem, problem}, ""},
		{"pointer", apifuzz.Answer{"/v1/agendas", `{"stage":1}`, 422, isProblem, strings.Replace(problem, "/stage", "/stage/0", 1)}, "pointer into nothing"},
		{"pointer to all", apifuzz.Answer{"/v1/agendas", `{"stage":1}`, 422, isProblem, strings.Replace(problem, "/stage", "", 1)}, "a pointer to the whole request"},
		{"unknown code", apifuzz.Answer{"/v1/agendas", `{"stage":1}`, 422, isProblem, strings.Replace(problem, "invalid_request", "invalid", 1)}, "body does not match its schema"},
		{"code of another status", apifuzz.Answer{"/v1/agendas", `{"stage":1}`, 422, isProblem, strings.Replace(problem, "invalid_request", "conflict", 1)}, "problem's status"},
		{"unknown path", apifuzz.Answer{"/v1/nothing", "", 200, isJSON(), ready}, "unknown path or method"},
		{"unknown method", apifuzz.Answer{"/v1/questions", `{}`, 404, isJSON(), ready}, "content type"},
	} {
		got, err := apifuzz.Judge(t.Context(), []byte(programtest.File(t, "openapi.yaml")), tt.answer)
		if err != nil {
			t.Fatal(err)
		}
		if tt.fault == "" && len(got) > 0 || tt.fault != "" && !slices.Contains(got, tt.fault) {
			t.Errorf("%s: the faults are %q, want %q", tt.name, got, tt.fault)
		}
	}
}
