package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/server"
	"twoway/store"
)

// leastRoles says once more which role each secured operation needs: who changes the contract must mean it.
var leastRoles = map[account.Role][]string{
	account.Viewer: {
		"checkRelease", "compareSets", "exportAudit", "getAudit", "getCoverage", "getDiff", "getQuestionHistory", "getRuleHistory", "getTermHistory", "listApprovals",
		"listSchedules", "getDraftQuestion", "getDraftRule", "getDraftTerm", "getDraftWeights", "getRelease", "getSession", "getUnchosen",
		"listDraftQuestions", "listDraftRules", "listDraftTerms", "listPhrases", "listReleases", "listReplicas", "listUpgrades", "logOut",
		"validateDraftQuestion", "validateDraftRule", "validateDraftTerm",
	},
	account.Editor: {
		"createApproval", "createDraftQuestion", "createDraftRule", "createDraftTerm", "decideUpgrade", "discardDraft", "dismissPhrase", "undoDraft", "replaceDraftQuestion", "replaceDraftRule", "replaceDraftTerm",
		"replaceDraftWeights", "retireDraftQuestion", "retireDraftRule", "retireDraftTerm",
	},
	account.Publisher: {"cancelSchedule", "createSchedule", "publishRelease", "rollBackRelease"},
	account.Owner: {
		"changePerson", "createKey", "getAccountAudit", "getPerson", "invitePerson", "listKeys", "listPeople", "resetPerson", "revokeKey", "rotateKey",
	},
}

const goodPassword = "correct horse battery staple"

// newAccounts returns a service that knows nobody, and logs to log.
func newAccounts(t *testing.T, log io.Writer) *account.Service {
	t.Helper()
	return newAccountsAt(t, log, time.Now)
}

func newAccountsAt(t *testing.T, log io.Writer, now func() time.Time) *account.Service {
	t.Helper()
	database, err := store.New("sqlite:" + filepath.Join(t.TempDir(), "accounts.db"))
	if err == nil {
		err = database.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	return account.New(database, account.Options{Now: now, Log: slog.New(slog.NewTextHandler(log, nil))})
}

// newAccountClient returns a client of an API with people and keys, behind the proxies.
func newAccountClient(t *testing.T, services api.Services, token string, proxies ...string) client {
	t.Helper()
	var trusted server.Proxies
	if len(proxies) > 0 {
		if err := trusted.UnmarshalText([]byte(strings.Join(proxies, ","))); err != nil {
			t.Fatal(err)
		}
	}
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.ContextWithFallback = true
	_, err := api.Register(router, document(), services, api.Options{
		AdminToken: token, Door: server.NewDoor("", trusted), Log: slog.New(slog.DiscardHandler), Limits: server.NewLimits(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return client{server.SecurityHeaders(router)}
}

// join invites a person, who chooses a password, and returns the token of a session.
func join(t *testing.T, accounts *account.Service, name string, role account.Role) (account.Person, string) {
	t.Helper()
	_, link, err := accounts.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: name + "@example.org", Name: name, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	p, started, err := accounts.Accept(t.Context(), "", link.Token, account.Choice{Password: goodPassword})
	if err != nil {
		t.Fatal(err)
	}
	return p, started.Token
}

func newKey(t *testing.T, accounts *account.Service, n account.NewKey) (account.Key, string) {
	t.Helper()
	k, text, err := accounts.CreateKey(t.Context(), bank.CommandLine(), n)
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}

// withKey and withSession change a request to carry a credential.
func withKey(key string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) }
}

func withSession(token string) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "twoway_session", Value: token}) }
}

// call sends a request with a JSON body, "" for none, after the changes.
func (c client) call(t *testing.T, method, path, body string, changes ...func(*http.Request)) answer {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, change := range changes {
		change(r)
	}
	return c.send(t, r)
}

// securedOperations returns the method and path of each secured operation of the contract, with the examples of its parameters.
func securedOperations(t *testing.T) map[string][2]string {
	t.Helper()
	secured := map[string][2]string{}
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.Security == nil || len(*operation.Security) == 0 {
				continue
			}
			for _, p := range operation.Parameters {
				if p.Value.In == openapi3.ParameterInPath {
					path = strings.ReplaceAll(path, "{"+p.Value.Name+"}", fmt.Sprint(p.Value.Example))
				}
			}
			secured[operation.OperationID] = [2]string{method, path}
		}
	}
	return secured
}

