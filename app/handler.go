package app

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"twoway/account"
	"twoway/account/openid"
	"twoway/api"
	"twoway/server"
	"twoway/web"
	"twoway/web/admin"
	"twoway/web/candidate"
)

// newHandler returns the handler that serves the API and the pages. Requests are logged to access, and failures to log.
func newHandler(contract Contract, s *services, command Serve, log, access *slog.Logger) (http.Handler, error) {
	router := gin.New()
	router.HandleMethodNotAllowed = true
	router.ContextWithFallback = true
	router.RedirectTrailingSlash = false
	if err := router.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	router.Use(server.AccessLog(access))
	limits, door := server.NewLimits(), server.NewDoor(command.BasePath, command.TrustedProxies)
	apiNotFound, err := api.Register(router, contract,
		api.Services{Serve: s.serve, Drafts: s.drafts, Publish: s.publish, Replicas: s.replicas, Phrases: s.phrases, Kits: s.kits, Accounts: s.accounts},
		api.Options{AdminToken: command.AdminToken, BasePath: command.BasePath, Door: door, Version: programVersion(), Log: log, Limits: limits, Origins: command.CORSOrigins})
	if err != nil {
		return nil, err
	}
	var siteSource, candidateSource, adminSource fs.FS
	if command.Dev {
		siteSource, candidateSource, adminSource = os.DirFS("web"), os.DirFS("web/candidate"), os.DirFS("web/admin")
	}
	site := web.New(log, command.BasePath, siteSource, limits)
	pages := site.Register(router)
	candidate.Register(pages, site, candidate.Services{Serve: s.serve, Phrases: s.phrases, Kits: s.kits, Door: door}, candidateSource)
	admin.Register(pages, site, admin.Options{
		Accounts: s.accounts, Door: door, OpenID: command.openID(), Log: log,
		Drafts: s.drafts, Publish: s.publish, Serve: s.serve, Replicas: s.replicas, Phrases: s.phrases,
		Permissions: sync.OnceValues(func() ([]account.Permission, error) { return api.Permissions(contract) }), // when somebody wants to see them
	}, adminSource)
	router.NoMethod(apiNotFound)
	router.NoRoute(func(c *gin.Context) {
		if wantsPage(c.Request) {
			site.NotFound(c)
			return
		}
		apiNotFound(c)
	})
	if err := checkBasePath(router, command.BasePath); err != nil {
		return nil, err
	}
	return server.SecurityHeaders(server.RequestID(command.BasePath.Strip(server.AnswerHead(web.Compress(api.TrimSlash(router)))))), nil
}

// openID returns how people log in at an issuer; nil if they do not.
func (s Serve) openID() *openid.Provider {
	if s.OIDCIssuer == "" {
		return nil
	}
	return openid.New(openid.Config{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCClientSecret})
}

// checkBasePath returns an error if a path below the base path could also be one of the program's own: behind a proxy that
// removes the base path, it would be removed twice.
func checkBasePath(router *gin.Engine, base server.BasePath) error {
	first := func(path string) string { return strings.SplitN(path, "/", 3)[1] }
	for _, route := range router.Routes() {
		if base != "" && first(route.Path) == first(string(base)) {
			return fmt.Errorf("--base-path (TWOWAY_BASE_PATH) must not start with /%s, which is a path of Twoway itself; choose another one, such as /twoway", first(string(base)))
		}
	}
	return nil
}

// wantsPage reports whether a not-found answer should be a page, for a browser, and not JSON, for a client of the API.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1/")
}
