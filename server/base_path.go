package server

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// BasePath is the path below which a proxy publishes the program: "/twoway", or "" for the root of a host. A BasePath other
// than "" comes from UnmarshalText, which checks it.
type BasePath string

// validBasePath has no character that is special in a URL, in HTML, in YAML or in a path.
var validBasePath = regexp.MustCompile(`^(/[A-Za-z0-9_~-]+)*$`)

const maxBasePath = 200 // in bytes

// UnmarshalText parses a base path. The slash at the start may be missing, and one at the end is ignored; "/" is the root.
func (b *BasePath) UnmarshalText(text []byte) error {
	path := strings.TrimSuffix(string(text), "/")
	if path != "" && !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if len(path) > maxBasePath || !validBasePath.MatchString(path) {
		return fmt.Errorf("%.200q is not a base path: write a path like /twoway or /tools/twoway, of letters, digits, -, _ and ~ only; "+
			"no dots, no double slashes, no percent signs, no query, no host", text)
	}
	*b = BasePath(path)
	return nil
}

// Path returns the path under which a browser reaches a path of the program, which starts with a slash.
func (b BasePath) Path(path string) string { return string(b) + path }

// Strip returns a handler that removes the base path from the paths of requests. Some proxies remove it themselves, so that
// paths without it are passed on as they are. The base path itself is redirected to the same path with a slash.
func (b BasePath) Strip(next http.Handler) http.Handler {
	if b == "" {
		return next
	}
	stripped := http.StripPrefix(string(b), next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == string(b):
			to := b.Path("/")
			if r.URL.RawQuery != "" {
				to += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, to, http.StatusPermanentRedirect)
		case strings.HasPrefix(r.URL.EscapedPath(), b.Path("/")):
			stripped.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
