package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"twoway/api/openapi"
)

// TestVersionsOfQuestions: every version that was ever served stays, none is used for two texts, and a retired question says so.
func TestVersionsOfQuestions(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, url string) {
		services := newTinyBank(t, url)
		c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
		served := map[string][]byte{} // by the path of the version
		highest := map[string]int{}
		for i, next := range append([]func(){func() {}}, e.history()...) {
			next()
			for _, q := range parse[openapi.QuestionPage](t, c.get(t, "/v1/questions?limit=100"), 200).Questions {
				q.Names = nil // of the vocabulary, which changes without the question
				text, err := json.Marshal(q)
				if err != nil {
					t.Fatal(err)
				}
				version := *q.Version
				path := fmt.Sprintf("/v1/questions/%s/versions/%d", q.ID, version)
				if known, found := served[path]; found && !bytes.Equal(known, text) {
					t.Errorf("release %d: %s has another text", i+1, path)
				}
				if version < highest[q.ID] {
					t.Errorf("release %d: the version of %s falls to %d", i+1, q.ID, version)
				}
				served[path], highest[q.ID] = text, version
			}
		}
		if highest["pager"] != 6 || highest["fresh"] != 3 || highest["fault"] != 1 {
			t.Errorf("the highest versions are %v", highest)
		}
		for name, c := range map[string]client{"the same program": c, "another": newServiceClient(t, another(t, url), io.Discard)} {
			for path, want := range served {
				a := c.get(t, path)
				if a.status != 200 || !bytes.Equal(a.body, want) || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
					t.Errorf("%s, %s: %d\n%s", name, path, a.status, difference(answer{body: want}, a))
				}
				a = c.call(t, http.MethodGet, path, "", func(r *http.Request) { r.Header.Set("If-None-Match", a.header.Get("ETag")) })
				if a.status != http.StatusNotModified {
					t.Errorf("%s: %d, want 304", path, a.status)
				}
			}
			p := parse[openapi.Problem](t, c.get(t, "/v1/questions/raise"), http.StatusGone)
			if p.Code != "gone" || *p.RetiredIn != 11 || !strings.Contains(*p.Detail, "/v1/questions/raise/versions/") {
				t.Errorf("%s, a retired question: %+v", name, p)
			}
			for _, path := range []string{"raise/versions/99", "raise/versions/2", "never", "never/versions/1", "pager/versions/0"} {
				want := map[bool]int{true: 422, false: 404}[strings.HasSuffix(path, "/0")]
				if a := c.get(t, "/v1/questions/"+path); a.status != want {
					t.Errorf("%s: %d, want %d", path, a.status, want)
				}
			}
		}
	})
}

// TestUpdatedSince lists the questions that have changed since a time, also with a cursor.
func TestUpdatedSince(t *testing.T) {
	t.Parallel()
	services := newTinyBank(t, "sqlite:"+t.TempDir()+"/twoway.db")
	c, e := newServiceClient(t, services, io.Discard), newEditor(t, services)
	for _, step := range e.history()[:6] {
		step()
	}
	releases := parse[openapi.PublishedReleasePage](t, c.get(t, "/v1/releases"), 200).Releases
	since := func(number int) string {
		return "/v1/questions?limit=100&updated_since=" + releases[len(releases)-number].PublishedAt.Format(time.RFC3339Nano)
	}
	for number, want := range map[int]string{1: "doubt fault fresh more pager", 2: "doubt fresh more pager", 3: "doubt fresh pager", 7: "doubt fresh pager"} {
		var ids []string
		for _, q := range parse[openapi.QuestionPage](t, c.get(t, since(number)), 200).Questions {
			ids = append(ids, q.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("since release %d: %s, want %s", number, got, want)
		}
	}
	page := parse[openapi.QuestionPage](t, c.get(t, strings.Replace(since(3), "limit=100", "limit=1", 1)), 200)
	cursor := "&cursor=" + page.NextCursor.MustGet()
	if next := parse[openapi.QuestionPage](t, c.get(t, since(3)+cursor), 200); len(next.Questions) != 2 {
		t.Errorf("the next page has %d questions", len(next.Questions))
	}
	for path, want := range map[string]int{since(4) + cursor: 422, "/v1/questions?updated_since=yesterday": 422, "/v1/questions?updated_since=2999-01-01T00:00:00Z": 200} {
		if a := c.get(t, path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
	if strconv.Itoa(releases[0].Number) != "7" {
		t.Errorf("the release in service is %d", releases[0].Number)
	}
}
