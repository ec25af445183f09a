package api

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/bank"
)

// CreateQuestionSet returns the set for a request, with an explanation if the request asks for one.
func (h *handlers) CreateQuestionSet(ctx context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	if deref(r.Body.Release) == openapi.QuestionSetRequestReleaseDraft {
		return h.tryQuestionSet(ctx, *r.Body)
	}
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	if deref(r.Body.Explain) {
		set, err := current.AnswerContext(ctx, requestOf(*r.Body))
		if err != nil {
			return nil, err
		}
		x, err := current.Explain(set, deref(r.Body.ExplainRules))
		if err != nil {
			return nil, err
		}
		return openapi.CreateQuestionSet200JSONResponse(h.explained(current, set, x)), nil //nolint:contextcheck // as in forecast
	}
	profile, reading, err := current.Read(requestOf(*r.Body))
	if err != nil {
		return nil, err
	}
	read, err := encodeReading(current, profile, reading)
	if err != nil {
		return nil, err
	}
	kept := h.answersOf(current)
	set, err := kept.set(ctx, profile)
	if err != nil {
		return nil, err
	}
	body, _ := ctx.Value(shortBody).(string)
	kept.remember(body, &profile, read)
	return &encodedAnswer{set, read, true}, nil
}

// GetQuestionSet replays the set of a token.
func (h *handlers) GetQuestionSet(ctx context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	from, profile, reproduced, err := h.Serve.Open(ctx, r.Token)
	if err != nil {
		return nil, err
	}
	read, err := encodeReading(from, profile, bank.Reading{})
	if err != nil {
		return nil, err
	}
	set, err := h.answersOf(from).set(ctx, profile)
	if err != nil {
		return nil, err
	}
	return &encodedAnswer{set, read, reproduced}, nil
}

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
		r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Content-Encoding") != "" {
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
		if set, read, found := h.answersOf(current).find(body); found {
			_ = (&encodedAnswer{set, read, true}).write(c.Writer) // if this fails, the client has left
			c.Abort()
			return
		}
		c.Set(shortBody, body)
	}
	r.Body = &readBefore{strings.NewReader(body), r.Body, err}
}
