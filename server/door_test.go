package server_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"

	"twoway/bank"
	"twoway/server"
)

func trusted(t *testing.T, text string) server.Proxies {
	t.Helper()
	var p server.Proxies
	if text == "" {
		return nil
	}
	if err := p.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProxies(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"10.0.0.1", "10.0.0.0/8, ::1", "fd00::/8", " 10.0.0.1 "} {
		trusted(t, text)
	}
	for _, text := range []string{"", "proxy", "10.0.0.1:80", "10.0.0.0/33", "10.0.0.1,,10.0.0.2", "*"} {
		if err := new(server.Proxies).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

// TestAddress: what a client writes into forwarding headers never counts.
func TestAddress(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		proxies, peer string
		forwarded     []string
		want          string
	}{
		"direct":                  {"", "192.0.2.1:5", nil, "192.0.2.1"},
		"direct, forged":          {"", "192.0.2.1:5", []string{"203.0.113.9"}, "192.0.2.1"},
		"not by that proxy":       {"10.0.0.0/8", "192.0.2.1:5", []string{"203.0.113.9"}, "192.0.2.1"},
		"by a proxy":              {"10.0.0.0/8", "10.1.1.1:5", []string{"203.0.113.9"}, "203.0.113.9"},
		"forged in front":         {"10.0.0.0/8", "10.1.1.1:5", []string{"127.0.0.1, 203.0.113.9"}, "203.0.113.9"},
		"forged in another field": {"10.0.0.0/8", "10.1.1.1:5", []string{"127.0.0.1", "203.0.113.9"}, "203.0.113.9"},
		"forged as a proxy":       {"10.0.0.0/8", "10.1.1.1:5", []string{"192.0.2.7, 10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		"two proxies":             {"10.0.0.0/8", "10.1.1.1:5", []string{"203.0.113.9, 10.2.2.2"}, "203.0.113.9"},
		"nonsense":                {"10.0.0.0/8", "10.1.1.1:5", []string{"203.0.113.9, nonsense"}, "10.1.1.1"},
		"with a port":             {"10.0.0.0/8", "10.1.1.1:5", []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		"mapped":                  {"10.0.0.0/8", "[::ffff:10.1.1.1]:5", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		"no header":               {"10.0.0.0/8", "10.1.1.1:5", nil, "10.1.1.1"},
		"no address":              {"10.0.0.0/8", "@", []string{"203.0.113.9"}, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		r.Header["X-Forwarded-For"] = tt.forwarded
		r.Header.Set("X-Real-Ip", "127.0.0.1")
		r.Header.Set("Forwarded", "for=127.0.0.1")
		if got := server.NewDoor("", trusted(t, tt.proxies)).Address(r); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestIsHTTPS(t *testing.T) {
	t.Parallel()
	door := server.NewDoor("/twoway", trusted(t, "10.0.0.0/8"))
	for name, tt := range map[string]struct {
		peer, scheme string
		tls, want    bool
	}{
		"plain": {"10.0.0.1:1", "", false, false}, "by the proxy": {"10.0.0.1:1", "https", false, true}, "in capitals": {"10.0.0.1:1", "HTTPS", false, true},
		"forged": {"192.0.2.1:1", "https", false, false}, "direct": {"192.0.2.1:1", "", true, true}, "forged before the proxy": {"10.0.0.1:1", "https, http", false, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		r.Header.Set("X-Forwarded-Proto", tt.scheme)
		if tt.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if got := door.IsHTTPS(r); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
		want := map[bool]string{true: "https://example.com/twoway/admin", false: "http://example.com/twoway/admin"}[tt.want]
		if got := door.URL(r, "/admin"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		cookie := door.SessionCookie(r, "token", 60)
		if wantPath := map[bool]string{true: "/", false: "/twoway/"}[tt.want]; cookie.Path != wantPath || cookie.Secure != tt.want || cookie.Valid() != nil {
			t.Errorf("%s: the cookie is %s", name, cookie)
		}
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: "token"})
		if got := door.SessionToken(r); got != "token" {
			t.Errorf("%s: the token is %q", name, got)
		}
	}
}

func TestCheckOrigin(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	door := server.NewDoor("", nil)
	if err := door.CheckOrigin(r); err != nil {
		t.Error(err)
	}
	r.Header.Set("Origin", "https://evil.example")
	if err := door.CheckOrigin(r); !bank.HasCode(err, bank.CodeForbidden) {
		t.Errorf("%v", err)
	}
}
