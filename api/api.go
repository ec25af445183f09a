// Package api implements the JSON API. It validates requests against the contract, openapi.yaml, passes them to the release
// in service or to the drafts, and answers with the contract's types. Every failure is a problem document (RFC 9457).
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/server"
)

// Services are the services behind the API. Drafts, Publish and Replicas may be nil if the secured operations of the
// contract are not called. Without Accounts, there are no people and no keys. The operations about phrases and kits need Phrases and Kits.
type Services struct {
	Serve    *serve.Service
	Drafts   *drafts.Service
	Publish  *publish.Service
	Replicas *serve.Replicas
	Phrases  *serve.Phrases
	Kits     *kits.Service
	Accounts *account.Service
}

// Options configure the API.
type Options struct {
	// AdminToken is a token for all secured operations. If it is empty, and there are no people and no keys, these are disabled.
	AdminToken string
	// Door knows from where requests come. Without it, no proxy is trusted.
	Door *server.Door
	// BasePath is the path below which a proxy publishes the API, for the links of its documentation.
	BasePath server.BasePath
	// Version is the version of the program, which /readyz reports.
	Version string
	// Log receives the errors whose details are hidden from clients.
	Log *slog.Logger
	// Origins are those whose pages may read the answers of operations that are open to anybody.
	Origins server.Origins
	// Limits bound the requests that are worked on at the same time. Without them there is no limit.
	Limits *server.Limits
}

// handlers implements the operations of the contract.
type handlers struct {
	Services

	contract *contract
	access   access
	version  string
	log      *slog.Logger
	origins  crossOrigin
	limits   *server.Limits          // nil for none
	kept     atomic.Pointer[answers] // of the release in service
	dumps    dumps
}

var _ openapi.StrictServerInterface = (*handlers)(nil)

// Register adds the API to router. Document is the text of openapi.yaml; if it is not valid, Register returns an error. The
// returned handler answers unknown paths and methods with a problem; the caller installs it as NoRoute and NoMethod.
func Register(router gin.IRouter, document []byte, services Services, o Options) (notFound gin.HandlerFunc, err error) {
	k, err := newContract(document, o.BasePath)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	h := &handlers{
		Services: services, contract: k, access: newAccess(k.document, services.Accounts, o), version: o.Version, log: o.Log, origins: newCrossOrigin(o.Origins), limits: o.Limits,
		dumps: newDumps(),
	}
	strict := openapi.NewStrictHandlerWithOptions(h, []openapi.StrictMiddlewareFunc{detachContext}, openapi.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, _ error) { h.fail(c, errTypeMismatch()) },
		HandlerErrorFunc:         h.fail,
		ResponseErrorHandlerFunc: h.fail,
	})
	// Validation runs before the generated wrappers, which stop at the first invalid parameter.
	notices, err := noticesOf(k.document)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	checked := router.Group("/", server.Recovered(h.fail))
	if len(notices) > 0 {
		checked.Use(giveNotice(notices))
	}
	checked.Use(h.allowOrigins, h.answerAgain, h.reuse)
	if o.Limits != nil {
		checked.Use(server.Limited(h.contract.lanes(o.Limits), h.fail))
	}
	checked.Use(h.deliver, h.admit)
	openapi.RegisterHandlersWithOptions(checked, strict, openapi.GinServerOptions{
		ErrorHandler: func(c *gin.Context, _ error, _ int) { h.fail(c, errTypeMismatch()) },
	})
	h.registerOptions(router)
	h.registerDocs(router.Group("/docs", server.Recovered(h.fail)))
	return func(c *gin.Context) {
		if !strings.HasPrefix(c.Request.URL.Path, "/v1/admin/") {
			h.origins.allow(c) // so that whoever develops a page of another origin sees what is wrong
		}
		h.fail(c, h.contract.errNoRoute(c))
	}, nil
}

// detachContext passes handlers a copy of Gin's context. Gin reuses the original for other requests while a database driver
// may still be using it. The copy keeps the context of the request.
func detachContext(next openapi.StrictHandlerFunc, _ string) openapi.StrictHandlerFunc {
	return func(c *gin.Context, request any) (any, error) { return next(c.Copy(), request) }
}

