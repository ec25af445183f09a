package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
	"twoway/server"
)

// currentRelease stands for the number of the release in service.
const currentRelease = "current"

// DumpRelease sends the bank as it is in a release.
func (h *handlers) DumpRelease(ctx context.Context, r openapi.DumpReleaseRequestObject) (openapi.DumpReleaseResponseObject, error) {
	from, caching, err := h.dumped(ctx, r.Number)
	if err != nil {
		return nil, err
	}
	format := cmp.Or(deref(r.Params.Format), openapi.DumpReleaseParamsFormatJsonl)
	index, err := h.dumps.index(ctx, from, format)
	if err != nil {
		return nil, err
	}
	c, isRequest := ctx.(*gin.Context)
	if !isRequest {
		return nil, errors.New("dump a release: there is no request")
	}
	return &dumpAnswer{
		dump: dump{ctx: ctx, index: index, chunks: newDumpWriter(from, format), dumps: &h.dumps}, request: c.Request, caching: caching, format: format, from: from,
	}, nil
}

// dumped returns the release with a number, or the one in service, and for how long its dump may be kept: what a program makes of a
// release changes when that is upgraded.
func (h *handlers) dumped(ctx context.Context, number string) (from *serve.Edition, caching string, err error) {
	if number == currentRelease {
		current, err := h.Serve.Current()
		if err != nil {
			return nil, "", err
		}
		return current.Edition(), "public, no-cache", nil
	}
	n, _ := strconv.Atoi(number) // the contract allows digits only
	from, err = h.Serve.Edition(ctx, n)
	return from, "public, max-age=3600", err
}

// dumpIndex is where the chunks of a dump begin, and the hash of all: what a range needs of those that are not sent.
type dumpIndex struct {
	starts []int64 // and the size of the whole
	tag    string
}

func (x *dumpIndex) size() int64 { return x.starts[len(x.starts)-1] }

// newDumpIndex has all of a number of chunks made, and keeps none.
func newDumpIndex(count int, chunk func(i int) ([]byte, error)) (*dumpIndex, error) {
	const digits = 32
	x, sum := &dumpIndex{starts: []int64{0}}, sha256.New()
	for i := range count {
		text, err := chunk(i)
		if err != nil {
			return nil, err
		}
		_, _ = sum.Write(text) // cannot fail
		x.starts = append(x.starts, x.size()+int64(len(text)))
	}
	x.tag = `"` + hex.EncodeToString(sum.Sum(nil))[:digits] + `"`
	return x, nil
}

// dump is a reader of a dump, which makes its chunks as they are read.
type dump struct {
	ctx    context.Context //nolint:containedctx // of the request that reads it
	index  *dumpIndex
	chunks *dumpWriter
	dumps  *dumps
	at     int64
	number int // of the chunk in text, if there is any
	text   []byte
	tell   func() // called before each chunk; may be nil
}

// Read reads what follows, at most to the end of a chunk.
func (d *dump) Read(p []byte) (int, error) {
	if d.at >= d.index.size() {
		return 0, io.EOF
	}
	number := searchChunk(d.index.starts, d.at)
	if d.text == nil || number != d.number {
		if d.tell != nil {
			d.tell()
		}
		text, err := d.dumps.make(d.ctx, d.chunks, number)
		if size := d.index.starts[number+1] - d.index.starts[number]; err == nil && int64(len(text)) != size {
			err = fmt.Errorf("dump a release: chunk %d has %d bytes, not %d", number, len(text), size)
		}
		if err != nil {
			return 0, err
		}
		d.text, d.number = text, number
	}
	n := copy(p, d.text[d.at-d.index.starts[number]:])
	d.at += int64(n)
	return n, nil
}

// Seek sets where to read next, as io.Seeker says.
func (d *dump) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += d.at
	case io.SeekEnd:
		offset += d.index.size()
	}
	if offset < 0 {
		return 0, errors.New("seek in a dump: before its start")
	}
	d.at = offset
	return offset, nil
}

// dumpAnswer is the answer to a request for a dump, or a range of it.
type dumpAnswer struct {
	dump

	request *http.Request
	caching string
	format  openapi.DumpReleaseParamsFormat
	from    *serve.Edition
}

// chunkTimeout is how long a client may take to read a chunk.
const chunkTimeout = 30 * time.Second

// VisitDumpReleaseResponse sends the dump. An error that there is an answer for is returned; if a chunk cannot be made or sent, the
// connection is cut, so that no part looks like the whole.
func (a *dumpAnswer) VisitDumpReleaseResponse(w http.ResponseWriter) error {
	kinds := map[openapi.DumpReleaseParamsFormat]string{
		openapi.DumpReleaseParamsFormatJsonl: "application/x-ndjson", openapi.DumpReleaseParamsFormatYaml: "application/yaml", openapi.DumpReleaseParamsFormatCsv: "text/csv; charset=utf-8",
	}
	h := w.Header()
	h.Set("Content-Type", kinds[a.format])
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="twoway-release-%d.%s"`, a.from.Summary.Number, a.format))
	h.Set("ETag", a.index.tag)
	h.Set("Cache-Control", a.caching+", no-transform")
	for _, l := range a.from.Summary.Licences {
		if url := bank.LicenceURL(l.Licence); url != "" {
			h.Add("Link", "<"+url+`>; rel="license"`)
		}
	}
	deadline := http.NewResponseController(w)
	a.tell = func() { _ = deadline.SetWriteDeadline(time.Now().Add(chunkTimeout)) } // where there is none, nothing is cut off
	r := a.request.Clone(a.ctx)
	if strings.Contains(r.Header.Get("Range"), ",") {
		r.Header.Del("Range") // several ranges would be another kind of answer
	}
	out := &dumpResponse{ResponseWriter: w}
	http.ServeContent(out, r, "", time.Time{}, a)
	return out.failure()
}

// dumpResponse is the answer as http.ServeContent writes it, without its texts for failures.
type dumpResponse struct {
	http.ResponseWriter

	status int
}

// WriteHeader sends the header unless the answer is a failure.
func (w *dumpResponse) WriteHeader(status int) {
	if w.status = status; status < http.StatusBadRequest {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write sends a part of the answer unless it is a failure.
func (w *dumpResponse) Write(p []byte) (int, error) {
	if w.status >= http.StatusBadRequest {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// failure returns the error for an answer that was not sent.
func (w *dumpResponse) failure() error {
	if w.status < http.StatusBadRequest {
		return nil
	}
	for _, name := range []string{"Content-Disposition", "Content-Length", "Content-Type", "ETag", "Link"} {
		w.Header().Del(name)
	}
	switch w.status {
	case http.StatusRequestedRangeNotSatisfiable:
		return &bank.Error{Code: server.CodeNoSuchRange, Message: "The dump does not have these bytes. The header Content-Range says how many it has."}
	case http.StatusPreconditionFailed:
		return &bank.Error{Code: bank.CodeStale, Message: "The dump has another ETag."}
	}
	return fmt.Errorf("dump a release: status %d", w.status)
}
