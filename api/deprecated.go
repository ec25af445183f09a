package api

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
)

// Members of a deprecated operation in the contract: the dates, such as 2027-01-31, from which it should no longer be called, and before
// which it will not be removed.
const (
	deprecatedFrom = "x-deprecated-from"
	sunsetOn       = "x-sunset"
)

// notice is what the answers of a deprecated operation say: the headers Deprecation (RFC 9745) and Sunset (RFC 8594).
type notice struct{ deprecation, sunset string }

// noticesOf returns the notices of the deprecated operations of a contract, by method and route of Gin. A deprecated operation without
// dates, or with one of both, is an error.
func noticesOf(document *openapi3.T) (map[string]notice, error) {
	notices := map[string]notice{}
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			if !operation.Deprecated {
				continue
			}
			from, err := dateOf(operation, deprecatedFrom)
			if err != nil {
				return nil, err
			}
			until, err := dateOf(operation, sunsetOn)
			if err != nil {
				return nil, err
			}
			notices[method+" "+ginRoute(path)] = notice{"@" + strconv.FormatInt(from.Unix(), 10), until.Format(http.TimeFormat)}
		}
	}
	return notices, nil
}

func dateOf(operation *openapi3.Operation, member string) (time.Time, error) {
	text, _ := operation.Extensions[member].(string)
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return date, fmt.Errorf("operation %s is deprecated: %s: %w", operation.OperationID, member, err)
	}
	return date, nil
}

// giveNotice adds the notices to answers.
func giveNotice(notices map[string]notice) gin.HandlerFunc {
	return func(c *gin.Context) {
		if n, isDeprecated := notices[c.Request.Method+" "+c.FullPath()]; isDeprecated {
			c.Header("Deprecation", n.deprecation)
			c.Header("Sunset", n.sunset)
		}
	}
}
