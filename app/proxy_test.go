package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

const basePath = "/tools/twoway"

// startProxied starts the program behind a reverse proxy that publishes it below basePath, and returns the URL of the form
// without the last slash. Everything else on the proxy's host is another program's: a request for it fails the test.
func startProxied(t *testing.T, strips bool, args ...string) (public string) {
	t.Helper()
	base := programtest.Start(t, append([]string{"--base-path", strings.Trim(basePath, "/") + "/"}, args...)...)
	if !strings.HasSuffix(base, basePath) {
		t.Fatalf("the program prints %s as its address", base)
	}
	target, err := url.Parse(strings.TrimSuffix(base, basePath))
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	if strips {
		handler = http.StripPrefix(basePath, handler)
	}
	mux := http.NewServeMux()
	mux.Handle(basePath+"/", handler)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s, linked on %s, is not below %s", r.Method, r.URL, r.Referer(), basePath)
		http.NotFound(w, r)
	})
	proxy := httptest.NewServer(mux)
	t.Cleanup(proxy.Close)
	return proxy.URL + basePath
}

// links matches what an HTML page, Swagger UI's configuration or the contract refers to.
var links = regexp.MustCompile(`(?:href|src|action)="([^"]*)"|"swaggerJson(?:Url)?":\s*"([^"]*)"|\n  - url: (\S+)|url: "([^"]+)"`)

