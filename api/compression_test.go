package api

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
)

// TestCompressedTheSame compresses bodies of many sizes one after the other, up and down: what a compressor wrote before changes no byte,
// since the ETag of an answer promises the same bytes.
func TestCompressedTheSame(t *testing.T) {
	var text bytes.Buffer
	for i := 0; text.Len() < 3<<20; i++ {
		fmt.Fprintf(&text, `{"id":"question-%d","text":"What is %d?"},`, i*7919%3001, i*104729%307)
	}
	fresh := [encodings]func(to io.Writer) io.WriteCloser{
		gzipped: func(to io.Writer) io.WriteCloser {
			w, err := gzip.NewWriterLevel(to, gzipLevel)
			if err != nil {
				t.Fatal(err)
			}
			return w
		},
		brotlied: func(to io.Writer) io.WriteCloser { return brotli.NewWriterLevel(to, brotliLevel) },
	}
	sizes := []int{smallestCompressed, 30_000, 1<<20 - 1, 1 << 20, 2 << 20, text.Len(), 1 << 20, 500_000, text.Len(), 2000}
	for e := gzipped; e <= brotlied; e++ {
		for _, size := range sizes {
			body := text.Bytes()[:size]
			var want bytes.Buffer
			w := fresh[e](&want)
			if _, err := w.Write(body); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			got, err := e.compress(body)
			if err != nil || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s, %d bytes: %v; %s", e.name(), size, err, cmp.Diff(want.Len(), len(got)))
			}
		}
	}
}
