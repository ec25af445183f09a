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
	candidate.Register(pages.Register(e), pages, candidate.Services{Serve: serve.Fixed(s)}, nil)
	e.NoRoute(pages.NotFound)
	return server.SecurityHeaders(e)
}

func get(t *testing.T, h http.Handler, address string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	address, _, _ = strings.Cut(address, "#") // which a browser keeps for itself
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w
}

// post sends the form, and follows the answer to the set.
func post(t *testing.T, h http.Handler, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	return follow(t, h, send(t, h, "application/x-www-form-urlencoded", form.Encode()))
}

// follow returns the page that an answer sends somebody on to, or that answer if it does not.
func follow(t *testing.T, h http.Handler, w *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		return w
	}
	return get(t, h, w.Header().Get("Location"))
}

// choose sends the form, and then a button of the page of the set.
func choose(t *testing.T, h http.Handler, form url.Values, name, value string) *httptest.ResponseRecorder {
	t.Helper()
	return press(t, h, send(t, h, "application/x-www-form-urlencoded", form.Encode()).Header().Get("Location"), name, value)
}

// press sends a button of the page of a set, and follows the answer.
func press(t *testing.T, h http.Handler, address, name, value string) *httptest.ResponseRecorder {
	t.Helper()
	return follow(t, h, sendTo(t, h, address, "application/x-www-form-urlencoded", url.Values{name: {value}}.Encode()))
}

func send(t *testing.T, h http.Handler, media, body string) *httptest.ResponseRecorder {
	t.Helper()
	return sendTo(t, h, "/", media, body)
}

func sendTo(t *testing.T, h http.Handler, address, media, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(body))
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
				`aria-current="true">I’m the candidate`, `name="role"`, `data-suggest="/v1/roles"`, `value="hiring_manager"`, `name="asked_of"`,
				`name="own"`, `value="work_life_balance"`, `value="15" checked`, "There is no AI here", "Other, or not sure",
			},
			[]string{`aria-invalid`, `role="alert"`, "<datalist", `role="combobox"`, "Staff nurse"},
		},
		"interviewer": {
			"/?side=interviewer",
			[]string{`aria-current="true">I’m the interviewer`, `value="40" checked`, `name="stage"`},
			[]string{`name="cares"`, `name="own"`, `name="asked_of"`},
		},
		"anything else": {"/?side=%3Cscript%3E", []string{`aria-current="true">I’m the candidate`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, get(t, h, tt.address), http.StatusOK, tt.must, tt.mustNot)
		})
	}
}

