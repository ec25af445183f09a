// Package web has what all pages share: the layout, the assets and the error page. Each kind of page has its own package
// below this one, with its handlers, views and templates.
//
// Pages are rendered on the server and work without JavaScript.
package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

//go:embed templates static words
var embedded embed.FS

// policy is the Content-Security-Policy of every page.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Site serves the layout, the assets and the error page. It is safe for concurrent use.
type Site struct {
	log       *slog.Logger
	base      server.BasePath
	dev       bool
	limits    *server.Limits
	assets    func() assets
	words     *catalogue
	isOlder   func(token string) bool // see Older
	layout    func() *template.Template
	errorPage Page
}

// New returns a site that is published below base and whose pages are made within limits, which may be nil. If source is not
// nil, it must be the folder web of the sources: templates and assets are then read from it at each request, so that a change
// shows at once. If it is nil, the embedded ones are used. New panics on an invalid template, since templates are part of the
// program.
func New(log *slog.Logger, base server.BasePath, source fs.FS, limits *server.Limits) *Site {
	s := &Site{log: log, base: base, dev: source != nil, limits: limits}
	files := source
	if files == nil {
		files = embedded
	}
	s.assets = cached(s.dev, func() assets { return loadAssets(files) })
	s.words = newCatalogue(embedded)
	s.layout = cached(s.dev, func() *template.Template {
		functions := s.words.in(english).functions()
		functions["asset"], functions["path"] = s.address, base.Path
		return template.Must(template.New("layout").Funcs(functions).ParseFS(files, "templates/layout.html"))
	})
	s.errorPage = s.Page(files, nil, "templates/error.html")
	return s
}

// cached loads a value and returns a function that returns it. With reload, that function loads it at each call instead.
func cached[T any](reload bool, load func() T) func() T {
	if reload {
		return load
	}
	value := load()
	return func() T { return value }
}

// Path returns the path under which a browser reaches a path of the program.
func (s *Site) Path(path string) string { return s.base.Path(path) }

// Page is a page: a template in the layout, for each language.
type Page struct {
	site      *Site
	name      string
	templates map[string]func() *template.Template // by language
}

// Page returns the page of the template with this name, which must define "main", together with the layout and with others that it calls. In
// a template, "asset" returns the address of a file, "path" that of a path of the program: {{path "/"}}, and "t" a text in the reader's
// language: see Words.T. The view of a page must have what Frame has, which it can embed. Templates are parsed when a page is first shown in
// a language: parsing all would make the start a fifth slower, and most programs never show most pages. An invalid one panics then.
func (s *Site) Page(files fs.FS, funcs template.FuncMap, name string, others ...string) Page {
	p := Page{s, name, map[string]func() *template.Template{}}
	for _, language := range s.words.languages {
		parse := func() *template.Template {
			functions := s.words.in(language).functions()
			return template.Must(template.Must(s.layout().Clone()).Funcs(functions).Funcs(funcs).ParseFS(files, append([]string{name}, others...)...))
		}
		if !s.dev {
			parse = sync.OnceValue(parse)
		}
		p.templates[language] = parse
	}
	return p
}

// Frame is what the layout shows around a page.
type Frame struct {
	Title       string
	Description string // for search engines and previews of links; "" for pages that are not for them
	Side        string // of the interview that the page is for, "admin" for those who edit the bank, or ""
	Plain       bool   // nothing around the page but a way back
	Nav         []Link // instead of the links to both sides; nil for those
	Refresh     int    // after how many seconds the page is loaded again, where there are no scripts; 0 for never
}

// Link is a link in the navigation.
type Link struct {
	Path, Text string
	Current    bool // it leads to the page that is shown, or to what that is part of
}

