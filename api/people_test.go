package api_test

import (
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/account"
	"twoway/api/openapi"
	"twoway/release/serve"
)

// TestPeople invites somebody, who joins, edits and is stopped; each answer is compared with the contract.
func TestPeople(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, io.Discard)
	c := newAccountClient(t, services, "")
	kim, session := join(t, services.Accounts, "kim", account.Owner)
	asKim := withSession(session)
	tag := c.call(t, "GET", "/v1/admin/releases", "", asKim).header.Get("ETag")

	invited := parse[openapi.Invited](t, c.call(t, "POST", "/v1/admin/people", `{"email":"Lee@example.org","name":"Lee","role":"editor"}`, asKim), http.StatusCreated)
	at := "/v1/admin/people/" + invited.Person.ID
	link := "/v1/admin/welcome/" + path.Base(invited.Link.Path)
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/v1/admin/people", `{"email":"lee@EXAMPLE.org","name":"Lee","role":"viewer"}`, 409},
		{"POST", "/v1/admin/people", `{"email":"moe@example.org","name":"Moe","role":"root"}`, 422},
		{"POST", "/v1/admin/people", `{"email":"mоe@example.org","name":"Moe","role":"viewer"}`, 422},
		{"POST", "/v1/admin/people", `{"email":"moe@example.org","name":"Moe <kim@example.org>","role":"viewer"}`, 422},
		{"POST", "/v1/admin/people", `{`, 400},
		{"GET", "/v1/admin/people", "", 200},
		{"GET", at, "", 200},
		{"GET", "/v1/admin/people/abcdefghijkl", "", 404},
		{"GET", "/v1/admin/people/X", "", 422},
		{"PATCH", at, `{}`, 200},
		{"PATCH", at, `{"email":"eve@example.org"}`, 422},
		{"PATCH", at, `{"name":"Lee Lee"}`, 200},
		{"PATCH", "/v1/admin/people/" + kim.ID, `{"role":"viewer"}`, 409},
		{"PATCH", "/v1/admin/people/" + kim.ID, `{"disabled":true}`, 409},
		{"POST", link, `{"password":"too short"}`, 422},
		{"POST", link, `{"password":"lee@example.org"}`, 422},
		{"POST", link, `{"name":"Lee","password":"` + goodPassword + `"}`, 200},
		{"POST", link, `{"name":"Eve","password":"` + goodPassword + `"}`, 404},
		{"POST", at + "/reset", "", 200},
		{"POST", "/v1/admin/people/abcdefghijkl/reset", "", 404},
		{"GET", "/v1/admin/audit/accounts?limit=2", "", 200},
		{"GET", "/v1/admin/audit/accounts?limit=0", "", 422},
	} {
		if a := c.call(t, tt.method, tt.path, tt.body, asKim); a.status != tt.status {
			t.Errorf("%s %s %s: %d, want %d: %s", tt.method, tt.path, tt.body, a.status, tt.status, a.body)
		}
	}

	a := c.call(t, "POST", "/v1/admin/session", loginBody("lee@example.org", goodPassword))
	if info := parse[openapi.SessionInfo](t, a, http.StatusOK); info.Name != "Lee <lee@example.org>" || info.Role != "editor" {
		t.Errorf("%+v", info)
	}
	asLee := withSession(cookieOf(t, a).Value)
	if a := c.call(t, "PATCH", at, `{"role":"owner"}`, asLee); a.status != http.StatusForbidden {
		t.Errorf("an editor makes themselves an owner: %d", a.status)
	}
	if a := c.call(t, "POST", "/v1/admin/rules", ownRule("true"), asLee); a.status != http.StatusCreated {
		t.Fatalf("an editor edits: %d %s", a.status, a.body)
	}
	audit := parse[openapi.Audit](t, c.call(t, "GET", "/v1/admin/audit?limit=1", "", asLee), http.StatusOK)
	if audit.Entries[0].Author != "Lee <lee@example.org>" {
		t.Errorf("the author is %q", audit.Entries[0].Author)
	}
	if a := c.call(t, "PATCH", at, `{"disabled":true}`, asKim); a.status != http.StatusOK {
		t.Errorf("disabling: %d", a.status)
	}
	for name, status := range map[string]int{
		"session": c.call(t, "GET", "/v1/admin/rules", "", asLee).status,
		"login":   c.call(t, "POST", "/v1/admin/session", loginBody("lee@example.org", goodPassword)).status,
	} {
		if status != http.StatusUnauthorized {
			t.Errorf("%s of somebody disabled: %d", name, status)
		}
	}
	if a := c.call(t, "POST", at+"/reset", "", asKim); a.status != http.StatusConflict {
		t.Errorf("resetting somebody disabled: %d", a.status)
	}
	if before, now := strings.Trim(tag, `"`), strings.Trim(c.call(t, "GET", "/v1/admin/releases", "", asKim).header.Get("ETag"), `"`); now != fmt.Sprint(atoi(t, before)+1) {
		t.Errorf("the ETag of the bank went from %s to %s, though only one rule was written", before, now)
	}
}

