package server

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"twoway/bank"
)

// Proxies are the addresses of the proxies whose forwarding headers are believed.
type Proxies []netip.Prefix

// UnmarshalText parses addresses and networks, separated by commas: 10.0.0.7, 10.1.0.0/16.
func (p *Proxies) UnmarshalText(text []byte) error {
	var list Proxies
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.TrimSpace(part)
		prefix, err := netip.ParsePrefix(part)
		if at, addressErr := netip.ParseAddr(part); addressErr == nil {
			prefix, err = netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("%.100q is not an IP address or network: write them like 10.0.0.7 or 10.1.0.0/16, separated by commas", part)
		}
		list = append(list, prefix)
	}
	*p = list
	return nil
}

func (p Proxies) contains(at netip.Addr) bool {
	return slices.ContainsFunc(p, func(prefix netip.Prefix) bool { return prefix.Contains(at.Unmap()) })
}

// parseAddress parses an address that may have a port.
func parseAddress(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	at, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return at.Unmap(), err == nil
}

// Door knows from where requests come, and handles the cookie of sessions. Its zero value trusts no proxy.
type Door struct {
	base    BasePath
	proxies Proxies
	origins *http.CrossOriginProtection
}

// NewDoor returns a door of a program that is published below base, behind proxies.
func NewDoor(base BasePath, proxies Proxies) *Door {
	return &Door{base, proxies, http.NewCrossOriginProtection()}
}

// Address returns the IP address of the client. Forwarding headers count only as far as trusted proxies have written them: whatever a
// client has sent itself stands before that.
func (d *Door) Address(r *http.Request) string {
	client, ok := parseAddress(r.RemoteAddr)
	if !ok {
		return ""
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !d.proxies.contains(client) {
			break
		}
		at, ok := parseAddress(hop)
		if !ok {
			break
		}
		client = at
	}
	return client.String()
}

// IsHTTPS reports whether the client sent a request over https, as far as a trusted proxy says so.
func (d *Door) IsHTTPS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	peer, ok := parseAddress(r.RemoteAddr)
	schemes := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
	return ok && d.proxies.contains(peer) && strings.EqualFold(strings.TrimSpace(schemes[len(schemes)-1]), "https")
}

// URL returns the address of a path of the program, as the client of a request would write it.
func (d *Door) URL(r *http.Request, path string) string {
	scheme := "http"
	if d.IsHTTPS(r) {
		scheme = "https"
	}
	return scheme + "://" + r.Host + d.base.Path(path)
}

// CheckOrigin returns an error with code forbidden if a page of another origin has made the browser send a request that may change
// something.
func (d *Door) CheckOrigin(r *http.Request) error {
	if d.origins.Check(r) == nil {
		return nil
	}
	return &bank.Error{Code: bank.CodeForbidden, Message: "A page of another site has sent this request. Send it from here. " +
		"Behind a proxy, this also happens if the proxy does not pass on the header Host."}
}

// sessionCookie is the name of the cookie of a session. Over https, a browser lets nobody but this host set one with the prefix.
const (
	sessionCookie = "twoway_session"
	securePrefix  = "__Host-"
)

// SessionToken returns the token of a session that a request carries, "" for none.
func (d *Door) SessionToken(r *http.Request) string {
	cookie, err := r.Cookie(d.cookieName(r))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (d *Door) cookieName(r *http.Request) string {
	if d.IsHTTPS(r) {
		return securePrefix + sessionCookie
	}
	return sessionCookie
}

// SessionCookie returns a cookie with the token of a session for seconds, or one that removes it if token is "".
func (d *Door) SessionCookie(r *http.Request, token string, seconds int) *http.Cookie {
	cookie := &http.Cookie{
		Name: d.cookieName(r), Value: token, Path: d.base.Path("/"), MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if d.IsHTTPS(r) {
		cookie.Path, cookie.Secure = "/", true // as the prefix requires
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie
}
