package admin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// edit changes a draft, named as kind/id, as somebody else.
func edit(t *testing.T, s site, part, from, to string) {
	t.Helper()
	name, id, _ := strings.Cut(part, "/")
	kind := bank.Kind(name)
	before, err := s.Drafts.Get(t.Context(), kind, id)
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Replace(string(before.Draft.BodyWithoutVersion()), from, to, 1)
	if body == string(before.Draft.BodyWithoutVersion()) {
		t.Fatalf("%s has no %q", id, from)
	}
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: before.Draft.Version}, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// settled follows redirects and pages that show how far something is, as a browser without scripts does, to a page that shows neither.
func settled(t *testing.T, b *http.Client, s site, target string, fields url.Values) page {
	t.Helper()
	p := send(t, b, target, fields)
	address := target[strings.Index(target, " ")+1:]
	for range 200 {
		switch {
		case p.status == http.StatusSeeOther:
			address = s.URL + p.header.Get("Location")
		case strings.Contains(p.text, `http-equiv="refresh"`):
			time.Sleep(20 * time.Millisecond)
		default:
			return p
		}
		p = send(t, b, "GET "+address, nil)
	}
	t.Fatalf("%s is not done: %s", target, p.text)
	return p
}

// field returns the value of a hidden field of a page.
func field(t *testing.T, p page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(p.text)
	if found == nil {
		t.Fatalf("there is no field %s: %s", name, p.text)
	}
	return found[1]
}

func wantText(t *testing.T, what string, p page, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(p.text, text) {
			t.Errorf("%s (%d) lacks %q: %s", what, p.status, text, p.text)
		}
	}
}

// served returns the text of a question as people get it.
func served(t *testing.T, s site, id string) string {
	t.Helper()
	current, err := s.Serve.Current()
	if err != nil {
		t.Fatal(err)
	}
	return testbank.QuestionOf(&current.Content, id).Text
}

// TestPublish: somebody looks at what has changed, checks some of it, publishes it, takes it back, and takes that back.
func TestPublish(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	at, kim := s.URL+"/bank/admin/publish", join(t, s, "kim", account.Publisher)
	wantText(t, "without changes", send(t, kim, "GET "+at, nil), "There is nothing to publish")
	old := served(t, s, "pager")
	edit(t, s, "question/pager", "pages", "<b>calls</b>")
	edit(t, s, "rule/doubt-last", `"because":"`, `"because":"Now: `)
	p := send(t, kim, "GET "+at, nil)
	wantText(t, "the changes", p, "2 changes are not published", "<del> pages</del><ins> &lt;b&gt;calls&lt;/b&gt;</ins>", `value="question:pager" checked`, "Ada, ", "Reason shown", `<p class="says">For everyone: put questions`)
	if strings.Contains(p.text, "<b>calls") {
		t.Error("the text of a question is HTML")
	}
	wantText(t, "nothing ticked", settled(t, kim, s, "POST "+at, url.Values{}), "Tick at least one")
	edit(t, s, "question/pager", "<b>calls</b>", "calls")
	p = settled(t, kim, s, "POST "+at, url.Values{"part": {"question:pager"}})
	wantText(t, "the check", p, "Ready to publish", "1 of 2 changes", "typical meetings", `name="note"`)
	hash := field(t, p, "hash")
	form := url.Values{"only": {"question:pager"}, "hash": {hash}, "note": {"Calls <3"}, "when": {"now"}}
	if p := send(t, kim, "POST "+at+"/now", form, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden {
		t.Errorf("from another site: %d", p.status)
	}
	p = settled(t, kim, s, "POST "+at+"/now", form)
	wantText(t, "published", p, "Published. People get it now.", "See it as candidates do", "Take it back", "1 change is not published", "release 2, published")
	if now := served(t, s, "pager"); now == old || !strings.Contains(now, "calls") {
		t.Errorf("people get %q", now)
	}
	wantText(t, "the releases", send(t, kim, "GET "+at+"/releases", nil), "Release 2", "Calls &lt;3", "kim")
	wantText(t, "the release", send(t, kim, "GET "+at+"/releases/2", nil), "1 change since the release before", "<ins> calls</ins>")
	wantText(t, "compared with the drafts", send(t, kim, "GET "+at+"/releases/1?with=drafts", nil), "2 changes from this release to the drafts")
	edit(t, s, "question/pager", "calls", "alarms") // which is no obstacle to rolling back
	p = settled(t, kim, s, "POST "+at+"/releases/1/back", url.Values{"newest": {"2"}})
	wantText(t, "taken back", p, "Rolled back", "same as release 1", "Release 2 can be brought back")
	if now := served(t, s, "pager"); now != old {
		t.Errorf("people get %q, want %q", now, old)
	}
	wantText(t, "taken back by somebody who has not seen that", settled(t, kim, s, "POST "+at+"/releases/2/back", url.Values{"newest": {"2"}}), "Somebody has published meanwhile")
	settled(t, kim, s, "POST "+at+"/releases/2/back", url.Values{"newest": {"3"}})
	if now := served(t, s, "pager"); !strings.Contains(now, "calls") {
		t.Errorf("people get %q", now)
	}
}

// TestPublishStale: what was changed after the check is not published; what was typed is kept.
func TestPublishStale(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at, kim := s.URL+"/admin/publish", join(t, s, "kim", account.Publisher)
	edit(t, s, "question/pager", "pages", "calls")
	hash := field(t, settled(t, kim, s, "GET "+at+"/check", nil), "hash")
	edit(t, s, "question/pager", "calls", "alarms")
	p := settled(t, kim, s, "POST "+at+"/now", url.Values{"hash": {hash}, "note": {"For the nurses"}, "when": {"later"}, "time": {"2099-01-01T08:00"}})
	wantText(t, "stale", p, "Somebody has changed a draft since the check", ">For the nurses</textarea>", `value="2099-01-01T08:00"`)
	hash = field(t, p, "hash")
	p = send(t, kim, "POST "+at+"/now", url.Values{"hash": {hash}, "note": {"Late"}, "when": {"later"}, "time": {"2001-01-01T08:00"}})
	if p.status != http.StatusUnprocessableEntity {
		t.Errorf("in the past: %d", p.status)
	}
	wantText(t, "in the past", p, "a time in the future", ">Late</textarea>")
	p = settled(t, kim, s, "POST "+at+"/now", url.Values{"hash": {hash}, "note": {"Planned note"}, "when": {"later"}, "time": {"2099-01-01T08:00"}})
	wantText(t, "planned", p, "1 Jan 2099, 08:00 UTC", "Planned note")
	id := regexp.MustCompile(`plans/(\d+)/cancel`).FindStringSubmatch(p.text)
	if id == nil {
		t.Fatalf("it cannot be cancelled: %s", p.text)
	}
	wantText(t, "cancelled", settled(t, kim, s, "POST "+at+"/plans/"+id[1]+"/cancel", url.Values{}), "nothing is published then", "Before")
	wantText(t, "cancelled twice", settled(t, kim, s, "POST "+at+"/plans/"+id[1]+"/cancel", url.Values{}), "already")
}

// TestPublishFaults: faults are shown beside what they are in, and nothing is published.
func TestPublishFaults(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at, kim := s.URL+"/admin/publish", join(t, s, "kim", account.Publisher)
	edit(t, s, "question/pager", `"topic":"workload"`, `"topic":"worklod"`)
	p := settled(t, kim, s, "GET "+at+"/check", nil)
	wantText(t, "the check", p, "to correct first", `href="/admin/questions/pager"`, "Topic", "workload")
	if strings.Contains(p.text, `action="/admin/publish/now"`) {
		t.Error("it can be published")
	}
	d, err := s.Publish.DiffOrder(t.Context(), "1", "draft", publish.Order{})
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, "published all the same", settled(t, kim, s, "POST "+at+"/now", url.Values{"hash": {d.Hash}, "note": {"Kept"}, "when": {"now"}}), "the check found faults")
	if current, err := s.Serve.Current(); err != nil || current.Release.Number != 1 {
		t.Errorf("%v %v", current, err)
	}
}

