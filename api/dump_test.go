package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// dumpPath is the path of the dump of the release in service.
const dumpPath = "/v1/releases/current/dump"

// oddClient returns a client of a bank with texts that a format could take for something else.
func oddClient(tb testing.TB) client {
	tb.Helper()
	serving := inService(testbank.With(func(c *bank.Content) {
		q := testbank.QuestionOf(c, "doubt")
		q.Text, q.Softer, q.Firmer = "=SUM(A1) # no: \"comment\"", "true", "12"
		q.ListenFor = []string{"- a\nb", "null", "日本 \u2028 🙂", "x: y"}
		q.License, q.Source = "LicenseRef-Proprietary", "Us, and \"them\""
		testbank.QuestionOf(c, "raise").Status = bank.Retired
		testbank.QuestionOf(c, "fault").Slots = []bank.Slot{{Name: "tool", Label: "Your tool"}}
		testbank.QuestionOf(c, "fault").Text = "Tell me about the hardest fault that you have found with {tool}."
	}))
	return newClient(tb, func() *serve.Compiled { return serving }, tb.Output())
}

// withoutNames returns a question without the names beside its IDs, which a dump has in its vocabulary.
func withoutNames(t *testing.T, question json.RawMessage) json.RawMessage {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(question, &members); err != nil {
		t.Fatal(err)
	}
	delete(members, "names")
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestDumpLines compares the lines of a dump with what the other operations answer, and the documents of YAML with the lines.
func TestDumpLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]client{"odd": oddClient(t), "shipped": shippedClient(t)} {
		lines := c.get(t, dumpPath)
		want := []byte(`{"release":` + compact(t, c.get(t, "/v1/releases").body, "releases", 0) + "}\n")
		var vocabulary map[string]json.RawMessage
		if err := json.Unmarshal(c.get(t, "/v1/vocabulary").body, &vocabulary); err != nil {
			t.Fatal(err)
		}
		delete(vocabulary, "release")
		text, _ := json.Marshal(vocabulary)
		want = fmt.Appendf(want, "{\"vocabulary\":%s}\n", text)
		for path := "/v1/questions?limit=100"; path != ""; {
			page := parse[struct {
				Questions  []json.RawMessage
				NextCursor string `json:"next_cursor"`
			}](t, c.get(t, path), 200)
			for _, q := range page.Questions {
				want = fmt.Appendf(want, "{\"question\":%s}\n", withoutNames(t, q))
			}
			if path = "/v1/questions?limit=100&cursor=" + page.NextCursor; page.NextCursor == "" {
				path = ""
			}
		}
		if !bytes.Equal(lines.body, want) {
			t.Errorf("%s:\n%s", name, difference(answer{body: want}, lines))
		}
		documents := yaml.NewDecoder(bytes.NewReader(c.get(t, dumpPath+"?format=yaml").body))
		for line := range bytes.Lines(lines.body) {
			var fromJSON, fromYAML any
			if err := errors.Join(json.Unmarshal(line, &fromJSON), documents.Decode(&fromYAML)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text, _ := json.Marshal(fromYAML) // numbers have one type then
			var again any
			if err := json.Unmarshal(text, &again); err != nil || gocmp.Diff(fromJSON, again) != "" {
				t.Fatalf("%s: %v (-JSON Lines +YAML):\n%s", name, err, gocmp.Diff(fromJSON, again))
			}
		}
		if err := documents.Decode(new(any)); !errors.Is(err, io.EOF) {
			t.Errorf("%s: YAML has more documents: %v", name, err)
		}
	}
}

// compact returns an element of a list in an object.
func compact(t *testing.T, body []byte, list string, i int) string {
	t.Helper()
	var object map[string]json.RawMessage
	var items []json.RawMessage
	if err := errors.Join(json.Unmarshal(body, &object), json.Unmarshal(object[list], &items)); err != nil {
		t.Fatal(err)
	}
	return string(items[i])
}

