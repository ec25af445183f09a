package admin_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/account"
	"twoway/bank"
)

// shownOnce returns the secret that a page shows this once. The test fails if the page is not the answer itself.
func shownOnce(t *testing.T, p page) string {
	t.Helper()
	found := regexp.MustCompile(`<textarea id="secret"[^>]* readonly[^>]*>([^<]+)</textarea>`).FindStringSubmatch(p.text)
	if p.status != http.StatusOK || p.header.Get("Location") != "" || p.header.Get("ETag") != "" || found == nil {
		t.Fatalf("no secret is shown: %d %v %s", p.status, p.header, p.text)
	}
	return html.UnescapeString(found[1])
}

// pathOf returns the path of the page about the person or the key with a name, as a list links to it.
func pathOf(t *testing.T, list page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`href="([^"]*/admin/(?:people|keys)/[a-z2-7]{12})">` + regexp.QuoteMeta(html.EscapeString(name)) + `<`).FindStringSubmatch(list.text)
	if found == nil {
		t.Fatalf("%s is not in the list: %s", name, list.text)
	}
	return found[1]
}

// without fails the test if a text has one of the secrets.
func without(t *testing.T, what, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s has a secret: %s", what, text)
		}
	}
}

// TestPeoplePages invites somebody, who joins with the link; changes their role, renames them, stops them and lets them in again.
func TestPeoplePages(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	kim, at := join(t, s, "kim", account.Owner), s.URL+"/bank/admin/people"
	p := send(t, kim, "POST "+at+"/invite", url.Values{"email": {"Lee@example.org"}, "name": {"Lee"}, "role": {"editor"}})
	link := shownOnce(t, p)
	if !strings.HasPrefix(link, s.URL+"/bank/admin/welcome/") || !strings.Contains(p.text, "Valid until ") || !strings.Contains(p.text, "worth a password") {
		t.Errorf("%s %s", link, p.text)
	}
	token := link[strings.LastIndex(link, "/")+1:]
	if p := send(t, kim, "POST "+at+"/invite", url.Values{"email": {"lee@EXAMPLE.org"}, "name": {"Other"}, "role": {"viewer"}}); p.status != http.StatusConflict ||
		!strings.Contains(p.text, `value="Other"`) || !strings.Contains(p.text, "Open their page") {
		t.Errorf("invited twice: %d %s", p.status, p.text)
	}
	list := send(t, kim, "GET "+at, nil)
	lee := s.URL + pathOf(t, list, "Lee")
	if !strings.Contains(list.text, ">invited<") || strings.Contains(list.text, token) {
		t.Errorf("%s", list.text)
	}
	asLee := browser(t)
	if p := send(t, asLee, "POST "+link, url.Values{"name": {"Lee"}, "password": {password}}); p.status != http.StatusSeeOther {
		t.Fatalf("the link: %d %s", p.status, p.text)
	}
	p = send(t, kim, "POST "+lee, url.Values{"name": {"Lee O"}, "base_name": {"Lee"}, "role": {"publisher"}, "base_role": {"editor"}})
	if to := p.header.Get("Location"); p.status != http.StatusSeeOther || !strings.HasSuffix(to, "?done=people_saved") {
		t.Errorf("%d %s", p.status, to)
	}
	if p := send(t, asLee, "GET "+s.URL+"/bank/admin", nil); p.status != http.StatusSeeOther {
		t.Errorf("Lee is still logged in with the old role: %d", p.status)
	}
	p = send(t, kim, "POST "+lee+"/link", url.Values{})
	second := shownOnce(t, p)
	if !strings.Contains(p.text, "the old password works") || second == link {
		t.Errorf("%s", p.text)
	}
	if p := send(t, kim, "POST "+lee+"/state", url.Values{"disabled": {"true"}}); !strings.HasSuffix(p.header.Get("Location"), "?done=people_disabled") {
		t.Errorf("%d %s", p.status, p.text)
	}
	if p := send(t, browser(t), "GET "+second, nil); p.status != http.StatusNotFound {
		t.Errorf("the link of somebody disabled: %d", p.status)
	}
	if p := send(t, kim, "POST "+lee+"/link", url.Values{}); p.status != http.StatusConflict || !strings.Contains(p.text, "Enable them first") {
		t.Errorf("a link for somebody disabled: %d %s", p.status, p.text)
	}
	if p := send(t, kim, "POST "+lee+"/state", url.Values{"disabled": {"false"}}); !strings.HasSuffix(p.header.Get("Location"), "?done=people_enabled") {
		t.Errorf("%d %s", p.status, p.text)
	}
	if p := send(t, kim, "GET "+lee+"?done=people_enabled", nil); !strings.Contains(p.text, "They can log in again") || !strings.Contains(p.text, ">active<") || !strings.Contains(p.text, "publisher") {
		t.Errorf("%s", p.text)
	}
	history := send(t, kim, "GET "+at+"/audit", nil)
	for _, want := range []string{
		"Invited lee@example.org as editor.", "lee@example.org chose a password.", "Changed the name of lee@example.org from “Lee” to “Lee O”.",
		"Changed the role of lee@example.org from editor to publisher.", "Made a new link for lee@example.org.", "Disabled lee@example.org.", "Enabled lee@example.org again.", "kim &lt;kim@example.org&gt;",
	} {
		if !strings.Contains(history.text, want) {
			t.Errorf("the history lacks %q: %s", want, history.text)
		}
	}
	secrets := []string{token, second[strings.LastIndex(second, "/")+1:]}
	without(t, "the history", history.text, secrets...)
	without(t, "the page", send(t, kim, "GET "+lee, nil).text, secrets...)
	without(t, "the log", s.log.String(), append(secrets, "lee@")...)
	for _, path := range []string{lee + "/link", lee + "/state"} {
		if p := send(t, kim, "GET "+path, nil); p.status != http.StatusSeeOther || s.URL+p.header.Get("Location") != lee {
			t.Errorf("%s leads to %d %s", path, p.status, p.header.Get("Location"))
		}
	}
}

