package api

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is how an answer is compressed.
type encoding int

const (
	uncompressed encoding = iota
	gzipped
	brotlied
)

// encodings are all of them.
const encodings = 3

// smallestCompressed is the size in bytes from which an answer is compressed: below that, it fits one packet.
const smallestCompressed = 1200

// How hard answers are compressed: about as long as it takes to write them, since most are sent again.
const (
	gzipLevel   = 5
	brotliLevel = 4
)

// name returns the name of the encoding in the header Content-Encoding.
func (e encoding) name() string { return [encodings]string{"", "gzip", "br"}[e] }

// suffix returns the end of the ETag of an answer that is compressed in this way: its bytes are others.
func (e encoding) suffix() string { return [encodings]string{"", "-gzip", "-br"}[e] }

// contentEncodings are the values of the header Content-Encoding, which all answers share.
//
//nolint:gochecknoglobals // never written to
var contentEncodings = [encodings][]string{nil, {"gzip"}, {"br"}}

// bestEncoding returns the encoding that a client wishes most, given its headers Accept-Encoding (RFC 9110, section 12.5.3); of those that
// it wishes alike, that with the smallest answers.
func bestEncoding(accept []string) encoding {
	if len(accept) == 0 {
		return uncompressed
	}
	if len(accept) == 1 {
		switch accept[0] { // what most clients send
		case "", "identity":
			return uncompressed
		case "gzip", "gzip, deflate":
			return gzipped
		case "gzip, deflate, br", "gzip, deflate, br, zstd", "br":
			return brotlied
		}
	}
	wished := encodingWishes(accept)
	weightOf := func(names ...string) float64 {
		for _, name := range append(names, "*") {
			if weight, isNamed := wished[name]; isNamed {
				return weight
			}
		}
		return 0
	}
	best, most := uncompressed, wished["identity"]
	if weight := weightOf("gzip", "x-gzip"); weight > 0 && weight >= most {
		best, most = gzipped, weight
	}
	if weight := weightOf("br"); weight > 0 && weight >= most {
		best = brotlied
	}
	return best
}

// encodingWishes returns how much each encoding in the headers Accept-Encoding is wished: from 0 to 1. What cannot be read is left out.
func encodingWishes(accept []string) map[string]float64 {
	wished := map[string]float64{}
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(accept, ",")), ",") {
		name, parameter, hasWeight := strings.Cut(part, ";")
		weight := 1.0
		if hasWeight {
			text, isWeight := strings.CutPrefix(strings.TrimSpace(parameter), "q=")
			q, err := strconv.ParseFloat(text, 64)
			if isReadable := isWeight && err == nil && q >= 0 && q <= 1; !isReadable {
				continue
			}
			weight = q
		}
		wished[strings.TrimSpace(name)] = weight
	}
	return wished
}

// compressor writes to a destination, which can be replaced.
type compressor interface {
	io.WriteCloser
	Reset(to io.Writer)
}

// compressors has idle compressors of each encoding.
//
//nolint:gochecknoglobals // memory that all requests share
var compressors = [encodings]sync.Pool{
	gzipped: {New: func() any {
		w, _ := gzip.NewWriterLevel(io.Discard, gzipLevel) // the level is valid
		return compressor(w)
	}},
	brotlied: {New: func() any { return newBrotli() }},
}

// largeForBrotli is the size in bytes from which Brotli finds repetitions in another way. A writer finds them for good in the way of its
// first text, so that one that was used before would write other bytes under the same ETag: see [encoding.compressorFor].
const largeForBrotli = 1 << 20

func newBrotli() compressor { return brotli.NewWriterLevel(io.Discard, brotliLevel) }

// compressorFor returns a compressor for a body of a size in bytes, and what to do with it afterwards. The same body is always written
// as the same bytes.
func (e encoding) compressorFor(size int) (compressor, func()) {
	if e == brotlied && size >= largeForBrotli {
		return newBrotli(), func() {}
	}
	w := compressors[e].Get().(compressor) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	return w, func() { compressors[e].Put(w) }
}

// compress returns a body in an encoding other than uncompressed.
func (e encoding) compress(body []byte) ([]byte, error) {
	w, done := e.compressorFor(len(body))
	defer done()
	var to bytes.Buffer
	to.Grow(len(body) / 3)
	w.Reset(&to)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(to.Bytes()), nil // without the room that is left: it may be kept for long
}
