package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/release/serve"
	"twoway/server"
)

// oneResult is a result of a batch, with the bytes of what it has.
type oneResult struct {
	Status  int             `json:"status"`
	Set     json.RawMessage `json:"set"`
	Problem json.RawMessage `json:"problem"`
}

func batchOf(requests ...string) string {
	return `{"requests":[` + strings.Join(requests, ",") + `]}`
}

// TestBatch sends requests of every kind together, and each alone: status and bytes are the same, in the same order, whether they were
// answered before or not.
func TestBatch(t *testing.T) {
	t.Parallel()
	requests := []string{
		engineer, kit, engineer,
		`{"asker":"candidate","role":"nurse","minutes":15,"explain":true}`,
		`{"asker":"candidate","role":"nurse","minutes":15,"expect":false}`,
		`{"asker":"candidate"}`, `{}`, `null`, `7`, `[]`, `"x"`,
		`{"asker":"candidate","minutes":"15","stage":"ofer","nonsense":1}`,
		`{"asker":"candidate","minutes":15,"stage":"ofer"}`,
		`{"asker":"candidate","minutes":15.5,"cares":[""]}`, `{"asker":"candidate","minutes":1e400}`, `{"asker":"candidate","minutes":15.0}`,
		`{"asker":"candidate","minutes":15,"release":"draft"}`, `{"asker":"candidate","release":"draft"}`, `{"asker":"candidate","minutes":15,"explain":true,"explain_rules":["no-such-rule"]}`,
		`{ "asker" : "candidate", "minutes": 240, "count": 20, "role": "zorkmid <wrangler> é" }`,
	}
	alone, together := shippedClient(t), shippedClient(t)
	for n := range 2 {
		results := parse[struct{ Results []oneResult }](t, together.post(t, "/v1/question-sets/batch", batchOf(requests...)), http.StatusOK).Results
		if len(results) != len(requests) {
			t.Fatalf("%d results of %d requests", len(results), len(requests))
		}
		for i, request := range requests {
			a := alone.choose(t, request)
			got, isSet := results[i], a.status == http.StatusOK
			body := got.Problem
			if isSet {
				body = got.Set
			}
			if want := bytes.TrimSuffix(a.body, []byte("\n")); got.Status != a.status || !bytes.Equal(body, want) || (got.Set != nil) != isSet || (got.Problem == nil) != isSet {
				t.Errorf("round %d, %s: alone\n%d %s\nin the batch\n%d %s", n, request, a.status, brief(want), got.Status, brief(body))
			}
		}
	}
}

// TestBatchKeepsWhatItReads: what a batch has answered is kept for requests that come alone, and the other way round.
func TestBatchKeepsWhatItReads(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	set := parse[struct{ Results []oneResult }](t, c.post(t, "/v1/question-sets/batch", batchOf(kit)), http.StatusOK).Results[0].Set
	if a := c.choose(t, kit); !bytes.Equal(bytes.TrimSuffix(a.body, []byte("\n")), set) {
		t.Errorf("alone: %s\nin the batch: %s", brief(a.body), brief(set))
	}
}

// TestBatchRefused: what is no list of one to fifty requests is refused as a whole.
func TestBatchRefused(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	fifty := strings.Repeat(`{"asker":"candidate","minutes":1,"expect":false},`, 49) + `{"asker":"candidate","minutes":1,"expect":false}`
	for body, want := range map[string]int{
		batchOf(): 422, `{}`: 422, `[]`: 422, `{"requests":{}}`: 422, `{"requests":[{}],"other":1}`: 422, batchOf(fifty): 200, batchOf(fifty, "{}"): 422,
		`{"requests":[{"asker":"candidate","asker":"candidate","minutes":1}]}`: 400, `{"requests":[`: 400,
		batchOf(`{"asker":"candidate","minutes":1,"role":"` + strings.Repeat("x", 500<<10) + `"}`): 200,
		batchOf(`{"asker":"candidate","minutes":1,"role":"` + strings.Repeat("x", 600<<10) + `"}`): 413,
	} {
		a := c.post(t, "/v1/question-sets/batch", body)
		if a.status != want {
			t.Errorf("%s: status %d, want %d: %s", brief([]byte(body)), a.status, want, brief(a.body))
		}
		if p := a.body; a.status == 422 && strings.Contains(string(p), "/asker") {
			t.Errorf("%s: the problem speaks of a request for a set: %s", brief([]byte(body)), p)
		}
	}
}

// TestBatchWaitsForPlaces: each request of a batch takes a place of those who compute, so that others get theirs in between.
func TestBatchWaitsForPlaces(t *testing.T) {
	t.Parallel()
	router := gin.New()
	limits := server.NewLimits()
	if _, err := api.Register(router, document(), api.Services{Serve: serve.Fixed(shipped())}, api.Options{Log: slog.New(slog.DiscardHandler), Limits: limits}); err != nil {
		t.Fatal(err)
	}
	c := client{server.SecurityHeaders(router)}
	held, release := make(chan struct{}), make(chan struct{})
	for range 64 { // more than there are places
		go func() { _ = limits.Computing.Run(t.Context(), func() { held <- struct{}{}; <-release }) }()
	}
	<-held
	results := parse[openapi.QuestionSetResults](t, c.post(t, "/v1/question-sets/batch", batchOf(kit, engineer)), http.StatusOK).Results
	for i, r := range results {
		if r.Status != http.StatusServiceUnavailable || r.Problem == nil || r.Problem.Code != "busy" {
			t.Errorf("while nobody gets a place, the result %d is %s", i, fmt.Sprint(r))
		}
	}
	close(release)
}
