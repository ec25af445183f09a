package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
)

// meetingBodies returns n requests that describe different meetings.
func meetingBodies(t *testing.T, n int) []string {
	t.Helper()
	random, v := rand.New(rand.NewPCG(7, 7)), &shipped().Content.Vocabulary //nolint:gosec // the same at each run
	made := map[string]bool{}
	for len(made) < n {
		role := &v.Roles[random.IntN(len(v.Roles))]
		r := map[string]any{
			"asker": []string{"candidate", "candidate", "candidate", "interviewer"}[random.IntN(4)], "minutes": 5 + random.IntN(60),
			"role": role.Name, "seniority": v.Seniorities[random.IntN(len(v.Seniorities))].ID, "stage": v.Stages[random.IntN(len(v.Stages))].ID,
			"seed": random.IntN(3),
		}
		var cares []string
		for range random.IntN(4) {
			cares = append(cares, v.Cares[random.IntN(len(v.Cares))].Name)
		}
		if len(role.Lexicon) > 0 && random.IntN(3) == 0 {
			cares = append(cares, role.Lexicon[random.IntN(len(role.Lexicon))])
		}
		r["cares"] = append([]string{}, cares...)
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		made[string(body)] = true
	}
	list := make([]string, 0, n)
	for body := range made {
		list = append(list, body)
	}
	return list
}

// TestAnswersAgain: the answer to a request that was answered before has the same bytes, for the same body, for another body with the
// same meaning, and for the token. With an explanation, which is never kept, it says the same too.
func TestAnswersAgain(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	for i, body := range meetingBodies(t, 10_000) {
		cold := post(c, body)
		if cold.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", body, cold.Code, cold.Body)
		}
		for name, again := range map[string]string{"the same body": body, "another body": " " + body} {
			if warm := post(c, again); !bytes.Equal(warm.Body.Bytes(), cold.Body.Bytes()) || warm.Code != http.StatusOK {
				t.Fatalf("%s, %s:\n%s\n%s", name, body, cold.Body, warm.Body)
			}
		}
		if i%20 > 0 {
			continue
		}
		if diff := cmp.Diff(said(t, cold.Body.Bytes()), said(t, post(c, strings.Replace(body, "{", `{"explain":true,`, 1)).Body.Bytes())); diff != "" {
			t.Fatalf("%s, kept (-) and explained (+):\n%s", body, diff)
		}
		var set openapi.QuestionSet
		if err := json.Unmarshal(cold.Body.Bytes(), &set); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		c.router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/question-sets/"+tokenOf(set), nil))
		first, second := said(t, cold.Body.Bytes()), said(t, w.Body.Bytes())
		for _, typed := range []string{"understood", "unrecognised", "profile"} {
			delete(first, typed)
			delete(second, typed)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("%s, asked for (-) and replayed (+):\n%s", body, diff)
		}
	}
}

// post sends a request for a set without checking the answer against the contract, which takes longer than answering.
func post(c client, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/v1/question-sets", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.router.ServeHTTP(w, r)
	return w
}

// said returns the members of an answer that do not depend on whether it is explained.
func said(t *testing.T, answer []byte) map[string]any {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal(answer, &members); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	delete(members, "certificate")
	delete(members, "explanation")
	return members
}

// TestAnswersKeepNoWords: two people whose different words mean the same get the same set, each with their own words alone.
func TestAnswersKeepNoWords(t *testing.T) {
	t.Parallel()
	c := shippedClient(t)
	const one = `{"asker":"candidate","role":"ICU nurse","stage":"panel","cares":["base salary","zzyzx"],"minutes":15}`
	const other = `{"asker":"candidate","role":"intensive care nurse","stage":"panel","cares":["basic pay","qwxyz"],"minutes":15}`
	first, second := said(t, c.choose(t, one).body), said(t, c.choose(t, other).body)
	for _, words := range []string{"base salary", "zzyzx", "ICU nurse"} {
		if text := string(c.choose(t, other).body); strings.Contains(text, words) {
			t.Errorf("the second answer has %q, which the first person typed", words)
		}
	}
	if !strings.Contains(fmt.Sprint(second["understood"]), "basic pay") || !strings.Contains(fmt.Sprint(second["unrecognised"]), "qwxyz") {
		t.Errorf("the second answer does not say how its words were read: %v, %v", second["understood"], second["unrecognised"])
	}
	for _, typed := range []string{"understood", "unrecognised", "profile"} {
		delete(first, typed)
		delete(second, typed)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the same meeting in other words (-first +second):\n%s", diff)
	}
}

