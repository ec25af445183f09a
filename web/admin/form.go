package admin

import (
	"errors"
	"mime"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// maxBody is the maximum size of a submitted form in bytes.
const maxBody = 16 << 10

// readForm returns the fields of the submitted form as they were typed: a password may begin with a blank. A body that is not a form or is
// too large is an error with a code of package server.
func readForm(c *gin.Context) (url.Values, error) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, &bank.Error{Code: server.CodeUnsupportedMedia, Message: "Please open the form on this site, and send it from there."}
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
	err = c.Request.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &bank.Error{Code: server.CodeBodyTooLarge, Message: "That is too long for us to read. Please shorten it."}
	}
	if err != nil {
		return nil, &bank.Error{Code: server.CodeMalformedBody, Message: "The form could not be read. Please send it again."}
	}
	return c.Request.PostForm, nil
}
