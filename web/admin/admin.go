// Package admin serves the pages of those who edit the bank: logging in, choosing a password by a one-time link, and what one may do.
// They need no script.
//
// No page of these may be stored, and none tells another site more than this one's host: a link is worth a password until it is used.
package admin

import (
	"cmp"
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/account/openid"
	"twoway/bank"
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
}

// pages holds the pages.
type pages struct {
	Options

	site *web.Site

	loginPage, welcomePage, homePage web.Page
}

// Register adds the pages to router, which must be the one that site.Register returned:
//
//   - GET /admin shows who one is and what one may do;
//   - /admin/login shows and answers the form for logging in, and POST /admin/logout ends the session;
//   - /admin/welcome/:token shows and answers the form behind a one-time link;
//   - GET /admin/openid sends the browser to the issuer, and it comes back to GET /admin/openid/return.
//
// If source is not nil, it must be the folder web/admin of the sources: templates are then read from it at each request.
func Register(router gin.IRouter, site *web.Site, o Options, source fs.FS) {
	if source == nil {
		source = embedded
	}
	page := func(name string) web.Page {
		return site.Page(source, nil, "templates/"+name)
	}
	p := &pages{Options: o, site: site, loginPage: page("login.html"), welcomePage: page("welcome.html"), homePage: page("home.html")}
	group := router.Group("/admin", private)
	group.GET("", site.Handler(p.home))
	group.GET("/login", site.Handler(p.login))
	group.POST("/login", site.Handler(p.sameOrigin(p.logIn)))
	group.POST("/logout", site.Handler(p.sameOrigin(p.logOut)))
	group.GET("/welcome/:token", site.Handler(p.welcome))
	group.POST("/welcome/:token", site.Handler(p.sameOrigin(p.accept)))
	if o.OpenID != nil {
		group.GET("/openid", site.Handler(p.begin))
		group.GET("/openid/return", site.Handler(p.finish))
	}
}

// side is that of these pages: neither of the interview's.
const side = "admin"

// timeout limits how long a page waits for the database.
const timeout = 20 * time.Second

// maxBody is the maximum size of a submitted form in bytes.
const maxBody = 16 << 10

