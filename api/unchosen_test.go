package api_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/publish"
)

// TestUnchosen: a rule of the drafts excludes a question everywhere. The question is listed; a draft with faults is left out.
func TestUnchosen(t *testing.T) {
	t.Parallel()
	c := newServiceClient(t, newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db")), t.Output())
	ask := func() openapi.Unchosen {
		t.Helper()
		for range 200 {
			a := c.ask(t, http.MethodGet, "/v1/admin/coverage/unchosen", "", "")
			if a.status != http.StatusAccepted {
				return parse[openapi.Unchosen](t, a, http.StatusOK)
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatal("it does not end")
		return openapi.Unchosen{}
	}
	before := ask()
	if before.Ready == 0 || before.Meetings == 0 || len(before.Questions) > 0 || len(before.LeftOut) > 0 {
		t.Errorf("of the small bank: %+v", before)
	}
	c.made(t, "/v1/admin/rules", `{"id":"no-doubt","asker":"candidate","name":"No doubt","when":"","pick":"question.id == \"doubt\"","effect":{"kind":"exclude"},
		"because":"b","cases":[{"applies":true,"profile":{},"question":"doubt"},{"applies":false,"profile":{},"question":"pager"}]}`)
	c.made(t, "/v1/admin/rules", `{"id":"half","asker":"candidate","name":"Half","when":"profile.","effect":{"kind":"exclude"},"because":"b"}`)
	after := ask()
	if after.Hash == before.Hash || after.Meetings <= before.Meetings || len(after.Questions) != 1 || len(after.LeftOut) != 1 {
		t.Fatalf("after the rule: %+v", after)
	}
	q := after.Questions[0]
	if q.ID != "doubt" || q.Version != 1 || q.Asker != "candidate" || q.Text == "" || q.Reason != "excluded" || q.Detail != "In a meeting that was made for it, a rule keeps it out." ||
		q.Meeting.Seniority != "mid" || q.Meeting.Minutes != publish.CoverageMinutes {
		t.Errorf("%+v", q)
	}
	tag := c.ask(t, http.MethodGet, "/v1/admin/rules/no-doubt", "", "").header.Get("ETag")
	if a := c.ask(t, http.MethodDelete, "/v1/admin/rules/no-doubt", tag, ""); a.status != http.StatusOK {
		t.Fatalf("retiring the rule: %d %s", a.status, a.body)
	}
	if again := ask(); len(again.Questions) > 0 {
		t.Errorf("without the rule: %+v", again.Questions)
	}
}

// TestUnchosenAnswers: while the search runs, the answer says how far it is; each reason that there is has words.
func TestUnchosenAnswers(t *testing.T) {
	t.Parallel()
	services := newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db"))
	trial, err := services.Publish.Trial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answerTo := func(s publish.UnchosenState) answer {
		t.Helper()
		s.Trial = trial
		w := httptest.NewRecorder()
		if err := api.Unchosen(s).VisitGetUnchosenResponse(w); err != nil {
			t.Fatal(err)
		}
		a := answer{w.Code, w.Header(), w.Body.Bytes()}
		if err := checkAnswer(httptest.NewRequest(http.MethodGet, "/v1/admin/coverage/unchosen", nil), a); err != nil {
			t.Errorf("%v in %s", err, a.body)
		}
		return a
	}
	running := answerTo(publish.UnchosenState{Progress: publish.Progress{Done: 3, Total: 7}})
	if got := parse[openapi.UnchosenSearch](t, running, http.StatusAccepted); got.Done != 3 || got.Total != 7 || running.header.Get("Retry-After") != "1" {
		t.Errorf("while it runs: %s, %v", running.body, running.header)
	}
	done := publish.UnchosenState{IsDone: true}
	for _, why := range []publish.WhyUnchosen{publish.WhyUnsuited, publish.WhyExcluded, publish.WhyLimited, publish.WhyTwin, publish.WhyOutranked} {
		done.Found.Questions = append(done.Found.Questions, publish.UnchosenQuestion{
			ID: "pager", Version: 1, Asker: "candidate", Text: "Who?", Why: why, Score: 11, Meeting: bank.Profile{Minutes: 30, Count: 8},
		})
	}
	var details []string
	for _, q := range parse[openapi.Unchosen](t, answerTo(done), http.StatusOK).Questions {
		details = append(details, q.Detail)
	}
	if slices.Sort(details); len(slices.Compact(details)) != 5 || !slices.Contains(details, "In a meeting that was made for it, it has 11 points, and others come first.") {
		t.Errorf("the reasons are %q", details)
	}
}
