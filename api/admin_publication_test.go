package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"twoway/api"
	"twoway/api/openapi"
	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

const ownQuestion = `{"id":"own-question","asker":"candidate","text":"Which part of the rota did the team change last year?","topic":"rotas","minutes":2,"depth":1,
	"softer":"May I ask which part of the rota the team changed last year?","firmer":"Which part of the rota did the team change, and who asked for it?",
	"how_to_ask":"Ask it calmly.","reveals":"Whether the team shapes its rota.","listen_for":["a change","who asked"],"watch_for":["none","silence"],
	"follow_ups":["Why that?","And this year?"],"check_first":["The advert."],"cares":["balance"],"about":"balance","source":"Own","license":"CC-BY-4.0"}`

// smallRule returns the body of a new rule of the small bank, with the given condition.
func smallRule(when string) string {
	return `{"id":"rota-first-for-nurses","asker":"candidate","name":"The rota first","when":` + jsonOf(when) + `,
		"pick":"question.id == \"doubt\"","effect":{"kind":"boost","points":100},"because":"Nurses live by the rota.","cases":[
		{"applies":true,"profile":{"role":"nursing"}},{"applies":false,"profile":{"role":"operations"}}]}`
}

// TestPublishSome creates a question on a new topic, a rule, and something unfinished, and publishes the first two without the last.
func TestPublishSome(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, at string) {
		c := newServiceClient(t, newTinyBank(t, at), t.Output())
		c.made(t, "/v1/admin/vocabulary/topic", `{"id":"rotas","name":"Rotas","definition":"When one works.","asker":"candidate"}`)
		c.made(t, "/v1/admin/questions", ownQuestion)
		c.made(t, "/v1/admin/rules", smallRule(`profile.role == "nursin"`))
		check := func(only string) openapi.ReleaseCheck {
			t.Helper()
			return parse[openapi.ReleaseCheck](t, c.ask(t, http.MethodPost, "/v1/admin/releases/check?only="+only, "", ""), http.StatusOK)
		}
		alone := check("question:own-question")
		if len(alone.ChooseToo) != 1 || alone.ChooseToo[0] != (openapi.PartRef{Kind: "topic", ID: "rotas"}) || alone.Report.Faults[0].Code != "not_chosen" {
			t.Fatalf("the question alone: %+v, faults %+v", alone.ChooseToo, alone.Report.Faults)
		}
		tag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
		refused := parse[openapi.Problem](t, c.ask(t, http.MethodPost, "/v1/admin/releases", tag, `{"note":"n","only":[{"kind":"question","id":"own-question"}]}`), http.StatusUnprocessableEntity)
		if refused.Code != openapi.ProblemCodeInvalidContent || refused.Errors[0].Code != "not_chosen" || !slices.Equal(refused.Errors[0].Nearest, []string{"topic:rotas"}) {
			t.Errorf("publishing it alone: %+v", refused)
		}
		both := check("question:own-question,topic:rotas")
		a := c.ask(t, http.MethodGet, "/v1/admin/diff?from=1&to=draft&only=question:own-question,topic:rotas", "", "")
		diff := parse[openapi.Diff](t, a, http.StatusOK)
		if diff.Hash != both.Hash || len(diff.Changes) != 2 || len(both.Report.Faults) > 0 || len(diff.Changes[1].Fields) < 10 {
			t.Errorf("checked %s with %+v, the diff is %s", both.Hash, both.Report.Faults, brief(a.body))
		}
		r := parse[openapi.ReleaseEntry](t, c.ask(t, http.MethodPost, "/v1/admin/releases", tag,
			`{"note":"A question","only":[{"kind":"question","id":"own-question"},{"kind":"topic","id":"rotas"}]}`), http.StatusCreated)
		if r.Hash != both.Hash {
			t.Errorf("published %s, checked %s", r.Hash, both.Hash)
		}
		if left := parse[openapi.Diff](t, c.ask(t, http.MethodGet, "/v1/admin/diff?from=2&to=draft", "", ""), http.StatusOK); len(left.Changes) != 1 || left.Changes[0].Kind != "rule" {
			t.Errorf("what remains is %+v", left.Changes)
		}
		gone := parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/drafts/rule/rota-first-for-nurses/discard", `"1"`, ""), http.StatusOK)
		if left := parse[openapi.Diff](t, c.ask(t, http.MethodGet, "/v1/admin/diff?from=2&to=draft", "", ""), http.StatusOK); !gone.Retired || len(left.Changes) != 0 {
			t.Errorf("after discarding it, what remains is %+v", left.Changes)
		}
		back := parse[openapi.Draft](t, c.ask(t, http.MethodPost, "/v1/admin/drafts/rule/rota-first-for-nurses/undo", `"2"`, ""), http.StatusOK)
		if back.Retired || back.Version != 3 {
			t.Errorf("after undoing that, the draft is %+v", back)
		}
	})
}

