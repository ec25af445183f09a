package api

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/server"
)

// lanes returns a function that returns the lane of a request: nil for operations that do hardly any work.
func (k *contract) lanes(limits *server.Limits) func(*gin.Context) *server.Lane {
	byRoute := map[string]*server.Lane{}
	for path, item := range k.document.Paths.Map() {
		route := ginRoute(path)
		for method, operation := range item.Operations() {
			byRoute[method+" "+route] = k.lane(limits, operation)
		}
	}
	return func(c *gin.Context) *server.Lane { return byRoute[c.Request.Method+" "+c.FullPath()] }
}

func (k *contract) lane(limits *server.Limits, operation *openapi3.Operation) *server.Lane {
	switch id := operation.OperationID; {
	case strings.HasPrefix(id, "validateDraft"):
		return limits.Checking
	case isSecured(k.document, operation):
		return limits.Secured
	}
	switch operation.OperationID {
	case "getHealth", "getReadiness", "getContract", "getDocs", "suggestRoles":
		return nil
	case createQuestionSets:
		return nil // each of its requests waits for a place
	case "logIn", "useLink":
		return limits.Entering
	case dumpRelease:
		return nil // an answer in a lane is sent as a whole; see dumps
	case "getQuestionSet", "sendPhrase", saveKit, "getKit", "getKitRecord", "getQuestionVersion", "listChanges":
		return limits.Replaying
	}
	return limits.Computing
}
