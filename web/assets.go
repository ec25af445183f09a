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

// asset is a file that pages load.
type asset struct {
	mime    string
	content []byte
}

// assets holds all files. The name under which a file is served contains a hash of its content, so that browsers may cache
// it forever.
type assets struct {
	files map[string]asset  // by served name
	names map[string]string // file name to served name: "style.css" to "style.0123456789abcdef.css"
}

// loadAssets reads the folder static of files.
func loadAssets(files fs.FS) assets {
	mimes := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	}
	a := assets{files: map[string]asset{}, names: map[string]string{}}
	names, _ := fs.Glob(files, "static/*") // the pattern is valid
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			continue // removed since Glob, which can only happen in the sources
		}
		name = path.Base(name)
		sum, ext := sha256.Sum256(content), path.Ext(name)
		served := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:8]) + ext
		a.names[name], a.files[served] = served, asset{mime: mimes[ext], content: content}
	}
	return a
}

// address returns the URL path of a file, with the base path. Templates call it as "asset".
func (s *Site) address(name string) string { return s.base.Path(staticPrefix + s.assets().names[name]) }

// Asset returns the content of a file by its own name; for an unknown one the error has code not_found.
func (s *Site) Asset(name string) ([]byte, error) {
	a := s.assets()
	file, found := a.files[a.names[name]]
	if !found {
		return nil, errNotFound()
	}
	return file.content, nil
}

func (s *Site) static(c *gin.Context) error {
	file, found := s.assets().files[c.Param("name")]
	if !found {
		return errNotFound()
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, file.mime, file.content)
	return nil
}