// crawl follows every link from a page, and every link of those pages, and returns the paths.
func crawl(t *testing.T, first string, pages ...string) []string {
	t.Helper()
	seen, todo := map[string]bool{}, append([]string{first}, pages...)
	start, err := url.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	for len(todo) > 0 {
		address := todo[0]
		todo = todo[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		status, text := fetch(t, address)
		if needsTime := strings.HasSuffix(address, "/meeting.ics"); status != http.StatusOK && (!needsTime || status != http.StatusUnprocessableEntity) {
			t.Errorf("%s: status %d", address, status)
		}
		for _, found := range links.FindAllStringSubmatch(text, -1) {
			to, err := start.Parse(address)
			if err == nil {
				to, err = to.Parse(strings.ReplaceAll(strings.Join(found[1:], ""), "&amp;", "&"))
			}
			if err != nil {
				t.Errorf("%s: %q: %v", address, found[0], err)
				continue
			}
			if to.Fragment = ""; to.Host == start.Host && !to.Query().Has("lang") { // which shows the same page
				todo = append(todo, to.String())
			}
		}
	}
	var paths []string
	for address := range seen {
		paths = append(paths, strings.TrimPrefix(address, strings.TrimSuffix(first, start.Path)))
	}
	slices.Sort(paths)
	return paths
}

// fetch returns the status of a page, and its text unless it is a style sheet or a script.
func fetch(t *testing.T, address string) (status int, text string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%s: headers %v", address, r.Header)
	}
	if media := r.Header.Get("Content-Type"); strings.Contains(media, "javascript") || strings.Contains(media, "css") {
		return r.StatusCode, ""
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// TestBasePath follows every link of every page through proxies that remove the base path and that pass it on, and uses the
// API through them.
func TestBasePath(t *testing.T) {
	for _, strips := range []bool{true, false} {
		t.Run(fmt.Sprintf("proxy strips %t", strips), func(t *testing.T) {
			public := startProxied(t, strips)
			status, set := postForm(t, public+"/")
			if status != http.StatusOK {
				t.Fatalf("the form: status %d: %s", status, set)
			}
			link := regexp.MustCompile(`href="([^"]+)" data-link`).FindStringSubmatch(set)[1]
			paths := crawl(t, public+"/", strings.TrimSuffix(public, basePath)+link, public+"/docs")
			if i := slices.IndexFunc(paths, func(p string) bool { return p != basePath && !strings.HasPrefix(p, basePath+"/") }); i >= 0 {
				t.Errorf("a page links to %s", paths[i])
			}
			for _, part := range []string{"/docs", "/docs/swagger-ui-bundle.js", "/openapi.yaml", "/?side=interviewer"} {
				if !slices.Contains(paths, basePath+part) {
					t.Errorf("no page links to %s", part)
				}
			}
			if contract := programtest.Get(t, public+"/openapi.yaml"); !strings.Contains(contract, "\nservers:\n  - url: "+basePath+"\n") {
				t.Error("the contract does not name the base path")
			}
			if status, answer := programtest.Post(t, public, programtest.Engineer); status != http.StatusOK {
				t.Errorf("the API: %d: %s", status, answer)
			}
			if status, answer := programtest.PostTo(t, public+"/v1/agendas", `{"role":"nurse","minutes":60}`); status != http.StatusOK {
				t.Errorf("an agenda: %d: %s", status, answer)
			}
			if _, text := fetch(t, public+"/nowhere"); !strings.Contains(text, basePath+"/docs") {
				t.Errorf("an unknown path: %s", text)
			}
			_, page := postForm(t, public+"/nowhere")
			if strings.Contains(page, `href="/"`) {
				t.Errorf("the error page links to another program: %s", page)
			}
		})
	}
}

// postForm sends the form of a nurse to an address and returns the page.
func postForm(t *testing.T, address string) (status int, page string) {
	t.Helper()
	form := url.Values{"side": {"candidate"}, "role": {"nurse"}, "minutes": {"15"}}
	r, err := http.PostForm(address, form) //nolint:gosec // a server of this test
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// TestBasePathWithoutProxy: with a base path, the program answers paths with it and without it alike, and redirects the base
// path to the form.
func TestBasePathWithoutProxy(t *testing.T) {
	base := programtest.Start(t, "--base-path", basePath)
	host := strings.TrimSuffix(base, basePath)
	for _, path := range []string{"/", "/?side=interviewer", "/docs", "/openapi.yaml", "/v1/questions?limit=2", "/healthz", "/nowhere"} {
		if with, without := withoutID(programtest.Get(t, base+path)), withoutID(programtest.Get(t, host+path)); with != without {
			t.Errorf("%s differs (-with +without):\n%s", path, cmp.Diff(with, without))
		}
	}
	r, err := http.Get(base + "?side=interviewer")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := r.Request.URL.String(); got != base+"/?side=interviewer" || r.StatusCode != http.StatusOK {
		t.Errorf("%s leads to %s, status %d", base, got, r.StatusCode)
	}
}

// withoutID returns an answer without the ID of its request.
func withoutID(answer string) string {
	return regexp.MustCompile(`"request_id":"[^"]*"`).ReplaceAllString(answer, "")
}

// TestInvalidBasePath: a path that cannot be one, or that hides a path of the program, is refused.
func TestInvalidBasePath(t *testing.T) {
	for path, want := range map[string]string{
		"/a/../b": "is not a base path", "https://host/twoway": "is not a base path", "/v1/x": "must not start with /v1", "sets": "must not start with /sets",
	} {
		_, _, err := programtest.Run(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--base-path", path)
		if !strings.Contains(programtest.ErrorText(err), want) || !strings.Contains(programtest.ErrorText(err), "--base-path") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestBrowserBehindProxy goes from the form to a set, to more questions and to the documentation of the API, which must load
// the contract. Requests outside the base path fail the test.
func TestBrowserBehindProxy(t *testing.T) {
	for _, strips := range []bool{true, false} {
		t.Run(fmt.Sprintf("proxy strips %t", strips), func(t *testing.T) {
			public := startProxied(t, strips)
			b := openBrowser(t, public)
			p := people(true)["candidate"]
			b.do(chromedp.Navigate(public + p.path))
			b.do(p.fill...)
			b.do(chromedp.Click(chromedp.CSS("form.ask button[type=submit]")))
			want := idsFromAPI(t, public, p.request)
			if got := b.questionIDs(); len(got) == 0 || !cmp.Equal(got, want) {
				t.Errorf("page and API differ (-page +API):\n%s", cmp.Diff(got, want))
			}
			b.checkLinks(public, p, want)
			b.do(chromedp.Navigate(public + "/docs"))
			b.until(`document.querySelectorAll(".opblock").length > 10`)
			if server := evaluate[string](b, `document.querySelector(".servers option").value`); server != basePath {
				t.Errorf("the documentation sends requests to %q", server)
			}
		})
	}
}
