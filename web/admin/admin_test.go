package admin_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/account/openid"
	"twoway/api"
	"twoway/bank"
	"twoway/internal/issuertest"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/server"
	"twoway/store"
	"twoway/web"
	"twoway/web/admin"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	os.Exit(m.Run())
}

// permissions returns those of the API.
var permissions = sync.OnceValues(func() ([]account.Permission, error) {
	contract, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		return nil, err
	}
	return api.Permissions(contract)
})

const password = "correct horse battery staple"

// site is a running site with the pages, and its log.
type site struct {
	*httptest.Server
	admin.Options

	base     server.BasePath
	accounts *account.Service
	log      *bytes.Buffer
}

// newSite starts a site that is published below base. Issuer may be nil.
func newSite(t *testing.T, base server.BasePath, issuer *issuertest.Issuer) site {
	t.Helper()
	database, err := store.New("sqlite:" + filepath.Join(t.TempDir(), "twoway.db"))
	if err == nil {
		err = database.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	s := site{base: base, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	s.accounts = account.New(database, account.Options{Now: time.Now, Log: log})
	o := admin.Options{
		Accounts: s.accounts, Door: server.NewDoor(base, nil), Log: log, Permissions: permissions,
		Drafts: drafts.New(database, time.Now), Serve: serve.New(database, serve.Options{}), Replicas: serve.NewReplicas(database, time.Now, "test"),
	}
	o.Phrases = serve.NewPhrases(database, o.Serve, time.Now)
	o.Publish = publish.New(database, o.Drafts, o.Serve, time.Now)
	if err := o.Publish.Start(t.Context(), testbank.Shipped(testbank.Small())); err != nil {
		t.Fatal(err)
	}
	s.Options = o
	if issuer != nil {
		o.OpenID = openid.New(openid.Config{Issuer: issuer.URL, ClientID: issuertest.ClientID, ClientSecret: issuertest.ClientSecret})
	}
	router := gin.New()
	router.Use(server.AccessLog(log))
	frame := web.New(log, base, nil, server.NewLimits())
	admin.Register(frame.Register(router), frame, o, nil)
	s.Server = httptest.NewServer(server.SecurityHeaders(base.Strip(router)))
	t.Cleanup(s.Close)
	return s
}

// browser keeps cookies, and does not follow redirects.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// ownScript matches a script of the site, which pages may have. They have none in them.
var ownScript = regexp.MustCompile(`<script type="module" src="[^":]*/static/[^":]*"></script>`)

// page is an answer.
type page struct {
	status int
	header http.Header
	text   string
}

// send sends a request to a method and an address; a form if fields are not nil. The test fails if the answer may be stored, or tells other sites its address.
func send(t *testing.T, b *http.Client, target string, fields url.Values, headers ...string) page {
	t.Helper()
	method, address, _ := strings.Cut(target, " ")
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(w.Body); err != nil {
		t.Fatal(err)
	}
	if w.Header.Get("Cache-Control") != "no-store" || w.Header.Get("Referrer-Policy") != "strict-origin" || strings.Contains(ownScript.ReplaceAllString(body.String(), ""), "<script") {
		t.Errorf("%s %s: %d, headers %v", method, address, w.StatusCode, w.Header)
	}
	return page{w.StatusCode, w.Header, body.String()}
}

// TestFirstOwner follows the link that the program prints: one chooses a password, sees what one may do, logs out and in again.
func TestFirstOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	link, _, err := s.accounts.FirstOwner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at, b := s.URL+"/bank"+link.Path(), browser(t)
	if p := send(t, b, "GET "+s.URL+"/bank/admin", nil); p.status != http.StatusSeeOther || p.header.Get("Location") != "/bank/admin/login" {
		t.Errorf("without a session: %d to %s", p.status, p.header.Get("Location"))
	}
	if p := send(t, b, "GET "+at, nil, "Accept-Language", "de"); p.status != http.StatusOK || !strings.Contains(p.text, "Übernimm die Verwaltung") || strings.Contains(p.text, "readonly") {
		t.Errorf("%d %s", p.status, p.text)
	}
	const hostile = `"><img src=x>`
	p := send(t, b, "POST "+at, url.Values{"email": {hostile}, "name": {"<b>"}, "password": {"too short"}})
	if p.status != http.StatusUnprocessableEntity || strings.Contains(p.text, "<img src=x") || strings.Contains(p.text, "too short") || strings.Count(p.text, `class="fault"`) != 3 {
		t.Errorf("%d %s", p.status, p.text)
	}
	p = send(t, b, "POST "+at, url.Values{"email": {"Kim@example.org"}, "name": {"Kim"}, "password": {" " + password}})
	if p.status != http.StatusSeeOther || p.header.Get("Location") != "/bank/admin" {
		t.Fatalf("%d %s", p.status, p.text)
	}
	p = send(t, b, "GET "+s.URL+"/bank/admin", nil)
	for _, want := range []string{"Kim, owner", "4 questions", `href="/bank/admin/publish"`, `href="/bank/admin/people"`, `href="/bank/docs"`} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the home page lacks %q: %s", want, p.text)
		}
	}
	for _, method := range []string{"GET", "POST"} {
		if p := send(t, browser(t), method+" "+at, url.Values{"email": {"eve@example.org"}, "name": {"Eve"}, "password": {password}}); p.status != http.StatusNotFound || p.header.Get("Set-Cookie") != "" {
			t.Errorf("%s, the link once more: %d", method, p.status)
		}
	}
	if p := send(t, b, "GET "+s.URL+"/bank/admin/login", nil); p.status != http.StatusSeeOther {
		t.Errorf("logging in twice: %d", p.status)
	}
	if p := send(t, b, "POST "+s.URL+"/bank/admin/logout", url.Values{}); p.status != http.StatusSeeOther {
		t.Errorf("logging out: %d", p.status)
	}
	if p := send(t, b, "GET "+s.URL+"/bank/admin", nil); p.status != http.StatusSeeOther {
		t.Errorf("after logging out: %d", p.status)
	}
	p = send(t, b, "POST "+s.URL+"/bank/admin/login", url.Values{"email": {"kim@example.org"}, "password": {" " + password}})
	if cookie := p.header.Get("Set-Cookie"); p.status != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly; SameSite=Lax") || !strings.Contains(cookie, "Path=/bank/;") {
		t.Errorf("%d, cookie %s", p.status, cookie)
	}
	if text := s.log.String(); strings.Contains(text, link.Token) || strings.Contains(text, "horse") || strings.Contains(text, "kim@") {
		t.Errorf("the log has a secret:\n%s", text)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", nil)
	_, link, err := s.accounts.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: "kim@example.org", Name: "Kim", Role: account.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	b := browser(t)
	if p := send(t, b, "GET "+s.URL+link.Path(), nil); !strings.Contains(p.text, `value="kim@example.org" readonly`) || !strings.Contains(p.text, "You are invited") {
		t.Errorf("%s", p.text)
	}
	if p := send(t, b, "POST "+s.URL+link.Path(), url.Values{"email": {"eve@example.org"}, "name": {"Kim"}, "password": {password}}); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if p := send(t, b, "GET "+s.URL+"/admin", nil); !strings.Contains(p.text, "Kim") || strings.Contains(p.text, "/admin/people") {
		t.Errorf("a viewer sees %s", p.text)
	}
	b = browser(t)
	unknown := send(t, b, "POST "+s.URL+"/admin/login", url.Values{"email": {"eve@example.org"}, "password": {password}})
	wrong := send(t, b, "POST "+s.URL+"/admin/login", url.Values{"email": {"kim@example.org"}, "password": {"another password"}})
	if unknown.status != http.StatusUnauthorized || wrong.status != http.StatusUnauthorized || strings.ReplaceAll(unknown.text, "eve@", "kim@") != wrong.text {
		t.Errorf("an unknown person: %d %s\na wrong password: %d %s", unknown.status, unknown.text, wrong.status, wrong.text)
	}
	for name, tt := range map[string]struct {
		headers []string
		size    int
		want    int
	}{
		"of another site": {[]string{"Sec-Fetch-Site", "cross-site"}, 1, http.StatusForbidden},
		"of another host": {[]string{"Origin", "https://evil.example"}, 1, http.StatusForbidden},
		"JSON":            {[]string{"Content-Type", "application/json"}, 1, http.StatusUnsupportedMediaType},
		"large":           {nil, 1 << 20, http.StatusRequestEntityTooLarge},
		"long password":   {nil, 300, http.StatusUnauthorized},
	} {
		fields := url.Values{"email": {"kim@example.org"}, "password": {strings.Repeat("a", tt.size)}}
		if p := send(t, b, "POST "+s.URL+"/admin/login", fields, tt.headers...); p.status != tt.want {
			t.Errorf("%s: %d, want %d", name, p.status, tt.want)
		}
	}
	if p := send(t, b, "POST "+s.URL+"/admin/logout", url.Values{}, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden {
		t.Errorf("logged out by another site: %d", p.status)
	}
	s.accounts.AroundHashing(func(func()) {})
	var p page
	for range 20 {
		p = send(t, b, "POST "+s.URL+"/admin/login", url.Values{"email": {"kim@example.org"}, "password": {"another password"}})
	}
	if p.status != http.StatusTooManyRequests || p.header.Get("Retry-After") == "" || !strings.Contains(p.text, "too many attempts") {
		t.Errorf("%d, Retry-After %q: %s", p.status, p.header.Get("Retry-After"), p.text)
	}
}

// TestOpenID logs in at an issuer.
func TestOpenID(t *testing.T) {
	t.Parallel()
	issuer := issuertest.New(t)
	s := newSite(t, "", issuer)
	if _, _, err := s.accounts.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: "kim@example.org", Name: "Kim", Role: account.Viewer}); err != nil {
		t.Fatal(err)
	}
	way := func(b *http.Client) string {
		begun := send(t, b, "GET "+s.URL+"/admin/openid", nil)
		if begun.status != http.StatusSeeOther || !regexp.MustCompile(`^twoway_openid=.*HttpOnly; SameSite=Lax`).MatchString(begun.header.Get("Set-Cookie")) {
			t.Fatalf("%d %v", begun.status, begun.header)
		}
		r, err := b.Get(begun.header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r.Header.Get("Location")
	}
	b := browser(t)
	if p := send(t, b, "GET "+s.URL+"/admin/login", nil); !strings.Contains(p.text, `href="/admin/openid"`) {
		t.Errorf("%s", p.text)
	}
	back := way(b)
	if p := send(t, browser(t), "GET "+back, nil); p.status != http.StatusUnauthorized {
		t.Errorf("in the browser of somebody else: %d", p.status)
	}
	if p := send(t, b, "GET "+way(b), nil, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusSeeOther || p.header.Get("Location") != "/admin" {
		t.Fatalf("%d %s", p.status, p.text)
	}
	if p := send(t, b, "GET "+s.URL+"/admin", nil); p.status != http.StatusOK || !strings.Contains(p.text, "Kim, ") {
		t.Errorf("%d %s", p.status, p.text)
	}
	issuer.Say(map[string]any{"sub": "8", "email": "eve@example.org"}, false)
	eve := browser(t)
	if p := send(t, eve, "GET "+way(eve), nil); p.status != http.StatusUnauthorized || !strings.Contains(p.text, "nobody has invited") || strings.Contains(p.header.Get("Set-Cookie"), "twoway_session") {
		t.Errorf("somebody who is not invited: %d %s", p.status, p.text)
	}
	if text := s.log.String(); strings.Contains(text, "code=") || strings.Contains(text, "@example.org") {
		t.Errorf("the log has a secret:\n%s", text)
	}
}

// join invites somebody, and returns a browser in which they have logged in.
func join(t *testing.T, s site, name string, role account.Role) *http.Client {
	t.Helper()
	_, link, err := s.accounts.Invite(t.Context(), bank.CommandLine(), account.Invitation{Email: name + "@example.org", Name: name, Role: role})
	if err != nil {
		t.Fatal(err)
	}
	b := browser(t)
	if p := send(t, b, "POST "+s.URL+string(s.base)+link.Path(), url.Values{"name": {name}, "password": {password}}); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.text)
	}
	return b
}

