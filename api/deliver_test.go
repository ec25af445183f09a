package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"twoway/api"
	"twoway/bank"
	"twoway/internal/testbank"
)

// request sends a request with headers: pairs of a name and a value.
func (c client) request(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, r)
	return w
}

// plain returns the body of an answer without its compression.
func plain(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var body io.Reader = w.Body
	switch encoding := w.Header().Get("Content-Encoding"); encoding {
	case "gzip":
		unzipped, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = unzipped
	case "br":
		body = brotli.NewReader(w.Body)
	case "":
	default:
		t.Fatalf("the encoding is %q", encoding)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cachedPaths are addresses that caches may keep.
func cachedPaths() []string {
	return []string{
		"/v1/questions?limit=20", "/v1/questions/last-on-call-week", "/v1/vocabulary", "/openapi.yaml",
		"/v1/question-sets?asker=candidate&minutes=15&role=nurse&cares=staffing&cares=getting+feedback",
	}
}

// TestDelivery reads each address in each encoding, twice: the bytes are those without compression, and the headers are what a cache needs.
func TestDelivery(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for _, path := range cachedPaths() {
		want := c.get(t, path) // checked against the contract
		tags := map[string]bool{}
		for accept, encoding := range map[string]string{"gzip": "gzip", "gzip, deflate, br": "br", "identity": ""} {
			for range 2 {
				w := c.request(http.MethodGet, path, "", "Accept-Encoding", accept)
				size, h := fmt.Sprint(w.Body.Len()), w.Header()
				tag := h.Get("Etag")
				tags[tag] = true
				if h.Get("Content-Encoding") != encoding || h.Get("Content-Length") != size || !strings.Contains(h.Get("Vary"), "Accept-Encoding") ||
					!strings.HasPrefix(h.Get("Cache-Control"), "public, max-age=") || !strings.HasPrefix(tag, `"`) {
					t.Errorf("%s, accepting %s: %v", path, accept, h)
				}
				if got := plain(t, w); w.Code != http.StatusOK || got != string(want.body) {
					t.Errorf("%s, accepting %s: %d, %d bytes, want %d", path, accept, w.Code, len(got), len(want.body))
				}
				known := c.request(http.MethodGet, path, "", "Accept-Encoding", accept, "If-None-Match", tag)
				if known.Code != http.StatusNotModified || known.Body.Len() > 0 || known.Header().Get("Etag") != tag || known.Header().Get("Content-Type") != "" ||
					known.Header().Get("Content-Encoding") != "" || known.Header().Get("Cache-Control") != h.Get("Cache-Control") || known.Header().Get("Vary") != h.Get("Vary") {
					t.Errorf("%s with %s: %d %v", path, tag, known.Code, known.Header())
				}
			}
		}
		if len(tags) != 3 {
			t.Errorf("%s: three encodings have the tags %v", path, tags)
		}
		for tag := range tags { // a cache may have one of another encoding
			if w := c.request(http.MethodGet, path, "", "If-None-Match", `"x", W/`+tag); w.Code != http.StatusNotModified || w.Header().Get("Etag") != tag {
				t.Errorf("%s with %s: %d %v", path, tag, w.Code, w.Header())
			}
		}
	}
}

// TestSetsCompressed: sets that are posted have the same bytes in each encoding, the first time and later.
func TestSetsCompressed(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for i, body := range append(meetingBodies(t, 40), strings.Replace(engineer, `"explain":false`, `"explain":true`, 1)) {
		want := plain(t, c.request(http.MethodPost, "/v1/question-sets", body))
		for _, accept := range []string{"br", "gzip", "br", "", "gzip"} {
			w := c.request(http.MethodPost, "/v1/question-sets", body, "Accept-Encoding", accept)
			size, sent := fmt.Sprint(w.Body.Len()), w.Header().Get("Content-Length") // which net/http adds if nothing else does
			if w.Header().Get("Content-Encoding") != accept || sent != size && sent != "" || w.Header().Get("Etag") != "" {
				t.Errorf("%d, accepting %q: %v", i, accept, w.Header())
			}
			if got := plain(t, w); w.Code != http.StatusOK || got != want {
				t.Fatalf("%d, accepting %q: %d\n%s\n%s", i, accept, w.Code, want, got)
			}
		}
	}
}

// TestSetByAddress: GET has the answer of POST, and says of what is wrong where it stands in the query.
func TestSetByAddress(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for query, body := range map[string]string{
		"asker=candidate&minutes=15":                                       `{"asker":"candidate","minutes":15}`,
		"asker=applicant&minutes=12&role=charge+nurse&cares=a%2Cb&cares=x": `{"asker":"applicant","minutes":12,"role":"charge nurse","cares":["a,b","x"]}`,
		"asker=interviewer&minutes=40&role=charge%20nurse&competencies=teamwork&requirements=rota:+earlies+from+5:30&count=9&seed=3&locale=en": `{"asker":"interviewer","minutes":40,"role":"charge nurse","competencies":["teamwork"],"requirements":[{"id":"rota","slots":{"rota":"earlies from 5:30"}}],"count":9,"seed":3}`,
		"asker=candidate&minutes=15&exclude=last-on-call-week&exclude=on-call-pay&role=site+reliability+engineer":                              `{"asker":"candidate","minutes":15,"role":"site reliability engineer","exclude":["last-on-call-week","on-call-pay"]}`,
	} {
		got, want := said(t, c.get(t, "/v1/question-sets?"+query).body), said(t, c.choose(t, body).body)
		for _, of := range []map[string]any{got, want} { // what was said of a requirement in words has another form than its facts
			if strings.Contains(body, "slots") {
				delete(of, "understood")
				delete(of["profile"].(map[string]any), "requirements")
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n%v\n%v", query, got, want)
		}
	}
	for query, faults := range map[string]string{
		"":                                      "required /query/asker, required /query/minutes",
		"asker=robot&minutes=0&stage=ofer":      "unknown_value /query/asker, out_of_range /query/minutes, unknown_value /query/stage",
		"asker=candidate&minutes=15&stage=ofer": "unknown_value /query/stage",
		"asker=candidate&minutes=15&release=draft":               "unknown_field /query/release",
		"asker=candidate&minutes=15&role=a&role=b":               "duplicate /query/role",
		"asker=candidate&minutes=15&cares=":                      "required /query/cares",
		"asker=candidate&minutes=15&cares=pay&competencies=care": "inconsistent /query/competencies",
	} {
		a := c.get(t, "/v1/question-sets?"+query)
		var got []string
		for _, e := range problemIn(t, a).Errors {
			got = append(got, e.Code+" "+e.Pointer)
		}
		if a.status != http.StatusUnprocessableEntity || strings.Join(got, ", ") != faults {
			t.Errorf("%q: %d %q, want %q", query, a.status, got, faults)
		}
	}
}

// TestNothingElseIsKept: an answer that is no success is not kept, nor cached, and a tag never hides one.
func TestNothingElseIsKept(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for path, status := range map[string]int{
		"/v1/questions/no-such-question": 404, "/v1/questions?limit=0": 422, "/v1/question-sets?asker=robot&minutes=5": 422, "/v1/question-sets/1x": 422,
	} {
		for range 2 {
			w := c.request(http.MethodGet, path, "", "If-None-Match", "*", "Accept-Encoding", "br")
			if w.Code != status || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Etag") != "" || w.Header().Get("Content-Encoding") != "" {
				t.Errorf("%s: %d %v", path, w.Code, w.Header())
			}
		}
	}
	if w := c.request(http.MethodGet, "/healthz", ""); w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("/healthz: %v", w.Header())
	}
}

// TestDraftsAreNotKept: a set from the drafts is for those alone who may read them, compressed or not.
func TestDraftsAreNotKept(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	c := newServiceClient(t, api.Services{Serve: s.Serve, Drafts: s.Drafts, Publish: s.Publish}, io.Discard)
	const body = `{"asker":"candidate","minutes":15,"release":"draft"}`
	for range 2 {
		if w := c.request(http.MethodPost, "/v1/question-sets", body, "Accept-Encoding", "br", "Authorization", "Bearer "+adminToken); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		if w := c.request(http.MethodPost, "/v1/question-sets", body, "Accept-Encoding", "br"); w.Code != http.StatusUnauthorized {
			t.Errorf("without a credential: %d", w.Code)
		}
	}
}

// TestTagsThroughReleases: another release has another tag, and its own answers.
func TestTagsThroughReleases(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	c := newServiceClient(t, api.Services{Serve: s.Serve}, io.Discard)
	seen := map[string]bool{}
	for n := range 5 {
		text := fmt.Sprintf("How many pages came in the last %d weeks?", n+2)
		if err := s.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = text })); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			w := c.request(http.MethodGet, "/v1/questions", "", "Accept-Encoding", "gzip")
			tag := w.Header().Get("Etag")
			if got := plain(t, w); !strings.Contains(got, text) {
				t.Errorf("release %d: %s", n, got)
			}
			seen[tag] = true
		}
		if len(seen) != n+1 {
			t.Errorf("after %d releases there are the tags %v", n+1, seen)
		}
	}
	for tag := range seen {
		if w := c.request(http.MethodGet, "/v1/questions", "", "Accept-Encoding", "gzip", "If-None-Match", tag); (w.Code == http.StatusNotModified) != (w.Header().Get("Etag") == tag) {
			t.Errorf("%s: %d %v", tag, w.Code, w.Header())
		}
	}
}

