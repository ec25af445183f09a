package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
)

// write is a request with If-Match that can be sent any number of times. Its tag is the ETag of a GET of tagPath.
type write struct{ method, path, body, tagPath string }

// writes returns a request for each way to write to the bank of newSmallBank, except for upgrades. Another number gives other
// bodies, so that there is something to publish.
func writes(number int) []write {
	const term = `{"id":"plans","name":"Plans","definition":"What comes next"}`
	const rule = `{"id":"doubt-last","asker":"candidate","name":"Doubt comes last","when":"","pick":"question.id == \"doubt\"",
		"effect":{"kind":"place","where":"last"},"because":"It is easier at the end.",
		"cases":[{"applies":true,"profile":{},"question":"doubt"},{"applies":false,"profile":{},"question":"pager"}]}`
	note := fmt.Sprintf(`{"note":"number %d"}`, number)
	return []write{
		{"PUT", "/v1/admin/rules/doubt-last", rule, "/v1/admin/rules/doubt-last"},
		{"PUT", "/v1/admin/vocabulary/discloses/plans", term, "/v1/admin/vocabulary/discloses/plans"},
		{"DELETE", "/v1/admin/vocabulary/discloses/plans", "", "/v1/admin/vocabulary/discloses/plans"},
		{"PUT", "/v1/admin/weights", fmt.Sprintf(`{"care_order":[60,40],"care_only":%d,"repeat":[100,50],"variety":0}`, 10+number), "/v1/admin/weights"},
		{"POST", "/v1/admin/releases", note, "/v1/admin/releases"},
		{"POST", "/v1/admin/releases/1/roll-back", note, "/v1/admin/releases"},
	}
}

// newSmallBank returns a client of a small bank.
func newSmallBank(t *testing.T) client {
	t.Helper()
	s := testbank.Started(t, &testbank.Memory{}, testbank.With(func(c *bank.Content) {
		c.Vocabulary.Discloses = append(c.Vocabulary.Discloses, bank.Disclosure{Term: testbank.Term("plans")})
	}))
	return newServiceClient(t, api.Services{Serve: s.Serve, Drafts: s.Drafts, Publish: s.Publish}, t.Output())
}

// TestIfMatch sends every form of the header with every kind of write, current and outdated.
func TestIfMatch(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	for i, form := range []struct {
		format string // with %s for the current tag
		status int
	}{
		{"%s", 200},
		{"W/%s", 200},
		{"*", 200},
		{" \t%s ", 200},
		{`"x", %s`, 200},
		{`W/"999",%s , "0"`, 200},
		{`,, %s,`, 200},
		{`"", "1,2", %s`, 200},
		{`"999"`, 412},
		{`W/"999"`, 412},
		{`"x"`, 412},
		{`"0", "999"`, 412},
		{`"01"`, 412},
		{`"-1"`, 412},
		{`"99999999999999999999"`, 412},
		{`""`, 412},
		{",", 412},
		{"1", 422},
		{`"1`, 422},
		{`1"`, 422},
		{`'1'`, 422},
		{`w/"1"`, 422},
		{`W/ "1"`, 422},
		{`W/1`, 422},
		{`%s "2"`, 422},
		{`*, %s`, 422},
		{`%s, *`, 422},
		{"**", 422},
		{`%s"2"`, 422},
		{"", 428},
		{" \t", 428},
	} {
		for _, w := range writes(i) {
			tag := c.ask(t, http.MethodGet, w.tagPath, "", "").header.Get("ETag")
			a := c.ask(t, w.method, w.path, strings.ReplaceAll(form.format, "%s", tag), w.body)
			if isCreated := a.status == 201 && form.status == 200; a.status != form.status && !isCreated {
				t.Errorf("%s %s with If-Match %s (current: %s): %d, want %d: %s", w.method, w.path, form.format, tag, a.status, form.status, a.body)
			}
			if form.status == 422 && (!strings.Contains(string(a.body), `"pointer":"/header/If-Match"`) || !strings.Contains(string(a.body), `\"3\"`)) {
				t.Errorf("%s: no example of what is expected: %s", form.format, a.body)
			}
			if form.status == 412 && a.header.Get("ETag") != tag {
				t.Errorf("%s: the ETag is %q, want %s", form.format, a.header.Get("ETag"), tag)
			}
		}
	}
}

// TestIfMatchInSeveralHeaders: several headers are one list.
func TestIfMatchInSeveralHeaders(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	for _, tags := range [][]string{{`"999"`, `"1"`}, {`W/"2"`, `"999"`}, {`"0"`, ``, `"3", "999"`}} {
		w := writes(0)[0]
		r := httptest.NewRequest(w.method, w.path, strings.NewReader(w.body))
		r.Header.Set("Authorization", "Bearer "+adminToken)
		r.Header.Set("Content-Type", "application/json")
		r.Header["If-Match"] = tags
		if a := c.send(t, r); a.status != http.StatusOK {
			t.Errorf("%q: %d: %s", tags, a.status, a.body)
		}
	}
}

// TestIfMatchAnyOfNothing: * matches only a draft that exists; a number of a draft that does not exist stays a 404.
func TestIfMatchAnyOfNothing(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	rule := strings.Replace(writes(0)[0].body, "doubt-last", "nothing", 1)
	for _, w := range []write{
		{"PUT", "/v1/admin/rules/nothing", rule, ""},
		{"DELETE", "/v1/admin/rules/nothing", "", ""},
		{"POST", "/v1/admin/upgrades/rule/nothing", `{"take":"yours"}`, ""},
	} {
		a := c.ask(t, w.method, w.path, "*", w.body)
		if p := parse[openapi.Problem](t, a, http.StatusPreconditionFailed); p.Current != nil || a.header.Get("ETag") != "" {
			t.Errorf("%s %s: %s, ETag %q; there is no current version", w.method, w.path, a.body, a.header.Get("ETag"))
		}
		parse[openapi.Problem](t, c.ask(t, w.method, w.path, `"1"`, w.body), http.StatusNotFound)
	}
	parse[openapi.Problem](t, c.ask(t, http.MethodPost, "/v1/admin/releases/99/roll-back", "*", `{"note":""}`), http.StatusNotFound)
}

// TestIfMatchAnyAtOnce: of writers at the same time who send *, each succeeds.
func TestIfMatchAnyAtOnce(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	const writers = 8
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			w := writes(i)[3]
			if a := c.ask(t, w.method, w.path, "*", w.body); a.status != http.StatusOK {
				t.Errorf("%d: %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	if tag := c.ask(t, http.MethodGet, "/v1/admin/weights", "", "").header.Get("ETag"); tag != fmt.Sprintf(`"%d"`, 1+writers) {
		t.Errorf("the version is %s after %d writes", tag, writers)
	}
}

// TestBearer sends the admin token in every form that RFC 9110, section 11.1, allows.
func TestBearer(t *testing.T) {
	t.Parallel()
	c := newSmallBank(t)
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER ", "Bearer   ", "  bEaReR "} {
		r := httptest.NewRequest(http.MethodGet, "/v1/admin/weights", nil)
		r.Header.Set("Authorization", scheme+adminToken+" ")
		if a := c.send(t, r); a.status != http.StatusOK {
			t.Errorf("%q: %d: %s", scheme, a.status, a.body)
		}
	}
}
