package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"
)

// endpoint is an operation of the contract, and what follows from it for every request.
type endpoint struct {
	route *routers.Route
	// offered are the media types in which the operation answers, JSON first: one of them must be acceptable. Nil for operations that
	// answer whatever the header Accept says.
	offered []string
	// isOpen is whether pages of other origins may read the answers: whoever asks, from wherever, gets the same.
	isOpen bool
	// isTagged is whether the answer has an ETag, by which the client can ask whether it has changed.
	isTagged bool
	// isOfRelease is whether the answer depends on the release in service and its own address alone.
	isOfRelease bool
	// isRanged is whether a part of the answer can be asked for. Such an answer is sent as it is made.
	isRanged bool
}

// newEndpoints returns the operations of a contract by the route of Gin and the method.
func newEndpoints(document *openapi3.T) map[string]map[string]*endpoint {
	all := map[string]map[string]*endpoint{}
	for path, item := range document.Paths.Map() {
		methods := map[string]*endpoint{}
		for method, operation := range item.Operations() {
			route := &routers.Route{Spec: document, Path: path, PathItem: item, Method: method, Operation: operation}
			methods[method] = newEndpoint(document, route)
		}
		all[ginRoute(path)] = methods
	}
	return all
}

// ginRoute returns the route of Gin for a path of the contract.
func ginRoute(path string) string { return strings.NewReplacer("{", ":", "}", "").Replace(path) }

func newEndpoint(document *openapi3.T, route *routers.Route) *endpoint {
	operation := route.Operation
	e := &endpoint{route: route, isOpen: isForAnyOrigin(document, operation)}
	if known := operation.Responses.Status(http.StatusNotModified); known != nil {
		e.isTagged, e.isOfRelease = true, known.Ref == "#/components/responses/NotModified"
	}
	e.isRanged = operation.Responses.Status(http.StatusPartialContent) != nil
	if operation.Responses.Status(http.StatusNotAcceptable) != nil {
		e.offered = mediaTypes(operation)
	}
	return e
}

// isForAnyOrigin reports whether pages of other origins may use an operation: not if it matters who asks, and from where.
func isForAnyOrigin(document *openapi3.T, operation *openapi3.Operation) bool {
	return !concernsAccess(document, operation) && operation.OperationID != "getDocs"
}

// mediaTypes returns the media types of what an operation answers if it succeeds, JSON first.
func mediaTypes(operation *openapi3.Operation) []string {
	var list []string
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		if response := operation.Responses.Status(status); response != nil {
			for kind := range response.Value.Content {
				list = append(list, kind)
			}
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if at := slices.Index(list, jsonForm); at > 0 {
		list = slices.Insert(slices.Delete(list, at, at+1), 0, jsonForm)
	}
	return list
}

// endpoint returns the operation that a request is for, nil if the contract has none.
func (k *contract) endpoint(c *gin.Context) *endpoint {
	return k.endpoints[c.FullPath()][c.Request.Method]
}

// form returns the media type in which a request is answered; "" if the client wishes none of those on offer.
func (e *endpoint) form(r *http.Request) string {
	if e.offered == nil {
		return "*/*"
	}
	return negotiate(r.Header["Accept"], e.offered...)
}

// vary returns the value of the header Vary: the headers on which the answer depends.
func (e *endpoint) vary() []string {
	if len(e.offered) > 1 {
		return varyForm
	}
	return varyEncoding
}

// Values of the header Vary, which all answers share.
//
//nolint:gochecknoglobals // never written to
var (
	varyEncoding = []string{"Accept-Encoding"}
	varyForm     = []string{"Accept, Accept-Encoding"}
)
