package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// securedTimeout limits the duration of secured operations, all of which use the database.
const securedTimeout = 20 * time.Second

// access checks the admin token of secured operations, which are those with a security requirement in the contract.
type access struct {
	enabled bool // the server has an admin token
	token   [sha256.Size]byte
}

func newAccess(adminToken string) access {
	return access{enabled: adminToken != "", token: sha256.Sum256([]byte(adminToken))}
}

// isSecured reports whether an operation requires the admin token.
func isSecured(document *openapi3.T, operation *openapi3.Operation) bool {
	if operation.Security != nil {
		return len(*operation.Security) > 0
	}
	return len(document.Security) > 0
}

// actor returns who sent a request to a secured operation. If the token is missing or wrong, the error has the code
// unauthorised; if the server has no admin token, it has the code closed.
func (a *access) actor(r *http.Request) (bank.Actor, error) {
	if !a.enabled {
		return bank.Actor{}, &bank.Error{Code: server.CodeClosed, Message: "The admin API is disabled. Set TWOWAY_ADMIN_TOKEN on the server to enable it."}
	}
	scheme, sent, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	if got := sha256.Sum256([]byte(strings.TrimSpace(sent))); !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], a.token[:]) == 0 {
		return bank.Actor{}, &bank.Error{Code: server.CodeUnauthorised, Message: "Send the admin token in the header Authorization: Bearer <token>."}
	}
	return bank.Admin(), nil
}

// mayTry lets a request choose from the drafts if it has a credential with which the drafts can be read. The answer is for nobody else.
func (h *handlers) mayTry(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	_, err := h.access.actor(c.Request)
	return err
}

// actorOf returns the caller of a secured operation, which admit has put into the context.
func actorOf(ctx context.Context) bank.Actor {
	actor, _ := server.ActorOf(ctx)
	return actor
}
