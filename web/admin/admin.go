// Package admin serves the pages of those who edit the bank: logging in, one-time links, and editing, trying and publishing. They need no
// script.
//
// The pages have no power that the API lacks. Each names the operation of the API that it stands for, and what the contract demands of whoever
// calls that is demanded here.
//
// No page of these may be stored, and none tells another site more than this one's host: a link is worth a password until it is used.
package admin

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/account/openid"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/server"
	"twoway/web"
)

//go:embed templates
var embedded embed.FS

// Options are what the pages need. OpenID is nil unless people can log in at an issuer.
type Options struct {
	Accounts    *account.Service
	Door        *server.Door
	OpenID      *openid.Provider
	Permissions func() ([]account.Permission, error) // of the API
	Log         *slog.Logger

	Drafts   *drafts.Service
	Publish  *publish.Service
	Serve    *serve.Service
	Replicas *serve.Replicas
	Phrases  *serve.Phrases
}

// pages holds the pages.
type pages struct {
	Options

	site   *web.Site
	source fs.FS // of the templates
	jobs   *jobs
	group  gin.IRouter

	loginPage, welcomePage web.Page
	questions              questionPages
}

// Register adds the pages to router, which must be the one that site.Register returned. Those of sessions are for everybody:
//
//   - /admin/login shows and answers the form for logging in, and POST /admin/logout ends the session;
//   - /admin/welcome/:token shows and answers the form behind a one-time link;
//   - GET /admin/openid sends the browser to the issuer, and it comes back to GET /admin/openid/return.
//
// All others are for those who have logged in. If source is not nil, it must be the folder web/admin of the sources: templates are then read
// from it at each request.
func Register(router gin.IRouter, site *web.Site, o Options, source fs.FS) {
	if source == nil {
		source = embedded
	}
	p := &pages{Options: o, site: site, source: source, jobs: newJobs(), group: router.Group("/admin", private)}
	p.registerSessions()
	p.registerHome()
	p.registerWords()
	p.registerRules()
	p.registerTry()
	p.registerCoverage()
	p.registerPublish()
	p.registerAudit()
	p.registerQuestions()
	p.registerPeople()
	p.registerKeys()
}

// side is that of these pages: neither of the interview's.
const side = "admin"

// maxBody is the maximum size of a submitted form in bytes.
const maxBody = 16 << 10

// private is a middleware for pages that nobody may store. Other sites learn the host alone from a Referer; with no-referrer, browsers would
// hide from which origin a form is sent, too.
func private(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("Referrer-Policy", "strict-origin")
	original := c.Request
	ctx, done := context.WithTimeout(original.Context(), server.DatabaseTimeout)
	defer func() { c.Request = original; done() }()
	c.Request = original.WithContext(ctx)
	c.Next()
}

// sameOrigin returns a handler that refuses forms of other sites.
func (p *pages) sameOrigin(handle func(*gin.Context) error) func(*gin.Context) error {
	return func(c *gin.Context) error {
		if err := p.Door.CheckOrigin(c.Request); err != nil {
			return err
		}
		return handle(c)
	}
}