// Show answers with the page, filled in with view, in the reader's language. It renders the whole page before it sends anything, so that
// an error can still be answered with the error page. If the reader has the same page already, it answers with 304.
func (p Page) Show(c *gin.Context, status int, view any) error {
	language := p.site.Words(c).Language
	var b bytes.Buffer
	if err := p.templates[language]().ExecuteTemplate(&b, "layout", view); err != nil {
		return fmt.Errorf("render %s: %w", p.name, err)
	}
	c.Header("Content-Language", language)
	c.Header("Vary", "Accept-Language, Cookie")
	if status == http.StatusOK && c.Request.Method == http.MethodGet {
		sum := sha256.Sum256(b.Bytes())
		tag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
		c.Header("ETag", tag)
		if c.GetHeader("If-None-Match") == tag {
			c.Status(http.StatusNotModified)
			return nil
		}
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// Register adds the assets, GET /static/:name, to router. It returns the group to which pages must be added: it sets their
// headers, answers a panic with the error page, and limits how many pages are made at the same time.
func (s *Site) Register(router gin.IRouter) gin.IRouter {
	pages := router.Group("/", server.PageHeaders(policy), server.Recovered(s.fail), s.chooseLanguage)
	pages.GET(staticPrefix+":name", s.Handler(s.static))
	pages.GET("/favicon.ico", func(c *gin.Context) { c.Redirect(http.StatusFound, s.address("icon.svg")) })
	pages.GET("/robots.txt", s.robots)
	if s.limits == nil {
		return pages
	}
	return pages.Group("/", server.Limited(s.lane, s.fail))
}

// Older tells the site which tokens are of older releases, which may have to be read from a database. It must be called before the site
// serves.
func (s *Site) Older(isOlder func(token string) bool) { s.isOlder = isOlder }

// lane returns the lane of a page. Links to sets of older releases may wait for a database, and so may telling the editors,
// saved kits and the pages of admins; the others compute.
func (s *Site) lane(c *gin.Context) *server.Lane {
	switch isAdmin := strings.HasPrefix(c.FullPath(), "/admin"); {
	case isAdmin && c.Request.Method == http.MethodPost: // logging in
		return s.limits.Entering
	case isAdmin:
		return s.limits.Secured
	}
	if path := c.FullPath(); strings.HasSuffix(path, "/tell") || strings.HasSuffix(path, "/keep") || strings.HasPrefix(path, "/kits/") { // which need a database
		return s.limits.Replaying
	}
	if token := c.Param("token"); token != "" && s.isOlder != nil && s.isOlder(token) {
		return s.limits.Replaying
	}
	return s.limits.Computing
}

// Handler returns a handler that calls handle and answers its error, if any, with the error page.
func (s *Site) Handler(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handle(c); err != nil {
			s.fail(c, err)
		}
	}
}

// NotFound answers an unknown address with the error page.
func (s *Site) NotFound(c *gin.Context) {
	server.PageHeaders(policy)(c)
	s.fail(c, errNotFound())
}

func errNotFound() error {
	return &bank.Error{Code: bank.CodeNotFound, Message: "There is no page at this address."}
}

// robots keeps search engines away from sets, which are somebody's.
func (s *Site) robots(c *gin.Context) {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/sets/", "/change/", "/meeting/", "/rehearse/", "/kits/", "/admin"} {
		b.WriteString("Disallow: " + s.base.Path(path) + "\n")
	}
	c.String(http.StatusOK, b.String())
}

// errorView is the view of the error page.
type errorView struct {
	Frame

	Message string
}

// fail answers an error with the error page. An error whose text must not be shown is logged.
func (s *Site) fail(c *gin.Context, err error) {
	titles := map[bank.Code]string{
		bank.CodeNotFound: "error.not_found", bank.CodeUnavailable: "error.unavailable", server.CodeBusy: "error.busy",
		bank.CodeStorageFailed: "error.unavailable", bank.CodeInvalidRequest: "error.failed",
		bank.CodeConflict: "error.failed", bank.CodeForbidden: "error.failed", bank.CodeTooManyAttempts: "error.failed",
		server.CodeUnsupportedMedia: "error.failed", server.CodeBodyTooLarge: "error.too_long", server.CodeMalformedBody: "error.unreadable",
	}
	e := server.Public(err)
	status := server.Status(e.Code)
	server.LogFailure(c, s.log, status, err)
	if c.Writer.Written() { // the client gets no other answer
		return
	}
	c.Header("Cache-Control", "no-store")
	server.SetRetryAfter(c, err)
	words := s.Words(c)
	view := errorView{Frame{Title: words.T(cmp.Or(titles[e.Code], "error.other"))}, e.Message}
	if e.Code == bank.CodeStorageFailed { // its message is for the operator
		view.Message = words.T("error.repair")
	}
	if err := s.errorPage.Show(c, status, view); err != nil {
		server.LogFailure(c, s.log, http.StatusInternalServerError, err)
		c.String(http.StatusInternalServerError, e.Message)
	}
}
