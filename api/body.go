package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/internal/strictjson"
	"twoway/server"
)

// The maximum size of a body, in bytes. A term of the vocabulary may be larger: a role has thousands of titles, words and sayings.
const (
	maxBody = 64 << 10
	maxTerm = 256 << 10
	// A batch may have fifty requests, each with some hundred questions to leave out.
	maxBatch = 512 << 10
)

// largestBody returns the maximum size of the body of a request, in bytes.
func largestBody(c *gin.Context) int64 {
	if strings.HasPrefix(c.FullPath(), "/v1/admin/vocabulary/") {
		return maxTerm
	}
	if c.FullPath() == questionSetBatch {
		return maxBatch
	}
	return maxBody
}

// readBody parses the JSON body with strictjson.Parse and returns the value. It replaces the request's body, so that the
// handlers can read it again. Errors have the codes unsupported_media_type, body_too_large and malformed_body.
func readBody(c *gin.Context) (any, error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return nil, &bank.Error{Code: server.CodeUnsupportedMedia, Message: "Send the body as application/json."}
	}
	if encoding := c.GetHeader("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &bank.Error{Code: server.CodeUnsupportedMedia, Message: "Send the body uncompressed, without a Content-Encoding."}
	}
	largest := largestBody(c)
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, largest))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &bank.Error{Code: server.CodeBodyTooLarge, Message: fmt.Sprintf("The body is larger than %d KiB.", largest>>10)}
	}
	if err != nil {
		return nil, malformed("", "The body is incomplete.")
	}
	value, err := strictjson.Parse(body)
	if syntax, ok := errors.AsType[*strictjson.Error](err); ok {
		return nil, malformed(syntax.Pointer, "The JSON "+string(syntax.Reason)+".")
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return value, nil
}

// writeIntegers writes the integers of a parsed body with digits only, as the handlers want them, and replaces the request's body if that has
// changed it.
func writeIntegers(c *gin.Context, schema *openapi3.Schema, body any) (any, error) {
	plain, changed, _ := plainIntegers(schema, body, "")
	if changed == 0 {
		return plain, nil
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, err
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(text))
	return plain, nil
}

func malformed(pointer, detail string) error {
	return &bank.Error{
		Code: server.CodeMalformedBody, Message: "The body cannot be parsed.",
		Faults: []bank.Fault{{Code: bank.FaultMalformed, Pointer: pointer, Detail: detail}},
	}
}
