package candidate_test

import (
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
	"twoway/server"
	"twoway/web"
	"twoway/web/candidate"
)

// tellingSite returns a site that serves the shipped bank, and keeps what is sent to the editors in a store.
func tellingSite(t *testing.T, store serve.PhraseStore) http.Handler {
	t.Helper()
	gin.SetMode(gin.TestMode)
	e := gin.New()
	e.ContextWithFallback = true
	pages := web.New(slog.New(slog.DiscardHandler), "", nil, server.NewLimits())
	service := serve.Fixed(serving(t))
	services := candidate.Services{Serve: service, Phrases: serve.NewPhrases(store, service, testbank.Noon)}
	candidate.Register(pages.Register(e), pages, services, nil)
	e.NoRoute(pages.NotFound)
	return server.SecurityHeaders(e)
}

var (
	tellForm   = regexp.MustCompile(`<form id="tell_form" method="post" action="([^"]*)"`)
	tellHidden = regexp.MustCompile(`<input type="hidden" name="(wording|told)" value="([^"]*)">`)
	tellButton = regexp.MustCompile(`form="tell_form" name="tell" value="([^"]*)"`)
	questionID = regexp.MustCompile(`data-question-id="([^"]*)"`)
)

// buttons returns the values of the buttons that send something to the editors.
func buttons(page string) []string {
	list := []string{}
	for _, found := range tellButton.FindAllStringSubmatch(page, -1) {
		list = append(list, found[1])
	}
	return list
}

// tell presses the button of a page that sends a text, as a browser does, and follows the answer.
func tell(t *testing.T, h http.Handler, page, pointer string) *httptest.ResponseRecorder {
	t.Helper()
	form := tellForm.FindStringSubmatch(page)
	if form == nil {
		t.Fatalf("there is nothing to send: %s", page)
	}
	sent := url.Values{"tell": {pointer}}
	_, after, _ := strings.Cut(page, form[0])
	for _, field := range tellHidden.FindAllStringSubmatch(after, 2) {
		sent.Set(field[1], html.UnescapeString(field[2]))
	}
	return follow(t, h, sendTo(t, h, html.UnescapeString(form[1]), "application/x-www-form-urlencoded", sent.Encode()))
}

// confused returns a form with a job title and two cares that nobody understands, one that is understood, and one that is private.
func confused() url.Values {
	form := filled()
	form.Set("role", "zorkmid flurbler")
	form.Set("own", "sorcery, call me on 0171 2345678, on-call load, <i>xylophones</i>")
	return form
}

func TestTellTheEditors(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{}
	h := tellingSite(t, store)
	first := choose(t, h, confused(), "do", "up "+questionID.FindStringSubmatch(post(t, h, confused()).Body.String())[1])
	page := check(t, first, http.StatusOK, []string{
		"Not understood", "Tell the editors", "Sends only the words “<bdi>sorcery</bdi>” to the people who look after these questions.",
	}, []string{"Sent:"})
	if diff := cmp.Diff([]string{"/role", "/cares/0", "/cares/3"}, buttons(first.Body.String())); diff != "" {
		t.Errorf("what can be sent (-want +got):\n%s", diff) // not a telephone number
	}
	if len(store.Sent) > 0 {
		t.Errorf("sent before anybody has pressed the button: %v", store.Sent)
	}
	order := questionID.FindAllString(page, -1)
	second := tell(t, h, first.Body.String(), "/cares/0")
	check(t, second, http.StatusOK, []string{"Sent: “<bdi>sorcery</bdi>”. Thank you."}, []string{"Sends only the words “<bdi>sorcery"})
	third := tell(t, h, second.Body.String(), "/role")
	page = check(t, third, http.StatusOK, []string{"Sent: “<bdi>sorcery</bdi>”. Thank you.", "Sent: “<bdi>zorkmid flurbler</bdi>”. Thank you."}, nil)
	if diff := cmp.Diff(order, questionID.FindAllString(page, -1)); diff != "" {
		t.Errorf("the questions are others (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/cares/3"}, buttons(third.Body.String())); diff != "" {
		t.Errorf("what can still be sent (-want +got):\n%s", diff)
	}
	got, _ := store.Phrases(t.Context())
	day := testbank.Noon().Truncate(24 * time.Hour)
	want := map[string]bank.Phrase{}
	for _, p := range []bank.Phrase{{Kind: bank.PhraseCare, Said: "sorcery"}, {Kind: bank.PhraseRole, Said: "zorkmid flurbler"}} {
		p.Count, p.FirstOn, p.LastOn, p.ID = 1, day, day, bank.PhraseID(p.Kind, "", p.Said)
		want[p.ID] = p
	}
	for _, p := range got {
		if diff := cmp.Diff(want[p.ID], p); diff != "" {
			t.Errorf("stored (-want +got):\n%s", diff)
		}
	}
	if len(got) != len(want) {
		t.Errorf("stored: %v", got)
	}
}