// TestLastOwner: there is always an owner who can log in, and the page says so.
func TestLastOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Owner)
	at := s.URL + pathOf(t, send(t, kim, "GET "+s.URL+"/admin/people", nil), "kim")
	if p := send(t, kim, "GET "+at, nil); !strings.Contains(p.text, "only one who can log in") || strings.Contains(p.text, `name="role"`) || strings.Contains(p.text, `name="disabled"`) {
		t.Errorf("%s", p.text)
	}
	lower := url.Values{"name": {"Kim K"}, "base_name": {"kim"}, "role": {"viewer"}, "base_role": {"owner"}}
	for path, fields := range map[string]url.Values{"": lower, "/state": {"disabled": {"true"}}} {
		if p := send(t, kim, "POST "+at+path, fields); p.status != http.StatusConflict || !strings.Contains(p.text, `class="fault"`) || !strings.Contains(p.text, "Make somebody else an owner first") {
			t.Errorf("%s: %d %s", path, p.status, p.text)
		}
	}
	if p := send(t, kim, "POST "+at, lower); !strings.Contains(p.text, `value="Kim K"`) {
		t.Errorf("what was typed is lost: %s", p.text)
	}
	if p := send(t, kim, "POST "+at, url.Values{"name": {"Kim K"}, "base_name": {"kim"}}); p.status != http.StatusSeeOther {
		t.Errorf("a new name: %d", p.status)
	}
	join(t, s, "moe", account.Owner)
	if p := send(t, kim, "GET "+at, nil); !strings.Contains(p.text, `name="role"`) || !strings.Contains(p.text, "This is you") {
		t.Errorf("%s", p.text)
	}
	if p := send(t, kim, "POST "+at, lower); p.status != http.StatusSeeOther || p.header.Get("Location") != "/admin/login" {
		t.Errorf("%d %s", p.status, p.header.Get("Location"))
	}
}