func TestAnswer(t *testing.T) {
	h := site(serving(t))
	sent := send(t, h, "application/x-www-form-urlencoded", filled().Encode())
	address := sent.Header().Get("Location")
	if sent.Code != http.StatusSeeOther || !regexp.MustCompile(`^/sets/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$`).MatchString(address) || sent.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %q %v", sent.Code, address, sent.Header())
	}
	w := get(t, h, address)
	page := check(t, w, http.StatusOK,
		[]string{
			"For a senior site reliability engineer, read as site reliability, at the hiring manager interview",
			`<li class="question" id="last-on-call-week" data-question-id="last-on-call-week"`,
			"Whoever carries the pager should hear about a bad week first.", "Could you say, for last-on-call-week?",
			"What exactly happened, for last-on-call-week?", "Listen for", "Watch out for", "Then ask", "Look up first",
			"The status page", "We didn’t understand “<bdi>xylophones</bdi>”", `href="/sets/`, `<meta name="robots" content="noindex">`,
			"Asking this may let them guess that you have children or a partner.",
		},
		[]string{"hardest-fault", "Rate the answer", "earlier version", "Release 1", "sha256", "/v1/question-sets"})
	if w.Header().Get("Cache-Control") != "private, no-cache" || w.Header().Get("X-Robots-Tag") != "noindex" || w.Header().Get("ETag") == "" {
		t.Errorf("headers %v", w.Header())
	}
	for _, address := range regexp.MustCompile(`(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if strings.Contains(address[1], "xylophones") {
			t.Errorf("an address contains typed text: %s", address[1])
		}
	}
	again := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	h.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("the same page again: %d, %d bytes", again.Code, again.Body.Len())
	}
}

// TestAddress: the address of a set without the words, or with those of another one, shows the set without them.
func TestAddress(t *testing.T) {
	h := site(serving(t))
	address := func(form url.Values) []string {
		return strings.Split(send(t, h, "application/x-www-form-urlencoded", form.Encode()).Header().Get("Location"), "/")
	}
	mine, other := address(filled()), address(with(filled(), "stage", "offer"))
	first := check(t, get(t, h, strings.Join(mine, "/")), http.StatusOK, []string{"xylophones", "site reliability engineer"}, nil)
	for name, words := range map[string]string{"none": "", "of another set": "/" + other[3], "cut": "/" + mine[3][:20], "a token": "/" + mine[2], "nonsense": "/x"} {
		page := check(t, get(t, h, "/sets/"+mine[2]+words), http.StatusOK, []string{"a senior job in site reliability"}, []string{"xylophones", "site reliability engineer"})
		if diff := cmp.Diff(questions(first), questions(page)); diff != "" {
			t.Errorf("%s: another set (-with words +without):\n%s", name, diff)
		}
	}
}

// TestEdit swaps, drops, moves, pins and replaces questions: each is a set with an address of its own, and the words stay.
func TestEdit(t *testing.T) {
	h := site(serving(t))
	start := send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location")
	edit := func(address, what string) (string, []string) {
		w := sendTo(t, h, address, "application/x-www-form-urlencoded", url.Values{"do": {what}, "wording": {"softer"}}.Encode())
		to := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.Contains(to, "wording=softer") {
			t.Fatalf("%s: %d %q\n%s", what, w.Code, to, w.Body)
		}
		address, _, _ = strings.Cut(to, "?")
		page := check(t, get(t, h, to), http.StatusOK, []string{"xylophones"}, nil)
		return address, ids(page)
	}
	first := ids(check(t, get(t, h, start), http.StatusOK, nil, nil))
	if len(first) != 3 {
		t.Fatalf("%v, want three questions", first)
	}
	dropped, left := edit(start, "drop "+first[1])
	if diff := cmp.Diff([]string{first[0], first[2]}, left); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if _, got := edit(start, "down "+first[0]); !cmp.Equal(got, []string{first[1], first[0], first[2]}) {
		t.Errorf("moved down: %v of %v", got, first)
	}
	if _, got := edit(start, "up "+first[0]); !cmp.Equal(got, first) {
		t.Errorf("the first moved up: %v of %v", got, first)
	}
	pinned, got := edit(start, "pin "+first[0])
	if page := check(t, get(t, h, pinned), http.StatusOK, []string{"Unpin", "Replace all but the pinned ones"}, nil); !cmp.Equal(got, first) {
		t.Error(page)
	}
	if unpinned, _ := edit(pinned, "unpin "+first[0]); strings.Contains(get(t, h, unpinned).Body.String(), "Unpin") {
		t.Error("still kept")
	}
	if _, got := edit(pinned, "replace"); !cmp.Equal(got, first[:1]) { // the bank has no others
		t.Errorf("replaced: %v of %v", got, first)
	}
	check(t, press(t, h, start, "do", "swap "+first[0]), http.StatusOK, []string{"There’s no other question like this one"}, nil)
	if _, got := edit(dropped, "swap "+first[0]); !cmp.Equal(got, left) { // what was dropped does not come again
		t.Errorf("swapped: %v of %v", got, left)
	}
	for _, bad := range []string{"", "explode", "drop", "drop nothing", "swap nothing", "minutes x"} {
		if w := press(t, h, start, "do", bad); w.Code >= http.StatusInternalServerError {
			t.Errorf("%q: %d", bad, w.Code)
		}
	}
}

// ids returns the IDs of the questions of a page.
func ids(page string) []string {
	var list []string
	for _, found := range regexp.MustCompile(`data-question-id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		list = append(list, found[1])
	}
	return list
}

// TestWording: a page shows the wording of its address, and so does what is made from it.
func TestWording(t *testing.T) {
	h := site(serving(t))
	address := send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location")
	token := strings.Split(address, "/")[2]
	for wording, want := range map[string]string{
		"":                          "In the last on-call week, how many pages came at night?",
		"softer":                    "Could you say, for last-on-call-week?",
		"firmer":                    "What exactly happened, for last-on-call-week?",
		"softer,last-on-call-week:": "In the last on-call week, how many pages came at night?",
		",last-on-call-week:firmer": "What exactly happened, for last-on-call-week?",
		"nonsense,x:y:z,,,":         "In the last on-call week, how many pages came at night?",
	} {
		query := "?wording=" + url.QueryEscape(wording)
		check(t, get(t, h, "/sets/"+token+"/questions.txt"+query), http.StatusOK, []string{want}, nil)
		check(t, get(t, h, "/meeting/"+token+query), http.StatusOK, []string{">" + want + "<"}, nil)
		check(t, get(t, h, address+query), http.StatusOK, []string{want}, nil)
	}
}

