package api

import (
	"context"
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"twoway/bank"
	"twoway/server"
)

// chosenForm is the key of the media type in which a request is answered, in its context.
const chosenForm = "twoway/form"

// acceptForm notes in which form a request is answered. If the client accepts none in which the operation answers, the error has the code
// not_acceptable.
func acceptForm(c *gin.Context, e *endpoint) error {
	form := e.form(c.Request)
	if form == "" {
		return &bank.Error{Code: server.CodeNotAcceptable, Message: "The header Accept allows none of the forms of this answer: " + strings.Join(e.offered, ", ") + "."}
	}
	if len(e.offered) > 1 {
		c.Set(chosenForm, form)
	}
	return nil
}

// formOf returns the media type in which a request is answered: one of those that the contract declares for its operation.
func formOf(ctx context.Context) string {
	if form, isChosen := ctx.Value(chosenForm).(string); isChosen {
		return form
	}
	return jsonForm
}

// negotiate returns which of the forms on offer, as media types, a client wishes most, given its headers Accept (RFC 9110, section 12.5.1);
// of those that it wishes alike the first; "" if it wishes none. What cannot be read of a header is left out; without anything, everything
// is wished.
func negotiate(accept []string, offered ...string) string {
	if len(accept) == 0 || len(accept) == 1 && (accept[0] == "*/*" || accept[0] == offered[0]) { // what most clients send
		return offered[0]
	}
	var wishes []wish
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		if w, isWish := readWish(part); isWish {
			wishes = append(wishes, w)
		}
	}
	if len(wishes) == 0 {
		return offered[0]
	}
	best, most := "", 0.0
	for _, form := range offered {
		if q := weightOf(wishes, form); q > most {
			best, most = form, q
		}
	}
	return best
}

// wish is one range of media types, and how much it is wished: from 0 to 1.
type wish struct {
	kind   string
	weight float64
}

func readWish(part string) (wish, bool) {
	kind, params, err := mime.ParseMediaType(part)
	if err != nil || !strings.Contains(kind, "/") {
		return wish{}, false
	}
	w := wish{kind, 1}
	if q, has := params["q"]; has {
		if w.weight, err = strconv.ParseFloat(q, 64); err != nil || w.weight < 0 || w.weight > 1 {
			return wish{}, false
		}
	}
	return w, true
}

// weightOf returns how much a form is wished: as the most specific range says that it is in.
func weightOf(wishes []wish, form string) float64 {
	class, _, _ := strings.Cut(form, "/")
	for _, kind := range []string{form, class + "/*", "*/*"} {
		for _, w := range wishes {
			if w.kind == kind {
				return w.weight
			}
		}
	}
	return 0
}
