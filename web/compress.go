package web

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// smallest is the size in bytes from which an answer is compressed: it fits one packet below that.
const smallest = 1200

// Compress returns a handler that compresses pages and their files for clients that accept gzip. The API is left as it is: it compresses
// its answers itself.
func Compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(smallest), gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.ContentTypes([]string{
		"text/html", "text/css", "text/javascript", "text/plain", "text/markdown", "text/calendar", "image/svg+xml",
	}))
	if err != nil {
		panic(fmt.Errorf("compress: %w", err)) // the options are constant
	}
	compressed := wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") || r.URL.Path == "/openapi.yaml" {
			next.ServeHTTP(w, r)
			return
		}
		compressed.ServeHTTP(w, r)
	})
}