// TestAnswersThroughReleases: while one release replaces the other, again and again, each answer is that of the release it names.
func TestAnswersThroughReleases(t *testing.T) {
	t.Parallel()
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	c := newServiceClient(t, api.Services{Serve: s.Serve}, io.Discard)
	const body = `{"asker":"candidate","role":"operations","minutes":30}`
	wording := func(n int) string { return fmt.Sprintf("How many pages came in the last %d weeks?", n+2) }
	stop := make(chan struct{})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				var set openapi.QuestionSet
				answer := post(c, body)
				if err := json.Unmarshal(answer.Body.Bytes(), &set); err != nil || len(set.Items) == 0 {
					t.Errorf("%v: %s", err, answer.Body)
					return
				}
				if want := wording(set.Release.Number - 2); set.Release.Number > 1 && set.Items[0].Question.Text != want {
					t.Errorf("release %d answers with %q, want %q", set.Release.Number, set.Items[0].Question.Text, want)
					return
				}
			}
		})
	}
	for n := range 50 {
		if err := s.Start(t.Context(), testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = wording(n) })); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	group.Wait()
}

// TestAnswersWithoutTheOtherSide: with "expect": false, an answer lacks what the other side will probably ask, and nothing else, in whatever
// order the same meeting is asked for with and without it.
func TestAnswersWithoutTheOtherSide(t *testing.T) {
	t.Parallel()
	const without, with, usual = `{"expect":false,`, `{"expect":true,`, `{`
	for _, asker := range []string{"candidate", "interviewer"} {
		for _, order := range [][]string{{without, with, without, usual}, {usual, without, with, without}} {
			c := shippedClient(t)
			meeting := `"asker":"` + asker + `","role":"nurse","stage":"panel","cares":["staffing"],"minutes":20`
			var whole map[string]any
			for _, again := range []string{"", " "} { // the same body twice, then another with the same meaning
				for _, start := range append(order, order...) {
					set := parseSet(t, c.choose(t, start+again+meeting+"}"))
					expected := len(set.LikelyAsked) + len(set.Brief)
					if (start == without) != (expected == 0) {
						t.Errorf("%s, %s: %d questions are expected of the other side", asker, start, expected)
					}
					rest := said(t, c.choose(t, start+again+meeting+"}").body)
					delete(rest, "likely_asked")
					delete(rest, "brief")
					if whole == nil {
						whole = rest
					}
					if diff := cmp.Diff(whole, rest); diff != "" {
						t.Errorf("%s, %s: the rest differs (-want +got):\n%s", asker, start, diff)
					}
				}
			}
			set := parseSet(t, c.choose(t, without+meeting+"}"))
			explained := parseSet(t, c.choose(t, `{"explain":true,"expect":false,`+meeting+"}"))
			replayed := parseSet(t, c.get(t, "/v1/question-sets/"+tokenOf(set)+"?expect=false"))
			if n := len(explained.LikelyAsked) + len(explained.Brief) + len(replayed.LikelyAsked) + len(replayed.Brief); n > 0 {
				t.Errorf("%s, explained and replayed: %d questions are expected of the other side", asker, n)
			}
			if replayed := parseSet(t, c.get(t, "/v1/question-sets/"+tokenOf(set))); len(replayed.LikelyAsked)+len(replayed.Brief) == 0 {
				t.Errorf("%s, replayed: nothing is expected of the other side", asker)
			}
		}
	}
}
