package admin

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/bank"
	"twoway/server"
	"twoway/web"
)

// registerSessions adds the pages for logging in and out.
func (p *pages) registerSessions() {
	p.loginPage, p.welcomePage = p.site.Page(p.source, nil, "templates/login.html"), p.site.Page(p.source, nil, "templates/welcome.html")
	p.group.GET("/login", p.site.Handler(p.login))
	p.group.POST("/login", p.site.Handler(p.sameOrigin(p.logIn)))
	p.group.POST("/logout", p.site.Handler(p.sameOrigin(p.logOut)))
	p.group.GET("/welcome/:token", p.site.Handler(p.welcome))
	p.group.POST("/welcome/:token", p.site.Handler(p.sameOrigin(p.accept)))
	if p.OpenID != nil {
		p.group.GET("/openid", p.site.Handler(p.begin))
		p.group.GET("/openid/return", p.site.Handler(p.finish))
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

// loginView is the view of the form for logging in.
type loginView struct {
	web.Frame

	Email, Problem string
	Next           string // where to go then
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
	p.Drafts.Visit() // they will look soon
	return p.showLogin(c, http.StatusOK, "", "")
}

func (p *pages) showLogin(c *gin.Context, status int, email, problem string) error {
	return p.loginPage.Show(c, status, loginView{
		Frame: web.Frame{Title: p.site.Words(c).T("admin.login.title"), Side: side}, Email: email, Problem: problem, OpenID: p.OpenID != nil,
		Next: cmp.Or(c.PostForm("next"), c.Query("next")),
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
	p.enter(c, started, next(sent.Get("next")))
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

// enter sends somebody who has logged in on to a page. The session is a new one, whatever cookie the browser has sent.
func (p *pages) enter(c *gin.Context, started account.Started, to string) {
	http.SetCookie(c.Writer, p.Door.SessionCookie(c.Request, started.Token, started.Seconds()))
	c.Redirect(http.StatusSeeOther, p.site.Path(to))
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
	p.enter(c, started, "/admin")
	return nil
}
