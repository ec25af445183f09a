// Package web is the pages of Twoway: a form on which either side of a job interview says a little about a meeting, the
// set of questions that answers it, and the same set again from a link.
//
// Pages are rendered on the server and work without JavaScript. Nothing that a person types stands in an address, in a
// log or in a store.
package web

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/release"
)

// maxBody is the most bytes that a form may send.
const maxBody = 64 << 10

// pages is what every handler needs.
type pages struct {
	releases  *release.Service
	log       *slog.Logger
	assets    assets
	templates map[string]*template.Template
}

// Register adds the pages to router: GET / (the form; ?side=interviewer for that side), POST / (the answer), GET
// /sets/:token (an answer again) and GET /static/:name. Releases hold the release in service, or none yet. What Register
// returns is a handler for addresses that lead nowhere; it answers 404 with a page.
func Register(router gin.IRouter, releases *release.Service, log *slog.Logger) gin.HandlerFunc {
	assets := loadAssets()
	p := &pages{releases: releases, log: log, assets: assets, templates: parseTemplates(assets)}
	guarded := router.Group("/", secure, p.recovered())
	guarded.GET("/", p.page(p.form))
	guarded.POST("/", p.page(p.answer))
	guarded.GET("/sets/:token", p.page(p.again))
	guarded.GET(staticPrefix+":name", p.static)
	return func(c *gin.Context) {
		secure(c)
		p.page(func(*gin.Context) error { return errNowhere() })(c)
	}
}

// recovered turns a panic into the page for a failure, with its trace in the log alone.
func (p *pages) recovered() gin.HandlerFunc {
	return gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, panicked any) {
		p.fail(c, fmt.Errorf("web: panic: %v\n%s", panicked, debug.Stack()))
	})
}

// secure sets the headers that every answer of this package carries.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

// page turns a handler that may fail into one that answers every failure with a page.
func (p *pages) page(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := handle(c); err != nil {
			p.fail(c, err)
		}
	}
}

// service is the release in service; while there is none, an error of code unavailable.
func (p *pages) service() (*release.Serving, error) {
	if s := p.releases.Serving(); s != nil {
		return s, nil
	}
	return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "The questions are being put in order. Please try again in a moment."}
}

// form shows the empty form of one side.
func (p *pages) form(c *gin.Context) error {
	s, err := p.service()
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
	s, err := p.service()
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

// again shows the set that a token stands for.
func (p *pages) again(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache")
	s, set, reproduced, err := p.releases.Again(c.Request.Context(), c.Param("token"))
	if err != nil {
		return deadLink(err)
	}
	v := newSetView(s, entryOf(&s.Content.Vocabulary, set.Profile), set)
	v.Reproduced, v.Expected = reproduced, newExpectedViews(&s.Content, s.Expected(set))
	return p.showSet(c, v)
}

// deadLink hides why a token leads nowhere: whoever follows a link can only ask for another.
func deadLink(err error) error {
	var known *bank.Error
	if !errors.As(err, &known) || known.Code == bank.CodeUnavailable {
		return err
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "This link does not lead to a set of questions. Was it copied whole? " +
		"You can always start again from the form."}
}
