package api_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/serve"
	"twoway/server"
)

// TestAccessFollowsTheContract changes the security of two operations in the contract, whatever their paths.
func TestAccessFollowsTheContract(t *testing.T) {
	t.Parallel()
	changed := string(document())
	for operation, security := range map[string][2]string{
		"getVocabulary": {"", "      security: [{admin: []}, {session: []}]\n"},
		"listReplicas":  {"      security: [{admin: []}, {session: []}]\n", "      security: []\n"},
	} {
		at := strings.Index(changed, "operationId: "+operation+"\n")
		if at < 0 {
			t.Fatalf("there is no operation %s", operation)
		}
		end := at + len("operationId: "+operation+"\n")
		rest := changed[end:]
		if security[0] != "" {
			rest = strings.Replace(rest, security[0], security[1], 1)
			security[1] = ""
		}
		changed = changed[:end] + security[1] + rest
	}
	services := newBank(t, serve.Options{})
	router := gin.New()
	router.ContextWithFallback = true
	if _, err := api.Register(router, []byte(changed), services, api.Options{AdminToken: adminToken, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/v1/vocabulary": http.StatusUnauthorized, "/v1/admin/replicas": http.StatusOK, "/v1/questions": http.StatusOK} {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s without the token: status %d, want %d", path, w.Code, want)
		}
	}
}

// watched is a store that remembers the context of the last call.
type watched struct {
	*testbank.Memory

	last context.Context
}

func (w *watched) Revision(ctx context.Context) (int, error) {
	w.last = ctx
	return w.Memory.Revision(ctx)
}

// TestContextIsTheRequests: a store may look at its context after the answer, when gin has given its own to another request.
func TestContextIsTheRequests(t *testing.T) {
	t.Parallel()
	store := &watched{Memory: &testbank.Memory{}}
	services := api.Services{Serve: serve.Fixed(shipped()), Drafts: drafts.New(store, time.Now)}
	c := newServiceClient(t, services, io.Discard)
	c.ask(t, http.MethodGet, "/v1/admin/questions", "", "")
	for range 20 {
		c.get(t, "/v1/vocabulary")
	}
	if actor, ok := server.ActorOf(store.last); !ok || actor != bank.Admin() {
		t.Errorf("afterwards, the actor of the request is %+v, %v", actor, ok)
	}
}