// made creates a draft.
func (c client) made(tb testing.TB, path, body string) {
	tb.Helper()
	if a := c.ask(tb, http.MethodPost, path, "", body); a.status != http.StatusCreated {
		tb.Fatalf("POST %s: status %d: %s", path, a.status, brief(a.body))
	}
}

// ticking returns services on a database whose clock stands at a time, with the newest release in service.
func ticking(t *testing.T, at string, now func() time.Time) api.Services {
	t.Helper()
	s, err := store.New(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	services := api.Services{Serve: serve.New(s, serve.Options{}), Drafts: drafts.New(s, now), Replicas: serve.NewReplicas(s, now, "test")}
	services.Publish = publish.New(s, services.Drafts, services.Serve, now)
	current, err := s.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := services.Serve.Start(t.Context(), current); err != nil {
		t.Fatal(err)
	}
	return services
}

// TestSchedules plans two releases, cancels one, and has six copies of the program publish the other at its time: one does. Then what was
// planned has changed: it fails, and that is announced until it is cancelled.
func TestSchedules(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, at string) {
		c := newServiceClient(t, newTinyBank(t, at), t.Output())
		c.made(t, "/v1/admin/rules", smallRule(`profile.role == "nursing"`))
		soon := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		plan := func() openapi.Schedule {
			t.Helper()
			query := url.Values{"publish_at": {soon.Format(time.RFC3339)}, "only": {"rule:rota-first-for-nurses"}}
			checked := parse[openapi.ReleaseCheck](t, c.ask(t, http.MethodPost, "/v1/admin/releases/check?"+query.Encode(), "", ""), http.StatusOK)
			body := `{"note":"The rota","publish_at":"` + soon.Format(time.RFC3339) + `","hash":"` + checked.Hash + `","only":[{"kind":"rule","id":"rota-first-for-nurses"}]}`
			return parse[openapi.Schedule](t, c.ask(t, http.MethodPost, "/v1/admin/schedules", "", body), http.StatusCreated)
		}
		first, second := plan(), plan()
		path := "/v1/admin/schedules/" + jsonOf(second.ID)
		if got := parse[openapi.Schedule](t, c.ask(t, http.MethodDelete, path, "", ""), http.StatusOK); got.Status != "cancelled" {
			t.Errorf("cancelled: %+v", got)
		}
		if a := c.ask(t, http.MethodDelete, path, "", ""); a.status != http.StatusConflict {
			t.Errorf("cancelled again: status %d", a.status)
		}
		var group sync.WaitGroup
		var copies []api.Services
		for range 6 {
			copies = append(copies, ticking(t, at, func() time.Time { return soon.Add(time.Minute) }))
		}
		for _, one := range copies {
			group.Go(func() {
				if err := one.Publish.Due(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		releases := parse[openapi.ReleaseList](t, c.ask(t, http.MethodGet, "/v1/admin/releases", "", ""), http.StatusOK).Releases
		list := parse[openapi.ScheduleList](t, c.ask(t, http.MethodGet, "/v1/admin/schedules", "", ""), http.StatusOK).Schedules
		if len(releases) != 2 || releases[0].Hash != first.Hash || releases[0].Note != "The rota" || list[1].ID != first.ID || list[1].Status != "published" {
			t.Fatalf("releases %+v; schedules %+v", releases, list)
		}
		soon = soon.Add(time.Hour)
		c.replaced(t, "/v1/admin/rules/rota-first-for-nurses", `"1"`, strings.Replace(smallRule(`profile.role == "nursing"`), "100", "90", 1))
		planned := plan()
		c.replaced(t, "/v1/admin/rules/rota-first-for-nurses", `"2"`, strings.Replace(smallRule(`profile.role == "nursing"`), "100", "80", 1))
		late := ticking(t, at, func() time.Time { return soon })
		if err := late.Publish.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		list = parse[openapi.ScheduleList](t, c.ask(t, http.MethodGet, "/v1/admin/schedules", "", ""), http.StatusOK).Schedules
		if list[0].ID != planned.ID || list[0].Status != "failed" || !strings.Contains(list[0].Reason, "changed") {
			t.Errorf("what has changed: %+v", list[0])
		}
		lateClient := newServiceClient(t, late, t.Output())
		if ready := parse[openapi.Readiness](t, lateClient.get(t, "/readyz"), http.StatusOK); ready.FailedSchedules == nil || *ready.FailedSchedules != 1 {
			t.Errorf("readiness is %+v", ready)
		}
		c.ask(t, http.MethodDelete, "/v1/admin/schedules/"+jsonOf(planned.ID), "", "")
		if err := late.Publish.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if ready := parse[openapi.Readiness](t, lateClient.get(t, "/readyz"), http.StatusOK); ready.FailedSchedules != nil {
			t.Errorf("after it was cancelled, readiness is %+v", ready)
		}
	})
}

func (c client) replaced(tb testing.TB, path, match, body string) {
	tb.Helper()
	if a := c.ask(tb, http.MethodPut, path, match, body); a.status != http.StatusOK {
		tb.Fatalf("PUT %s: status %d: %s", path, a.status, brief(a.body))
	}
}

func jsonOf(value any) string {
	text, _ := json.Marshal(value) // cannot fail for a number
	return string(text)
}

// TestRuleEnds publishes a rule with an end, which is listed, and published at its time.
func TestRuleEnds(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, at string) {
		c := newServiceClient(t, newTinyBank(t, at), t.Output())
		end := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		timed := func(until string) string {
			return strings.Replace(smallRule(`profile.role == "nursing"`), `"because"`, `"until":"`+until+`","because"`, 1)
		}
		wrong := parse[openapi.Review](t, c.ask(t, http.MethodPost, "/v1/admin/rules/validate", "", timed("2999-01-01T01:00:00+01:00")), http.StatusOK)
		if len(wrong.Faults) != 1 || wrong.Faults[0].Pointer != "/until" || *wrong.Faults[0].Fix != "2999-01-01T00:00:00Z" {
			t.Errorf("faults of another form: %+v", wrong.Faults)
		}
		c.made(t, "/v1/admin/rules", timed(bank.FormatInstant(end)))
		tag := c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag")
		if a := c.ask(t, http.MethodPost, "/v1/admin/releases", tag, `{"note":"n"}`); a.status != http.StatusCreated {
			t.Fatalf("status %d: %s", a.status, brief(a.body))
		}
		list := parse[openapi.ScheduleList](t, c.ask(t, http.MethodGet, "/v1/admin/schedules", "", ""), http.StatusOK)
		if len(list.RuleEnds) != 1 || list.RuleEnds[0].Begins || !list.RuleEnds[0].At.Equal(end) {
			t.Errorf("ends of rules: %+v", list.RuleEnds)
		}
		late := ticking(t, at, func() time.Time { return end })
		if err := late.Publish.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := parse[openapi.Diff](t, c.ask(t, http.MethodGet, "/v1/admin/diff?from=2&to=3", "", ""), http.StatusOK)
		if len(got.Changes) != 1 || len(got.Changes[0].Fields) != 1 || got.Changes[0].Fields[0].To != "ended" {
			t.Errorf("at its end: %+v", got.Changes)
		}
	})
}

// TestApprovals needs an approval, which the admin token cannot give for its own edits: somebody else gives it to the service.
func TestApprovals(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, at string) {
		services := newTinyBank(t, at)
		services.Publish.RequireApproval()
		c := newServiceClient(t, services, t.Output())
		c.made(t, "/v1/admin/rules", smallRule(`profile.role == "nursing"`))
		checked := parse[openapi.ReleaseCheck](t, c.ask(t, http.MethodPost, "/v1/admin/releases/check", "", ""), http.StatusOK)
		if !checked.ApprovalRequired || len(checked.ApprovedBy) > 0 {
			t.Errorf("before: %+v", checked)
		}
		own := parse[openapi.Problem](t, c.ask(t, http.MethodPost, "/v1/admin/approvals", "", `{"hash":"`+checked.Hash+`"}`), http.StatusConflict)
		if own.Code != openapi.ProblemCodeNotApproved {
			t.Errorf("one's own edit: %+v", own)
		}
		tag := func() string { return c.ask(t, http.MethodGet, "/v1/admin/releases", "", "").header.Get("ETag") }
		refused := parse[openapi.Problem](t, c.ask(t, http.MethodPost, "/v1/admin/releases", tag(), `{"note":"n"}`), http.StatusConflict)
		if refused.Code != openapi.ProblemCodeNotApproved {
			t.Errorf("without approval: %+v", refused)
		}
		other := bank.Actor{Kind: bank.ActorPerson, ID: "7", Name: "Somebody else"}
		if _, err := services.Publish.Approve(t.Context(), other, publish.Order{}, checked.Hash); err != nil {
			t.Fatal(err)
		}
		list := parse[openapi.ApprovalList](t, c.ask(t, http.MethodGet, "/v1/admin/approvals", "", ""), http.StatusOK)
		if !list.Required || len(list.Approvals) != 1 || !list.Approvals[0].Stands || list.Approvals[0].Author != "Somebody else" || list.Approvals[0].Hash != checked.Hash {
			t.Errorf("approvals: %+v", list)
		}
		if a := c.ask(t, http.MethodPost, "/v1/admin/releases", tag(), `{"note":"n"}`); a.status != http.StatusCreated {
			t.Errorf("approved: status %d: %s", a.status, a.body)
		}
	})
}