// admit is the middleware that authorises and validates a request. It answers with a problem if whoever calls a secured operation
// may not, or if the contract or the vocabulary does not allow the request.
func (h *handlers) admit(c *gin.Context) {
	joinTags(c.Request.Header)
	e, params, err := h.contract.find(c)
	if err == nil && h.access.concerns(e.route.Operation) {
		c.Header("Cache-Control", "no-store")
		original := c.Request
		ctx, done := context.WithTimeout(original.Context(), server.DatabaseTimeout)
		defer func() { c.Request = original; done() }()
		var who caller
		if who, err = h.access.caller(ctx, original, e.route.Operation); err == nil {
			c.Request = original.WithContext(who.in(ctx))
		}
	}
	if err == nil {
		err = acceptForm(c, e)
	}
	if err == nil {
		err = h.check(c, e.route, params)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	c.Next()
}

// check validates a request against the contract and the vocabulary. It reports the faults of both at once, so that the
// caller can fix them together.
func (h *handlers) check(c *gin.Context, route *routers.Route, params map[string]string) error {
	body, faults, err := h.contract.check(c, route, params)
	if err != nil {
		return err
	}
	members, _ := body.(map[string]any)
	if isBatch := route.Operation.OperationID == createQuestionSets; isBatch || h.access.concerns(route.Operation) && route.Operation.OperationID != saveKit {
		members = nil // the body does not describe a meeting
	}
	if route.Operation.OperationID != saveKit && members["release"] == string(openapi.QuestionSetRequestReleaseDraft) {
		if err := h.mayTry(c); err != nil {
			return err
		}
	}
	return h.refuse(faults, members, route.Operation.OperationID, c.Request.URL.Query())
}

// refuse returns the error for a request to an operation with faults that the contract finds, and those that the vocabulary finds besides;
// nil if there are none.
func (h *handlers) refuse(faults []found, members map[string]any, operation string, query url.Values) error {
	if len(faults) == 0 {
		return nil
	}
	if current, err := h.Serve.Current(); err == nil {
		faults = appendNew(faults, foundAll(h.unknownIn(current, query, members, operation)))
	}
	return invalid(faults)
}

// unknownIn returns the faults of values in the query or in the members of the body of an operation that are not in the vocabulary.
func (h *handlers) unknownIn(current *serve.Compiled, query url.Values, members map[string]any, operation string) []bank.Fault {
	switch operation {
	case chooseQuestionSet:
		return queryFaultsOf(unknownValues(current, membersOf(query), operation))
	case listQuestions:
		_, faults := readFilter(current, sentFilters(query), h.contract.questionFields())
		return faults
	case getVocabulary:
		_, faults := h.contract.vocabularyFields(ptrOrNil(query.Get("fields")))
		return faults
	}
	return unknownValues(current, members, operation)
}

// errTypeMismatch returns the error for a request that passes validation but cannot be decoded into its generated type. No
// such request is known.
func errTypeMismatch() error {
	return invalidRequest(bank.Fault{Code: bank.FaultTypeMismatch, Detail: "A value has the wrong type."})
}

func invalidRequest(faults ...bank.Fault) error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: faults}
}

// errNoRoute returns the error for a request that has no route: an unknown method if Gin found the path, else an unknown
// path. For an unknown method, it sets the header Allow.
func (k *contract) errNoRoute(c *gin.Context) error {
	allowed := strings.Split(c.Writer.Header().Get("Allow"), ", ")
	if isKnown := allowed[0] != "" && !strings.Contains(c.Request.URL.Path, "//"); !isKnown { // Gin takes an empty parameter for one
		c.Writer.Header().Del("Allow")
		return k.errUnknownPath()
	}
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	list := strings.Join(slices.Compact(allowed), ", ")
	c.Header("Allow", list)
	return &bank.Error{
		Code: server.CodeMethodNotAllowed, Message: "The method " + c.Request.Method + " is not allowed for this path. Allowed: " + list + ".",
	}
}

func (k *contract) errUnknownPath() error {
	return &bank.Error{Code: bank.CodeNotFound, Message: "Unknown path. The API is documented at " + k.base.Path("/docs") + "."}
}