func atoi(t *testing.T, text string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKeys creates a key, edits and publishes with it, rotates and revokes it.
func TestKeys(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, io.Discard)
	c := newAccountClient(t, services, "")
	_, session := join(t, services.Accounts, "kim", account.Owner)
	asKim := withSession(session)
	created := parse[openapi.NewKey](t, c.call(t, "POST", "/v1/admin/keys", `{"name":"Nightly","role":"publisher"}`, asKim), http.StatusCreated)
	at := "/v1/admin/keys/" + created.Key.ID
	if !created.Key.ExpiresAt.IsNull() || created.Key.CreatedBy != "kim <kim@example.org>" || created.Key.State != "active" {
		t.Errorf("%+v", created.Key)
	}
	list := c.call(t, "GET", "/v1/admin/keys", "", asKim)
	if keys := parse[openapi.KeyList](t, list, http.StatusOK); len(keys.Keys) != 1 || strings.Contains(string(list.body), created.Secret[16:]) {
		t.Errorf("%s", list.body)
	}
	asKey := withKey(created.Secret)
	if info := parse[openapi.SessionInfo](t, c.call(t, "GET", "/v1/admin/session", "", asKey), http.StatusOK); info.Kind != "key" || info.Name != "key Nightly" || info.ID != created.Key.ID {
		t.Errorf("%+v", info)
	}
	if a := c.call(t, "POST", "/v1/admin/rules", ownRule(`profile.role == "nursing"`), asKey); a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.body)
	}
	tag := c.call(t, "GET", "/v1/admin/releases", "", asKey).header.Get("ETag")
	published := parse[openapi.ReleaseEntry](t, c.call(t, "POST", "/v1/admin/releases", `{"note":"The rota"}`, asKey, func(r *http.Request) {
		r.Header.Set("If-Match", tag)
	}), http.StatusCreated)
	audit := parse[openapi.Audit](t, c.call(t, "GET", "/v1/admin/audit?limit=2", "", asKey), http.StatusOK)
	if diff := cmp.Diff([]string{"key Nightly", "key Nightly", "key Nightly"}, []string{published.Author, audit.Entries[0].Author, audit.Entries[1].Author}); diff != "" {
		t.Error(diff)
	}
	rotated := parse[openapi.NewKey](t, c.call(t, "POST", at+"/rotate", `{"overlap_hours":1}`, asKim), http.StatusOK)
	if rotated.Secret == created.Secret || rotated.Key.PreviousUntil.IsNull() {
		t.Errorf("%+v", rotated)
	}
	for name, status := range map[string]int{
		"the old secret":       c.call(t, "GET", "/v1/admin/rules", "", asKey).status - http.StatusOK,
		"the new secret":       c.call(t, "GET", "/v1/admin/rules", "", withKey(rotated.Secret)).status - http.StatusOK,
		"169 hours":            c.call(t, "POST", at+"/rotate", `{"overlap_hours":169}`, asKim).status - http.StatusUnprocessableEntity,
		"an owner's key":       c.call(t, "POST", "/v1/admin/keys", `{"name":"Boss","role":"owner"}`, asKim).status - http.StatusUnprocessableEntity,
		"in the past":          c.call(t, "POST", "/v1/admin/keys", `{"name":"Old","role":"viewer","expires_at":"2020-01-01T00:00:00Z"}`, asKim).status - http.StatusUnprocessableEntity,
		"a name twice":         c.call(t, "POST", "/v1/admin/keys", `{"name":"Nightly","role":"viewer"}`, asKim).status - http.StatusConflict,
		"an unknown key":       c.call(t, "DELETE", "/v1/admin/keys/abcdefghijkl", "", asKim).status - http.StatusNotFound,
		"an unknown, rotated":  c.call(t, "POST", "/v1/admin/keys/abcdefghijkl/rotate", `{"overlap_hours":0}`, asKim).status - http.StatusNotFound,
		"a key makes a key":    c.call(t, "POST", "/v1/admin/keys", `{"name":"Mine","role":"viewer"}`, asKey).status - http.StatusForbidden,
		"a key logs out":       c.call(t, "DELETE", "/v1/admin/session", "", asKey).status - http.StatusOK,
		"after it logged out":  c.call(t, "GET", "/v1/admin/rules", "", asKey).status - http.StatusOK,
		"revoked":              c.call(t, "DELETE", at, "", asKim).status - http.StatusOK,
		"revoked again":        c.call(t, "DELETE", at, "", asKim).status - http.StatusOK,
		"rotated when revoked": c.call(t, "POST", at+"/rotate", `{"overlap_hours":0}`, asKim).status - http.StatusConflict,
		"the new one, revoked": c.call(t, "GET", "/v1/admin/rules", "", withKey(rotated.Secret)).status - http.StatusUnauthorized,
	} {
		if status != 0 {
			t.Errorf("%s: the status is off by %d", name, status)
		}
	}
	if a := c.call(t, "GET", "/v1/admin/audit/accounts", "", asKim); strings.Contains(string(a.body), created.Secret[16:]) {
		t.Errorf("a secret is in the audit: %s", a.body)
	}
}
