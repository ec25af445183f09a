package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/bank"
	"twoway/server"
)

// leastRole is the member of an operation in the contract that says who may call it. Nothing else does.
const leastRole = "x-least-role"

// access decides who may call the secured operations, which are those with a security requirement in the contract.
type access struct {
	document *openapi3.T
	accounts *account.Service // nil for none
	door     *server.Door
	hasToken bool // the server has an admin token
	token    [sha256.Size]byte
}

func newAccess(document *openapi3.T, accounts *account.Service, o Options) access {
	a := access{document, accounts, o.Door, o.AdminToken != "", sha256.Sum256([]byte(o.AdminToken))}
	if a.door == nil {
		a.door = server.NewDoor(o.BasePath, nil)
	}
	return a
}

// isSecured reports whether an operation requires a credential.
func isSecured(document *openapi3.T, operation *openapi3.Operation) bool {
	if operation.Security != nil {
		return len(*operation.Security) > 0
	}
	return len(document.Security) > 0
}

// leastRoleOf returns the least role that may call an operation; "" if the contract does not say.
func leastRoleOf(operation *openapi3.Operation) account.Role {
	role, _ := operation.Extensions[leastRole].(string)
	return account.Role(role)
}

// concerns reports whether it matters who calls an operation, or from where: it is secured, begins a session, or writes for anybody.
func (a *access) concerns(operation *openapi3.Operation) bool {
	return concernsAccess(a.document, operation)
}

func concernsAccess(document *openapi3.T, operation *openapi3.Operation) bool {
	return isSecured(document, operation) || slices.Contains(operation.Tags, "accounts") || slices.Contains(operation.Tags, "phrases") ||
		operation.OperationID == saveKit
}

// caller is who sends a request, and from where.
type caller struct {
	account.Principal

	request *http.Request
	address string
}

type callerKey struct{}

// in returns a context that carries the caller.
func (c caller) in(ctx context.Context) context.Context {
	return context.WithValue(server.WithActor(ctx, c.Actor), callerKey{}, c)
}

// callerOf returns the caller of an operation that concerns access.
func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// mayTry lets a request choose from the drafts if it has a credential with which the drafts can be read. The answer is for nobody else.
func (h *handlers) mayTry(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	return h.access.readsDrafts(c.Request)
}

// readsDrafts returns an error unless a request has a credential, of whatever role, with which the drafts can be read.
func (a *access) readsDrafts(r *http.Request) error {
	if _, err := a.principal(r.Context(), r, a.door.Address(r)); err != nil {
		return a.closedOr(r.Context(), err)
	}
	return nil
}

// actorOf returns the caller of a secured operation, which admit has put into the context.
func actorOf(ctx context.Context) bank.Actor {
	actor, _ := server.ActorOf(ctx)
	return actor
}

// caller returns who sends a request to an operation that concerns access. If they must say who they are, the error has the code
// unauthorised; if they may not call it, forbidden; after too many failures, too_many_attempts; and if nobody could, closed.
func (a *access) caller(ctx context.Context, r *http.Request, operation *openapi3.Operation) (caller, error) {
	who := caller{request: r, address: a.door.Address(r)}
	if !isSecured(a.document, operation) {
		return who, a.door.CheckOrigin(r)
	}
	var err error
	if who.Principal, err = a.principal(ctx, r, who.address); err != nil {
		return caller{}, a.closedOr(ctx, err)
	}
	if least := leastRoleOf(operation); !who.Role.Allows(least) {
		return caller{}, errForbidden(who.Role, least)
	}
	return who, nil
}

// errForbidden returns the error for an operation that requires another role. An operation of which the contract does not say who may
// call it is for nobody.
func errForbidden(role, least account.Role) error {
	e := &bank.Error{Code: bank.CodeForbidden, Message: fmt.Sprintf("This needs the role %s; you have the role %s.", least, role)}
	if !account.Owner.Allows(least) {
		e.Message = "Nobody may do this: its least role is not known."
	}
	return e
}

// principal returns who sends a request: by the header Authorization if there is one, else by the cookie of a session.
func (a *access) principal(ctx context.Context, r *http.Request, address string) (account.Principal, error) {
	if len(r.Header.Values("Authorization")) > 0 {
		return a.bearer(ctx, r.Header.Get("Authorization"), address)
	}
	token := a.door.SessionToken(r)
	if token == "" || a.accounts == nil {
		return account.Principal{}, errNoCredential()
	}
	if err := a.door.CheckOrigin(r); err != nil {
		return account.Principal{}, err
	}
	p, err := a.accounts.BySession(ctx, token)
	return p.Principal(), err
}

// bearer returns the principal of a header Authorization with an API key or the admin token.
func (a *access) bearer(ctx context.Context, header, address string) (account.Principal, error) {
	scheme, sent, _ := strings.Cut(strings.TrimSpace(header), " ")
	sent = strings.TrimSpace(sent)
	isBearer := strings.EqualFold(scheme, "Bearer")
	if got := sha256.Sum256([]byte(sent)); isBearer && a.hasToken && subtle.ConstantTimeCompare(got[:], a.token[:]) == 1 {
		return account.Admin(), nil
	}
	switch {
	case a.accounts == nil:
		return account.Principal{}, errNoCredential()
	case isBearer && account.LooksLikeKey(sent):
		k, err := a.accounts.ByKey(ctx, address, sent)
		return k.Principal(), err
	}
	return account.Principal{}, a.accounts.Refused(ctx, address, errNoCredential())
}

func errNoCredential() error {
	return &bank.Error{
		Code: bank.CodeUnauthorised, Message: "Log in, or send an API key or the admin token in the header Authorization: Bearer <key>.",
	}
}

// closedOr returns an error with the code closed if there is neither a token nor any person or key, and err otherwise.
func (a *access) closedOr(ctx context.Context, err error) error {
	if a.hasToken {
		return err
	}
	if a.accounts != nil {
		if exists, failed := a.accounts.Exists(ctx); failed != nil || exists {
			return err
		}
	}
	return &bank.Error{
		Code:    server.CodeClosed,
		Message: "The admin API is disabled: nobody can log in yet. Open the link that the server prints at its start, or set TWOWAY_ADMIN_TOKEN on the server.",
	}
}

// Permissions returns the secured operations of a contract and who may call them, sorted by path and method.
func Permissions(document []byte) ([]account.Permission, error) {
	k, err := newContract(document, "")
	if err != nil {
		return nil, err
	}
	return permissions(k.document), nil
}

func permissions(document *openapi3.T) []account.Permission {
	var list []account.Permission
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			if isSecured(document, operation) {
				list = append(list, account.Permission{
					Operation: operation.OperationID, Method: method, Path: path, Summary: operation.Summary, Least: leastRoleOf(operation),
				})
			}
		}
	}
	slices.SortFunc(list, func(a, b account.Permission) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	return list
}
