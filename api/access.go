package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"twoway/bank"
	"twoway/server"
)

// securedTimeout is how long an operation that needs a credential may take. All of them reach for the database.
const securedTimeout = 20 * time.Second

// access decides who may call which operation: those whose security in the contract is not empty need the admin token.
type access struct {
	open  bool // there is an admin token
	token [sha256.Size]byte
}

func newAccess(adminToken string) access {
	return access{open: adminToken != "", token: sha256.Sum256([]byte(adminToken))}
}

// isSecured reports whether an operation needs a credential.
func isSecured(document *openapi3.T, operation *openapi3.Operation) bool {
	if operation.Security != nil {
		return len(*operation.Security) > 0
	}
	return len(document.Security) > 0
}

// actor returns who sent a request to a secured operation. A missing or wrong token is an error of code unauthorised; that
// no token can be right is one of code closed.
func (a *access) actor(r *http.Request) (bank.Actor, error) {
	if !a.open {
		return bank.Actor{}, &bank.Error{Code: server.CodeClosed, Message: "The admin API is closed. Start the server with TWOWAY_ADMIN_TOKEN to open it."}
	}
	sent, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if got := sha256.Sum256([]byte(sent)); !isBearer || subtle.ConstantTimeCompare(got[:], a.token[:]) == 0 {
		return bank.Actor{}, &bank.Error{Code: server.CodeUnauthorised, Message: "Send the admin token in the header: Authorization: Bearer …"}
	}
	return bank.Admin(), nil
}

// actorOf returns who calls a secured operation. That it is known has been decided before the handler is called.
func actorOf(ctx context.Context) bank.Actor {
	actor, _ := server.ActorOf(ctx)
	return actor
}
