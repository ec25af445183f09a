package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/release"
)

// CreateQuestionSet chooses the set for a request.
func (s *server) CreateQuestionSet(_ context.Context, r openapi.CreateQuestionSetRequestObject) (openapi.CreateQuestionSetResponseObject, error) {
	serving, err := s.service()
	if err != nil {
		return nil, err
	}
	set, err := serving.Answer(requestOf(*r.Body))
	if err != nil {
		return nil, err
	}
	answer := questionSet(set, true)
	if or(r.Body.Explain) {
		explain(&answer, set, serving.Expected(set))
	}
	return openapi.CreateQuestionSet200JSONResponse(answer), nil
}

// GetQuestionSet gives the set of a token.
func (s *server) GetQuestionSet(_ context.Context, r openapi.GetQuestionSetRequestObject) (openapi.GetQuestionSetResponseObject, error) {
	serving, err := s.service()
	if err != nil {
		return nil, err
	}
	set, reproduced, err := serving.Again(r.Token)
	if err != nil {
		return nil, err
	}
	return openapi.GetQuestionSet200JSONResponse(questionSet(set, reproduced)), nil
}

// AnswerQuestionSet answers one request for a set outside a server: body is what would be posted to /v1/question-sets,
// and the answer is, byte for byte, what would come back. A request that the API would refuse is an error with the same
// code and faults.
func AnswerQuestionSet(ctx context.Context, document []byte, serving *release.Serving, body io.Reader) ([]byte, error) {
	router := gin.New()
	_, err := Register(router, document, func() *release.Serving { return serving }, slog.New(slog.DiscardHandler)) //nolint:contextcheck // reading the contract is short
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "/v1/question-sets", body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	router.ServeHTTP(w, request)
	if w.status == http.StatusOK {
		return w.body.Bytes(), nil
	}
	var p openapi.Problem
	if err := json.Unmarshal(w.body.Bytes(), &p); err != nil {
		return nil, err
	}
	return nil, errorOf(p)
}

// recorder keeps an answer in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
