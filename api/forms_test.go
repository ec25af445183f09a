package api_test

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"twoway/api/openapi"
)

// accept sends a request that wishes a form.
func (c client) accept(tb testing.TB, form, method, path, body string) answer {
	tb.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Accept", form)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	return c.send(tb, r)
}

// TestFormsOfASet gets sets by token in each form: each has all the questions, and the same bytes each time.
func TestFormsOfASet(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for asker, has := range map[string]map[string][]string{
		"candidate": {
			"text/markdown": {"# ", "- **Listen for:** ", "\n<http://example.com/sets/"}, "text/csv": {"position,id,version,"},
			"text/calendar": {"DTSTART:20261201T100000\r\n", "DTEND:20261201T101500\r\n", "SUMMARY:Interview: ", "URL:http://example.com/sets/"},
		},
		"interviewer": {
			"text/markdown": {"# ", "| 1 | ", "- **Role:** Nursing"}, "text/csv": {"sounds_like_1"}, "text/calendar": {"DTSTART:20261201T100000\r\n"},
		},
	} {
		set := parseSet(t, c.choose(t, `{"asker":"`+asker+`","role":"nurse","stage":"panel","minutes":15}`))
		path := "/v1/question-sets/" + tokenOf(set)
		for form, want := range has {
			a := c.accept(t, form, http.MethodGet, path+"?start=2026-12-01T10:00", "")
			if kind := a.header.Get("Content-Type"); a.status != http.StatusOK || kind != form+"; charset=utf-8" || a.header.Get("Vary") != "Accept" {
				t.Errorf("%s: status %d, %s, Vary %q: %s", form, a.status, kind, a.header.Get("Vary"), brief(a.body))
			}
			for _, text := range want {
				if !strings.Contains(string(a.body), text) {
					t.Errorf("%s of a set of a %s: %q is not in\n%s", form, asker, text, a.body)
				}
			}
			if form == "text/csv" {
				rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(a.body), "\ufeff"))).ReadAll()
				if err != nil || len(rows) != len(set.Items)+1 || rows[1][1] != set.Items[0].Question.ID {
					t.Errorf("the table has %d rows for %d questions: %v\n%s", len(rows), len(set.Items), err, a.body)
				}
			}
			if again := c.accept(t, form, http.MethodGet, path+"?start=2026-12-01T10:00", ""); string(again.body) != string(a.body) {
				t.Errorf("%s differs the second time", form)
			}
		}
	}
}

// TestFormsOfAnAgenda asks for an agenda in each form.
func TestFormsOfAnAgenda(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	const body = `{"role":"nurse","stage":"panel","minutes":60,"requirements":[{"id":"rota","slots":{"rota":"earlies from 5:30"}}]}`
	agenda := parse[openapi.Agenda](t, c.post(t, "/v1/agendas", body), http.StatusOK)
	questions := 0
	for form, want := range map[string][]string{
		"text/markdown": {"# Interview, 60 minutes", "## 0:00 Opening", "The candidate's questions", "earlies from 5:30"},
		"text/csv":      {"begins,block,position", "scored", "candidate"},
		"text/calendar": {"DTEND:20261201T110000\r\n", "SUMMARY:Interview\\, 60 minutes"},
	} {
		a := c.accept(t, form, http.MethodPost, "/v1/agendas?start=2026-12-01T10:00", body)
		for _, text := range want {
			if a.status != http.StatusOK || !strings.Contains(string(a.body), text) {
				t.Errorf("%s, status %d: %q is not in\n%s", form, a.status, text, a.body)
			}
		}
		text := strings.NewReplacer("\r\n ", "", `\,`, ",", `\[`, "[", `\]`, "]").Replace(string(a.body))
		for _, b := range agenda.Blocks {
			for _, it := range b.Items {
				questions++
				if first, _, _ := strings.Cut(it.Question.Text, ";"); form != "text/calendar" && !strings.Contains(text, strings.Split(first, "\"")[0]) {
					t.Errorf("%s lacks %q", form, it.Question.Text)
				}
			}
		}
	}
	if questions < 9 {
		t.Errorf("the agenda has only %d questions", questions/3)
	}
}

// TestFormsRefused: what is offered in no form that is wished is 406, and a calendar needs a start.
func TestFormsRefused(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	token := tokenOf(parseSet(t, c.choose(t, `{"asker":"candidate","minutes":15}`)))
	for _, tt := range []struct {
		form, query string
		status      int
		pointer     string
	}{
		{"text/html", "", 406, ""},
		{"application/json;q=0, text/plain", "", 406, ""},
		{"text/calendar", "", 422, "/query/start"},
		{"text/calendar", "?start=2026-02-30T10:00", 422, "/query/start"},
		{"text/calendar", "?start=tomorrow", 422, "/query/start"},
		{"application/json", "?start=2026-13-01T10:00", 422, "/query/start"},
		{"text/html, */*;q=0.1", "", 200, ""},
	} {
		for _, a := range []answer{
			c.accept(t, tt.form, http.MethodGet, "/v1/question-sets/"+token+tt.query, ""),
			c.accept(t, tt.form, http.MethodPost, "/v1/agendas"+tt.query, `{"minutes":30}`),
		} {
			if a.status != tt.status || !strings.Contains(string(a.body), tt.pointer) {
				t.Errorf("Accept: %s, %s: status %d, want %d at %q: %s", tt.form, tt.query, a.status, tt.status, tt.pointer, brief(a.body))
			}
		}
	}
}
