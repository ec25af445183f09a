package api

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"twoway/server"
)

// docsPolicy is the Content-Security-Policy of the documentation pages. It allows inline styles and scripts, which Swagger UI
// uses, and nothing from another host.
const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"

// registerDocs adds the documentation pages (Swagger UI) to the group /docs: what anybody may call, and below /docs/admin what those who
// edit the bank may call.
func (h *handlers) registerDocs(docs *gin.RouterGroup) {
	docs.Use(server.PageHeaders(docsPolicy))
	public, admin := h.contract.docsPage(false), h.contract.docsPage(true)
	docs.GET("/public.json", func(c *gin.Context) { h.serveDocument(c, false) })
	docs.GET("/admin.json", func(c *gin.Context) { h.serveDocument(c, true) })
	docs.GET("/admin", gin.WrapH(admin))
	for _, asset := range []string{
		"", "/", "/swagger-ui.css", "/swagger-ui-bundle.js", "/swagger-ui-standalone-preset.js", "/favicon-16x16.png",
		"/favicon-32x32.png", "/oauth2-redirect.html",
	} {
		docs.GET(asset, gin.WrapH(public))
	}
}

// docsPage returns the page of the operations for admins, or of all others.
func (k *contract) docsPage(forAdmins bool) http.Handler {
	config := swgui.Config{
		Title: "Twoway API", SwaggerJSON: k.base.Path("/docs/public.json"), BasePath: k.base.Path("/docs/"), InternalBasePath: "/docs/", HideCurl: false,
		SettingsUI: map[string]string{"defaultModelsExpandDepth": "-1", "validatorUrl": "null"},
	}
	here, there, other := "For apps", "For admins", k.base.Path("/docs/admin")
	if forAdmins {
		config.Title, config.SwaggerJSON, config.InternalBasePath = "Twoway API for admins", k.base.Path("/docs/admin.json"), "/docs/admin/"
		here, there, other = there, here, k.base.Path("/docs")
	}
	//nolint:gosec // the texts are constant, and a base path has no markup
	config.PrependHTML = template.HTML(fmt.Sprintf(
		`<nav style="max-width:1460px;margin:0 auto;padding:16px 20px 0;font:16px/1.5 sans-serif"><strong>%s</strong> · <a href="%s">%s</a> · <a href="%s">openapi.yaml</a></nav>`,
		here, other, there, k.base.Path("/openapi.yaml")))
	return v5emb.NewHandlerWithConfig(config)
}

// serveDocument serves the contract of the operations for admins, or of all others.
func (h *handlers) serveDocument(c *gin.Context, forAdmins bool) {
	text, err := h.contract.part(forAdmins).MarshalJSON()
	if err != nil {
		h.fail(c, err)
		return
	}
	c.Data(http.StatusOK, "application/json", text)
}

// part returns the contract without the operations for admins, or with these alone.
func (k *contract) part(forAdmins bool) *openapi3.T {
	part := *k.document
	part.Servers = openapi3.Servers{{URL: cmp.Or(string(k.base), "/")}}
	part.Paths = openapi3.NewPaths()
	used := map[string]bool{}
	paths := k.document.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := *paths[path]
		for method, operation := range paths[path].Operations() {
			if isForAdmins := isSecured(k.document, operation) || slices.Contains(operation.Tags, "accounts"); isForAdmins != forAdmins {
				item.SetOperation(method, nil)
				continue
			}
			for _, tag := range operation.Tags {
				used[tag] = true
			}
		}
		if len(item.Operations()) > 0 {
			part.Paths.Set(path, &item)
		}
	}
	part.Tags = slices.DeleteFunc(slices.Clone(k.document.Tags), func(t *openapi3.Tag) bool { return !used[t.Name] })
	return &part
}