// TestPermissions calls each secured operation as everybody that there can be. The requests are not valid, so that those who may call it get
// 422, and nothing happens.
func TestPermissions(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	now := time.Now().Add(-2 * time.Hour)
	services.Accounts = newAccountsAt(t, io.Discard, func() time.Time { return now })
	c := newAccountClient(t, services, adminToken)
	_, expired := newKey(t, services.Accounts, account.NewKey{Name: "expired", Role: account.Publisher, ExpiresAt: now.Add(time.Hour)})
	now = now.Add(2 * time.Hour)
	type visitor struct {
		role    account.Role
		refusal int
		send    func(*http.Request)
	}
	visitors := map[string]visitor{
		"nobody":      {"", http.StatusUnauthorized, func(*http.Request) {}},
		"admin token": {account.Owner, 0, withKey(adminToken)},
		"no session":  {"", http.StatusUnauthorized, withSession("abc")},
	}
	for _, role := range account.Roles() {
		_, session := join(t, services.Accounts, string(role), role)
		visitors["a person, "+string(role)] = visitor{role, http.StatusForbidden, withSession(session)}
		if role != account.Owner {
			_, key := newKey(t, services.Accounts, account.NewKey{Name: string(role), Role: role})
			visitors["a key, "+string(role)] = visitor{role, http.StatusForbidden, withKey(key)}
		}
	}
	gone, session := join(t, services.Accounts, "gone", account.Owner)
	yes := true
	if _, err := services.Accounts.Change(t.Context(), bank.CommandLine(), gone.ID, account.Changes{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	visitors["somebody disabled"] = visitor{"", http.StatusUnauthorized, withSession(session)}
	revoked, key := newKey(t, services.Accounts, account.NewKey{Name: "revoked", Role: account.Publisher})
	if _, err := services.Accounts.RevokeKey(t.Context(), bank.CommandLine(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	visitors["a revoked key"] = visitor{"", http.StatusUnauthorized, withKey(key)}
	visitors["an expired key"] = visitor{"", http.StatusUnauthorized, withKey(expired)}
	visitors["a key in capitals"] = visitor{"", http.StatusUnauthorized, withKey(strings.ToUpper(expired))}
	asOwner := visitors["a person, owner"].send
	visitors["an expired key beside a session"] = visitor{"", http.StatusUnauthorized, func(r *http.Request) { withKey(expired)(r); asOwner(r) }}
	network := 0
	for id, at := range securedOperations(t) {
		least := leastOf(id)
		if least == "" {
			t.Errorf("%s: say in leastRoles which role it needs", id)
		}
		for name, v := range visitors {
			network++
			a := c.call(t, at[0], at[1]+"?nonsense=1", "", v.send, func(r *http.Request) {
				r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", network/250, network%250) // nobody is slowed down here
			})
			want := v.refusal
			if v.role.Allows(least) {
				want = http.StatusUnprocessableEntity
				if a.status == http.StatusUnsupportedMediaType { // there is no body
					want = a.status
				}
			}
			if a.status != want {
				t.Errorf("%s as %s: status %d, want %d: %s", id, name, a.status, want, a.body)
			}
		}
	}
}

// leastOf returns the role that leastRoles says, "" for none.
func leastOf(id string) account.Role {
	for role, operations := range leastRoles {
		if slices.Contains(operations, id) {
			return role
		}
	}
	return ""
}

// TestLeastRoles: the contract says the same as leastRoles, of each secured operation, and of no other.
func TestLeastRoles(t *testing.T) {
	t.Parallel()
	known := 0
	for path, item := range contract().Paths.Map() {
		for method, operation := range item.Operations() {
			said, _ := operation.Extensions["x-least-role"].(string)
			isSecured := operation.Security != nil && len(*operation.Security) > 0
			if isSecured {
				known++
			}
			if least := leastOf(operation.OperationID); string(least) != said || isSecured != (said != "") {
				t.Errorf("%s %s: its least role is %q, want %q", method, path, said, least)
			}
		}
	}
	want := 0
	for _, operations := range leastRoles {
		want += len(operations)
	}
	if known != want {
		t.Errorf("leastRoles has %d operations, the contract %d", want, known)
	}
}

// TestNoLeastRole: an operation of which the contract does not say who may call it is for nobody.
func TestNoLeastRole(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	for name, line := range map[string]string{"missing": "", "unknown": "      x-least-role: root\n"} {
		before, after, _ := strings.Cut(string(document()), "      operationId: listReplicas\n")
		after = strings.Replace(after, "      x-least-role: viewer\n", line, 1)
		router := gin.New()
		router.ContextWithFallback = true
		changed := before + "      operationId: listReplicas\n" + after
		if _, err := api.Register(router, []byte(changed), services, api.Options{AdminToken: adminToken, Log: slog.New(slog.DiscardHandler)}); err != nil {
			t.Fatal(err)
		}
		a := client{router}.ask(t, http.MethodGet, "/v1/admin/replicas", "", "")
		if p := parse[openapi.Problem](t, a, http.StatusForbidden); p.Code != openapi.ProblemCodeForbidden {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

// TestClosed: without a token, the API is closed until there is somebody who could use it.
func TestClosed(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, io.Discard)
	c := newAccountClient(t, services, "")
	for _, credential := range []func(*http.Request){func(*http.Request) {}, withKey("tw_x"), withKey("x"), withSession("x")} {
		if p := parse[openapi.Problem](t, c.call(t, "GET", "/v1/admin/rules", "", credential), http.StatusForbidden); p.Code != openapi.ProblemCodeClosed {
			t.Errorf("%+v", p)
		}
	}
	_, key := newKey(t, services.Accounts, account.NewKey{Name: "first", Role: account.Viewer})
	if a := c.call(t, "GET", "/v1/admin/rules", "", withKey(key)); a.status != http.StatusOK {
		t.Errorf("with the first key: %d %s", a.status, a.body)
	}
	if p := parse[openapi.Problem](t, c.call(t, "GET", "/v1/admin/rules", ""), http.StatusUnauthorized); p.Code != openapi.ProblemCodeUnauthorised {
		t.Errorf("%+v", p)
	}
}

// cookieOf returns the cookie that an answer sets.
func cookieOf(t *testing.T, a answer) *http.Cookie {
	t.Helper()
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("status %d, cookies %v: %s", a.status, cookies, brief(a.body))
	}
	return cookies[0]
}

func loginBody(email, password string) string {
	text, _ := json.Marshal(map[string]string{"email": email, "password": password}) // cannot fail for texts
	return string(text)
}

// TestSession logs in and out, and tries what an attacker would.
func TestSession(t *testing.T) {
	t.Parallel()
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, io.Discard)
	c := newAccountClient(t, services, "", "10.9.0.0/16")
	kim, _ := join(t, services.Accounts, "kim", account.Owner)
	const planted = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst"
	a := c.call(t, "POST", "/v1/admin/session", loginBody("KIM@example.org", goodPassword), withSession(planted))
	info := parse[openapi.SessionInfo](t, a, http.StatusOK)
	cookie := cookieOf(t, a)
	if cookie.Value == planted || len(cookie.Value) != 52 || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure || cookie.Name != "twoway_session" {
		t.Errorf("over http, the cookie is %s", cookie)
	}
	if info.ID != kim.ID || info.Name != "kim <kim@example.org>" || info.Role != "owner" || len(info.Operations) != len(securedOperations(t)) || info.ExpiresAt == nil {
		t.Errorf("%+v", info)
	}
	if got := c.call(t, "GET", "/v1/admin/session", "", withSession(planted)); got.status != http.StatusUnauthorized {
		t.Errorf("the planted session: %d", got.status)
	}
	viaProxy := func(r *http.Request) {
		r.RemoteAddr = "10.9.1.1:7"
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-For", "192.0.2.77")
	}
	secure := cookieOf(t, c.call(t, "POST", "/v1/admin/session", loginBody("kim@example.org", goodPassword), viaProxy))
	if secure.Name != "__Host-twoway_session" || !secure.Secure || secure.Path != "/" || secure.Domain != "" || !secure.HttpOnly {
		t.Errorf("over https, the cookie is %s", secure)
	}
	forged := func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }
	if got := cookieOf(t, c.call(t, "POST", "/v1/admin/session", loginBody("kim@example.org", goodPassword), forged)); got.Secure {
		t.Errorf("a client that is no proxy says https: %s", got)
	}
	if got := c.call(t, "GET", "/v1/admin/session", "", viaProxy, withSession(secure.Value)); got.status != http.StatusUnauthorized {
		t.Errorf("over https, a cookie without the prefix: %d", got.status)
	}
	testOrigins(t, c, cookie)
	out := c.call(t, "DELETE", "/v1/admin/session", "", withSession(cookie.Value))
	if removed := cookieOf(t, out); out.status != http.StatusOK || removed.MaxAge >= 0 || removed.Value != "" {
		t.Errorf("logging out: %d %s", out.status, removed)
	}
	if got := c.call(t, "GET", "/v1/admin/session", "", withSession(cookie.Value)); got.status != http.StatusUnauthorized {
		t.Errorf("after logging out: %d", got.status)
	}
	if got := c.call(t, "GET", "/v1/admin/session", "", viaProxy, func(r *http.Request) { r.AddCookie(secure) }); got.status != http.StatusOK {
		t.Errorf("the other session: %d", got.status)
	}
}

// testOrigins: pages of other origins cannot use the cookie to change something, nor log somebody in as another.
func testOrigins(t *testing.T, c client, cookie *http.Cookie) {
	t.Helper()
	for name, tt := range map[string]struct {
		header, value string
		allowed       bool
	}{
		"cross-site": {"Sec-Fetch-Site", "cross-site", false}, "same site": {"Sec-Fetch-Site", "same-site", false}, "same origin": {"Sec-Fetch-Site", "same-origin", true},
		"typed": {"Sec-Fetch-Site", "none", true}, "old browser, other": {"Origin", "https://evil.example", false}, "old browser": {"Origin", "http://example.com", true},
		"sandbox": {"Origin", "null", false}, "program": {"X-Nothing", "", true},
	} {
		set := func(r *http.Request) { r.Header.Set(tt.header, tt.value) }
		a := c.call(t, "POST", "/v1/admin/people", `{"email":"x"}`, withSession(cookie.Value), set)
		if want := map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusForbidden}[tt.allowed]; a.status != want {
			t.Errorf("%s: %d, want %d: %s", name, a.status, want, a.body)
		}
		a = c.call(t, "POST", "/v1/admin/session", `{}`, set)
		if want := map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusForbidden}[tt.allowed]; a.status != want {
			t.Errorf("%s, logging in: %d, want %d: %s", name, a.status, want, a.body)
		}
		if a := c.call(t, "GET", "/v1/admin/session", "", withSession(cookie.Value), set); a.status != http.StatusOK {
			t.Errorf("%s, reading: %d", name, a.status)
		}
	}
}

// TestFailedLogins: they are slowed down by the address that the client has, not the one that it claims, and nothing typed is logged.
func TestFailedLogins(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	services := newBank(t, serve.Options{})
	services.Accounts = newAccounts(t, &log)
	join(t, services.Accounts, "kim", account.Owner)
	services.Accounts.AroundHashing(func(func()) {}) // nothing is right from now on
	c := newAccountClient(t, services, "", "10.9.0.0/16")
	try := func(i int, changes ...func(*http.Request)) answer {
		return c.call(t, "POST", "/v1/admin/session", loginBody(fmt.Sprintf("p%d@example.org", i), "secret "+goodPassword), changes...)
	}
	for i := range 20 { // the header is forged: 192.0.2.1 is no proxy
		claims := func(r *http.Request) { r.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i)) }
		if a := try(i, claims); a.status != http.StatusUnauthorized {
			t.Fatalf("failure %d: %d %s", i, a.status, a.body)
		}
	}
	a := try(30)
	if p := parse[openapi.Problem](t, a, http.StatusTooManyRequests); p.Code != openapi.ProblemCodeTooManyAttempts || !regexp.MustCompile(`^[1-3]$`).MatchString(a.header.Get("Retry-After")) {
		t.Errorf("%s, Retry-After %q", a.body, a.header.Get("Retry-After"))
	}
	behind := func(chain ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr = "10.9.0.1:1"
			for _, hop := range chain { // as proxies do that add a header of their own
				r.Header.Add("X-Forwarded-For", hop)
			}
		}
	}
	for i, chain := range [][]string{{"203.0.113.5"}, {"192.0.2.1", "203.0.113.5"}, {"192.0.2.1, 203.0.113.5, 10.9.3.3"}, {"nonsense", "203.0.113.5"}, {"203.0.113.5:4711"}} {
		log.Reset()
		if a := try(40+i, behind(chain...)); a.status != http.StatusUnauthorized || !strings.Contains(log.String(), "address=203.0.113.5 ") {
			t.Errorf("%q: %d, log %q", chain, a.status, log.String())
		}
	}
	for i := range 40 {
		c.call(t, "GET", "/v1/admin/rules", "", withKey("tw_"+fmt.Sprint(i)+"secret"))
	}
	if a := c.call(t, "GET", "/v1/admin/rules", "", withKey("secret")); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
		t.Errorf("after many wrong keys: %d", a.status)
	}
	if text := log.String(); strings.Contains(text, "secret") || strings.Contains(text, "example.org") {
		t.Errorf("the log has what was typed:\n%s", text)
	}
}

// TestLargeBodies: a password of a megabyte is not even read.
func TestLargeBodies(t *testing.T) {
	t.Parallel()
	services := api.Services{Serve: serve.Fixed(shipped()), Accounts: newAccounts(t, io.Discard)}
	services.Accounts.AroundHashing(func(func()) { t.Error("it was hashed") })
	c := newAccountClient(t, services, "")
	for size, want := range map[int]int{1 << 20: http.StatusRequestEntityTooLarge, 257: http.StatusUnprocessableEntity} {
		for _, path := range []string{"/v1/admin/session", "/v1/admin/welcome/" + strings.Repeat("a", 52)} {
			if a := c.call(t, "POST", path, loginBody("kim@example.org", strings.Repeat("a", size))); a.status != want {
				t.Errorf("%s, %d bytes: %d, want %d: %s", path, size, a.status, want, a.body)
			}
		}
	}
}
