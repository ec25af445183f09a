// Package api is the JSON API: it reads requests that the contract, openapi.yaml, allows, asks the release in service,
// and answers in the contract's types. Every failure is a problem document (RFC 9457).
package api

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release"
)

// server answers the operations of the contract.
type server struct {
	document []byte
	releases *release.Service
}

var _ openapi.StrictServerInterface = (*server)(nil)

// Options are what the API can be told.
type Options struct {
	// AdminToken opens the operations under /v1/admin/ to those who send it. While it is empty they are closed.
	AdminToken string
	Log        *slog.Logger
}

// Register adds the API to router. Document is openapi.yaml; releases hold the release in service, or none yet. What
// Register returns answers unknown addresses and methods with a problem; the caller hangs it up as NoRoute and NoMethod. A
// document that does not hold together is an error.
func Register(router gin.IRouter, document []byte, releases *release.Service, o Options) (nowhere gin.HandlerFunc, err error) {
	k, err := newContract(document)
	if err != nil {
		return nil, fmt.Errorf("api: read the contract: %w", err)
	}
	s := &server{document: document, releases: releases}
	failed := func(c *gin.Context, err error) { fail(c, o.Log, err) }
	strict := openapi.NewStrictHandlerWithOptions(s, nil, openapi.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, _ error) { failed(c, mistyped()) },
		HandlerErrorFunc:         failed,
		ResponseErrorHandlerFunc: failed,
	})
	// The check comes before the generated wrappers, which stop at the first parameter that they cannot read.
	guarded := router.Group("/", recovered(failed), guard(o.AdminToken, failed), func(c *gin.Context) {
		c.Header("X-Content-Type-Options", "nosniff")
		if err := s.check(k, c); err != nil {
			failed(c, err)
		}
	})
	openapi.RegisterHandlersWithOptions(guarded, strict, openapi.GinServerOptions{
		ErrorHandler: func(c *gin.Context, _ error, _ int) { failed(c, mistyped()) },
	})
	registerDocs(router)
	return func(c *gin.Context) { failed(c, nowhereError(c)) }, nil
}

// recovered turns a panic into the answer to a failure, with its trace in the log alone.
func recovered(failed func(*gin.Context, error)) gin.HandlerFunc {
	return gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, panicked any) {
		failed(c, fmt.Errorf("api: panic: %v\n%s", panicked, debug.Stack()))
	})
}

// mistyped is the error for what passed every check and still did not fit its type. No such value is known.
func mistyped() error {
	return &bank.Error{Code: bank.CodeInvalidRequest, Message: "A value does not fit its type.", Faults: []bank.Fault{{
		Code: bank.FaultTypeMismatch, Detail: "A value does not fit its type.",
	}}}
}

func nowhereError(c *gin.Context) error {
	if c.Writer.Header().Get("Allow") != "" || c.Writer.Status() == http.StatusMethodNotAllowed {
		return &bank.Error{Code: codeMethodNotAllowed, Message: "This address does not take " + c.Request.Method + "."}
	}
	return &bank.Error{Code: bank.CodeNotFound, Message: "There is nothing at this address. The API is described at /docs."}
}

// registerDocs serves the page for people. Its script and styles come from this program, none from another host; it
// sets styles inline, so it has a policy of its own.
func registerDocs(router gin.IRouter) {
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "Twoway API", SwaggerJSON: "/openapi.yaml", BasePath: "/docs/", HideCurl: false,
		SettingsUI: map[string]string{"defaultModelsExpandDepth": "0", "validatorUrl": "null"},
	})
	serve := func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "+
			"img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		page.ServeHTTP(c.Writer, c.Request)
	}
	for _, asset := range []string{
		"", "/", "/swagger-ui.css", "/swagger-ui-bundle.js", "/swagger-ui-standalone-preset.js", "/favicon-16x16.png",
		"/favicon-32x32.png", "/oauth2-redirect.html",
	} {
		router.GET("/docs"+asset, serve)
	}
}
