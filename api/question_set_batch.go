package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"twoway/api/openapi"
	"twoway/internal/strictjson"
	"twoway/server"
)

// This file answers several requests for sets at once, each as if it had been sent alone.

// questionSetBatch is the path of the operation.
const questionSetBatch = QuestionSets + "/batch"

// leaveRequestsOfBatches removes from the schema of a batch what its requests must be like: each of them is checked by itself.
func leaveRequestsOfBatches(document *openapi3.T) {
	batch := document.Components.Schemas["QuestionSetBatch"]
	if batch == nil {
		return
	}
	requests := *batch.Value.Properties["requests"].Value
	requests.Items = openapi3.NewSchemaRef("", &openapi3.Schema{Nullable: true})
	batch.Value.Properties["requests"] = openapi3.NewSchemaRef("", &requests)
}

// CreateQuestionSets returns the results of several requests for sets.
func (h *handlers) CreateQuestionSets(ctx context.Context, r openapi.CreateQuestionSetsRequestObject) (openapi.CreateQuestionSetsResponseObject, error) {
	var batch struct{ Requests []json.RawMessage }
	if err := json.Unmarshal(*r.Body, &batch); err != nil {
		return nil, err
	}
	if _, err := h.Serve.Current(); err != nil {
		return nil, err
	}
	var computing *server.Lane
	if h.limits != nil {
		computing = h.limits.Computing
	}
	results := make(setResults, len(batch.Requests))
	var busy error
	for i, request := range batch.Requests {
		if busy == nil {
			busy = computing.Run(ctx, func() { results[i] = h.setResult(ctx, request) })
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if busy != nil { // none of the others would wait for less
			results[i] = h.failedResult(ctx, busy)
		}
	}
	return results, nil
}

// setResult is the answer to one request of a batch: its status, and its body.
type setResult struct {
	status int
	body   []byte
}

// setResult returns the answer to one request of a batch.
func (h *handlers) setResult(ctx context.Context, request []byte) setResult {
	answer, err := h.setOf(ctx, request)
	if err != nil {
		return h.failedResult(ctx, err)
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	if err := answer.VisitCreateQuestionSetResponse(w); err != nil {
		return h.failedResult(ctx, err)
	}
	return setResult{w.status, bytes.TrimSuffix(w.body.Bytes(), []byte("\n"))}
}

// setOf returns what CreateQuestionSet does for a request, after the checks that come before it.
func (h *handlers) setOf(ctx context.Context, request []byte) (openapi.CreateQuestionSetResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	body := ""
	if len(request) <= mostShortBody {
		body = string(request)
		if _, answer := h.answersOf(current).find(body, uncompressed); answer != nil {
			return answer, nil
		}
	}
	request, err = h.checkSetRequest(ctx, request)
	if err != nil {
		return nil, err
	}
	var asked openapi.QuestionSetRequest
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, errTypeMismatch()
	}
	return h.createSet(ctx, &asked, body)
}

// checkSetRequest checks a request of a batch as check does one that was sent alone. It returns the request with integers in digits only.
func (h *handlers) checkSetRequest(ctx context.Context, request []byte) ([]byte, error) {
	value, err := strictjson.Parse(request)
	if err != nil {
		return nil, err // cannot happen: the batch was parsed
	}
	schema := bodySchema(h.contract.document.Paths.Value(QuestionSets).Post)
	value, changed, _ := plainIntegers(schema.Value, value, "")
	if changed > 0 {
		if request, err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	faults := h.contract.bodyFaults(schema, value, nil)
	members, _ := value.(map[string]any)
	if members["release"] == string(openapi.QuestionSetRequestReleaseDraft) {
		c, isRequest := ctx.(*gin.Context)
		if !isRequest {
			return nil, errNoCredential()
		}
		if err := h.access.readsDrafts(c.Request); err != nil {
			return nil, err
		}
	}
	return request, h.refuse(faults, members, "createQuestionSet", nil)
}

// failedResult returns the problem document for an error.
func (h *handlers) failedResult(ctx context.Context, err error) setResult {
	p := problemOf(err)
	if c, isRequest := ctx.(*gin.Context); isRequest {
		server.LogFailure(c, h.log, p.Status, err) //nolint:contextcheck // it is c
	}
	body, failed := json.Marshal(p)
	if failed != nil { // cannot happen: the type has only strings and integers
		body = []byte("{}")
	}
	return setResult{p.Status, body}
}

// setResults are the answers to the requests of a batch, in their order.
type setResults []setResult

// VisitCreateQuestionSetsResponse sends them.
func (list setResults) VisitCreateQuestionSetsResponse(w http.ResponseWriter) error {
	b := []byte(`{"results":[`)
	for i, r := range list {
		if i > 0 {
			b = append(b, ',')
		}
		name := `{"set":`
		if r.status != http.StatusOK {
			name = `{"problem":`
		}
		b = append(append(b, name...), r.body...)
		b = append(strconv.AppendInt(append(b, `,"status":`...), int64(r.status), 10), '}')
	}
	w.Header().Set("Cache-Control", "no-store") // some of it may be from the drafts
	return writeBytes(w, http.StatusOK, jsonForm, append(b, "]}\n"...))
}