// TestTry chooses from the drafts with the admin token: a new rule shapes the set, one with a fault is listed, and there is no token. Nobody
// else may, and the set in service does not change.
func TestTry(t *testing.T) {
	t.Parallel()
	services := newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db"))
	c := newServiceClient(t, services, t.Output())
	const nurse = `{"asker":"candidate","role":"nurse","minutes":3`
	before := parseSet(t, c.choose(t, nurse+`}`))
	c.made(t, "/v1/admin/rules", smallRule(`profile.role == "nursing"`))
	c.made(t, "/v1/admin/rules", strings.Replace(smallRule(`profile.`), "rota-first", "half-written", 1))
	a := c.ask(t, http.MethodPost, "/v1/question-sets", "", nurse+`,"release":"draft"}`)
	tried := parseSet(t, a)
	if slices.Equal(ids(tried), ids(before)) || tried.Release.Number != 0 || !tried.Token.IsNull() || !tried.Next.IsNull() || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the set of the drafts is %v of release %+v, with %v", ids(tried), tried.Release, a.header)
	}
	if l := *tried.LeftOut; len(l) != 1 || l[0].ID != "half-written-for-nurses" || l[0].Instead != "nothing" || len(l[0].Faults) == 0 {
		t.Errorf("left out: %+v", l)
	}
	explained := parseSet(t, c.ask(t, http.MethodPost, "/v1/question-sets", "", nurse+`,"release":"draft","explain":true}`))
	if x, err := explained.Explanation.Get(); err != nil || !slices.ContainsFunc(x.Applied, func(r openapi.AppliedRule) bool { return r.Rule == "rota-first-for-nurses" }) {
		t.Errorf("the explanation is %+v, %v", x, err)
	}
	planned := parse[openapi.Agenda](t, c.ask(t, http.MethodPost, "/v1/agendas", "", `{"role":"nurse","minutes":60,"release":"draft","explain":true}`), http.StatusOK)
	if planned.Release.Number != 0 || planned.LeftOut == nil {
		t.Errorf("the agenda is of release %+v", planned.Release)
	}
	for range 2 { // the second may be answered from memory
		if after := parseSet(t, c.choose(t, nurse+`,"release":"current"}`)); !slices.Equal(ids(after), ids(before)) || after.LeftOut != nil {
			t.Errorf("the set in service is %v, was %v", ids(after), ids(before))
		}
	}
	for path, body := range map[string]string{"/v1/question-sets": nurse + `,"release":"draft"}`, "/v1/agendas": `{"role":"nurse","minutes":60,"release":"draft"}`} {
		if p := parse[openapi.Problem](t, c.post(t, path, body), http.StatusUnauthorized); p.Code != openapi.ProblemCodeUnauthorised {
			t.Errorf("%s without the token: %+v", path, p)
		}
		closed := newTokenClient(t, services, "", io.Discard)
		if p := parse[openapi.Problem](t, closed.post(t, path, body), http.StatusForbidden); p.Code != openapi.ProblemCodeClosed {
			t.Errorf("%s on a server without a token: %+v", path, p)
		}
	}
}

