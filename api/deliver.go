package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"twoway/release/serve"
	"twoway/server"
)

// sharedCaching is the Cache-Control of what anybody may read: caches may use it for a minute, and then while they ask again or the program
// does not answer.
const sharedCaching = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"

// Bounds of what is kept by its address, in bytes.
const (
	longestAddress = 4 << 10
	longestTag     = 1000 // as the contract says of If-None-Match
)

// ownDelivery is the key of the delivery of a request in its context.
const ownDelivery = "twoway/delivery"

// delivery is how the answer to a request is delivered.
type delivery struct {
	release  *serve.Compiled // which the whole request sees
	kept     *answers        // of that release
	encoding encoding
	address  string // under which the answer is kept, "" if it is not
}

// current returns the release that a request sees: the same from its begin to its end.
func (h *handlers) current(ctx context.Context) (*serve.Compiled, error) {
	if d, isDelivered := ctx.Value(ownDelivery).(*delivery); isDelivered {
		return d.release, nil
	}
	return h.Serve.Current()
}

// keptPage is an answer that is kept by its address: its header, and its body in one encoding.
type keptPage struct {
	header http.Header
	tag    string // without how it is compressed
	body   []byte
}

func (p *keptPage) size() int { return len(p.body) }

// reuse is a middleware that answers a request to read at once, if the same address was read before in this release, in the same form
// and encoding. It needs no place in a lane.
func (h *handlers) reuse(c *gin.Context) {
	e := h.contract.endpoint(c)
	if e == nil || !e.isOfRelease || !e.isOpen || e.isRanged {
		return
	}
	current, err := h.Serve.Current()
	if err != nil {
		return
	}
	r := c.Request
	d := &delivery{release: current, kept: h.answersOf(current), encoding: bestEncoding(r.Header["Accept-Encoding"])}
	if form := e.form(r); form != "" && len(r.URL.Path)+len(r.URL.RawQuery) <= longestAddress {
		d.address = d.encoding.name() + " " + form + " " + r.URL.Path + "?" + r.URL.RawQuery
	}
	c.Set(ownDelivery, d)
	joinTags(r.Header)
	if page, found := d.kept.pages.GetIfPresent(d.address); found && len(r.Header.Get("If-None-Match")) <= longestTag {
		page.write(c.Writer, r)
		c.Abort()
	}
}

// deliver is a middleware that compresses the answers of open operations, and gives those that can be cached what caches need.
func (h *handlers) deliver(c *gin.Context) {
	e := h.contract.endpoint(c)
	if e == nil || !e.isOpen || e.isRanged {
		return
	}
	if c.Request.Method == http.MethodGet && !e.isTagged {
		c.Header("Cache-Control", "no-store")
	}
	d, isOfRelease := c.Value(ownDelivery).(*delivery)
	if !isOfRelease {
		d = &delivery{encoding: bestEncoding(c.Request.Header["Accept-Encoding"])}
		if d.encoding == uncompressed && !e.isTagged {
			return // it is sent as it is
		}
		if current, err := h.Serve.Current(); err == nil {
			d.release, d.kept = current, h.answersOf(current)
			c.Set(ownDelivery, d)
		}
	}
	answer := server.Buffered(c)
	if answer.Status() != http.StatusOK {
		answer.Send(answer.Body())
		return
	}
	page, err := d.page(e, answer)
	if err != nil {
		h.fail(c, err)
		return
	}
	d.keep(c, page)
	page.write(c.Writer, c.Request)
}

// page returns an answer as it is delivered.
func (d *delivery) page(e *endpoint, answer *server.BufferedAnswer) (*keptPage, error) {
	page := &keptPage{header: http.Header{"Content-Type": answer.Header()["Content-Type"]}, body: answer.Body()}
	used := uncompressed
	if d.encoding != uncompressed && len(page.body) >= smallestCompressed {
		compressed, err := d.encoding.compress(page.body)
		if err != nil {
			return nil, err
		}
		page.body, used = compressed, d.encoding
		page.header["Content-Encoding"] = contentEncodings[used]
	}
	page.header["Content-Length"] = []string{strconv.Itoa(len(page.body))}
	page.header["Vary"] = e.vary()
	if !e.isTagged {
		return page, nil
	}
	page.header["Cache-Control"] = []string{sharedCaching}
	if own := answer.Header().Get("Cache-Control"); own != "" {
		page.header["Cache-Control"] = []string{own}
	}
	if own := answer.Header().Get("ETag"); own != "" {
		page.tag = own[1 : len(own)-1]
	} else if d.kept != nil {
		page.tag = d.kept.tag
	}
	if page.tag != "" {
		page.header["Etag"] = []string{`"` + page.tag + used.suffix() + `"`}
	}
	return page, nil
}

// keep keeps a page by its address or, if it answers a body that was understood, by that.
func (d *delivery) keep(c *gin.Context, page *keptPage) {
	body, _ := c.Value(shortBody).(string)
	switch {
	case d.kept == nil:
	case d.address != "":
		d.kept.pages.Set(d.address, page)
	case body != "" && page.header.Get("Content-Type") == jsonForm:
		d.kept.rememberCompressed(body, d.encoding, page)
	}
}

// write sends the page, or 304 if the client has it.
func (p *keptPage) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	others := h["Vary"]
	maps.Copy(h, p.header)
	if len(others) > 0 {
		h["Vary"] = append(slices.Clip(others), p.header["Vary"]...)
	}
	if known := r.Header["If-None-Match"]; len(known) > 0 && p.tag != "" {
		if tag := p.firstOf(known[0]); tag != "" {
			h["Etag"] = []string{tag}
			delete(h, "Content-Type")
			delete(h, "Content-Encoding")
			delete(h, "Content-Length")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(p.body) // if this fails, the client has left
}

// firstOf returns the tag in an If-None-Match header that stands for this page, however that was compressed; "" if there is none.
func (p *keptPage) firstOf(header string) string {
	known := []string{p.header.Get("ETag")}
	for e := range encoding(encodings) {
		known = append(known, `"`+p.tag+e.suffix()+`"`)
	}
	return firstTag(header, known)
}