// TestPublishDiscard: a change is undone and discarded from the list, unless somebody has changed it meanwhile.
func TestPublishDiscard(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at, kim := s.URL+"/admin/publish", join(t, s, "kim", account.Editor)
	edit(t, s, "question/pager", "pages", "calls")
	edit(t, s, "question/pager", "calls", "alarms")
	wantText(t, "stale", settled(t, kim, s, "POST "+at+"/discard", url.Values{"of": {"question/pager/2"}}), "Somebody has changed it meanwhile", "alarms")
	wantText(t, "undone", settled(t, kim, s, "POST "+at+"/undo", url.Values{"of": {"question/pager/3"}}), "Undone", "calls")
	wantText(t, "discarded", settled(t, kim, s, "POST "+at+"/discard", url.Values{"of": {"question/pager/4"}}), "Discarded", "There is nothing to publish", `name="version" value="5"`)
	for _, of := range []string{"", "question/pager", "question/pager/x", "../../x/y/1"} {
		if p := send(t, kim, "POST "+at+"/discard", url.Values{"of": {of}}); p.status < 400 || p.status > 499 {
			t.Errorf("%q: %d", of, p.status)
		}
	}
}

// TestPublishRoles: everybody may look; an editor may not publish, and a viewer may change nothing.
func TestPublishRoles(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at := s.URL + "/admin/publish"
	edit(t, s, "question/pager", "pages", "calls")
	viewer, editor := join(t, s, "vic", account.Viewer), join(t, s, "eve", account.Editor)
	for _, path := range []string{"", "/check", "/releases", "/releases/1", "/plans", "/upgrades"} {
		p := settled(t, viewer, s, "GET "+at+path, nil)
		if p.status != http.StatusOK || strings.Contains(p.text, "/publish/discard") || strings.Contains(p.text, "/back") || strings.Contains(p.text, `"/admin/publish/now"`) {
			t.Errorf("%s for a viewer: %d %s", path, p.status, p.text)
		}
		if p := send(t, browser(t), "GET "+at+path, nil); p.status != http.StatusSeeOther {
			t.Errorf("%s for nobody: %d", path, p.status)
		}
	}
	for path, b := range map[string]*http.Client{
		"/discard": viewer, "/undo": viewer, "/approve": viewer, "/upgrades/question/pager": viewer,
		"/now": editor, "/releases/1/back": editor, "/plans/1/cancel": editor,
	} {
		if p := send(t, b, "POST "+at+path, url.Values{}); p.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, p.status)
		}
	}
	for _, path := range []string{"/releases/9", "/releases/x", "/releases/-1"} {
		if p := send(t, viewer, "GET "+at+path, nil); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.status)
		}
	}
}

