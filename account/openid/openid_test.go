package openid_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/account"
	"twoway/account/openid"
	"twoway/bank"
	"twoway/internal/issuertest"
)

const returnTo = "https://twoway.example/admin/openid/return"

// login begins a login, and returns what the browser comes back with.
func login(t *testing.T, p *openid.Provider) (openid.Pending, url.Values) {
	t.Helper()
	address, pending, err := p.Begin(t.Context(), returnTo)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	back, err := r.Location()
	if err != nil || !strings.HasPrefix(back.String(), returnTo) {
		t.Fatalf("%d: back to %s, %v", r.StatusCode, back, err)
	}
	return pending, back.Query()
}

func config(i *issuertest.Issuer) openid.Config {
	return openid.Config{Issuer: i.URL, ClientID: issuertest.ClientID, ClientSecret: issuertest.ClientSecret}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	i := issuertest.New(t)
	p := openid.New(config(i))
	pending, query := login(t, p)
	got, err := p.Finish(t.Context(), returnTo, openid.ParsePending(pending.String()), query)
	if diff := cmp.Diff(account.Identity{Subject: i.URL + " 7", Email: "kim@example.org", EmailVerified: true}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	_, err = p.Finish(t.Context(), returnTo, pending, query)
	if !bank.HasCode(err, bank.CodeUnauthorised) {
		t.Errorf("the code once more: %v", err)
	}
}

// TestRefused: whatever is not exactly the login that the browser has begun, as its issuer confirms it, is refused.
func TestRefused(t *testing.T) {
	t.Parallel()
	i := issuertest.New(t)
	p := openid.New(config(i))
	for name, tt := range map[string]struct {
		claims  map[string]any
		forged  bool
		pending func(*openid.Pending)
		query   func(url.Values)
	}{
		"signature":        {forged: true},
		"audience":         {claims: map[string]any{"aud": "another"}},
		"issuer":           {claims: map[string]any{"iss": "https://evil.example"}},
		"expired":          {claims: map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}},
		"nonce":            {claims: map[string]any{"nonce": "another"}},
		"no nonce":         {claims: map[string]any{"nonce": nil}},
		"no subject":       {claims: map[string]any{"sub": nil}},
		"strange claims":   {claims: map[string]any{"email": 7}},
		"state":            {query: func(q url.Values) { q.Set("state", "another") }},
		"no state":         {query: func(q url.Values) { q.Del("state") }},
		"no login pending": {pending: func(p *openid.Pending) { *p = openid.ParsePending("") }, query: func(q url.Values) { q.Del("state") }},
		"login of another": {pending: func(p *openid.Pending) { p.Nonce = "another" }},
		"verifier":         {pending: func(p *openid.Pending) { p.Verifier = strings.Repeat("a", 43) }},
		"code":             {query: func(q url.Values) { q.Set("code", "another") }},
		"mixed up":         {query: func(q url.Values) { q.Set("iss", "https://evil.example") }},
		"denied":           {query: func(q url.Values) { q.Set("error", "access_denied") }},
	} {
		i.Say(tt.claims, tt.forged)
		pending, query := login(t, p)
		if tt.pending != nil {
			tt.pending(&pending)
		}
		if tt.query != nil {
			tt.query(query)
		}
		if got, err := p.Finish(t.Context(), returnTo, pending, query); !bank.HasCode(err, bank.CodeUnauthorised) || got != (account.Identity{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	i.Say(map[string]any{"email_verified": nil}, false)
	pending, query := login(t, p)
	if got, err := p.Finish(t.Context(), returnTo, pending, query); err != nil || got.EmailVerified {
		t.Errorf("without a word on verification: %+v, %v", got, err)
	}
}

// TestUnreachable: the issuer may start later than the program.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	p := openid.New(openid.Config{Issuer: "http://127.0.0.1:1", ClientID: "x"})
	if _, _, err := p.Begin(t.Context(), returnTo); !bank.HasCode(err, bank.CodeUnavailable) {
		t.Errorf("%v", err)
	}
}
