package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

//go:embed static
var staticFiles embed.FS

const staticPrefix = "/static/"

// asset is one file that pages load.
type asset struct {
	mime    string
	content []byte
}

// assets are the files by the name under which they are served. That name holds a hash of the content, so a browser may
// keep what it has for as long as it likes.
type assets struct {
	files map[string]asset
	names map[string]string // "style.css" → "style.0123456789abcdef.css"
}

func loadAssets() assets {
	mimes := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	}
	a := assets{files: map[string]asset{}, names: map[string]string{}}
	entries, _ := staticFiles.ReadDir("static") // embedded: always there
	for _, e := range entries {
		content, _ := staticFiles.ReadFile("static/" + e.Name())
		sum, ext := sha256.Sum256(content), path.Ext(e.Name())
		served := strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:8]) + ext
		a.names[e.Name()], a.files[served] = served, asset{mime: mimes[ext], content: content}
	}
	return a
}

// address is where a file is served, for use in templates.
func (a assets) address(name string) string { return staticPrefix + a.names[name] }

func (p *pages) static(c *gin.Context) {
	file, found := p.assets.files[c.Param("name")]
	if !found {
		p.fail(c, errNotFound())
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, file.mime, file.content)
}