// TestTakeAlong: a set as text, as Markdown, in a calendar and as a code, always the same.
func TestTakeAlong(t *testing.T) {
	h := site(serving(t))
	token := strings.Split(send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location"), "/")[2]
	for path, tt := range map[string]struct {
		media string
		must  []string
	}{
		"/questions.txt":                      {"text/plain; charset=utf-8", []string{"1. ", "   – And since then?", "http://example.com/sets/" + token}},
		"/questions.md":                       {"text/markdown; charset=utf-8", []string{"# 3 questions, 9 of 15 minutes", "## 1. ", "- **Listen for:** A number"}},
		"/meeting.ics?start=2026-12-01T10:00": {"text/calendar; charset=utf-8", []string{"DTSTART:20261201T100000\r\n", "DTEND:20261201T101500\r\n", "DTSTAMP:20261201T100000Z", "SUMMARY:Interview: 3 questions to ask"}},
		"/code.svg":                           {"image/svg+xml", []string{"<svg", "</svg>"}},
	} {
		w := get(t, h, "/sets/"+token+path)
		check(t, w, http.StatusOK, tt.must, []string{"xylophones", "site reliability engineer"})
		if got := w.Header().Get("Content-Type"); got != tt.media {
			t.Errorf("%s: %s", path, got)
		}
		if again := get(t, h, "/sets/"+token+path); again.Body.String() != w.Body.String() {
			t.Errorf("%s: other bytes at the second time", path)
		}
	}
	for _, bad := range []string{"", "?start=", "?start=soon", "?start=2026-13-01T10:00"} {
		check(t, get(t, h, "/sets/"+token+"/meeting.ics"+bad), http.StatusUnprocessableEntity, []string{"Choose the day and the time"}, nil)
	}
}

// TestLanguages: the interface is in the reader's language, the questions stay English and are marked as such.
func TestLanguages(t *testing.T) {
	h := site(serving(t))
	in := func(address, accept, cookie string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Language", accept)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: "lang", Value: cookie})
		}
		h.ServeHTTP(w, r)
		return w
	}
	address := send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location")
	for _, tt := range []struct{ accept, cookie, want string }{
		{"", "", "en"}, {"de-AT,de;q=0.9,en;q=0.5", "", "de"}, {"fr", "", "en"}, {"fr,de;q=0.5", "", "de"}, {"en", "de", "de"}, {"de", "en", "en"}, {"de", "xx", "de"}, {"%%%", "", "en"},
	} {
		for _, page := range []string{"/", address} {
			w := in(page, tt.accept, tt.cookie)
			check(t, w, http.StatusOK, []string{`<html lang="` + tt.want + `">`}, nil)
			if w.Header().Get("Content-Language") != tt.want || !strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
				t.Errorf("%+v: %v", tt, w.Header())
			}
		}
	}
	check(t, in(address, "de", ""), http.StatusOK, []string{"Deine Fragen", `lang="en">Whoever carries the pager`}, []string{"Your questions", ">set.", ">item."})
	w := in(address+"?lang=de&wording=softer", "en", "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != address+"?wording=softer" || !strings.HasPrefix(w.Header().Get("Set-Cookie"), "lang=de; Path=/; ") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := in("/?lang=xx", "", ""); w.Code != http.StatusOK {
		t.Errorf("an unknown language: %d", w.Code)
	}
}

// TestMinutes: people write a time in many ways.
func TestMinutes(t *testing.T) {
	h := site(serving(t))
	for _, said := range []string{"15 min", "15min", " 15 minutes ", "15 Minuten", "15'", "15 min.", "1 h", "1 hour", "2 Stunden"} {
		if w := post(t, h, with(filled(), "minutes_other", said)); w.Code != http.StatusOK {
			t.Errorf("%q: %d", said, w.Code)
		}
	}
	for _, said := range []string{"15 sec", "-15", "1.5", "15 15", "h", "min", "5 h", "0", "0 min", "241"} {
		if w := post(t, h, with(filled(), "minutes_other", said)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", said, w.Code)
		}
	}
	page := check(t, post(t, h, with(filled(), "minutes", "1")), http.StatusOK, []string{"One minute is too short", "Show what fits in five minutes"}, nil)
	if len(ids(page)) > 0 {
		t.Error(ids(page))
	}
	if got := ids(choose(t, h, with(filled(), "minutes", "1"), "do", "minutes 5").Body.String()); len(got) != 1 {
		t.Errorf("in five minutes: %v", got)
	}
}

