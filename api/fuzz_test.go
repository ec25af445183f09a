package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzCreateQuestionSet posts any body. The contract must declare the answer, which must not be an internal error.
func FuzzCreateQuestionSet(f *testing.F) {
	for _, body := range []string{
		engineer, kit, `{}`, `null`, `[]`, `{"asker":"candidate","minutes":15,"cares":["pay",null,"🦄"],"exclude":["a","A b"]}`,
		`{"asker":"candidate","minutes":1e400,"seed":9007199254740993,"count":-0}`, `{"a":{"b":1,"\u0062":2}}`, "{\"a\":\"\xff\"}",
		`{"asker":"Applicant","minutes":240,"role":"Senior SRE (m/f/d)","stage":"phone screen","locale":"en_GB"}`,
	} {
		f.Add([]byte(body))
	}
	c := shippedClient(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/v1/question-sets", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		c.router.ServeHTTP(w, r)
		a := answer{w.Code, w.Header(), w.Body.Bytes()}
		switch a.status {
		case http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		default:
			t.Fatalf("%q: status %d: %s", body, a.status, a.body)
		}
		if err := checkAnswer(r, a); err != nil {
			t.Fatalf("%q: the answer %d breaks the contract: %v\n%s", body, a.status, err, brief(a.body))
		}
		if a.status == http.StatusOK {
			checkSet(t, c, body, a)
		}
	})
}

// checkSet checks that a set respects its minutes and count, and that its token replays it.
func checkSet(t *testing.T, c client, body []byte, a answer) {
	t.Helper()
	set := parseSet(t, a)
	if set.Minutes > set.Profile.Minutes || len(set.Items) > set.Profile.Count {
		t.Fatalf("%q: %d minutes of %d, %d items of %d", body, set.Minutes, set.Profile.Minutes, len(set.Items), set.Profile.Count)
	}
	replayed := parseSet(t, c.get(t, "/v1/question-sets/"+tokenOf(set)))
	if tokenOf(replayed) != tokenOf(set) || len(replayed.Items) != len(set.Items) || !replayed.Reproduced {
		t.Fatalf("%q: the token returned another set", body)
	}
}