// TestFourEyes: somebody else must approve exactly what is published.
func TestFourEyes(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	s.Publish.RequireApproval()
	at, kim, lee := s.URL+"/admin/publish", join(t, s, "kim", account.Publisher), join(t, s, "lee", account.Editor)
	edit(t, s, "question/pager", "pages", "calls")
	p := settled(t, kim, s, "GET "+at+"/check", nil)
	wantText(t, "the check", p, ">not yet</span>", "Look at what changes", "as soon as somebody else has approved it")
	form := url.Values{"hash": {field(t, p, "hash")}, "when": {"now"}, "note": {"Kept note"}}
	wantText(t, "without approval", settled(t, kim, s, "POST "+at+"/now", form), "somebody else must approve exactly this", ">Kept note</textarea>")
	wantText(t, "approved", settled(t, lee, s, "POST "+at+"/approve", url.Values{"hash": form["hash"]}), "Approved.", "Approved by lee")
	wantText(t, "the plans", send(t, lee, "GET "+at+"/plans", nil), "Approved by lee", "valid")
	wantText(t, "published", settled(t, kim, s, "POST "+at+"/now", form), "Published. People get it now.")
	edit(t, s, "question/pager", "calls", "alarms")
	wantText(t, "what is old", settled(t, lee, s, "POST "+at+"/approve", url.Values{"hash": form["hash"]}), ">not yet</span>", "Somebody has changed it meanwhile")
	own := url.Values{"hash": {field(t, settled(t, kim, s, "GET "+at+"/check", nil), "hash")}}
	wantText(t, "one's own approval", settled(t, kim, s, "POST "+at+"/approve", own), "Yours is given", "Ask another publisher")
	edit(t, s, "question/pager", "alarms", "bells")
	edit(t, s, "question/pager", "bells", "sirens")
	d, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "pager")
	if err != nil {
		t.Fatal(err)
	}
	undo := url.Values{"kind": {"question"}, "id": {"pager"}, "version": {strconv.Itoa(d.Draft.Version)}, "back": {"/admin/publish"}}
	if p := send(t, lee, "POST "+s.URL+"/admin/undo", undo); p.status != http.StatusSeeOther {
		t.Fatalf("undone: %d %s", p.status, p.text)
	}
	p = settled(t, lee, s, "GET "+at+"/check", nil)
	wantText(t, "one's own edit", p, "You changed some of this", "Your role does not allow publishing")
	mustLack(t, p, "/publish/approve")
}

// TestUpgrades: a change of the shipped bank to an edited draft is decided field by field.
func TestUpgrades(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	at, kim := s.URL+"/admin/publish/upgrades", join(t, s, "kim", account.Editor)
	wantText(t, "nothing to decide", send(t, kim, "GET "+at, nil), "There is nothing to decide")
	edit(t, s, "question/pager", "How many pages", "How many calls")
	newer := testbank.With(func(c *bank.Content) {
		testbank.QuestionOf(c, "pager").Text = "How often were you paged?"
		testbank.QuestionOf(c, "pager").HowToAsk = "Kindly."
	})
	if _, err := s.Publish.Seed(t.Context(), testbank.Shipped(newer)); err != nil {
		t.Fatal(err)
	}
	p := send(t, kim, "GET "+at, nil)
	wantText(t, "the offer", p, "both changed it", "How many calls", "Kindly", `name="take:/how_to_ask" value="theirs" checked`, `name="take:/text" value="yours" checked`)
	form := url.Values{
		"version": {field(t, p, "version")}, "decision": {"fields"}, "take:/text": {"own"}, "own:/text": {`How many "alarms" came?`}, "take:/how_to_ask": {"theirs"},
	}
	stale := url.Values{"version": {"1"}, "decision": {"fields"}, "take:/text": {"own"}, "own:/text": {"Typed in vain?"}}
	if p := send(t, kim, "POST "+at+"/question/pager", stale); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, ">Typed in vain?</textarea>") {
		t.Errorf("stale: %d %s", p.status, p.text)
	}
	wantText(t, "decided", settled(t, kim, s, "POST "+at+"/question/pager", form), "Decided.", "There is nothing to decide")
	d, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "pager")
	if err != nil || !strings.Contains(string(d.Draft.Body), `How many \"alarms\" came?`) || !strings.Contains(string(d.Draft.Body), "Kindly.") || d.Draft.Offered != nil {
		t.Errorf("%s, %v", d.Draft.Body, err)
	}
	wantText(t, "decided twice", settled(t, kim, s, "POST "+at+"/question/pager", form), "decided this already")
}
