package web

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// ReadForm returns the fields of a submitted form as they were typed. A body that is not a form, is larger than the limit in bytes or
// cannot be read is an error of type *bank.Error with a code of package server.
func ReadForm(c *gin.Context, limit int64) (url.Values, error) {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, &bank.Error{Code: server.CodeUnsupportedMedia, Message: "Please open the form on this site, and send it from there."}
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	err = c.Request.ParseForm()
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &bank.Error{Code: server.CodeBodyTooLarge, Message: "That is too long for us to read. Please shorten it."}
	}
	if err != nil {
		return nil, &bank.Error{Code: server.CodeMalformedBody, Message: "The form could not be read. Please send it again."}
	}
	return c.Request.PostForm, nil
}

// Separated returns what stands in a field between commas, semicolons and line breaks, without blanks around it; nil for nothing.
func Separated(text string) []string {
	var list []string
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;\n", c) }) {
		if one = strings.TrimSpace(one); one != "" {
			list = append(list, one)
		}
	}
	return list
}
