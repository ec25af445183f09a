package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/account/openid"
)

// returnPath is where the issuer sends the browser back to.
const returnPath = "/admin/openid/return"

// pendingSeconds is how long somebody may take at the issuer.
const pendingSeconds = 600

// begin sends the browser to the issuer.
func (p *pages) begin(c *gin.Context) error {
	address, pending, err := p.OpenID.Begin(c.Request.Context(), p.Door.URL(c.Request, returnPath))
	if err != nil {
		return err
	}
	http.SetCookie(c.Writer, p.pendingCookie(c, pending.String(), pendingSeconds))
	c.Redirect(http.StatusSeeOther, address)
	return nil
}

// finish begins a session of whoever comes back from the issuer.
func (p *pages) finish(c *gin.Context) error {
	ctx, text := c.Request.Context(), ""
	if cookie, err := c.Request.Cookie(p.pendingCookie(c, "", 0).Name); err == nil {
		text = cookie.Value
	}
	http.SetCookie(c.Writer, p.pendingCookie(c, "", -1)) // a login is tried once
	identity, err := p.OpenID.Finish(ctx, p.Door.URL(c.Request, returnPath), openid.ParsePending(text), c.Request.URL.Query())
	if err != nil {
		p.Log.WarnContext(ctx, "a login by OpenID Connect has failed", "address", p.Door.Address(c.Request), "error", err)
		return p.refuse(c, err, "", "admin.login.openid.wrong")
	}
	_, started, err := p.Accounts.LoginByIdentity(ctx, p.Door.Address(c.Request), identity)
	if err != nil {
		return p.refuse(c, err, "", "admin.login.openid.wrong")
	}
	p.enter(c, started, "/admin")
	return nil
}

// pendingCookie returns the cookie in which the browser keeps a login that has begun, or one that removes it if seconds are negative. It must
// be sent when the issuer sends the browser back, so it is lax.
func (p *pages) pendingCookie(c *gin.Context, text string, seconds int) *http.Cookie {
	cookie := p.Door.SessionCookie(c.Request, text, seconds)
	cookie.Name = "__Host-twoway_openid"
	if !cookie.Secure {
		cookie.Name = "twoway_openid"
	}
	return cookie
}