// TestCompare finds the rule that changes a set, and adds the meeting to it as a case.
func TestCompare(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, at string) {
		c := newServiceClient(t, newTinyBank(t, at), t.Output())
		c.made(t, "/v1/admin/rules", smallRule(`profile.role == "nursing"`))
		c.made(t, "/v1/admin/questions", strings.Replace(ownQuestion, `"rotas"`, `"pay"`, 1))
		got := parse[openapi.Comparison](t, c.ask(t, http.MethodPost, "/v1/admin/compare", "",
			`{"asker":"candidate","role":"nurse","stage":"panel","minutes":3,"rule":"rota-first-for-nurses"}`), http.StatusOK)
		if got.Verdict != "one" || len(got.Causes) != 1 || got.Causes[0].ID != "rota-first-for-nurses" || !got.Causes[0].Alone || len(got.Changes.Added) == 0 {
			t.Errorf("verdict %s, causes %+v, changes %+v", got.Verdict, got.Causes, got.Changes)
		}
		if len(got.Rules) != 1 || !got.Rules[0].Applies || got.Rules[0].Known {
			t.Errorf("rules: %+v", got.Rules)
		}
		tried, err := got.Case.Get()
		if err != nil || !*tried.Case.Applies || *tried.Case.Profile.Stage != "panel" {
			t.Fatalf("the case is %+v, %v", tried, err)
		}
		own := strings.Replace(smallRule(`profile.role == "nursing"`), `"cases":[`, `"cases":[`+jsonOf(tried.Case)+`,`, 1)
		a := c.ask(t, http.MethodPut, "/v1/admin/rules/rota-first-for-nurses", `"1"`, own)
		if saved := parse[openapi.Draft](t, a, http.StatusOK); len(saved.Review.Faults) > 0 {
			t.Errorf("with the case, faults are %+v", saved.Review.Faults)
		}
	})
}