// TestUndo takes back the change of a draft, as somebody who may.
func TestUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	before, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "pager")
	if err != nil {
		t.Fatal(err)
	}
	body := bytes.Replace(before.Draft.Body, []byte(`"text":"`), []byte(`"text":"Now: `), 1)
	changed, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: before.Draft.Version}, body)
	if err != nil {
		t.Fatal(err)
	}
	kim, version := join(t, s, "kim", account.Editor), strconv.Itoa(changed.Draft.Version)
	p := send(t, kim, "GET "+s.URL+"/bank/admin?done=undone&undo=question/pager/"+version, nil)
	if !strings.Contains(p.text, `name="version" value="`+version+`"`) || !strings.Contains(p.text, "1 change<") {
		t.Errorf("%s", p.text)
	}
	form := url.Values{"kind": {"question"}, "id": {"pager"}, "version": {version}, "back": {"//example.org"}}
	if p := send(t, join(t, s, "vic", account.Viewer), "POST "+s.URL+"/bank/admin/undo", form); p.status != http.StatusForbidden || !strings.Contains(p.text, "Your role is viewer") {
		t.Errorf("a viewer: %d %s", p.status, p.text)
	}
	if p := send(t, kim, "POST "+s.URL+"/bank/admin/undo", form, "Sec-Fetch-Site", "cross-site"); p.status != http.StatusForbidden {
		t.Errorf("from another site: %d", p.status)
	}
	if p := send(t, browser(t), "POST "+s.URL+"/bank/admin/undo", form); p.header.Get("Location") != "/bank/admin/login" {
		t.Errorf("nobody: %d %s", p.status, p.header.Get("Location"))
	}
	if p := send(t, kim, "POST "+s.URL+"/bank/admin/undo", form); p.status != http.StatusSeeOther || p.header.Get("Location") != "/bank/admin?done=undone" {
		t.Errorf("%d %s", p.status, p.header.Get("Location"))
	}
	after, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "pager")
	if err != nil || !bytes.Equal(after.Draft.Body, before.Draft.Body) || after.Draft.EditedBy != "kim <kim@example.org>" {
		t.Errorf("%s by %s, %v", after.Draft.Body, after.Draft.EditedBy, err)
	}
	if p := send(t, kim, "POST "+s.URL+"/bank/admin/undo", form); p.status < 400 || p.status > 499 {
		t.Errorf("undone once more: %d", p.status)
	}
}

// TestNext: after logging in, one comes to the page that one asked for, if it is one of these pages.
func TestNext(t *testing.T) {
	t.Parallel()
	s := newSite(t, "/bank", nil)
	join(t, s, "kim", account.Editor)
	for asked, want := range map[string]string{
		"":                         "/bank/admin",
		"/admin/rules?q=a%26b":     "/bank/admin/rules?q=a%26b",
		"//example.org/admin/":     "/bank/admin",
		"https://example.org/":     "/bank/admin",
		"/admin//example.org":      "/bank/admin",
		`/admin/\example.org`:      "/bank/admin",
		"javascript:alert(1)":      "/bank/admin",
		"/sets/x":                  "/bank/admin",
		"/admin/../sets/x\r\nA: b": "/bank/admin",
	} {
		p := send(t, browser(t), "POST "+s.URL+"/bank/admin/login", url.Values{"email": {"kim@example.org"}, "password": {password}, "next": {asked}})
		if got := p.header.Get("Location"); p.status != http.StatusSeeOther || got != want {
			t.Errorf("%q leads to %q, want %q", asked, got, want)
		}
	}
}
