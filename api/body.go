package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"twoway/bank"
)

// Limits of a request's body.
const (
	maxBody  = 64 << 10 // bytes
	maxDepth = 16       // of nested arrays and objects
)

// readBody reads a JSON body that can be read one way only, and puts it back for the handlers: encoding/json lets
// invalid UTF-8 and duplicate keys pass, so this comes before it.
func readBody(c *gin.Context) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || (charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return nil, &bank.Error{Code: codeUnsupportedMedia, Message: "Send the body as application/json."}
	}
	if encoding := c.GetHeader("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &bank.Error{Code: codeUnsupportedMedia, Message: "Send the body without a Content-Encoding."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, &bank.Error{Code: codeBodyTooLarge, Message: "The body is larger than 64 KiB."}
	}
	if err != nil {
		return nil, malformed("", "The body ends too early.")
	}
	if err := checkJSON(body); err != nil {
		return nil, err
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// checkJSON refuses what is not exactly one JSON value, with every key once, in valid UTF-8, not nested too deeply.
func checkJSON(body []byte) error {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	for values := 0; ; {
		if dec.StackDepth() == 0 && values == 1 {
			if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
				return malformed("", "Something follows the JSON value.")
			}
			return nil
		}
		if _, err := dec.ReadToken(); err != nil {
			return malformed(string(dec.StackPointer()), whyMalformed(err))
		}
		if dec.StackDepth() > maxDepth {
			return malformed("", "The JSON is nested too deeply.")
		}
		if dec.StackDepth() == 0 {
			values++
		}
	}
}

func whyMalformed(err error) string {
	text := err.Error()
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "A key stands twice in one object."
	case strings.Contains(text, "invalid UTF-8"):
		return "The body is not valid UTF-8."
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "The body ends before the JSON does."
	}
	return "The body is not valid JSON."
}

func malformed(pointer, detail string) error {
	return &bank.Error{
		Code: codeMalformedBody, Message: "The body cannot be read.",
		Faults: []bank.Fault{{Code: bank.FaultMalformed, Pointer: pointer, Detail: detail}},
	}
}
