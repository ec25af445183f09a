package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/bank"
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

// fail answers an error with a page. What is not a *bank.Error or a refusal stays hidden, and is logged.
func (p *pages) fail(c *gin.Context, err error) {
	status, view := explain(err)
	if status == http.StatusInternalServerError {
		p.log.ErrorContext(c.Request.Context(), "page failed", "route", c.FullPath(), "error", err)
	}
	c.Header("Cache-Control", "no-store")
	if err := p.show(c, status, "error", view); err != nil {
		p.log.ErrorContext(c.Request.Context(), "error page failed", "error", err)
		c.String(http.StatusInternalServerError, view.Message)
	}
}

// explain is the status and the page for an error.
func explain(err error) (int, errorView) {
	if refused, ok := errors.AsType[*refusal](err); ok {
		return refused.status, errorView{Title: refused.title, Message: refused.message}
	}
	titles := map[bank.Code]string{
		bank.CodeNotFound: "Nothing here", bank.CodeUnavailable: "One moment", bank.CodeInvalidRequest: "That did not work",
	}
	var known *bank.Error
	if errors.As(err, &known) && titles[known.Code] != "" {
		return api.Status(known.Code), errorView{Title: titles[known.Code], Message: known.Message}
	}
	return http.StatusInternalServerError, errorView{
		Title:   "Something went wrong",
		Message: "This is our mistake, not yours. Please try again.",
	}
}

// refusal is a request that never becomes a form.
type refusal struct {
	status         int
	title, message string
}

// Error is the message.
func (r *refusal) Error() string { return r.message }

func errNowhere() error {
	return &refusal{http.StatusNotFound, "Nothing here", "There is no page at this address."}
}
