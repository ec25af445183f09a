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
	body, _ := ctx.Value(shortBody).(string)
	return h.createSet(ctx, r.Body, body)
}

// createSet returns the set for a request. Body is its text if that is short, by which the answer will be found again; else "".
func (h *handlers) createSet(ctx context.Context, r *openapi.QuestionSetRequest, body string) (openapi.CreateQuestionSetResponseObject, error) {
	if deref(r.Release) == openapi.QuestionSetRequestReleaseDraft {
		return h.tryQuestionSet(ctx, *r)
	}
	current, err := h.Serve.Current()
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
	profile, reading, err := current.Read(requestOf(*r))
	if err != nil {
		return nil, err
	}
	kept := h.answersOf(current)
	answer, err := kept.answer(ctx, profile, reading, wantsExpected(r.Expect))
	if err != nil {
		return nil, err
	}
	kept.remember(body, &profile, answer)
	return answer, nil
}

// GetQuestionSet replays the set of a token.
func (h *handlers) GetQuestionSet(ctx context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	form, err := wishedForm(ctx, jsonForm, markdownForm, csvForm, calendarForm)
	if err != nil {
		return nil, err
	}
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
	return replayed{answer}, nil
}

// replayed is the answer to a request with a token, whose form depends on what the client wishes.
type replayed struct{ *encodedAnswer }

// VisitGetQuestionSetResponse sends the answer.
func (r replayed) VisitGetQuestionSetResponse(w http.ResponseWriter) error {
	w.Header().Add("Vary", "Accept")
	return r.write(w)
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
		if answer, found := h.answersOf(current).find(body); found {
			_ = answer.write(c.Writer) // if this fails, the client has left
			c.Abort()
			return
		}
		c.Set(shortBody, body)
	}
	r.Body = &readBefore{strings.NewReader(body), r.Body, err}
}