func TestKit(t *testing.T) {
	form := url.Values{"side": {"interviewer"}, "role": {"SRE"}, "minutes_other": {"40"}, "minutes": {"20"}, "own": {"growth"}, "cares": {"pay"}}
	check(t, post(t, site(serving(t)), form), http.StatusOK,
		[]string{
			`data-question-id="hardest-fault"`, "Problem solving · Behavioural", "Rules causes out.", `<th scope="row">5</th>`, "For an SRE",
			"Ask every candidate", "Release 1",
		},
		[]string{"last-on-call-week", "growth", "Swap"})
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
			[]string{`id="cares_fault"`, "at most 5."},
		},
		"everything": {
			url.Values{"minutes": {"-1"}, "stage": {"tea_party"}, "own": {"feng shui"}},
			[]string{`id="minutes_fault"`, `id="stage_fault"`, `value="feng shui"`, "2 things need another look"},
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
	address := send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location")
	check(t, get(t, h, strings.Replace(address, "/sets/", "/change/", 1)), http.StatusOK,
		[]string{
			`value="site reliability engineer"`, `value="senior" selected`, `value="hiring_manager" checked`, `value="on-call load, xylophones"`,
			`value="learning" checked`, `name="order" value="advancement,learning"`,
		},
		[]string{`role="alert"`, "data-question-id"})
	check(t, choose(t, h, filled(), "instead", "/cares/1 purpose"), http.StatusOK, []string{"purpose"}, []string{"xylophones"})
	check(t, choose(t, h, with(filled(), "role", "sorcerer"), "instead", "/role nursing"), http.StatusOK,
		[]string{"For a senior job in nursing at the"}, []string{"sorcerer"})
}

// linkForm finds the link to share.
var linkForm = regexp.MustCompile(`href="(/sets/[^"]+)" data-link`)

func TestLink(t *testing.T) {
	h := site(serving(t))
	first := check(t, post(t, h, filled()), http.StatusOK, nil, nil)
	link := linkForm.FindStringSubmatch(first)
	if link == nil {
		t.Fatal("no link")
	}
	replayed := check(t, get(t, h, link[1]), http.StatusOK,
		[]string{link[1], "For a senior job in site reliability at the hiring manager interview"}, []string{"xylophones", "on-call load", "earlier version"})
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
	more := regexp.MustCompile(`href="(/sets/[^"]+)">Other questions`)
	for range 2 {
		next := more.FindStringSubmatch(page)
		if next == nil {
			t.Fatal("there is no link to more questions")
		}
		page = check(t, get(t, h, next[1]), http.StatusOK, []string{"1 more question, 3 minutes", "Change your answers"}, seen)
		seen = append(seen, questions(page)...)
	}
	if more.MatchString(page) {
		t.Error("the last set has a link to more questions")
	}
}

func questions(page string) []string {
	return regexp.MustCompile(`data-question-id="[^"]*"`).FindAllString(page, -1)
}

func TestContentSecurity(t *testing.T) {
	h := site(serving(t))
	answer := post(t, h, filled())
	link := linkForm.FindStringSubmatch(answer.Body.String())[1]
	for name, w := range map[string]*httptest.ResponseRecorder{
		"form": get(t, h, "/"), "answer": answer, "link": get(t, h, link), "wrong": post(t, h, url.Values{}), "meeting": get(t, h, strings.Replace(link, "/sets/", "/meeting/", 1)), "notes": get(t, h, "/meeting/notes"), "nowhere": get(t, h, "/nowhere"),
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
	check(t, post(t, h, filled()), http.StatusOK, []string{"What they’ll probably ask you", "Tell me about the hardest fault"}, nil)
	check(t, post(t, h, with(filled(), "side", "interviewer")), http.StatusOK, []string{"What the candidate will probably ask you"}, nil)
}
