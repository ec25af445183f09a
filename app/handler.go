package app

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/server"
	"twoway/web"
)

// newHandler returns the handler that serves the API and the pages.
func newHandler(contract Contract, s *services, adminToken string, log *slog.Logger) (http.Handler, error) {
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.ContextWithFallback = true
	router.RedirectTrailingSlash = false
	if err := router.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	router.Use(server.AccessLog(log))
	apiNotFound, err := api.Register(router, contract,
		api.Services{Serve: s.serve, Drafts: s.drafts, Publish: s.publish, Replicas: s.replicas},
		api.Options{AdminToken: adminToken, Version: programVersion(), Log: log})
	if err != nil {
		return nil, err
	}
	pageNotFound := web.Register(router, s.serve, log)
	router.NoMethod(apiNotFound)
	router.NoRoute(func(c *gin.Context) {
		if wantsPage(c.Request) {
			pageNotFound(c)
			return
		}
		apiNotFound(c)
	})
	return server.AnswerHead(router), nil
}

// wantsPage reports whether a not-found answer should be a page, for a browser, and not JSON, for a client of the API.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1/")
}