// TestPeopleClash: two owners change the same person. What the second has chosen is kept, and nothing is overwritten unseen.
func TestPeopleClash(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Owner)
	of, _, err := s.accounts.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: "lee@example.org", Name: "Lee", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	role := account.Publisher
	if _, err := s.accounts.Change(t.Context(), bank.CommandLine(), of.ID, account.Changes{Role: &role}); err != nil {
		t.Fatal(err)
	}
	at := s.URL + "/admin/people/" + of.ID
	p := send(t, kim, "POST "+at, url.Values{"name": {"Lee"}, "base_name": {"Lee"}, "role": {"editor"}, "base_role": {"viewer"}})
	if p.status != http.StatusConflict || !strings.Contains(p.text, "It is now: Lee, publisher.") || !strings.Contains(p.text, `value="editor" required checked`) || !strings.Contains(p.text, `name="base_role" value="publisher"`) {
		t.Errorf("%d %s", p.status, p.text)
	}
	if p := send(t, kim, "POST "+at, url.Values{"name": {"Lena"}, "base_name": {"Lee"}, "role": {"viewer"}, "base_role": {"viewer"}}); p.status != http.StatusSeeOther {
		t.Errorf("a change of something else: %d %s", p.status, p.text)
	}
	if now, err := s.accounts.Person(t.Context(), of.ID); err != nil || now.Name != "Lena" || now.Role != account.Publisher {
		t.Errorf("%+v %v", now, err)
	}
}

// TestKeyPages creates a key, gives it a new secret with an overlap, and revokes it.
func TestKeyPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, at := join(t, s, "kim", account.Owner), s.URL+"/admin/keys"
	if p := send(t, kim, "GET "+at, nil); !strings.Contains(p.text, "No program has a key") {
		t.Errorf("%s", p.text)
	}
	works := func(secret string) bool {
		_, err := s.accounts.ByKey(t.Context(), "192.0.2.1", secret)
		return err == nil
	}
	day := time.Now().UTC().AddDate(0, 0, 30)
	created := send(t, kim, "POST "+at+"/new", url.Values{"name": {"Nightly <export"}, "role": {"viewer"}, "expires_at": {day.Format(time.DateOnly)}})
	if created.status != http.StatusUnprocessableEntity || !strings.Contains(created.text, `value="Nightly &lt;export"`) {
		t.Errorf("%d %s", created.status, created.text)
	}
	created = send(t, kim, "POST "+at+"/new", url.Values{"name": {"Nightly"}, "role": {"viewer"}, "expires_at": {day.Format(time.DateOnly)}})
	first := shownOnce(t, created)
	if !works(first) || !strings.Contains(created.text, "Valid until "+day.Format("2 Jan 2006")+".") {
		t.Errorf("%s", created.text)
	}
	list := send(t, kim, "GET "+at, nil)
	key := s.URL + pathOf(t, list, "Nightly")
	rotation := url.Values{"base": {"never"}, "overlap_hours": {"24"}}
	rotated := send(t, kim, "POST "+key+"/rotate", rotation)
	second := shownOnce(t, rotated)
	if !works(first) || !works(second) || first == second || !strings.Contains(rotated.text, "The old secret still works until") {
		t.Errorf("old %t, new %t: %s", works(first), works(second), rotated.text)
	}
	if p := send(t, kim, "POST "+key+"/rotate", rotation); p.status != http.StatusConflict || !works(first) || !works(second) {
		t.Errorf("the form sent twice: %d, old %t, new %t", p.status, works(first), works(second))
	}
	base := regexp.MustCompile(`name="base" value="([^"]+)"`).FindStringSubmatch(send(t, kim, "GET "+key, nil).text)
	for _, hours := range []string{"169", "-1", "", "x", "9223372036854775807", "2251799813685248"} {
		if p := send(t, kim, "POST "+key+"/rotate", url.Values{"base": {base[1]}, "overlap_hours": {hours}}); p.status != http.StatusUnprocessableEntity || !works(first) {
			t.Errorf("%s hours: %d", hours, p.status)
		}
	}
	for name, fields := range map[string]url.Values{
		"an owner":    {"name": {"Boss"}, "role": {"owner"}},
		"no role":     {"name": {"Boss"}},
		"in the past": {"name": {"Boss"}, "role": {"viewer"}, "expires_at": {"2020-01-01"}},
		"no day":      {"name": {"Boss"}, "role": {"viewer"}, "expires_at": {"soon"}},
	} {
		if p := send(t, kim, "POST "+at+"/new", fields); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, `class="fault"`) || !strings.Contains(p.text, `value="Boss"`) {
			t.Errorf("%s: %d %s", name, p.status, p.text)
		}
	}
	if p := send(t, kim, "POST "+at+"/new", url.Values{"name": {"Nightly"}, "role": {"viewer"}}); p.status != http.StatusConflict || !strings.Contains(p.text, "has this name already") {
		t.Errorf("a name twice: %d %s", p.status, p.text)
	}
	if p := send(t, kim, "POST "+key+"/revoke", url.Values{}); !strings.HasSuffix(p.header.Get("Location"), "?done=people_revoked") || works(first) || works(second) {
		t.Errorf("%d, old %t, new %t", p.status, works(first), works(second))
	}
	if p := send(t, kim, "POST "+key+"/rotate", url.Values{"base": {base[1]}, "overlap_hours": {"1"}}); p.status != http.StatusConflict || !strings.Contains(p.text, "does not work any more") {
		t.Errorf("rotated when revoked: %d %s", p.status, p.text)
	}
	list = send(t, kim, "GET "+at, nil)
	if !strings.Contains(list.text, "1 key that no longer works") || !strings.Contains(list.text, ">revoked<") {
		t.Errorf("%s", list.text)
	}
	for what, text := range map[string]string{"the list": list.text, "the key": send(t, kim, "GET "+key, nil).text, "the history": send(t, kim, "GET "+s.URL+"/admin/people/audit", nil).text, "the log": s.log.String()} {
		without(t, what, text, first[16:], second[16:])
	}
	if p := send(t, kim, "GET "+at+"/abcdefghijkl", nil); p.status != http.StatusNotFound {
		t.Errorf("an unknown key: %d", p.status)
	}
}

