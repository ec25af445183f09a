package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestCursorOfGoneEntry deletes the entry that a page ended with: the next page goes on after it.
func TestCursorOfGoneEntry(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	for _, path := range []string{"/v1/admin/questions", "/v1/admin/rules", "/v1/admin/vocabulary/topic", "/v1/admin/vocabulary/seniority"} {
		c := newServiceClient(t, api.Services{Serve: s.Serve, Drafts: drafts.New(m, time.Now), Publish: s.Publish}, t.Output())
		whole := parse[openapi.DraftPage](t, c.ask(t, "GET", path, "", ""), 200)
		first := parse[openapi.DraftPage](t, c.ask(t, "GET", path+"?limit=1", "", ""), 200)
		gone := whole.Drafts[0]
		m.Parts = slices.DeleteFunc(m.Parts, func(d bank.DraftPart) bool { return d.Kind == bank.Kind(gone.Kind) && d.ID == gone.ID })
		c = newServiceClient(t, api.Services{Serve: s.Serve, Drafts: drafts.New(m, time.Now), Publish: s.Publish}, t.Output())
		next := parse[openapi.DraftPage](t, c.ask(t, "GET", path+"?cursor="+first.NextCursor.MustGet(), "", ""), 200)
		if len(next.Drafts) != len(whole.Drafts)-1 || next.Drafts[0].ID != whole.Drafts[1].ID {
			t.Errorf("%s: after %s is gone, the next page has %d drafts, want %d from %s on", path, gone.ID, len(next.Drafts), len(whole.Drafts)-1, whole.Drafts[1].ID)
		}
	}
}

// TestForeignCursors sends cursors of other lists and other filters, and ones that were changed.
func TestForeignCursors(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	c := newServiceClient(t, api.Services{Serve: s.Serve, Drafts: s.Drafts, Publish: s.Publish}, t.Output())
	cursor := func(path string) string {
		if strings.HasPrefix(path, "/v1/admin/") {
			return parse[openapi.DraftPage](t, c.ask(t, "GET", path, "", ""), 200).NextCursor.MustGet()
		}
		return parse[openapi.QuestionPage](t, c.ask(t, "GET", path, "", ""), 200).NextCursor.MustGet()
	}
	questions, public := cursor("/v1/admin/questions?limit=1"), cursor("/v1/questions?limit=1")
	ready := cursor("/v1/admin/questions?limit=1&status=ready")
	workload := cursor("/v1/questions?limit=1&topic=workload")
	for name, tt := range map[string]struct {
		path, cursor string
		status       int
	}{
		"its own":              {"/v1/admin/questions?", questions, 200},
		"another limit":        {"/v1/admin/questions?limit=2&", questions, 200},
		"of another kind":      {"/v1/admin/rules?", questions, 422},
		"of a term":            {"/v1/admin/vocabulary/topic?", cursor("/v1/admin/vocabulary/care?limit=1"), 422},
		"of the public list":   {"/v1/admin/questions?", public, 422},
		"of the drafts":        {"/v1/questions?", questions, 422},
		"without its filter":   {"/v1/admin/questions?", ready, 422},
		"with another filter":  {"/v1/admin/questions?status=draft&", ready, 422},
		"public, no filter":    {"/v1/questions?", workload, 422},
		"public, its filter":   {"/v1/questions?topic=workload&", workload, 200},
		"public, other filter": {"/v1/questions?topic=pay&", workload, 422},
		"another ID":           {"/v1/questions?", "Yg", 422},
		"cut off":              {"/v1/questions?", public[:len(public)-2], 422},
		"changed at its end":   {"/v1/questions?", public[:len(public)-3] + "AAA", 422},
		"changed at its start": {"/v1/questions?", "AAA" + public[3:], 422},
	} {
		a := c.ask(t, "GET", tt.path+"cursor="+url.QueryEscape(tt.cursor), "", "")
		if a.status != tt.status {
			t.Errorf("%s: status %d, want %d", name, a.status, tt.status)
		}
		if a.status == http.StatusUnprocessableEntity && !strings.Contains(string(a.body), `"pointer":"/query/cursor"`) {
			t.Errorf("%s: no pointer in %s", name, a.body)
		}
	}
}
