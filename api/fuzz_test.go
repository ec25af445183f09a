package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzCreateQuestionSet posts any body: the answer is one that the contract declares, and no fault of ours.
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
			checkAnswered(t, c, body, a)
		}
	})
}

// checkAnswered tells whether a set keeps to its time and number, and comes again from its token.
func checkAnswered(t *testing.T, c client, body []byte, a answer) {
	t.Helper()
	set := parseSet(t, a)
	if set.Minutes > set.Profile.Minutes || len(set.Items) > set.Profile.Count {
		t.Fatalf("%q: %d minutes of %d, %d items of %d", body, set.Minutes, set.Profile.Minutes, len(set.Items), set.Profile.Count)
	}
	again := parseSet(t, c.get(t, "/v1/question-sets/"+set.Token))
	if again.Token != set.Token || len(again.Items) != len(set.Items) || !again.Reproduced {
		t.Fatalf("%q: the token gives another set", body)
	}
}
