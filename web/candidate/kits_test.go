package candidate_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/kits"
	"twoway/release/serve"
	"twoway/server"
	"twoway/web"
	"twoway/web/candidate"
)

// keepingSite returns a site that serves a release, keeps kits in a store, and logs to log.
func keepingSite(t *testing.T, from *serve.Compiled, store kits.Store, log *bytes.Buffer) http.Handler {
	t.Helper()
	gin.SetMode(gin.TestMode)
	e := gin.New()
	e.ContextWithFallback = true
	logger := slog.New(slog.NewTextHandler(log, nil))
	e.Use(server.AccessLog(logger))
	pages := web.New(logger, "", nil, server.NewLimits())
	services := candidate.Services{Serve: serve.Fixed(from), Kits: kits.New(store, testbank.Noon)}
	candidate.Register(pages.Register(e), pages, services, nil)
	e.NoRoute(pages.NotFound)
	return server.SecurityHeaders(e)
}

var keepForm = regexp.MustCompile(`<form class="keep" method="post" action="([^"]*)"`)

// press the button that keeps the kit of a page.
func keep(t *testing.T, h http.Handler, page string) *httptest.ResponseRecorder {
	t.Helper()
	form := keepForm.FindStringSubmatch(page)
	if form == nil {
		t.Fatalf("there is nothing to keep: %s", page)
	}
	return sendTo(t, h, form[1], "application/x-www-form-urlencoded", "")
}

// hiring returns a form of an interviewer.
func hiring() url.Values {
	form := filled()
	form.Set("side", "interviewer")
	form.Set("minutes", "40")
	return form
}

// TestKeepKit: an interviewer keeps a kit with one button, and finds the same questions where it stays, to print and to take along.
func TestKeepKit(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	store := &testbank.Memory{}
	h := keepingSite(t, serving(t), store, &log)
	page := post(t, h, hiring()).Body.String()
	kept := keep(t, h, page)
	at := kept.Header().Get("Location")
	if kept.Code != http.StatusSeeOther || !regexp.MustCompile(`^/kits/kit-[0-9a-f]{24}$`).MatchString(at) {
		t.Fatalf("%d %s", kept.Code, at)
	}
	saved := get(t, h, at)
	check(t, saved, http.StatusOK, []string{"Saved interview kit", "Scorecard for a spreadsheet (CSV)", at + "/record", "Rate the answer", "removed"}, []string{"xylophones", "on-call load", "Keep this kit"})
	if questionID.FindString(page) == "" || strings.Join(questionID.FindAllString(page, -1), " ") != strings.Join(questionID.FindAllString(saved.Body.String(), -1), " ") {
		t.Error("the saved kit has other questions")
	}
	if again := keep(t, h, page); again.Header().Get("Location") != at || len(store.Kits) != 1 {
		t.Errorf("kept again at %s; stored are %d", again.Header().Get("Location"), len(store.Kits))
	}
	check(t, get(t, h, at+"/record"), http.StatusOK, []string{"Record of the questions for a job", "What it does not prove", "sha256:", "twoway verify", at + "/record.json", "version 1"}, []string{"xylophones"})
	for path, kind := range map[string]string{"/scorecard.csv": "text/csv; charset=utf-8", "/scorecard.md": "text/markdown; charset=utf-8", "/record.json": "application/json"} {
		if w := get(t, h, at+path); w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind || w.Body.Len() == 0 || w.Header().Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	for _, private := range []string{strings.TrimPrefix(at, "/kits/"), "xylophones", questionID.FindStringSubmatch(page)[1]} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log has %q: %s", private, log.String())
		}
	}
}

// TestKeepHostile: what is in a kit is text, whatever it is.
func TestKeepHostile(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	hostile := content()
	for i := range hostile.Questions {
		hostile.Questions[i].Text = `=cmd "><b>`
	}
	h := keepingSite(t, compile(t, hostile), &testbank.Memory{}, &log)
	at := keep(t, h, post(t, h, hiring()).Body.String()).Header().Get("Location")
	for _, path := range []string{at, at + "/record"} {
		page := get(t, h, path)
		if strings.Contains(page.Body.String(), "<b>") || !strings.Contains(page.Body.String(), "=cmd &#34;&gt;&lt;b&gt;") {
			t.Errorf("%s: %d %s", path, page.Code, page.Body.String())
		}
	}
	if text := get(t, h, at+"/scorecard.csv").Body.String(); !strings.Contains(text, `,"'=cmd `) {
		t.Errorf("a formula: %s", text)
	}
}

// TestKeepFails: what cannot be kept says so, and only a kit of this site can be.
func TestKeepFails(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	store := &testbank.Memory{FailKits: &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer."}}
	h := keepingSite(t, serving(t), store, &log)
	page := post(t, h, hiring()).Body.String()
	check(t, keep(t, h, page), http.StatusServiceUnavailable, nil, nil)
	store.FailKits = errors.New("a secret of the driver")
	check(t, keep(t, h, page), http.StatusInternalServerError, nil, []string{"secret"})
	store.FailKits = nil
	for range 100 {
		if w := keep(t, h, page); w.Code != http.StatusSeeOther { // the same kit again takes nothing
			t.Fatalf("%d", w.Code)
		}
	}
	full := keepingSite(t, serving(t), &testbank.Memory{}, &log)
	for n := range 61 {
		form := hiring()
		form.Set("minutes", strconv.Itoa(20+n))
		w := keep(t, full, post(t, full, form).Body.String())
		if isLast := n == 60; !isLast && w.Code != http.StatusSeeOther || isLast && (w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2") {
			t.Fatalf("kit %d: %d %v", n+1, w.Code, w.Header())
		}
	}
	candidates := send(t, h, "application/x-www-form-urlencoded", filled().Encode()).Header().Get("Location")
	token := strings.Split(candidates, "/")[2]
	check(t, sendTo(t, h, "/sets/"+token+"/keep", "application/x-www-form-urlencoded", ""), http.StatusUnprocessableEntity, []string{"A candidate's set cannot be saved"}, nil)
	if keepForm.MatchString(get(t, h, candidates).Body.String()) {
		t.Error("a candidate is offered to keep a kit")
	}
	r := httptest.NewRequest(http.MethodPost, keepForm.FindStringSubmatch(page)[1], nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	check(t, w, http.StatusForbidden, nil, nil)
	for _, path := range []string{"/kits/kit-0123456789abcdef01234567", "/kits/x", "/kits/x/record", "/kits/x/record.json", "/kits/x/scorecard.csv", "/kits/x/scorecard.md"} {
		check(t, get(t, h, path), http.StatusNotFound, nil, nil)
	}
	check(t, sendTo(t, h, "/sets/1x/keep", "application/x-www-form-urlencoded", ""), http.StatusNotFound, []string{"This link does not work."}, nil)
	none := site(serving(t))
	check(t, post(t, none, hiring()), http.StatusOK, nil, []string{"Keep this kit"})
	check(t, get(t, none, "/kits/x"), http.StatusNotFound, nil, nil)
}

// TestKeepInGerman says it all in German too.
func TestKeepInGerman(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := keepingSite(t, serving(t), &testbank.Memory{}, &log)
	at := keep(t, h, post(t, h, hiring()).Body.String()).Header().Get("Location")
	for path, want := range map[string]string{at: "Bewertungsbogen als Tabelle (CSV)", at + "/record": "Was er nicht belegt"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", "de")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		check(t, w, http.StatusOK, []string{want}, []string{"kits.record.", "kits.fact."})
	}
}
