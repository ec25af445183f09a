// Package web is the pages of Twoway: a form on which either side of a job interview says a little about a meeting, the
// set of questions that answers it, and the same set again from a link.
//
// Pages are rendered on the server and work without JavaScript. Nothing that a person types stands in an address, in a
// log or in a store.
package web

import (
	"html/template"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release/serve"
	"twoway/server"
)

// maxBody is the most bytes that a form may send.
const maxBody = 64 << 10

// pages is what every handler needs.
type pages struct {
	serving   *serve.Service
	log       *slog.Logger
	assets    assets
	templates map[string]*template.Template
}

// pagePolicy is the Content-Security-Policy of every page.
const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Register adds the pages to router: GET / (the form; ?side=interviewer for that side), POST / (the answer), GET
// /sets/:token (a set replayed) and GET /static/:name. The returned handler answers unknown addresses with a page and 404.
func Register(router gin.IRouter, serving *serve.Service, log *slog.Logger) (notFound gin.HandlerFunc) {
	assets := loadAssets()
	p := &pages{serving: serving, log: log, assets: assets, templates: parseTemplates(assets)}
	secure := server.SecurityHeaders(pagePolicy)
	guarded := router.Group("/", secure, server.Recovered(p.fail))
	guarded.GET("/", p.page(p.form))
	guarded.POST("/", p.page(p.answer))
	guarded.GET("/sets/:token", p.page(p.replay))
	guarded.GET(staticPrefix+":name", p.static)
	return func(c *gin.Context) {
		secure(c)
		p.fail(c, errNotFound())
	}
}

// page turns a handler that may fail into one that answers every failure with a page.
func (p *pages) page(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handle(c); err != nil {
			p.fail(c, err)
		}
	}
}

// form shows the empty form of one side.
func (p *pages) form(c *gin.Context) error {
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-cache")
	return p.showForm(c, http.StatusOK, newFormView(&s.Content.Vocabulary, blankEntry(c.Query("side")), nil))
}

// answer shows the set for a filled form, or the form again: because something in it is wrong, or because the person
// asked to change it.
func (p *pages) answer(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	s, err := p.serving.Current()
	if err != nil {
		return err
	}
	sent, err := readForm(c)
	if err != nil {
		return err
	}
	vocabulary := &s.Content.Vocabulary
	e := readEntry(sent)
	e.useInstead(vocabulary, sent.Get("instead"))
	if sent.Has("edit") {
		return p.showForm(c, http.StatusOK, newFormView(vocabulary, e, nil))
	}
	req, own := e.request(vocabulary)
	set, err := s.Answer(req)
	faults, err := allFaults(own, err)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return p.showForm(c, http.StatusUnprocessableEntity, newFormView(vocabulary, e, fieldFaults(vocabulary, e, faults)))
	}
	v := newSetView(s, e, set)
	v.Expected = newExpectedViews(&s.Content, s.Expected(set))
	return p.showSet(c, v)
}

// replay shows the set of a token.
func (p *pages) replay(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	s, set, reproduced, err := p.serving.Replay(c.Request.Context(), c.Param("token"))
	if err != nil {
		return deadLink(err)
	}
	v := newSetView(s, entryOf(&s.Content.Vocabulary, set.Profile), set)
	v.Reproduced, v.Expected = reproduced, newExpectedViews(&s.Content, s.Expected(set))
	return p.showSet(c, v)
}

// deadLink hides why a token leads nowhere: whoever follows a link can only ask for another.
func deadLink(err error) error {
	if !bank.HasCode(err, bank.CodeInvalidToken) {
		return err
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link does not lead to a set of questions. Was all of it copied? " +
		"You can always start again from the form."}
}
