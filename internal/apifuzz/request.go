package apifuzz

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// header is one line of a request's header.
type header struct{ name, value string }

// request is a request as it goes over the wire, valid or not.
type request struct {
	method  string
	path    string // escaped
	query   string // escaped, without the question mark
	headers []header
	body    []byte
	chunked bool
	cut     int // how many bytes of the body are announced but not sent
}

// probe is a request, what it is meant to be, and which answers to it are right.
type probe struct {
	request

	op     *operation
	broken []string // what is wrong with it; empty for a valid request
	at     string   // where: the pointer that a 422 must name; "" for anywhere
	want   []int    // the statuses that are right; nil for any that is declared
	below  bool     // net/http may refuse it before the program sees it
}

// clone returns a copy that can be changed.
func (r request) clone() request {
	r.headers, r.body = slices.Clone(r.headers), slices.Clone(r.body)
	return r
}

// set replaces a header, or adds it.
func (r *request) set(name, value string) {
	r.drop(name)
	r.headers = append(r.headers, header{name, value})
}

// drop removes a header.
func (r *request) drop(name string) {
	r.headers = slices.DeleteFunc(r.headers, func(h header) bool { return strings.EqualFold(h.name, name) })
}

// all returns the values of the headers with a name.
func (r *request) all(name string) []string {
	var values []string
	for _, h := range r.headers {
		if strings.EqualFold(h.name, name) {
			values = append(values, h.value)
		}
	}
	return values
}

// get returns the first header with a name, "" if there is none.
func (r *request) get(name string) string {
	if values := r.all(name); len(values) > 0 {
		return values[0]
	}
	return ""
}

func (r *request) target() string {
	if r.query != "" {
		return r.path + "?" + r.query
	}
	return r.path
}

// plainPath returns the path as a server understands it, false if it is not properly escaped.
func (r *request) plainPath() (string, bool) {
	u, err := url.ParseRequestURI(r.path)
	if err != nil {
		return "", false
	}
	return u.Path, true
}

// wire returns the bytes of the request.
func (r *request) wire(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.method, r.target())
	if r.get("Host") == "" {
		fmt.Fprintf(&b, "Host: %s\r\n", host)
	}
	for _, h := range r.headers {
		fmt.Fprintf(&b, "%s: %s\r\n", h.name, h.value)
	}
	switch {
	case r.chunked:
		b.WriteString("Transfer-Encoding: chunked\r\n\r\n")
		for piece := range slices.Chunk(r.body, 300) {
			fmt.Fprintf(&b, "%x\r\n%s\r\n", len(piece), piece)
		}
		if r.cut == 0 {
			b.WriteString("0\r\n\r\n")
		}
	case r.body != nil:
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(r.body)+r.cut)
		b.Write(r.body)
	default:
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// curl returns a shell command that repeats the request, but for a body that is cut off.
func (r *request) curl(base string) string {
	words := []string{"curl", "-i", "--path-as-is", "--globoff"}
	if r.method == "HEAD" {
		words = append(words, "-I")
	} else {
		words = append(words, "-X", quote(r.method))
	}
	words = append(words, "--request-target", quote(r.target()))
	for _, h := range r.headers {
		if h.value == "" {
			words = append(words, "-H", quote(h.name+";"))
		} else {
			words = append(words, "-H", quote(h.name+": "+h.value))
		}
	}
	if r.chunked {
		words = append(words, "-H", quote("Transfer-Encoding: chunked"))
	}
	before := ""
	if r.body != nil {
		before = "printf '%b' " + quote(escape(r.body)) + " | "
		words = append(words, "--data-binary", "@-")
	}
	return before + strings.Join(append(words, quote(base)), " ")
}

// quote quotes a word for a shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// escape writes a body for printf's %b.
func escape(body []byte) string {
	var b strings.Builder
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == utf8.RuneError || !strconv.IsPrint(r):
			for _, c := range body[:size] {
				fmt.Fprintf(&b, `\0%03o`, c)
			}
		default:
			b.WriteRune(r)
		}
		body = body[size:]
	}
	return b.String()
}
