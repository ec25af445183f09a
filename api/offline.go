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
	"twoway/release/serve"
)

// Paths of the operations that Post can call.
const (
	QuestionSets  = "/v1/question-sets"
	Agendas       = "/v1/agendas"
	WordingChecks = "/v1/wording-checks"
)

// Post calls one operation without a server. Body is the request body; the result is, byte for byte, the body with which the
// API would answer. If the API would answer with a problem, Post returns an error with the same code and faults.
func Post(ctx context.Context, document []byte, release *serve.Compiled, path string, body io.Reader) ([]byte, error) {
	router := gin.New()
	_, err := Register(router, document, Services{Serve: serve.Fixed(release)}, Options{Log: slog.New(slog.DiscardHandler)}) //nolint:contextcheck // reading the contract takes little time
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", jsonForm)
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

// recorder is an http.ResponseWriter that stores the response in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
