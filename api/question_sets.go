package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// CreateQuestionSet returns the set for a request, with an explanation if the request asks for one.
func (h *handlers) CreateQuestionSet(ctx context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	body, _ := ctx.Value(shortBody).(string)
	return h.createSet(ctx, r.Body, body)
}

// createSet returns the set for a request. Body is its text if that is short, by which the answer will be found again; else "".
func (h *handlers) createSet(ctx context.Context, r *openapi.QuestionSetRequest, body string) (openapi.CreateQuestionSetResponseObject, error) {
	if deref(r.Release) == openapi.QuestionSetRequestReleaseDraft {
		return h.tryQuestionSet(ctx, *r)
	}
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	if deref(r.Explain) {
		set, err := current.AnswerContext(ctx, requestOf(*r))
		if err != nil {
			return nil, err
		}
		x, err := current.Explain(set, deref(r.ExplainRules))
		if err != nil {
			return nil, err
		}
		return openapi.CreateQuestionSet200JSONResponse(h.explained(current, set, x, wantsExpected(r.Expect))), nil //nolint:contextcheck // as in forecast
	}
	answer, err := h.chosen(ctx, current, requestOf(*r), wantsExpected(r.Expect), body)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// chosen returns the set for a request, with what the other side will probably ask or without, and keeps what was understood of it by the body
// of the request, if that is not "".
func (h *handlers) chosen(ctx context.Context, current *serve.Compiled, r bank.Request, expect bool, body string) (*encodedAnswer, error) {
	profile, reading, err := current.Read(r)
	if err != nil {
		return nil, err
	}
	kept := h.answersOf(current)
	answer, err := kept.answer(ctx, profile, reading, expect)
	if err != nil {
		return nil, err
	}
	kept.remember(body, &profile, answer)
	return answer, nil
}

// ChooseQuestionSet returns the set for the request in the query.
func (h *handlers) ChooseQuestionSet(ctx context.Context, r openapi.ChooseQuestionSetRequestObject) (openapi.ChooseQuestionSetResponseObject, error) {
	current, err := h.current(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := h.chosen(ctx, current, requestInQuery(r.Params), wantsExpected(r.Params.Expect), "")
	if refused, isRefused := errors.AsType[*bank.Error](err); isRefused {
		of := *refused
		of.Faults = queryFaultsOf(refused.Faults)
		return nil, &of
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// GetQuestionSet replays the set of a token.
func (h *handlers) GetQuestionSet(ctx context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	form := formOf(ctx)
	start, err := startOf(form, r.Params.Start)
	if err != nil {
		return nil, err
	}
	from, profile, reproduced, err := h.Serve.Open(ctx, r.Token)
	if err != nil {
		return nil, err
	}
	if form != jsonForm {
		set, err := from.Choose(ctx, profile)
		if err != nil {
			return nil, err
		}
		return h.setInForm(ctx, from, set, form, start)
	}
	answer, err := h.answersOf(from).answer(ctx, profile, bank.Reading{}, wantsExpected(r.Params.Expect))
	if err != nil {
		return nil, err
	}
	answer.reproduced = reproduced
	return answer, nil
}

// wantsExpected reports whether a request wants to know what the other side will probably ask: unless it says that it does not.
func wantsExpected(said *bool) bool { return said == nil || *said }

const (
	// The size of the longest body whose answer is looked up, in bytes.
	mostShortBody = 4 << 10
	// The key of such a body, a string, in the context of its request.
	shortBody = "twoway/body"
)

// bodyBuffers has buffers of *[mostShortBody]byte into which bodies are read.
//
//nolint:gochecknoglobals // memory that all requests share
var bodyBuffers = sync.Pool{New: func() any { return new([mostShortBody]byte) }}

// readBefore is a body that was read before: its text, and then the error with which reading it ended, if there was one.
type readBefore struct {
	text *strings.Reader
	io.Closer

	err error
}

// Read implements io.Reader.
func (b *readBefore) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if err == io.EOF && b.err != nil {
		err = b.err
	}
	return n, err
}

// answerAgain is a middleware that answers a request for a set at once if the same body was answered before and its set is still kept:
// then it is valid, and means the same. It needs no place in a lane.
func (h *handlers) answerAgain(c *gin.Context) {
	r := c.Request
	if r.Method != http.MethodPost || c.FullPath() != QuestionSets || r.ContentLength <= 0 || r.ContentLength > mostShortBody ||
		r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Content-Encoding") != "" || h.contract.endpoint(c).form(r) != jsonForm {
		return
	}
	current, err := h.Serve.Current()
	if err != nil {
		return
	}
	buffer := bodyBuffers.Get().(*[mostShortBody]byte) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	n, err := io.ReadFull(r.Body, buffer[:r.ContentLength])
	body := string(buffer[:n])
	bodyBuffers.Put(buffer)
	if err == nil {
		page, answer := h.answersOf(current).find(body, bestEncoding(r.Header["Accept-Encoding"]))
		switch {
		case page != nil:
			page.write(c.Writer, r)
			c.Abort()
			return
		case answer != nil:
			_ = answer.write(c.Writer) // if this fails, the client has left
			c.Abort()
			return
		}
		c.Set(shortBody, body)
	}
	r.Body = &readBefore{strings.NewReader(body), r.Body, err}
}
