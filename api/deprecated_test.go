package api_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"twoway/api"
	"twoway/release/serve"
)

// TestDeprecated checks what answers of a deprecated operation say, and that a contract must have both dates.
func TestDeprecated(t *testing.T) {
	t.Parallel()
	const operation = "      operationId: suggestRoles\n"
	if !strings.Contains(string(document()), operation) {
		t.Fatal("the contract has no such operation")
	}
	register := func(with string) (*gin.Engine, error) {
		router := gin.New()
		changed := strings.Replace(string(document()), operation, operation+with, 1)
		_, err := api.Register(router, []byte(changed), api.Services{Serve: serve.Fixed(shipped())}, api.Options{Log: slog.New(slog.DiscardHandler)})
		return router, err
	}
	router, err := register("      deprecated: true\n      x-deprecated-from: '2027-01-31'\n      x-sunset: '2028-01-31'\n")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][2]string{"/v1/roles?q=nurse": {"@1801353600", "Mon, 31 Jan 2028 00:00:00 GMT"}, "/v1/vocabulary": {}} {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := [2]string{w.Header().Get("Deprecation"), w.Header().Get("Sunset")}; w.Code != http.StatusOK || got != want {
			t.Errorf("%s: status %d, %q, want %q", path, w.Code, got, want)
		}
	}
	if _, err := register("      deprecated: true\n      x-sunset: '2028-01-31'\n"); err == nil {
		t.Error("a deprecated operation needs no date")
	}
}