// TestTellInTheTrade: what somebody of a known trade cares about is sent with the trade, and the wording of the page stays.
func TestTellInTheTrade(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{}
	h := tellingSite(t, store)
	form := filled()
	to := send(t, h, "application/x-www-form-urlencoded", form.Encode()).Header().Get("Location")
	answer := sendTo(t, h, to+"/tell", "application/x-www-form-urlencoded", url.Values{"tell": {"/cares/1"}, "wording": {"softer"}}.Encode())
	at := answer.Header().Get("Location")
	if !strings.HasPrefix(at, to+"?") || !strings.Contains(at, "wording=softer") || strings.Contains(at, "xylophones") {
		t.Errorf("sent on to %s", at) // an address is logged
	}
	for _, p := range store.Sent {
		if p.Role != "site_reliability" || p.Said != "xylophones" {
			t.Errorf("stored: %+v", p)
		}
	}
	if len(store.Sent) != 1 {
		t.Errorf("stored: %v", store.Sent)
	}
}

// TestTellFails: whatever cannot be sent, the page keeps its questions and says so.
func TestTellFails(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{FailPhrases: &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer."}}
	h := tellingSite(t, store)
	page := post(t, h, confused()).Body.String()
	failed := tell(t, h, page, "/role")
	check(t, failed, http.StatusOK, []string{"This could not be sent just now.", "Tell the editors", questionID.FindString(page)}, []string{"Sent:"})
	store.FailPhrases = errors.New("a secret of the database")
	check(t, tell(t, h, page, "/role"), http.StatusInternalServerError, nil, []string{"secret"})
	store.FailPhrases = nil
	for range 10 {
		check(t, tell(t, h, page, "/role"), http.StatusOK, []string{"Sent:"}, nil)
	}
	check(t, tell(t, h, page, "/role"), http.StatusOK, []string{"This could not be sent just now."}, []string{"Sent:"}) // ten a minute
	if got := store.Sent[bank.PhraseID(bank.PhraseRole, "", "zorkmid flurbler")].Count; got != 10 {
		t.Errorf("it was counted %d times", got)
	}
	for _, pointer := range []string{"/cares/2", "/cares/99", "", "/asker"} { // understood, or nothing at all
		check(t, tell(t, h, page, pointer), http.StatusUnprocessableEntity, []string{"There is nothing here to send."}, nil)
	}
}

// TestTellFromElsewhere: a page of another site can make nobody's browser send something.
func TestTellFromElsewhere(t *testing.T) {
	t.Parallel()
	store := &testbank.Memory{}
	h := tellingSite(t, store)
	to := send(t, h, "application/x-www-form-urlencoded", confused().Encode()).Header().Get("Location")
	r := httptest.NewRequest(http.MethodPost, to+"/tell", strings.NewReader("tell=%2Frole"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || len(store.Sent) > 0 {
		t.Errorf("status %d, stored %v", w.Code, store.Sent)
	}
}

// TestTellAsInterviewer: the kit of a job that nobody knows offers the same; a site that keeps no list offers nothing.
func TestTellAsInterviewer(t *testing.T) {
	t.Parallel()
	form := filled()
	form.Set("side", "interviewer")
	form.Set("role", "zorkmid flurbler")
	store := &testbank.Memory{}
	h := tellingSite(t, store)
	page := post(t, h, form).Body.String()
	if diff := cmp.Diff([]string{"/role"}, buttons(page)); diff != "" {
		t.Errorf("what can be sent (-want +got):\n%s", diff)
	}
	check(t, tell(t, h, page, "/role"), http.StatusOK, []string{"Sent: “<bdi>zorkmid flurbler</bdi>”. Thank you."}, nil)
	page = post(t, site(serving(t)), form).Body.String()
	if len(buttons(page)) > 0 || !strings.Contains(page, "zorkmid") {
		t.Errorf("without a list: %s", page)
	}
}

// TestTellInGerman says it all in German too.
func TestTellInGerman(t *testing.T) {
	t.Parallel()
	h := tellingSite(t, &testbank.Memory{})
	to := send(t, h, "application/x-www-form-urlencoded", confused().Encode()).Header().Get("Location")
	for query, want := range map[string]string{
		"": "Sendet nur die Worte „<bdi>sorcery</bdi>“", "?told=%2Fcares%2F0": "Gesendet: „<bdi>sorcery</bdi>“. Danke.", "?untold=%2Frole": "Das ließ sich gerade nicht senden.",
	} {
		r := httptest.NewRequest(http.MethodGet, to+query, nil)
		r.Header.Set("Accept-Language", "de")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		check(t, w, http.StatusOK, []string{want}, nil)
	}
}