// TestDumpCSV: a row has each field of its question, in a column of its own, and no cell is a formula.
func TestDumpCSV(t *testing.T) {
	t.Parallel()
	c := oddClient(t)
	body := c.get(t, dumpPath+"?format=csv").body
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 4 || !bytes.HasPrefix(body, []byte("\ufeff")) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	cells := map[string]string{}
	for i, name := range rows[0] {
		cells[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"id": "doubt", "version": "1", "text": "'=SUM(A1) # no: \"comment\"", "firmer": "12", "listen_for": "'- a\nb\nnull\n日本 \u2028 🙂\nx: y",
		"license": "LicenseRef-Proprietary", "source": "Us, and \"them\"", "anchors.1": "", "negative": "false",
	} {
		if cells[name] != want {
			t.Errorf("%s is %q, want %q", name, cells[name], want)
		}
	}
	for name := range contract().Components.Schemas["Question"].Value.Properties {
		_, found := cells[name]
		if _, inside := map[string]bool{"seniority": true, "anchors": true, "names": true}[name]; !found && !inside {
			t.Errorf("there is no column %s", name)
		}
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+@\t\r") {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
}

// TestDumpRanges asks for parts of dumps, as downloads that are resumed do.
func TestDumpRanges(t *testing.T) {
	t.Parallel()
	c := oddClient(t)
	for _, format := range []string{"jsonl", "yaml", "csv"} {
		path := dumpPath + "?format=" + format
		whole := c.get(t, path)
		tag, size := whole.header.Get("ETag"), len(whole.body)
		if !strings.HasPrefix(tag, `"`) || whole.header.Get("Content-Length") != fmt.Sprint(size) || whole.header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: %v", format, whole.header)
		}
		for _, r := range []struct {
			rang, ifRange, ifNone string
			status, from, to      int
		}{
			{"bytes=0-0", "", "", 206, 0, 1},
			{"bytes=10-", "", "", 206, 10, size},
			{"bytes=-7", "", "", 206, size - 7, size},
			{"bytes=100-1999", tag, "", 206, 100, min(2000, size)},
			{"bytes=100-1999", `"other"`, "", 200, 0, size},
			{"bytes=100-1999", "W/" + tag, "", 200, 0, size},
			{"bytes=0-1,5-6", "", "", 200, 0, size},
			{fmt.Sprintf("bytes=%d-", size), "", "", 416, 0, 0},
			{"lines=1-2", "", "", 416, 0, 0},
			{"", "", tag, 304, 0, 0},
			{"", "", `"x", ` + tag, 304, 0, 0},
			{"", "", `"x"`, 200, 0, size},
			{"bytes=5-9", "", tag, 304, 0, 0},
		} {
			a := c.call(t, http.MethodGet, path, "", func(q *http.Request) {
				for name, value := range map[string]string{"Range": r.rang, "If-Range": r.ifRange, "If-None-Match": r.ifNone} {
					if value != "" {
						q.Header.Set(name, value)
					}
				}
			})
			if a.status != r.status || a.status < 300 && !bytes.Equal(a.body, whole.body[r.from:r.to]) {
				t.Errorf("%s, %+v: status %d, %d bytes", format, r, a.status, len(a.body))
			}
			switch a.status {
			case 416:
				if p := parse[openapi.Problem](t, a, 416); p.Code != "no_such_range" || format != "csv" && a.header.Get("Content-Range") == "" && strings.HasPrefix(r.rang, "bytes") {
					t.Errorf("%s, %s: %+v, %v", format, r.rang, p, a.header)
				}
			default:
				if a.header.Get("ETag") != tag {
					t.Errorf("%s, %+v: ETag %s", format, r, a.header.Get("ETag"))
				}
			}
		}
		a := c.call(t, http.MethodGet, path, "", func(q *http.Request) { q.Header.Set("If-Match", `"other"`) })
		if p := parse[openapi.Problem](t, a, http.StatusPreconditionFailed); p.Code != "stale" {
			t.Errorf("%s: %+v", format, p)
		}
	}
}

// TestDumpOverHTTP downloads the shipped bank in parts from a server, and puts them together.
func TestDumpOverHTTP(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	s := httptest.NewServer(c.router)
	defer s.Close()
	whole := c.get(t, dumpPath).body
	var got []byte
	tag := ""
	for len(got) < len(whole) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+dumpPath, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", len(got), len(got)+999_999))
		if tag != "" {
			r.Header.Set("If-Range", tag)
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(a.Body)
		_ = a.Body.Close()
		if err != nil || a.StatusCode != http.StatusPartialContent || len(part) == 0 {
			t.Fatalf("status %d, %d bytes, %v", a.StatusCode, len(part), err)
		}
		got, tag = append(got, part...), a.Header.Get("ETag")
	}
	if !bytes.Equal(got, whole) {
		t.Error("the parts are not the whole")
	}
}

// TestDumpSaysLicences: the header and the first line name the licences; one without a public text has no address.
func TestDumpSaysLicences(t *testing.T) {
	t.Parallel()
	a := oddClient(t).get(t, dumpPath)
	if links := a.header.Values("Link"); len(links) != 1 || links[0] != `<https://creativecommons.org/licenses/by/4.0/>; rel="license"` {
		t.Errorf("links are %q", links)
	}
	line, _, _ := bytes.Cut(a.body, []byte("\n"))
	var first struct{ Release openapi.PublishedRelease }
	if err := json.Unmarshal(line, &first); err != nil {
		t.Fatal(err)
	}
	r := first.Release
	if len(r.Licenses) != 2 || r.Questions != 3 || r.Licenses[1].License != "LicenseRef-Proprietary" || !r.Licenses[1].URL.IsNull() ||
		r.Attribution != `Questions by Twoway (CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/); Us, and "them" (LicenseRef-Proprietary).` {
		t.Errorf("%+v", r)
	}
	if name := a.header.Get("Content-Disposition"); name != `attachment; filename="twoway-release-1.jsonl"` {
		t.Errorf("the name is %s", name)
	}
}
