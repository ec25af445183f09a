package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"twoway/internal/programtest"
)

// usesAPI is what a page does with the API of another origin. Each line is one request, and what the page sees of its answer.
const usesAPI = `(async api => {
	const seen = {};
	const tries = async (name, see) => { try { seen[name] = String(await see()); } catch (e) { seen[name] = e.name; } };
	const json = {"Content-Type": "application/json", "X-Request-Id": "page-1"};
	await tries("a set", async () => {
		const r = await fetch(api + "/v1/question-sets", {method: "POST", headers: json, body: '{"asker":"candidate","minutes":15}'});
		return [r.status, (await r.json()).items.length > 0, r.headers.get("X-Request-Id")];
	});
	await tries("a set by its address", async () => {
		const r = await fetch(api + "/v1/question-sets?asker=candidate&minutes=15");
		return [r.status, (await r.json()).items.length > 0, r.headers.get("ETag") !== null];
	});
	await tries("what it has", async () => {
		const r = await fetch(api + "/v1/questions?limit=2", {cache: "no-store"});
		const again = await fetch(api + "/v1/questions?limit=2", {cache: "no-store", headers: {"If-None-Match": r.headers.get("ETag")}});
		return [r.status, again.status];
	});
	await tries("HEAD", async () => (await fetch(api + "/v1/vocabulary", {method: "HEAD"})).status);
	await tries("a problem", async () => {
		const r = await fetch(api + "/v1/questions/none-of-this", {headers: json});
		return [r.status, (await r.json()).code, (await (await fetch(api + "/v1/nowhere")).json()).code];
	});
	await tries("phrases", async () => (await fetch(api + "/v1/phrases", {method: "POST", headers: json, body: '{"kind":"care","said":"sorcery"}'})).status);
	await tries("the admin", async () => (await fetch(api + "/v1/admin/session")).status);
	await tries("a credential", async () => (await fetch(api + "/v1/questions", {headers: {Authorization: "Bearer x"}})).status);
	await tries("cookies", async () => (await fetch(api + "/v1/questions", {credentials: "include"})).status);
	window.seen = JSON.stringify(seen);
})(%q)`

// TestPageOfAnotherOrigin: a page of another origin reads the bank and gets sets, sees the headers that it needs, and can do nothing else;
// and nothing at all if its origin is not allowed.
func TestPageOfAnotherOrigin(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><title>App</title><link rel="icon" href="data:,">`)
	}))
	defer page.Close()
	const no = "TypeError" // what fetch throws if it may not show the answer
	all := map[string]string{
		"a set": "200,true,page-1", "a set by its address": "200,true,true", "what it has": "200,304", "HEAD": "200", "a problem": "404,not_found,not_found",
		"phrases": no, "the admin": no, "a credential": no, "cookies": no,
	}
	listed, none := map[string]string{}, map[string]string{}
	for name, seen := range all {
		listed[name], none[name] = seen, no
	}
	for origins, want := range map[string]map[string]string{"*": all, "https://app.example," + page.URL: listed, "https://app.example": none} {
		t.Run(origins, func(t *testing.T) {
			base := programtest.Start(t, "--cors-origins", origins)
			b := openBrowser(t, page.URL, base)
			b.mayBeRefused("*")
			b.do(chromedp.Navigate(page.URL + "/"))
			evaluate[any](b, fmt.Sprintf("void "+usesAPI, base))
			b.until("window.seen")
			got := map[string]string{}
			if err := json.Unmarshal([]byte(evaluate[string](b, "window.seen")), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the page sees (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoOrigins: a setting that is no list of origins is refused, with an example.
func TestNoOrigins(t *testing.T) {
	_, _, err := programtest.Run(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--cors-origins", "app.example")
	if text := programtest.ErrorText(err); !strings.Contains(text, "--cors-origins") || !strings.Contains(text, "https://app.example") {
		t.Errorf("%v", err)
	}
}

// TestHeadOfEverything: each address that anybody can read has a HEAD, with the headers of GET; and its requests have IDs.
func TestHeadOfEverything(t *testing.T) {
	base := programtest.Start(t)
	client := http.Client{Transport: &http.Transport{DisableCompression: true}}
	for _, path := range []string{
		"/v1/questions", "/v1/questions/last-on-call-week", "/v1/vocabulary", "/v1/roles?q=nu", "/v1/question-sets?asker=candidate&minutes=10",
		"/v1/question-sets/1x", "/v1/kits/kit-0123456789abcdef01234567", "/openapi.yaml", "/healthz", "/readyz", "/docs", "/", "/v1/nowhere",
	} {
		for _, accept := range []string{"identity", "gzip", "br"} {
			headers := map[string]http.Header{}
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				r, err := http.NewRequestWithContext(t.Context(), method, base+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Accept-Encoding", accept)
				r.Header.Set("X-Request-Id", "head-and-get")
				answer, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err != nil || method == http.MethodHead && len(body) > 0 || answer.Header.Get("X-Request-Id") != "head-and-get" {
					t.Errorf("%s %s: %v, %d bytes, %v", method, path, err, len(body), answer.Header)
				}
				answer.Header.Del("Date")
				answer.Header.Set("Status", answer.Status)
				headers[method] = answer.Header
			}
			if diff := cmp.Diff(headers[http.MethodGet], headers[http.MethodHead]); diff != "" {
				t.Errorf("%s, accepting %s (-GET +HEAD):\n%s", path, accept, diff)
			}
		}
	}
}
