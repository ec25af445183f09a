package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// numbered joins n texts, each made of its number.
func numbered(n int, format string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(list, ",")
}

// costly are bodies of about 64 KiB that contradict the contract in as many places as possible, and what is reported: the
// number of errors with those left out, and the first pointers.
func costly() map[string]struct {
	path, body string
	errors     int
	first      []string
} {
	set := func(with string) string { return `{"asker":"candidate","minutes":15,` + with + `}` }
	return map[string]struct {
		path, body string
		errors     int
		first      []string
	}{
		"too many items": {api.QuestionSets, set(`"exclude":[` + numbered(8000, `"A%d"`) + `]`), 1, []string{"/exclude"}},
		"empty items":    {api.QuestionSets, set(`"cares":[` + strings.Repeat("[],", 20000) + `[]]`), 1, []string{"/cares"}},
		"malformed items": {
			api.QuestionSets, set(`"exclude":[` + numbered(250, `"A%d"`) + `]`), 250, []string{"/exclude/0", "/exclude/1", "/exclude/10"},
		},
		"unknown fields": {api.QuestionSets, set(numbered(5000, `"x%04d":1`)), 5000, []string{"/x0000", "/x0001", "/x0002"}},
		"texts":          {api.WordingChecks, `{"asker":"candidate","texts":[` + strings.Repeat("1,", 30000) + `1]}`, 1, []string{"/texts"}},
		"nested": {
			api.WordingChecks, `{"asker":"candidate","texts":[` + strings.Repeat(`{"text":"x",`+numbered(50, `"x%02d":1`)+"},", 99) + `{"text":""}]}`, 99 * 50,
			[]string{"/texts/0/x00", "/texts/0/x01", "/texts/0/x02"},
		},
		"cases": {
			"/v1/admin/rules/validate", ruleWithCases(strings.Repeat("{},", 8000) + "{}"), 1, []string{"/cases"},
		},
	}
}

func ruleWithCases(cases string) string {
	return `{"id":"x","asker":"candidate","name":"x","effect":{"kind":"boost","points":1},"because":"x","cases":[` + cases + `]}`
}

// TestErrorsAreBounded sends bodies with thousands of faults. The answer lists the first fifty, the same each time, and counts
// the others; an array with too many items is one fault.
func TestErrorsAreBounded(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	for name, tt := range costly() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.ask(t, http.MethodPost, tt.path, "", tt.body)
			p := parse[openapi.Problem](t, a, http.StatusUnprocessableEntity)
			more := 0
			if p.More != nil {
				more = *p.More
			}
			if len(p.Errors) != min(tt.errors, bank.MaxFaults) || len(p.Errors)+more != tt.errors {
				t.Errorf("%d errors and %d more, want %d in all", len(p.Errors), more, tt.errors)
			}
			var pointers []string
			for _, e := range p.Errors {
				pointers = append(pointers, e.Pointer)
			}
			if diff := cmp.Diff(tt.first, pointers[:min(3, len(pointers))]); diff != "" {
				t.Errorf("the first pointers (-want +got):\n%s", diff)
			}
			if !slices.IsSorted(pointers) || len(a.body) > 20_000 {
				t.Errorf("%d bytes, pointers %q", len(a.body), pointers)
			}
			if again := c.ask(t, http.MethodPost, tt.path, "", tt.body); string(again.body) != string(a.body) {
				t.Errorf("the answer changes:\n%s", difference(a, again))
			}
		})
	}
	t.Run("query", func(t *testing.T) {
		a := c.get(t, "/v1/questions?"+strings.ReplaceAll(numbered(5000, "x%d=1"), ",", "&"))
		if p := parse[openapi.Problem](t, a, http.StatusUnprocessableEntity); len(p.Errors) != bank.MaxFaults || p.More == nil || *p.More != 4950 {
			t.Errorf("%d errors, more %v", len(p.Errors), p.More)
		}
	})
}

// TestErrorsAreCheap bounds what a body with thousands of faults allocates: once it was sixty times its size and more.
func TestErrorsAreCheap(t *testing.T) {
	c := shippedClient(t)
	for name, tt := range costly() {
		if strings.HasPrefix(tt.path, "/v1/admin/") {
			continue
		}
		request := func() *http.Request {
			r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			return r
		}
		c.router.ServeHTTP(httptest.NewRecorder(), request())
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		const rounds = 5
		for range rounds {
			c.router.ServeHTTP(httptest.NewRecorder(), request())
		}
		runtime.ReadMemStats(&after)
		if allocated := (after.TotalAlloc - before.TotalAlloc) / rounds; allocated > 8<<20 {
			t.Errorf("%s: %d bytes are allocated for a body of %d bytes", name, allocated, len(tt.body))
		}
	}
}

