package api

import (
	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"twoway/server"
)

// docsPolicy is the Content-Security-Policy of the documentation pages. It allows inline styles and scripts, which Swagger UI
// uses, and nothing from another host.
const docsPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"

// registerDocs adds the documentation pages (Swagger UI) to the group /docs. Base is the path below which a proxy publishes
// the API.
func registerDocs(docs *gin.RouterGroup, base server.BasePath) {
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "Twoway API", SwaggerJSON: base.Path("/openapi.yaml"), BasePath: base.Path("/docs/"), InternalBasePath: "/docs/", HideCurl: false,
		SettingsUI: map[string]string{"defaultModelsExpandDepth": "0", "validatorUrl": "null"},
	})
	docs.Use(server.PageHeaders(docsPolicy))
	for _, asset := range []string{
		"", "/", "/swagger-ui.css", "/swagger-ui-bundle.js", "/swagger-ui-standalone-preset.js", "/favicon-16x16.png",
		"/favicon-32x32.png", "/oauth2-redirect.html",
	} {
		docs.GET(asset, gin.WrapH(page))
	}
}