// TestPeopleAccess: the pages are for owners alone, and no other site can send their forms; names are never code.
func TestPeopleAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim, pat := join(t, s, "kim", account.Owner), join(t, s, "pat", account.Publisher)
	k, _, err := s.accounts.CreateKey(t.Context(), bank.CommandLine(), account.NewKey{Name: `"&amp;'{{.}}`, Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	of, err := s.accounts.PersonByEmail(t.Context(), "pat@example.org")
	if err != nil {
		t.Fatal(err)
	}
	person, key := "/admin/people/"+of.ID, "/admin/keys/"+k.ID
	for _, target := range []string{
		"GET /admin/people", "GET /admin/people/invite", "POST /admin/people/invite", "GET /admin/people/audit", "GET " + person, "POST " + person,
		"POST " + person + "/state", "POST " + person + "/link", "GET /admin/keys", "GET /admin/keys/new", "POST /admin/keys/new", "GET " + key,
		"POST " + key + "/rotate", "POST " + key + "/revoke",
	} {
		method, path, _ := strings.Cut(target, " ")
		var fields url.Values
		if method == "POST" {
			fields = url.Values{"name": {"Eve"}, "email": {"eve@example.org"}, "role": {"owner"}, "base_role": {"publisher"}, "disabled": {"true"}, "base": {"never"}, "overlap_hours": {"0"}}
			if p := send(t, kim, "POST "+s.URL+path, fields, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden {
				t.Errorf("%s from another site: %d", target, p.status)
			}
			if p := send(t, kim, "POST "+s.URL+path, fields, "Content-Type", "text/plain"); p.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s that is no form: %d", target, p.status)
			}
		}
		if p := send(t, pat, method+" "+s.URL+path, fields); p.status != http.StatusForbidden {
			t.Errorf("a publisher, %s: %d", target, p.status)
		}
		if p := send(t, browser(t), method+" "+s.URL+path, fields); p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/admin/login") {
			t.Errorf("nobody, %s: %d", target, p.status)
		}
	}
	if people, err := s.accounts.People(t.Context()); err != nil || len(people) != 2 {
		t.Errorf("%d people, %v", len(people), err)
	}
	if p := send(t, kim, "GET "+s.URL+"/admin/keys", nil); !strings.Contains(p.text, `&#34;&amp;amp;&#39;{{.}}`) {
		t.Errorf("%s", p.text)
	}
	const hostile = `"><img src=x>`
	p := send(t, kim, "POST "+s.URL+"/admin/people/invite", url.Values{"email": {hostile}, "name": {hostile}, "role": {hostile}})
	if p.status != http.StatusUnprocessableEntity || strings.Contains(p.text, "<img src=x") || strings.Count(p.text, `class="fault"`) != 3 {
		t.Errorf("%d %s", p.status, p.text)
	}
	p = send(t, kim, "POST "+s.URL+person, url.Values{"name": {hostile}, "base_name": {"pat"}, "role": {"root"}, "base_role": {"publisher"}})
	if p.status != http.StatusUnprocessableEntity || strings.Contains(p.text, "<img src=x") || strings.Count(p.text, `class="fault"`) != 2 {
		t.Errorf("%d %s", p.status, p.text)
	}
	if p := send(t, kim, "GET "+s.URL+"/admin/people/audit?before=x", nil); p.status != http.StatusOK {
		t.Errorf("%d", p.status)
	}
}

