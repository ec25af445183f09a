package server_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"twoway/server"
)

// TestRequestID: an ID is taken from the client if it can do no harm, and otherwise made; the log has it too.
func TestRequestID(t *testing.T) {
	log := &bytes.Buffer{}
	h := server.RequestID(site(log))
	made := map[string]bool{}
	for _, tt := range []struct {
		sent  []string
		taken bool
	}{
		{[]string{"7f3c1c9e-0b0e-4d2a-9a51-6a7d4c1f0e22"}, true},
		{[]string{"Root=1-67891233-abcdef012345678912345678"}, true},
		{[]string{strings.Repeat("a", 100)}, true},
		{nil, false},
		{[]string{""}, false},
		{[]string{strings.Repeat("a", 101)}, false},
		{[]string{"a b"}, false},
		{[]string{"a\nb"}, false},
		{[]string{`a"b`}, false},
		{[]string{"é"}, false},
		{[]string{"<b>"}, false},
		{[]string{"$(id)"}, false},
		{[]string{"a", "b"}, false},
	} {
		log.Reset()
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/api", nil)
		r.Header["X-Request-Id"] = tt.sent
		h.ServeHTTP(w, r)
		got := w.Header().Values("X-Request-Id")
		if len(got) != 1 || got[0] == "" || made[got[0]] || tt.taken != (len(tt.sent) == 1 && got[0] == tt.sent[0]) {
			t.Errorf("%q: the answer has %q", tt.sent, got)
			continue
		}
		made[got[0]] = true
		if strings.Count(log.String(), got[0]) != 2 || server.RequestIDOf(w.Header()) != got[0] { // the failure, and the request
			t.Errorf("%q: the log is\n%s", tt.sent, log)
		}
	}
	if id := server.RequestIDOf(http.Header{}); id != "" {
		t.Errorf("without an ID: %q", id)
	}
}