// TestWaitingUpgrades edits a draft, and starts with a newer shipped bank: the release list and the readiness count what waits.
func TestWaitingUpgrades(t *testing.T) {
	t.Parallel()
	services := newTinyBank(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db"))
	c := newServiceClient(t, services, t.Output())
	q := parse[openapi.Draft](t, c.ask(t, http.MethodGet, "/v1/admin/questions/pager", "", ""), http.StatusOK)
	c.replaced(t, "/v1/admin/questions/pager", `"1"`, strings.Replace(string(q.Body), `"how_to_ask":"`, `"how_to_ask":"Slowly. `, 1))
	newer := testbank.With(testbank.Renamed)
	if _, err := services.Publish.Seed(t.Context(), publish.Shipped{Load: func() (bank.Content, error) { return newer, nil }}); err != nil {
		t.Fatal(err)
	}
	if err := services.Publish.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	ready := parse[openapi.Readiness](t, c.send(t, httptest.NewRequest(http.MethodGet, "/readyz", nil)), http.StatusOK)
	list := parse[openapi.ReleaseList](t, c.ask(t, http.MethodGet, "/v1/admin/releases", "", ""), http.StatusOK)
	if ready.WaitingUpgrades == nil || *ready.WaitingUpgrades != 1 || list.WaitingUpgrades != 1 {
		t.Errorf("readiness %+v; the list of releases counts %d", ready, list.WaitingUpgrades)
	}
}
