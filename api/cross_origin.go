package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/rs/cors"

	"twoway/server"
)

// crossOrigin lets pages of other origins read the answers of open operations. Its zero value lets none.
type crossOrigin struct {
	isAll bool
	cors  *cors.Cors // nil for none
}

// preflightAge is for how long browsers may keep the answer to a preflight, in seconds: as long as Chromium keeps any.
const preflightAge = 7200

// sentByPages are the headers that pages of other origins may set, beside those that they always may. None is a credential.
func sentByPages() []string {
	return []string{"Accept", "Accept-Language", "Content-Type", "If-None-Match", "If-Range", "Range", "Traceparent", "Tracestate", "X-Request-Id"}
}

// Headers of answers to pages of other origins, which all answers share.
//
//nolint:gochecknoglobals // never written to
var (
	everyOrigin = []string{"*"}
	seenByPages = []string{strings.Join([]string{
		"Accept-Ranges", "Allow", "Content-Disposition", "Content-Range", "Deprecation", "ETag", "Link", "Location", "Retry-After", "Sunset", "X-Request-Id",
	}, ", ")}
)

func newCrossOrigin(origins server.Origins) crossOrigin {
	if len(origins) == 0 {
		return crossOrigin{}
	}
	return crossOrigin{isAll: origins.IsAll(), cors: cors.New(cors.Options{
		AllowedOrigins: origins, AllowedMethods: []string{http.MethodGet, http.MethodHead, http.MethodPost}, AllowedHeaders: sentByPages(),
		ExposedHeaders: seenByPages, MaxAge: preflightAge,
	})}
}

// allow sets the headers by which a browser lets a page of another origin read the answer. If all origins may, an answer has them
// whoever asked for it, so that a cache can give it to anybody.
func (x *crossOrigin) allow(c *gin.Context) {
	switch h := c.Writer.Header(); {
	case x.isAll:
		h["Access-Control-Allow-Origin"], h["Access-Control-Expose-Headers"] = everyOrigin, seenByPages
	case x.cors != nil:
		x.cors.HandlerFunc(c.Writer, c.Request)
	}
}

// allowOrigins is a middleware that lets pages of other origins read the answer if the operation is open.
func (h *handlers) allowOrigins(c *gin.Context) {
	if e := h.contract.endpoint(c); e != nil && e.isOpen {
		h.origins.allow(c)
	}
}

// registerOptions adds OPTIONS to the paths of open operations, with which browsers ask whether a page may send a request.
func (h *handlers) registerOptions(router gin.IRoutes) {
	for route, methods := range h.contract.endpoints {
		isOpen := func(method string) bool { return methods[method].isOpen }
		allowed := slices.Collect(maps.Keys(methods))
		if !slices.ContainsFunc(allowed, isOpen) {
			continue
		}
		if methods[http.MethodGet] != nil {
			allowed = append(allowed, http.MethodHead)
		}
		allowed = append(allowed, http.MethodOptions)
		slices.Sort(allowed)
		list := strings.Join(allowed, ", ")
		router.OPTIONS(route, func(c *gin.Context) {
			c.Header("Allow", list)
			if isPreflight := c.GetHeader("Access-Control-Request-Method") != ""; isPreflight && h.origins.cors != nil {
				h.origins.cors.HandlerFunc(c.Writer, c.Request)
			} else {
				h.origins.allow(c)
			}
			c.Status(http.StatusNoContent)
			c.Writer.WriteHeaderNow()
		})
	}
}