// TestReviewsAreBounded validates a rule with a thousand unknown IDs in its cases.
func TestReviewsAreBounded(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newBank(t, serve.Options{}), t.Output())
	one := `{"applies":true,"profile":{"cares":[` + numbered(20, `"care%d"`) + `]}}`
	a := c.ask(t, http.MethodPost, "/v1/admin/rules/validate", "", ruleWithCases(strings.Repeat(one+",", 49)+one))
	r := parse[openapi.Review](t, a, http.StatusOK)
	if len(r.Faults) != bank.MaxFaults || r.MoreFaults == nil || *r.MoreFaults < 950 {
		t.Errorf("%d faults, more %v", len(r.Faults), r.MoreFaults)
	}
	if len(r.Faults[0].Nearest) == 0 {
		t.Errorf("the first fault has no suggestion: %+v", r.Faults[0])
	}
}

// TestFindingsAreBounded checks texts with more findings than an answer lists.
func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	text := `{"text":"` + strings.Repeat("How old are you and are you married, or why did you leave? ", 10) + `"}`
	a := shippedClient(t).post(t, api.WordingChecks, `{"asker":"interviewer","texts":[`+strings.Repeat(text+",", 99)+text+`]}`)
	listed, more := 0, 0
	for _, check := range parse[openapi.WordingChecks](t, a, http.StatusOK).Checks {
		listed += len(check.Findings)
		if check.More != nil {
			more += *check.More
		}
		if check.Verdict != "reject" {
			t.Errorf("the verdict is %s", check.Verdict)
		}
	}
	if listed != 500 || more < 500 {
		t.Errorf("%d findings and %d more", listed, more)
	}
}

// TestArraysOfRequestsAreBounded checks that each array in a request body has a maximum in the contract: what is longer is
// refused before its items are checked.
func TestArraysOfRequestsAreBounded(t *testing.T) {
	arrays := 0
	seen := map[*openapi3.Schema]bool{}
	var visit func(at string, s *openapi3.Schema)
	visit = func(at string, s *openapi3.Schema) {
		if seen[s] {
			return
		}
		seen[s] = true
		if s.Type.Is(openapi3.TypeArray) {
			if arrays++; s.MaxItems == nil {
				t.Errorf("%s has no maxItems", at)
			}
			visit(at+"/items", s.Items.Value)
		}
		for name, property := range s.Properties {
			visit(at+"/"+name, property.Value)
		}
	}
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.RequestBody != nil {
				visit(method+" "+path, operation.RequestBody.Value.Content.Get("application/json").Schema.Value)
			}
		}
	}
	if arrays < 10 {
		t.Errorf("only %d arrays were found", arrays)
	}
}

// TestPostSaysHowManyErrorsAreLeftOut checks that the command line knows it too.
func TestPostSaysHowManyErrorsAreLeftOut(t *testing.T) {
	body := `{"asker":"candidate","minutes":15,` + numbered(60, `"x%d":1`) + `}`
	_, err := api.Post(t.Context(), document(), shipped(), api.QuestionSets, strings.NewReader(body))
	if err == nil || !strings.HasSuffix(err.Error(), "\n  … and 10 more") || strings.Count(err.Error(), "Unknown field.") != bank.MaxFaults {
		t.Errorf("the error is %v", err)
	}
}

// TestCancelledRequests sends requests of clients that have left: no work is done for them, and no failure is logged.
func TestCancelledRequests(t *testing.T) {
	var log strings.Builder
	c := newServiceClient(t, newBank(t, serve.Options{}), &log)
	left, leave := context.WithCancel(t.Context())
	leave()
	for path, body := range map[string]string{
		api.QuestionSets: engineer, api.Agendas: engineer, api.WordingChecks: `{"asker":"candidate","texts":[{"text":"How old are you?"}]}`,
		"/v1/admin/rules": ownRule(""), "/v1/admin/releases/check": "",
	} {
		r := httptest.NewRequestWithContext(left, http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+adminToken)
		if a := c.send(t, r); a.status != http.StatusServiceUnavailable {
			t.Errorf("%s: status %d: %s", path, a.status, brief(a.body))
		}
	}
	if log.Len() > 0 {
		t.Errorf("it is logged:\n%s", log.String())
	}
}
