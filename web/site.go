// Package web is what all pages share: the layout, the assets, and how a failure is shown. Each kind of page has a package
// of its own below this one, with its handlers, views and templates.
//
// Pages are rendered on the server and work without JavaScript.
package web

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

//go:embed templates static
var embedded embed.FS

// policy is the Content-Security-Policy of every page.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Site is the frame of all pages. It is safe for concurrent use.
type Site struct {
	log    *slog.Logger
	dev    bool
	assets func() assets
	layout func() *template.Template
	failed Page
}

// New returns a site. It panics on a mistake in a template, which is part of the program. With source, the folder web of the
// sources, templates and assets are read from there at each request, so that a change shows at once; nil uses those that are
// embedded.
func New(log *slog.Logger, source fs.FS) *Site {
	s := &Site{log: log, dev: source != nil}
	files := source
	if files == nil {
		files = embedded
	}
	s.assets = lazily(s.dev, func() assets { return loadAssets(files) })
	s.layout = lazily(s.dev, func() *template.Template {
		return template.Must(template.New("layout").Funcs(template.FuncMap{"asset": s.address}).ParseFS(files, "templates/layout.html"))
	})
	s.failed = s.Page(files, "templates/error.html", nil)
	return s
}

// lazily returns a function that makes a value once, or at each call if it may have changed.
func lazily[T any](changes bool, make func() T) func() T {
	if changes {
		return make
	}
	value := make()
	return func() T { return value }
}

// Page is a template within the layout.
type Page struct {
	site     *Site
	name     string
	template func() *template.Template
}

// Page parses a template, which defines "main", over the layout. The view of a page has Title, and Side: the side of the
// table that it is for, or "". It panics on a mistake in the template.
func (s *Site) Page(files fs.FS, name string, funcs template.FuncMap) Page {
	return Page{s, name, lazily(s.dev, func() *template.Template {
		return template.Must(template.Must(s.layout().Clone()).Funcs(funcs).ParseFS(files, name))
	})}
}

// Show answers with a page. It is rendered completely before a byte is sent, so that a failure can still be answered as one.
func (p Page) Show(c *gin.Context, status int, view any) error {
	var b bytes.Buffer
	if err := p.template().ExecuteTemplate(&b, "layout", view); err != nil {
		return fmt.Errorf("render %s: %w", p.name, err)
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// Register adds the assets, GET /static/:name, to router, and returns the group to which pages belong: it has their headers,
// and answers a panic with a page.
func (s *Site) Register(router gin.IRouter) gin.IRouter {
	pages := router.Group("/", server.SecurityHeaders(policy), server.Recovered(s.fail))
	pages.GET(staticPrefix+":name", s.Handler(s.static))
	return pages
}

// Handler returns a handler that answers an error of handle with a page.
func (s *Site) Handler(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handle(c); err != nil {
			s.fail(c, err)
		}
	}
}

// NotFound answers an unknown address with a page.
func (s *Site) NotFound(c *gin.Context) {
	server.SecurityHeaders(policy)(c)
	s.fail(c, errNotFound())
}

func errNotFound() error {
	return &bank.Error{Code: bank.CodeNotFound, Message: "There is no page at this address."}
}

// failureView is what the page for a failure shows. It is for neither side.
type failureView struct{ Title, Message, Side string }

// fail answers an error with a page. What must not be shown is logged.
func (s *Site) fail(c *gin.Context, err error) {
	titles := map[bank.Code]string{
		bank.CodeNotFound: "Nothing here", bank.CodeUnavailable: "One moment", bank.CodeInvalidRequest: "That did not work",
		server.CodeUnsupportedMedia: "That did not work", server.CodeBodyTooLarge: "That was too long",
		server.CodeMalformedBody: "That did not arrive complete",
	}
	e := server.Public(err)
	status := server.Status(e.Code)
	server.LogFailure(c, s.log, status, err)
	c.Header("Cache-Control", "no-store")
	if err := s.failed.Show(c, status, failureView{Title: cmp.Or(titles[e.Code], "Something went wrong"), Message: e.Message}); err != nil {
		server.LogFailure(c, s.log, http.StatusInternalServerError, err)
		c.String(http.StatusInternalServerError, e.Message)
	}
}
