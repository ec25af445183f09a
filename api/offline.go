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

// Addresses of the API that take a body.
const (
	QuestionSets  = "/v1/question-sets"
	Agendas       = "/v1/agendas"
	WordingChecks = "/v1/wording-checks"
)

// Post answers one call without a server: body is what would be posted to that address, and the result is, byte for byte,
// what the API would answer. A request that the API would refuse is an error with the same code and faults.
func Post(ctx context.Context, document []byte, release *serve.Compiled, address string, body io.Reader) ([]byte, error) {
	router := gin.New()
	_, err := Register(router, document, Services{Serve: serve.Fixed(release)}, Options{Log: slog.New(slog.DiscardHandler)}) //nolint:contextcheck // reading the contract is short
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
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