// private is a middleware for pages that nobody may store. Other sites learn the host alone from a Referer; with no-referrer, browsers would
// hide from which origin a form is sent, too.
func private(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("Referrer-Policy", "strict-origin")
	original := c.Request
	ctx, done := context.WithTimeout(original.Context(), timeout)
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

// visitor returns who has logged in; false if nobody has.
func (p *pages) visitor(c *gin.Context) (account.Person, bool, error) {
	token := p.Door.SessionToken(c.Request)
	if token == "" {
		return account.Person{}, false, nil
	}
	person, err := p.Accounts.BySession(c.Request.Context(), token)
	if bank.HasCode(err, bank.CodeUnauthorised) {
		return account.Person{}, false, nil
	}
	return person, err == nil, err
}

// homeView is the view of the home page.
type homeView struct {
	web.Frame

	Name, Email, Role string
	Permissions       []account.Permission
}

// home shows who one is and what one may do.
func (p *pages) home(c *gin.Context) error {
	person, found, err := p.visitor(c)
	if err != nil {
		return err
	}
	if !found {
		c.Redirect(http.StatusSeeOther, p.site.Path("/admin/login"))
		return nil
	}
	all, err := p.Permissions()
	if err != nil {
		return err
	}
	words := p.site.Words(c)
	view := homeView{
		Frame: web.Frame{Title: words.T("admin.home.title"), Side: side}, Name: person.Name, Email: person.Email, Role: words.T("admin.role." + string(person.Role)),
	}
	for _, permission := range all {
		if person.Role.Allows(permission.Least) {
			view.Permissions = append(view.Permissions, permission)
		}
	}
	return p.homePage.Show(c, http.StatusOK, view)
}

// loginView is the view of the form for logging in.
type loginView struct {
	web.Frame

	Email, Problem string
	OpenID         bool
}

// login shows the form for logging in, unless one has.
func (p *pages) login(c *gin.Context) error {
	_, found, err := p.visitor(c)
	if err != nil {
		return err
	}
	if found {
		c.Redirect(http.StatusSeeOther, p.site.Path("/admin"))
		return nil
	}
	return p.showLogin(c, http.StatusOK, "", "")
}

func (p *pages) showLogin(c *gin.Context, status int, email, problem string) error {
	return p.loginPage.Show(c, status, loginView{
		Frame: web.Frame{Title: p.site.Words(c).T("admin.login.title"), Side: side}, Email: email, Problem: problem, OpenID: p.OpenID != nil,
	})
}

// logIn begins a session. Whatever was wrong, the form says the same.
func (p *pages) logIn(c *gin.Context) error {
	sent, err := web.ReadForm(c, maxBody)
	if err != nil {
		return err
	}
	email := sent.Get("email")
	_, started, err := p.Accounts.Login(c.Request.Context(), p.Door.Address(c.Request), email, sent.Get("password"))
	if err != nil {
		return p.refuse(c, err, bank.Clean(email), "admin.login.wrong")
	}
	p.enter(c, started)
	return nil
}

// refuse shows the form for logging in again, if that is the answer to an error; otherwise it returns the error.
func (p *pages) refuse(c *gin.Context, err error, email, wrong string) error {
	words := p.site.Words(c)
	switch {
	case bank.HasCode(err, bank.CodeUnauthorised):
		return p.showLogin(c, http.StatusUnauthorized, email, words.T(wrong))
	case bank.HasCode(err, bank.CodeTooManyAttempts):
		server.SetRetryAfter(c, err)
		return p.showLogin(c, http.StatusTooManyRequests, email, words.T("admin.login.wait"))
	}
	return err
}

// enter sends somebody who has logged in on to the home page. The session is a new one, whatever cookie the browser has sent.
func (p *pages) enter(c *gin.Context, started account.Started) {
	http.SetCookie(c.Writer, p.Door.SessionCookie(c.Request, started.Token, started.Seconds()))
	c.Redirect(http.StatusSeeOther, p.site.Path("/admin"))
}

// logOut ends the session.
func (p *pages) logOut(c *gin.Context) error {
	if token := p.Door.SessionToken(c.Request); token != "" {
		if err := p.Accounts.Logout(c.Request.Context(), token); err != nil {
			return err
		}
	}
	http.SetCookie(c.Writer, p.Door.SessionCookie(c.Request, "", 0))
	c.Redirect(http.StatusSeeOther, p.site.Path("/admin/login"))
	return nil
}

// welcomeView is the view of the form behind a one-time link.
type welcomeView struct {
	web.Frame

	Lead        string
	Email, Name string
	IsFirst     bool // so that the e-mail address is asked for
	Problems    map[string]string
}

// welcome shows the form behind a one-time link.
func (p *pages) welcome(c *gin.Context) error {
	w, err := p.read(c)
	if err != nil {
		return err
	}
	return p.showWelcome(c, http.StatusOK, w, account.Choice{Email: w.Person.Email, Name: w.Person.Name}, nil)
}

// read returns what the link of a request is for. Whoever tries links is slowed down.
func (p *pages) read(c *gin.Context) (account.Welcome, error) {
	return p.Accounts.Welcome(c.Request.Context(), p.Door.Address(c.Request), c.Param("token"))
}

func (p *pages) showWelcome(c *gin.Context, status int, w account.Welcome, chosen account.Choice, faults []bank.Fault) error {
	words := p.site.Words(c)
	view := welcomeView{
		Frame: web.Frame{Title: words.T("admin.welcome.title"), Side: side}, Lead: words.T("admin.welcome." + string(w.Purpose)),
		Email: cmp.Or(w.Person.Email, bank.Clean(chosen.Email)), Name: bank.Clean(chosen.Name), IsFirst: w.Purpose == account.PurposeFirstOwner,
		Problems: map[string]string{},
	}
	for _, f := range faults {
		field := strings.TrimPrefix(f.Pointer, "/")
		view.Problems[field] = words.T("admin.fault." + field)
	}
	return p.welcomePage.Show(c, status, view)
}

// accept uses a one-time link and begins a session. It shows the form again if something is wrong with the input.
func (p *pages) accept(c *gin.Context) error {
	w, err := p.read(c)
	if err != nil {
		return err
	}
	sent, err := web.ReadForm(c, maxBody)
	if err != nil {
		return err
	}
	chosen := account.Choice{Email: sent.Get("email"), Name: sent.Get("name"), Password: sent.Get("password")}
	_, started, err := p.Accounts.Accept(c.Request.Context(), p.Door.Address(c.Request), c.Param("token"), chosen)
	if e := server.Public(err); err != nil && e.Code == bank.CodeInvalidRequest {
		return p.showWelcome(c, http.StatusUnprocessableEntity, w, chosen, e.Faults)
	}
	if err != nil {
		return err
	}
	p.enter(c, started)
	return nil
}
