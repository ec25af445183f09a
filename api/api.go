// Package api is the JSON API. It reads requests that the contract, openapi.yaml, allows, passes them to the release in
// service or to the drafts, and answers in the contract's types. Every failure is a problem document (RFC 9457).
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/server"
)

// Services are what the API answers from. Drafts, Publish and Replicas may be nil where the contract's secured operations
// are not called.
type Services struct {
	Serve    *serve.Service
	Drafts   *drafts.Service
	Publish  *publish.Service
	Replicas *serve.Replicas
}

// Options configure the API.
type Options struct {
	// AdminToken opens the secured operations to those who send it. While it is empty they are closed.
	AdminToken string
	// Version is that of the program, as /readyz tells it.
	Version string
	Log     *slog.Logger
}

// handlers answers the operations of the contract.
type handlers struct {
	Services

	contract *contract
	access   access
	version  string
	log      *slog.Logger
}

var _ openapi.StrictServerInterface = (*handlers)(nil)

// Register adds the API to router. Document is openapi.yaml; one that is not valid is an error. The returned handler answers
// unknown addresses and methods with a problem; the caller installs it as NoRoute and NoMethod.
func Register(router gin.IRouter, document []byte, services Services, o Options) (notFound gin.HandlerFunc, err error) {
	k, err := newContract(document)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	h := &handlers{Services: services, contract: k, access: newAccess(o.AdminToken), version: o.Version, log: o.Log}
	strict := openapi.NewStrictHandlerWithOptions(h, []openapi.StrictMiddlewareFunc{detached}, openapi.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, _ error) { h.fail(c, errMistyped()) },
		HandlerErrorFunc:         h.fail,
		ResponseErrorHandlerFunc: h.fail,
	})
	// The check comes before the generated wrappers, which stop at the first parameter that they cannot read.
	checked := router.Group("/", server.Recovered(h.fail), server.SecurityHeaders(""), h.admit)
	openapi.RegisterHandlersWithOptions(checked, strict, openapi.GinServerOptions{
		ErrorHandler: func(c *gin.Context, _ error, _ int) { h.fail(c, errMistyped()) },
	})
	registerDocs(router)
	return func(c *gin.Context) { h.fail(c, errNotFound(c)) }, nil
}

// detached gives handlers a context that lives as long as they need it. Gin's own is reused for another request, and a
// database may still be looking at it; a copy is not, and passes on the context of the request.
func detached(next openapi.StrictHandlerFunc, _ string) openapi.StrictHandlerFunc {
	return func(c *gin.Context, request any) (any, error) { return next(c.Copy(), request) }
}

// admit lets a request pass to its handler: if its operation is secured, only with the right credential; and only if the
// contract and the vocabulary allow what it says.
func (h *handlers) admit(c *gin.Context) {
	route, params, err := h.contract.find(c.Request)
	if err == nil && isSecured(h.contract.document, route.Operation) {
		c.Header("Cache-Control", "no-store")
		var actor bank.Actor
		if actor, err = h.access.actor(c.Request); err == nil {
			ctx, done := context.WithTimeout(server.WithActor(c.Request.Context(), actor), securedTimeout)
			defer done()
			c.Request = c.Request.WithContext(ctx)
		}
	}
	if err == nil {
		err = h.check(c, route, params)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	c.Next()
}

// check refuses what the contract refuses, and what the vocabulary refuses along with it: otherwise a caller would learn of
// the second only after fixing the first.
func (h *handlers) check(c *gin.Context, route *routers.Route, params map[string]string) error {
	body, faults, err := h.contract.check(c, route, params)
	if err != nil {
		return err
	}
	members, _ := body.(map[string]any)
	if isSecured(h.contract.document, route.Operation) {
		members = nil // they are not about a meeting
	}
	faults = appendNew(faults, misspeltNumbers(members))
	if len(faults) == 0 {
		return nil
	}
	if current, err := h.Serve.Current(); err == nil {
		faults = appendNew(faults, unknownValues(current, members, c.FullPath() == Agendas))
		faults = appendNew(faults, filterFaults(&current.Content.Vocabulary, filtersOf(c.Request.URL.Query())))
	}
	return invalidRequest(sorted(faults)...)
}

// errMistyped is the error for a request that passed every check and still did not fit its type. No such request is known.
func errMistyped() error {
	return invalidRequest(bank.Fault{Code: bank.FaultTypeMismatch, Detail: "A value does not fit its type."})
}

func invalidRequest(faults ...bank.Fault) error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
}

func errNotFound(c *gin.Context) error {
	if c.Writer.Header().Get("Allow") != "" || c.Writer.Status() == http.StatusMethodNotAllowed {
		return &bank.Error{Code: server.CodeMethodNotAllowed, Message: "This address does not allow " + c.Request.Method + "."}
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "There is nothing at this address. The API is documented at /docs."}
}