// TestBestEncoding reads the header as RFC 9110 says.
func TestBestEncoding(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for header, want := range map[string]string{
		"": "", "gzip": "gzip", "br": "br", "gzip, deflate, br, zstd": "br", "deflate": "", "gzip;q=0": "", "br;q=0, gzip": "gzip", "*": "br", "*;q=0": "",
		"br;q=0.5, gzip": "gzip", "GZIP": "gzip", "x-gzip": "gzip", "identity;q=1, gzip;q=0.5": "", "gzip;q=2": "", "gzip ; q=0.3": "gzip", "*, br;q=0": "gzip",
		"gzip;q=NaN": "", ";;,": "", "br;level=3": "",
	} {
		if got := c.request(http.MethodGet, "/v1/questions/last-on-call-week", "", "Accept-Encoding", header).Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
	if got := api.BestEncoding([]string{"br;q=0.1", "gzip"}); got != api.BestEncoding([]string{"gzip"}) {
		t.Errorf("two headers: %v", got)
	}
}

// BenchmarkKeptAnswer measures a set that was answered before, as it is and compressed.
func BenchmarkKeptAnswer(b *testing.B) {
	c := shippedClient(b)
	for _, accept := range []string{"", "gzip", "br"} {
		b.Run("accepting "+accept, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodPost, "/v1/question-sets", nil)
			r.Header.Set("Content-Type", "application/json")
			if accept != "" {
				r.Header.Set("Accept-Encoding", accept)
			}
			body := []byte(engineer)
			r.ContentLength = int64(len(body))
			answer := func() {
				r.Body = io.NopCloser(bytes.NewReader(body))
				c.router.ServeHTTP(&discarded{header: http.Header{}}, r)
			}
			answer() // it is kept now
			b.ReportAllocs()
			for b.Loop() {
				answer()
			}
		})
	}
}

// discarded is an http.ResponseWriter that throws away what is written.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(int)             {}
func (d *discarded) Write(p []byte) (int, error) { return len(p), nil }
