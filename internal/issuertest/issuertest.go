// Package issuertest provides tests with an issuer of OpenID Connect: with real signatures, and a token endpoint that checks the client, the
// code and its challenge.
package issuertest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// How the client is known to the issuer.
const (
	ClientID     = "twoway"
	ClientSecret = "the secret of the client"
)

const keyBits = 2048

// Issuer is an issuer at which one person is always logged in.
type Issuer struct {
	URL string

	key     *rsa.PrivateKey
	another *rsa.PrivateKey // that nobody trusts
	known   oidctest.Server

	mu     sync.Mutex
	claims map[string]any
	forged bool
	codes  map[string]url.Values // the parameters with which the login began
}

// New starts an issuer, which stops when the test ends.
func New(tb testing.TB) *Issuer {
	tb.Helper()
	i := &Issuer{codes: map[string]url.Values{}, claims: map[string]any{}}
	for _, key := range []**rsa.PrivateKey{&i.key, &i.another} {
		generated, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			tb.Fatal(err)
		}
		*key = generated
	}
	i.known.PublicKeys = []oidctest.PublicKey{{PublicKey: i.key.Public(), KeyID: "key", Algorithm: oidc.RS256}}
	mux := http.NewServeMux()
	mux.Handle("/", &i.known)
	mux.HandleFunc("GET /auth", i.authorise)
	mux.HandleFunc("POST /token", i.token)
	s := httptest.NewServer(mux)
	tb.Cleanup(s.Close)
	i.URL = s.URL
	i.known.SetIssuer(s.URL)
	return i
}

// Say changes what the issuer says about the person from now on. Claims replace the usual ones; nil removes one. Forged ID tokens are signed with
// the wrong key.
func (i *Issuer) Say(claims map[string]any, forged bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims, i.forged = claims, forged
}

// authorise sends the browser back with a code.
func (i *Issuer) authorise(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
		http.Error(w, "not a login with PKCE, nonce and state", http.StatusBadRequest)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	code := rand.Text()
	i.codes[code] = q
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {i.URL}}.Encode(), http.StatusFound)
}

// token gives an ID token for a code, once.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	begun, found := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	id, secret, _ := r.BasicAuth()
	secret, _ = url.QueryUnescape(secret)
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	isChallenged := base64.RawURLEncoding.EncodeToString(sum[:]) == begun.Get("code_challenge")
	if !found || id != ClientID || secret != ClientSecret || !isChallenged || r.FormValue("redirect_uri") != begun.Get("redirect_uri") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": i.idToken(begun.Get("nonce"))}) // if this fails, the test does
}

func (i *Issuer) idToken(nonce string) string {
	claims := map[string]any{
		"iss": i.URL, "aud": ClientID, "sub": "7", "nonce": nonce, "email": "kim@example.org", "email_verified": true,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	for name, value := range i.claims {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	text, _ := json.Marshal(claims) // cannot fail for these types
	key := i.key
	if i.forged {
		key = i.another
	}
	return oidctest.SignIDToken(key, "key", oidc.RS256, string(text))
}
