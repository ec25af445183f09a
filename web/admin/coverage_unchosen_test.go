package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"twoway/account"
)

// untilDone asks for a page until it no longer shows how far something is.
func untilDone(t *testing.T, ask func() page) page {
	t.Helper()
	for range 200 {
		p := ask()
		if !strings.Contains(p.text, "data-progress") {
			return p
		}
		mustHave(t, p, "<progress ", "/static/progress")
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it does not end")
	return page{}
}

// TestUnchosen: a rule that excludes a question in every meeting is noticed, in the drafts, and once it is gone, that too.
func TestUnchosen(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim, at := join(t, s, "kim", account.Viewer), s.URL+"/bank/admin/coverage"
	mustHave(t, send(t, kim, "GET "+at, nil), `<a href="/bank/admin/coverage/unchosen">Questions that nobody gets</a>`)
	ask := func() page { return send(t, kim, "GET "+at+"/unchosen", nil) }
	mustHave(t, untilDone(t, ask), "Each ready question is chosen in at least one of 60 meetings.")

	createRule(t, s, `{"id":"no-doubt","asker":"candidate","name":"No doubt","when":"","pick":"question.id == \"doubt\"","effect":{"kind":"exclude"},
		"because":"b","cases":[{"applies":true,"profile":{},"question":"doubt"},{"applies":false,"profile":{},"question":"pager"}]}`)
	p := untilDone(t, ask)
	mustHave(t, p, "Of 62 meetings that were tried, none chooses this question.", `<a href="/bank/admin/questions/doubt" lang="en">What would you change`,
		"a rule keeps it out", `href="/bank/admin/try?asker=candidate`, "question=doubt", "Try it: any job, mid, panel")
	mustLack(t, p, "/questions/pager", "The interviewer")
	mustHave(t, send(t, kim, "GET "+at+"/unchosen", nil, "Accept-Language", "de"), "Fragen, die niemand bekommt", "schließt eine Regel sie aus")
	if again := ask(); again.text != p.text {
		t.Error("the same drafts give another page")
	}
	if p := send(t, browser(t), "GET "+at+"/unchosen", nil); p.status != http.StatusSeeOther {
		t.Errorf("without a session: %d", p.status)
	}
}

// TestUnchosenDetail: the link of a question about a detail leads to a meeting whose words name that.
func TestUnchosenDetail(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Viewer), s.URL+"/admin/coverage/unchosen"
	createRule(t, s, `{"id":"no-pager","asker":"candidate","name":"No pager","when":"","pick":"question.id == \"pager\"","effect":{"kind":"exclude"},
		"because":"b","cases":[{"applies":true,"profile":{},"question":"pager"},{"applies":false,"profile":{},"question":"doubt"}]}`)
	p := untilDone(t, func() page { return send(t, kim, "GET "+at, nil) })
	mustHave(t, p, "/admin/questions/pager", "own=on_call", "Try it: any job, mid, panel, on_call")
}
