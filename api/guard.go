package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/bank"
)

// adminPrefix is where the operations stand that take the admin token.
const adminPrefix = "/v1/admin/"

// adminTimeout is how long an operation of the admin API may take. All of them reach for the database.
const adminTimeout = 20 * time.Second

// admin is the author of what whoever has the admin token does.
const admin = "admin"

// guard lets nobody pass to the admin operations but those who have the token; nobody at all if that is empty. It is the
// only place that decides this.
func guard(token string, failed func(*gin.Context, error)) gin.HandlerFunc {
	want := sha256.Sum256([]byte(token))
	return func(c *gin.Context) {
		if !strings.HasPrefix(c.FullPath(), adminPrefix) {
			return
		}
		c.Header("Cache-Control", "no-store")
		if token == "" {
			failed(c, &bank.Error{Code: codeClosed, Message: "The admin API is closed here. It opens when the server is started with TWOWAY_ADMIN_TOKEN."})
			return
		}
		said, isBearer := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
		if got := sha256.Sum256([]byte(said)); !isBearer || subtle.ConstantTimeCompare(got[:], want[:]) == 0 {
			c.Header("WWW-Authenticate", `Bearer realm="Twoway"`)
			failed(c, &bank.Error{Code: codeUnauthorised, Message: "Send the admin token, as in: Authorization: Bearer …"})
			return
		}
		ctx, done := context.WithTimeout(c.Request.Context(), adminTimeout)
		defer done()
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// within is the context of the request itself. Gin's own one serves another request afterwards, and a database may still
// be looking at it.
func within(ctx context.Context) context.Context {
	if c, ok := ctx.(*gin.Context); ok {
		return c.Request.Context()
	}
	return ctx
}
