package candidate_test

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"twoway/release/serve"
	"twoway/server"
	"twoway/web"
	"twoway/web/candidate"
)

// site returns a site that serves the release s, or no release if s is nil.
func site(s *serve.Compiled) http.Handler {
	gin.SetMode(gin.TestMode)
	e := gin.New()
	pages := web.New(slog.New(slog.DiscardHandler), "", nil, nil)
	candidate.Register(pages.Register(e), pages, serve.Fixed(s), nil)
	e.NoRoute(pages.NotFound)
	return server.SecurityHeaders(e)
}

func get(t *testing.T, h http.Handler, address string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w
}

func post(t *testing.T, h http.Handler, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return send(t, h, "application/x-www-form-urlencoded", form.Encode())
}

func send(t *testing.T, h http.Handler, media, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	h.ServeHTTP(w, r)
	return w
}

// check compares the status and checks which texts the page contains, with entities decoded. It returns the decoded page.
func check(t *testing.T, w *httptest.ResponseRecorder, status int, must, mustNot []string) string {
	t.Helper()
	page := html.UnescapeString(w.Body.String())
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, s := range must {
		if !strings.Contains(page, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	for _, s := range mustNot {
		if strings.Contains(page, s) {
			t.Errorf("the page contains %q", s)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
	return page
}

// filled returns a valid form.
func filled() url.Values {
	return url.Values{
		"side": {"candidate"}, "role": {"site reliability engineer"}, "seniority": {"senior"}, "stage": {"hiring_manager"},
		"asked_of": {"hiring_manager"}, "own": {"on-call load, xylophones"}, "cares": {"learning", "advancement"},
		"order": {"advancement,learning"}, "minutes": {"15"},
	}
}

func with(form url.Values, name string, values ...string) url.Values {
	form[name] = values
	return form
}

func TestForm(t *testing.T) {
	h := site(serving(t))
	for name, tt := range map[string]struct {
		address       string
		must, mustNot []string
	}{
		"candidate": {
			"/",
			[]string{
				`aria-current="true">I am the candidate`, `name="role"`, `data-suggest="/v1/roles"`, `value="hiring_manager"`, `name="asked_of"`,
				`name="own"`, `value="work_life_balance"`, `value="15" checked`, "There is no AI here", "Other, or not sure",
			},
			[]string{`aria-invalid`, `role="alert"`, "<datalist", `role="combobox"`, "Staff nurse"},
		},
		"interviewer": {
			"/?side=interviewer",
			[]string{`aria-current="true">I am the interviewer`, `value="40" checked`, `name="stage"`},
			[]string{`name="cares"`, `name="own"`, `name="asked_of"`},
		},
		"anything else": {"/?side=%3Cscript%3E", []string{`aria-current="true">I am the candidate`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, get(t, h, tt.address), http.StatusOK, tt.must, tt.mustNot)
		})
	}
}

func TestAnswer(t *testing.T) {
	w := post(t, site(serving(t)), filled())
	page := check(t, w, http.StatusOK,
		[]string{
			"for a senior site reliability engineer, read as site reliability, at the hiring manager interview",
			`<article class="question" id="last-on-call-week" data-question-id="last-on-call-week"`,
			"Whoever carries the pager should hear about a bad week first.", "Could you say, for last-on-call-week?",
			"What exactly happened, for last-on-call-week?", "Listen for", "Watch out for", "Follow-ups", "Look up first",
			"The status page", "We did not understand “xylophones”", "Release 1", `href="/sets/`,
			"Asking this may let them guess that you have children or a partner.",
			`"cares": [
    "on-call load",
    "xylophones",
    "Advancement",
    "Learning"
  ]`,
		},
		[]string{"hardest-fault", "Rating", "earlier version"})
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	for _, address := range regexp.MustCompile(`(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if strings.Contains(address[1], "xylophones") {
			t.Errorf("an address contains typed text: %s", address[1])
		}
	}
}

func TestKit(t *testing.T) {
	form := url.Values{"side": {"interviewer"}, "role": {"SRE"}, "minutes_other": {"40"}, "minutes": {"20"}, "own": {"growth"}, "cares": {"pay"}}
	check(t, post(t, site(serving(t)), form), http.StatusOK,
		[]string{
			`data-question-id="hardest-fault"`, "Problem solving · Behavioural", "Rules causes out.", `<th scope="row">5</th>`, "for an SRE",
			"Ask every candidate", `"minutes": 40`,
		},
		[]string{"last-on-call-week", "growth", `"cares"`})
}

func TestInvalidInput(t *testing.T) {
	h := site(serving(t))
	for name, tt := range map[string]struct {
		form url.Values
		must []string
	}{
		"minutes": {
			with(filled(), "minutes_other", "soon"),
			[]string{
				`href="#minutes_other"`, `id="minutes_fault"`, "whole number from 1 to 240", `value="soon"`,
				`aria-describedby="minutes_fault minutes_hint" aria-invalid="true"`,
			},
		},
		"no minutes":     {with(filled(), "minutes"), []string{"whole number from 1 to 240"}},
		"far too many":   {with(filled(), "minutes", "99999999999999999999"), []string{"whole number from 1 to 240"}},
		"stage":          {with(filled(), "stage", "tea_party"), []string{`href="#stage"`, `id="stage_fault"`}},
		"seniority":      {with(filled(), "seniority", "grand_vizier"), []string{`id="seniority_fault"`}},
		"asked of":       {with(filled(), "asked_of", "doorman"), []string{`id="asked_of_fault"`}},
		"long role":      {with(filled(), "role", strings.Repeat("x", 500)), []string{`id="role_fault"`, strings.Repeat("x", 500)}},
		"long own words": {with(filled(), "own", strings.Repeat("y", 500)), []string{`id="own_fault"`}},
		"six ticked": {
			with(filled(), "cares", "learning", "advancement", "craft", "purpose", "autonomy", "work_life_balance"),
			[]string{`id="cares_fault"`, "at most five. You ticked 6."},
		},
		"everything": {
			url.Values{"minutes": {"-1"}, "stage": {"tea_party"}, "own": {"feng shui"}},
			[]string{`id="minutes_fault"`, `id="stage_fault"`, `value="feng shui"`, "A few things"},
		},
		"nothing": {url.Values{}, []string{`id="minutes_fault"`, "One thing"}},
	} {
		t.Run(name, func(t *testing.T) {
			must := append(tt.must, `role="alert"`, "Please check your answers")
			if own := tt.form.Get("own"); own != "" {
				must = append(must, `value="`+own+`"`)
			}
			check(t, post(t, h, tt.form), http.StatusUnprocessableEntity, must, []string{"data-question-id"})
		})
	}
}

func TestNeverInternalError(t *testing.T) {
	h := site(serving(t))
	for _, field := range []string{"side", "role", "seniority", "stage", "asked_of", "own", "cares", "order", "minutes", "minutes_other", "instead"} {
		for _, value := range []string{
			"", "\x00", "\xff\xfe", "🦆", "-0", "1e9", "/cares/0 purpose", "/cares/9 purpose", "/cares/-1 x", ",,,,", "<script>", "a/b/c",
			strings.Repeat("word,", 100), "interviewer", "\u202e", "../../etc",
		} {
			if w := post(t, h, with(filled(), field, value)); w.Code >= http.StatusInternalServerError {
				t.Errorf("%s=%q: status %d", field, value, w.Code)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	h := site(serving(t))
	for name, tt := range map[string]struct {
		media, body string
		status      int
	}{
		"too large":  {"application/x-www-form-urlencoded", "role=" + strings.Repeat("x", 65<<10), http.StatusRequestEntityTooLarge},
		"json":       {"application/json", "{}", http.StatusUnsupportedMediaType},
		"no type":    {"", "role=x", http.StatusUnsupportedMediaType},
		"bad escape": {"application/x-www-form-urlencoded", "role=%zz", http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, send(t, h, tt.media, tt.body), tt.status, []string{"<h1>", "Go to the form"}, nil)
		})
	}
	check(t, post(t, site(nil), filled()), http.StatusServiceUnavailable, []string{"Not available right now"}, nil)
	check(t, get(t, h, "/nowhere"), http.StatusNotFound, []string{"Page not found"}, nil)
}

func TestChange(t *testing.T) {
	h := site(serving(t))
	check(t, post(t, h, with(filled(), "edit", "yes")), http.StatusOK,
		[]string{
			`value="site reliability engineer"`, `value="senior" selected`, `value="hiring_manager" checked`, `value="on-call load, xylophones"`,
			`value="learning" checked`, `name="order" value="advancement,learning"`,
		},
		[]string{`role="alert"`, "data-question-id"})
	check(t, post(t, h, with(filled(), "instead", "/cares/1 purpose")), http.StatusOK,
		[]string{`name="own" value="on-call load, Purpose"`}, []string{"xylophones"})
	check(t, post(t, h, with(with(filled(), "role", "sorcerer"), "instead", "/role nursing")), http.StatusOK,
		[]string{`name="role" value="Nursing"`, "for a senior job in nursing at the"}, []string{"sorcerer"})
}

func TestLink(t *testing.T) {
	h := site(serving(t))
	first := check(t, post(t, h, filled()), http.StatusOK, nil, nil)
	link := regexp.MustCompile(`href="(/sets/[^"]+)" data-link`).FindStringSubmatch(first)
	if link == nil {
		t.Fatal("no link")
	}
	replayed := check(t, get(t, h, link[1]), http.StatusOK,
		[]string{link[1], "for a senior job in site reliability at the hiring manager interview"}, []string{"xylophones", "on-call load", "earlier version"})
	if diff := cmp.Diff(questions(first), questions(replayed)); diff != "" {
		t.Errorf("the link shows another set (-first +replayed):\n%s", diff)
	}
	for _, bad := range []string{"x", "1.x", "1e30.AAAAAAAA", link[1][6:] + "x", "%00"} {
		check(t, get(t, h, "/sets/"+bad), http.StatusNotFound, []string{"This link does not work."}, nil)
	}
}

// TestMore follows the link to more questions until there are none.
func TestMore(t *testing.T) {
	h := site(serving(t))
	page := check(t, post(t, h, with(with(filled(), "minutes", "3"), "stage", "offer")), http.StatusOK, []string{"1 question, 3 minutes", "Take the letter"}, nil)
	seen := questions(page)
	for range 2 {
		next := regexp.MustCompile(`href="(/sets/[^"]+)">More questions`).FindStringSubmatch(page)
		page = check(t, get(t, h, next[1]), http.StatusOK, []string{"1 more question, 3 minutes", "Change your answers"}, seen)
		seen = append(seen, questions(page)...)
	}
	next := regexp.MustCompile(`href="(/sets/[^"]+)">More questions`).FindStringSubmatch(page)
	check(t, get(t, h, next[1]), http.StatusOK, []string{"No more questions", "You have seen all"}, append(seen, ">More questions"))
}

func questions(page string) []string {
	return regexp.MustCompile(`data-question-id="[^"]*"`).FindAllString(page, -1)
}

func TestContentSecurity(t *testing.T) {
	h := site(serving(t))
	answer := post(t, h, filled())
	link := regexp.MustCompile(`href="(/sets/[^"]+)"`).FindStringSubmatch(answer.Body.String())[1]
	for name, w := range map[string]*httptest.ResponseRecorder{
		"form": get(t, h, "/"), "answer": answer, "link": get(t, h, link), "wrong": post(t, h, url.Values{}), "nowhere": get(t, h, "/nowhere"),
	} {
		t.Run(name, func(t *testing.T) {
			for header, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
					"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8",
			} {
				if got := w.Header().Get(header); got != want {
					t.Errorf("%s: %q, want %q", header, got, want)
				}
			}
			check(t, w, w.Code, nil, []string{"http://", "https://", " style=", " onclick=", "<style", "javascript:"})
		})
	}
}

func TestAssets(t *testing.T) {
	h := site(serving(t))
	addresses := regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(get(t, h, "/").Body.String(), -1)
	kinds := map[string]string{".css": "text/css; charset=utf-8", "t.js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	if len(addresses) < len(kinds) {
		t.Fatalf("%d assets", len(addresses))
	}
	for _, a := range addresses {
		w := get(t, h, a[1])
		if w.Code != http.StatusOK || w.Body.Len() == 0 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %v", a[1], w.Code, w.Header())
		}
		for _, unsafe := range []string{"@import", "url(", "innerHTML", "eval("} {
			if strings.Contains(w.Body.String(), unsafe) {
				t.Errorf("%s contains %s", a[1], unsafe)
			}
		}
	}
	for _, bad := range []string{"/static/style.css", "/static/", "/static/..%2fweb.go"} {
		if w := get(t, h, bad); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

// TestExpected checks that each side sees what the other will probably ask.
func TestExpected(t *testing.T) {
	h := site(serving(t))
	check(t, post(t, h, filled()), http.StatusOK, []string{"What they will probably ask you", "<dt>Problem solving</dt>"}, nil)
	check(t, post(t, h, with(filled(), "side", "interviewer")), http.StatusOK, []string{"What the candidate will probably ask you"}, nil)
}
