package admin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"twoway/account"
)

// TestAudit: everybody may see who has changed what, find it, and export it.
func TestAudit(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	at, vic := s.URL+"/bank/admin/audit", join(t, s, "vic", account.Viewer)
	edit(t, s, "question/pager", "pages", "<i>calls</i>")
	edit(t, s, "rule/doubt-last", `"because":"`, `"because":"Now: `)
	p := send(t, vic, "GET "+at, nil)
	wantText(t, "the audit", p, "Changed: ", "Published: ", `href="/bank/admin/questions/pager"`, `href="/bank/admin/publish/releases/1"`, "&lt;i&gt;calls&lt;/i&gt;", "Ada, ", `href="/bank/v1/admin/audit/export?format=csv"`, "format=jsonl")
	if strings.Contains(p.text, "<i>calls") {
		t.Error("the text of a question is HTML")
	}
	today, tomorrow := time.Now().UTC().Format(time.DateOnly), time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
	for query, want := range map[string][2]bool{ // whether the question and the rule are found
		"kind=rule":                      {false, true},
		"id=pager":                       {true, false},
		"author=Ada":                     {true, true},
		"author=Eve":                     {false, false},
		"action=publish":                 {false, false},
		"author=Ada&action=replace":      {true, true},
		"from=" + today + "&to=" + today: {true, true},
		"from=" + tomorrow:               {false, false},
		"kind=nonsense&author=Ada":       {true, true},
	} {
		p := send(t, vic, "GET "+at+"?"+query, nil)
		got := [2]bool{strings.Contains(p.text, "/questions/pager"), strings.Contains(p.text, "/rules/doubt-last")}
		if p.status != http.StatusOK || got != want {
			t.Errorf("%s: %d, found %v, want %v", query, p.status, got, want)
		}
	}
	wantText(t, "filtered", send(t, vic, "GET "+at+"?author=Ada&kind=rule&from="+today, nil), "author=Ada", "kind=rule", "from="+today+"T00%3A00%3A00Z")
	p = send(t, vic, "GET "+at+"?"+url.Values{"from": {`"><img src=x>`}, "author": {`"><img src=x>`}}.Encode(), nil)
	if p.status != http.StatusOK || strings.Contains(p.text, "<img src=x") || !strings.Contains(p.text, "Please write a date") {
		t.Errorf("hostile: %d %s", p.status, p.text)
	}
	for range 30 {
		edit(t, s, "question/pager", "last", "lost")
		edit(t, s, "question/pager", "lost", "last")
	}
	p = send(t, vic, "GET "+at+"?id=pager", nil)
	older := strings.Count(p.text, `id="entry-`)
	if next := `href="/bank/admin/audit?before=`; older != 50 || !strings.Contains(p.text, next) {
		t.Errorf("%d entries on the first page", older)
	}
	if p := send(t, browser(t), "GET "+at, nil); p.status != http.StatusSeeOther {
		t.Errorf("nobody: %d", p.status)
	}
}
