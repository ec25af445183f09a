package web

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

//go:embed templates/*.html
var templateFiles embed.FS

// parseTemplates parses every page over the layout. The templates are part of the program, so a mistake in one panics.
func parseTemplates(a assets) map[string]*template.Template {
	funcs := template.FuncMap{"asset": a.address, "fault": formView.fault}
	layout := template.Must(template.New("layout").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html"))
	pages := map[string]*template.Template{}
	for _, name := range []string{"form", "set", "error"} {
		base := template.Must(layout.Clone())
		pages[name] = template.Must(base.ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return pages
}

// errorView is what the error page shows.
type errorView struct {
	Title, Message string
	Side           bank.Asker // always "": the page takes no side
}

func (p *pages) showForm(c *gin.Context, status int, v formView) error {
	return p.show(c, status, "form", v)
}

func (p *pages) showSet(c *gin.Context, v setView) error {
	return p.show(c, http.StatusOK, "set", v)
}

// show renders a page whole before it sends a byte of it, so that a failure can still be answered as one.
func (p *pages) show(c *gin.Context, status int, name string, view any) error {
	var b bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&b, "layout", view); err != nil {
		return fmt.Errorf("web: render %s: %w", name, err)
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// fail answers an error with a page. What must not be shown is logged.
func (p *pages) fail(c *gin.Context, err error) {
	status, view := explain(err)
	server.LogFailure(c, p.log, status, err)
	c.Header("Cache-Control", "no-store")
	if err := p.show(c, status, "error", view); err != nil {
		server.LogFailure(c, p.log, http.StatusInternalServerError, err)
		c.String(http.StatusInternalServerError, view.Message)
	}
}

// explain returns the status and the page for an error. An error whose text must not be shown is described in general.
func explain(err error) (int, errorView) {
	titles := map[bank.Code]string{
		bank.CodeNotFound: "Nothing here", bank.CodeUnavailable: "One moment", bank.CodeInvalidRequest: "That did not work",
		server.CodeUnsupportedMedia: "That did not work", server.CodeBodyTooLarge: "That was too long",
		server.CodeMalformedBody: "That did not arrive complete",
	}
	e := server.Public(err)
	return server.Status(e.Code), errorView{Title: cmp.Or(titles[e.Code], "Something went wrong"), Message: e.Message}
}

func errNotFound() error {
	return &bank.Error{Code: bank.CodeNotFound, Message: "There is no page at this address."}
}