// TestAccountHistory has more entries than a page.
func TestAccountHistory(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	kim := join(t, s, "kim", account.Owner)
	of, err := s.accounts.PersonByEmail(t.Context(), "kim@example.org")
	for i := range 60 {
		if err != nil {
			t.Fatal(err)
		}
		name := strings.Repeat("k", 1+i)
		_, err = s.accounts.Change(t.Context(), bank.CommandLine(), of.ID, account.Changes{Name: &name})
	}
	p := send(t, kim, "GET "+s.URL+"/admin/people/audit", nil)
	older := regexp.MustCompile(`href="(/admin/people/audit\?before=\d+)"`).FindStringSubmatch(p.text)
	if strings.Count(p.text, "Changed the name") != 50 || older == nil {
		t.Fatalf("%s", p.text)
	}
	p = send(t, kim, "GET "+s.URL+older[1], nil)
	if strings.Count(p.text, "<li>") != 12 || strings.Contains(p.text, "before=") || !strings.Contains(p.text, "Invited kim@example.org as owner.") {
		t.Errorf("%d entries: %s", strings.Count(p.text, "<li>"), p.text)
	}
}

// TestRolesInWords: the sentences about the roles (admin.people.may.ROLE) were written for these operations. When one is added or moves to
// another role, read them again, and change them or this list.
func TestRolesInWords(t *testing.T) {
	t.Parallel()
	all, err := permissions()
	if err != nil {
		t.Fatal(err)
	}
	got := map[account.Role][]string{}
	for _, known := range all {
		if known.Method != http.MethodGet {
			got[known.Least] = append(got[known.Least], known.Operation)
		}
	}
	for role := range got {
		slices.Sort(got[role])
	}
	want := map[account.Role][]string{
		account.Viewer: {"checkRelease", "compareSets", "logOut", "validateDraftQuestion", "validateDraftRule", "validateDraftTerm"},
		account.Editor: {
			"createApproval", "createDraftQuestion", "createDraftRule", "createDraftTerm", "decideUpgrade", "discardDraft", "dismissPhrase", "replaceDraftQuestion",
			"replaceDraftRule", "replaceDraftTerm", "replaceDraftWeights", "retireDraftQuestion", "retireDraftRule", "retireDraftTerm", "undoDraft",
		},
		account.Publisher: {"cancelSchedule", "createSchedule", "publishRelease", "rollBackRelease"},
		account.Owner:     {"changePerson", "createKey", "invitePerson", "resetPerson", "revokeKey", "rotateKey"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
