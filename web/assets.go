package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

const staticPrefix = "/static/"

// asset is one file that pages load.
type asset struct {
	mime    string
	content []byte
}

// assets are the files by the name under which they are served. That name has a hash of the content, so a browser may cache
// them forever.
type assets struct {
	files map[string]asset
	names map[string]string // "style.css" → "style.0123456789abcdef.css"
}

func loadAssets(files fs.FS) assets {
	mimes := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	}
	a := assets{files: map[string]asset{}, names: map[string]string{}}
	names, _ := fs.Glob(files, "static/*") // the pattern is valid
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			continue // it was removed just now, from the sources
		}
		name = path.Base(name)
		sum, ext := sha256.Sum256(content), path.Ext(name)
		served := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
		a.names[name], a.files[served] = served, asset{mime: mimes[ext], content: content}
	}
	return a
}

// address returns the URL path of a file, for templates.
func (s *Site) address(name string) string { return staticPrefix + s.assets().names[name] }

func (s *Site) static(c *gin.Context) error {
	file, found := s.assets().files[c.Param("name")]
	if !found {
		return errNotFound()
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, file.mime, file.content)
	return nil
}
