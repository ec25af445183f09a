package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/internal/strictjson"
	"twoway/server"
)

// maxBody is the maximum size of a body, in bytes.
const maxBody = 64 << 10

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
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &bank.Error{Code: server.CodeBodyTooLarge, Message: "The body is larger than 64 KiB."}
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

func malformed(pointer, detail string) error {
	return &bank.Error{
		Code: server.CodeMalformedBody, Message: "The body cannot be parsed.",
		Faults: []bank.Fault{{Code: bank.FaultMalformed, Pointer: pointer, Detail: detail}},
	}
}
