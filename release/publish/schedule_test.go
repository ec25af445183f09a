package publish_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
	"twoway/release/serve"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// timed returns started services on a store, and their clock, which is at noon.
func timed(t *testing.T, m *testbank.Memory) (testbank.Services, *clock) {
	t.Helper()
	c := &clock{at: testbank.Noon()}
	s := testbank.NewWith(m, c.now, serve.Options{})
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// plan schedules an order, as it was checked.
func plan(t *testing.T, s testbank.Services, o publish.Order) bank.Schedule {
	t.Helper()
	checked, err := s.Publish.CheckOrder(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	planned, err := s.Publish.Schedule(t.Context(), testbank.Ada(), o, checked.Hash)
	if err != nil {
		t.Fatal(err)
	}
	return planned
}

// doDue publishes what is due.
func doDue(t *testing.T, s testbank.Services) {
	t.Helper()
	if err := s.Publish.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// only returns the schedule with an ID.
func only(t *testing.T, s testbank.Services, id int) bank.Schedule {
	t.Helper()
	list, _, err := s.Publish.Schedules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(one bank.Schedule) bool { return one.ID == id })
	if i < 0 {
		t.Fatalf("there is no schedule %d in %v", id, list)
	}
	return list[i]
}

// TestSchedule plans one of two edits: nothing happens before the time, it is published at the time, and once.
func TestSchedule(t *testing.T) {
	s, c := timed(t, &testbank.Memory{})
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	planned := plan(t, s, publish.Order{
		Note: "In an hour", Only: []bank.PartID{part(bank.KindQuestion, "pager")}, PublishAt: testbank.Noon().Add(time.Hour),
	})
	s.Replace(t, bank.KindQuestion, "doubt", `"minutes":3`, `"minutes":6`)
	c.set(testbank.Noon().Add(time.Hour - time.Second))
	if doDue(t, s); s.Current().Release.Number != 1 || only(t, s, planned.ID).Status != bank.SchedulePlanned {
		t.Fatalf("before the time, release %d is in service", s.Current().Release.Number)
	}
	c.set(testbank.Noon().Add(time.Hour))
	doDue(t, s)
	doDue(t, s)
	got := only(t, s, planned.ID)
	if s.Current().Release.Number != 2 || s.Current().Release.Hash != planned.Hash || got.Status != bank.SchedulePublished || got.Release != 2 {
		t.Fatalf("in service %+v; the schedule is %+v", s.Current().Release, got)
	}
	s.WantChanges(t, "published", "1", "2", "question pager changed /minutes 3->5")
	r, err := s.Publish.Release(t.Context(), 2)
	if err != nil || r.Note != "In an hour" || r.Author != "Ada" {
		t.Errorf("the release has the note %q, by %s, %v", r.Note, r.Author, err)
	}
	if _, err := s.Publish.Cancel(t.Context(), testbank.Ada(), planned.ID); !bank.HasCode(err, bank.CodeConflict) {
		t.Errorf("cancelling what is published: %v", err)
	}
}

// TestScheduleSixAtOnce has six copies of the program publish what is due at once: one release comes of it.
func TestScheduleSixAtOnce(t *testing.T) {
	m := &testbank.Memory{}
	s, c := timed(t, m)
	s.Replace(t, bank.KindRule, "doubt-last", `"name":"Doubt comes last"`, `"name":"Doubt","until":"2026-03-01T12:30:00Z"`)
	s.PublishDrafts(t)
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	planned := plan(t, s, publish.Order{Note: "n", PublishAt: testbank.Noon().Add(time.Hour)})
	copies := []testbank.Services{s}
	for range 5 {
		other := testbank.NewWith(m, c.now, serve.Options{})
		current, err := m.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Serve.Start(t.Context(), current); err != nil {
			t.Fatal(err)
		}
		copies = append(copies, other)
	}
	c.set(testbank.Noon().Add(2 * time.Hour))
	var group sync.WaitGroup
	for _, one := range copies {
		group.Go(func() {
			if err := one.Publish.Due(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	// One for the schedule, which already leaves out the rule that has ended by then.
	if list, err := s.Publish.Release(t.Context(), 3); err != nil || list.Hash != planned.Hash || len(m.Published) != 3 {
		t.Errorf("%d releases, the last with hash %s, want 3 and %s", len(m.Published), list.Hash, planned.Hash)
	}
	published := 0
	for _, e := range m.Entries {
		if e.Action == bank.ActionPublish || e.Action == bank.ActionFail || e.Action == bank.ActionCancel {
			published++
		}
	}
	if published != 3 { // the first, the rule and the schedule
		t.Errorf("%d publications, failures and cancellations in the audit, want 3", published)
	}
}

// TestScheduleFails changes what was planned, and plans what fails its checks by then: each is marked with the reason, announced until it is
// cancelled, and not tried again.
func TestScheduleFails(t *testing.T) {
	s, c := timed(t, &testbank.Memory{})
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	planned := plan(t, s, publish.Order{Note: "n", PublishAt: testbank.Noon().Add(time.Hour)})
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":5`, `"minutes":6`)
	c.set(testbank.Noon().Add(time.Hour))
	doDue(t, s)
	got := only(t, s, planned.ID)
	if got.Status != bank.ScheduleFailed || !strings.Contains(got.Reason, "has changed since it was reviewed") || s.Current().Release.Number != 1 {
		t.Fatalf("the schedule is %+v", got)
	}
	if n := s.Publish.Notices(); n.Failed != 1 {
		t.Errorf("notices are %+v", n)
	}
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":6`, `"minutes":5`) // as it was reviewed
	if doDue(t, s); s.Current().Release.Number != 1 {
		t.Error("a failed schedule was tried again")
	}
	if _, err := s.Publish.Cancel(t.Context(), testbank.Ada(), planned.ID); err != nil {
		t.Fatal(err)
	}
	if doDue(t, s); s.Publish.Notices().Failed != 0 {
		t.Errorf("after it was cancelled, notices are %+v", s.Publish.Notices())
	}
}

// TestScheduleRefused plans in the past, with another hash, with faults, and nothing.
func TestScheduleRefused(t *testing.T) {
	s, _ := timed(t, &testbank.Memory{})
	later := testbank.Noon().Add(time.Hour)
	schedule := func(o publish.Order, hash string) bank.Code {
		_, err := s.Publish.Schedule(t.Context(), testbank.Ada(), o, hash)
		return testbank.CodeOf(err)
	}
	if code := schedule(publish.Order{PublishAt: later}, s.Current().Release.Hash); code != bank.CodeConflict {
		t.Errorf("nothing to publish: %q", code)
	}
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	checked, err := s.Publish.CheckOrder(t.Context(), publish.Order{PublishAt: later})
	if err != nil {
		t.Fatal(err)
	}
	if code := schedule(publish.Order{PublishAt: testbank.Noon()}, checked.Hash); code != bank.CodeInvalidRequest {
		t.Errorf("now: %q", code)
	}
	if code := schedule(publish.Order{PublishAt: later}, s.Current().Release.Hash); code != bank.CodeConflict {
		t.Errorf("another hash: %q", code)
	}
	s.Replace(t, bank.KindQuestion, "pager", `"topic":"workload"`, `"topic":"none"`)
	if code := schedule(publish.Order{PublishAt: later}, checked.Hash); code != bank.CodeInvalidContent {
		t.Errorf("faults: %q", code)
	}
	if _, err := s.Publish.Cancel(t.Context(), testbank.Ada(), 99); !bank.HasCode(err, bank.CodeNotFound) {
		t.Errorf("cancelling what is not there: %v", err)
	}
}

// TestScheduleMissed starts after the time of a schedule: it is published then.
func TestScheduleMissed(t *testing.T) {
	m := &testbank.Memory{}
	s, c := timed(t, m)
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	plan(t, s, publish.Order{Note: "n", PublishAt: testbank.Noon().Add(time.Hour)})
	c.set(testbank.Noon().Add(48 * time.Hour))
	again := testbank.NewWith(m, c.now, serve.Options{})
	if err := again.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	if doDue(t, again); again.Current().Release.Number != 2 {
		t.Errorf("release %d is in service", again.Current().Release.Number)
	}
}

// TestRuleInForce publishes a rule for an hour: it shapes sets only in between, and a release is published at each end.
func TestRuleInForce(t *testing.T) {
	s, c := timed(t, &testbank.Memory{})
	applies := func() bool {
		t.Helper()
		set, err := s.Current().Answer(withCare())
		if err != nil {
			t.Fatal(err)
		}
		x, err := s.Current().Explain(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(x.Applied, func(a bank.AppliedRule) bool { return a.Rule.ID == "pager-for-operators" })
	}
	s.Replace(t, bank.KindRule, "pager-for-operators", `"because":`, `"from":"2026-03-01T13:00:00Z","until":"2026-03-01T14:00:00Z","because":`)
	r := s.PublishDrafts(t)
	if testbank.RuleOf(&r.Content, "pager-for-operators").Status != bank.Waiting || applies() {
		t.Error("the rule is in force before its time")
	}
	if _, ends, err := s.Publish.Schedules(t.Context()); err != nil || len(ends) != 2 || !ends[0].Begins || ends[0].At != testbank.Noon().Add(time.Hour) {
		t.Errorf("the ends are %v, %v", ends, err)
	}
	if doDue(t, s); s.Current().Release.Number != 2 {
		t.Error("something was published before the time")
	}
	c.set(testbank.Noon().Add(time.Hour))
	if doDue(t, s); s.Current().Release.Number != 3 || !applies() {
		t.Errorf("at its time, release %d is in service", s.Current().Release.Number)
	}
	s.WantChanges(t, "the release at its time", "2", "3", `rule pager-for-operators changed /status "waiting"->"ready"`)
	s.WantChanges(t, "the drafts", "3", "draft")
	c.set(testbank.Noon().Add(2 * time.Hour))
	if doDue(t, s); s.Current().Release.Number != 4 || applies() {
		t.Errorf("after its end, release %d is in service", s.Current().Release.Number)
	}
	last, err := s.Publish.Release(t.Context(), 4)
	if err != nil || last.Note != "Rule pager-for-operators ends." || last.Author != "twoway" || testbank.Versions(last.Content)["pager-for-operators"] != 2 {
		t.Errorf("the last release is by %s: %s, %v", last.Author, last.Note, err)
	}
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if back, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision, 1); err != nil || back.Hash == last.Hash || !applies() {
		t.Errorf("rolled back to the release before: %v", err)
	}
}

// TestCheckAhead checks a rule that will leave a meeting without questions when it comes into force.
func TestCheckAhead(t *testing.T) {
	s, _ := timed(t, &testbank.Memory{})
	create(t, s, bank.KindRule, `{"id":"none-for-nurses","asker":"candidate","name":"n","when":"profile.role == \"nursing\"","pick":"question.topic == \"workload\"",
		"effect":{"kind":"exclude"},"because":"b","from":"2026-03-01T13:00:00Z",
		"cases":[{"applies":true,"profile":{"role":"nursing"},"question":"doubt"},{"applies":false,"profile":{"role":"operations"}}]}`)
	checked, err := s.Publish.CheckOrder(t.Context(), publish.Order{})
	if err != nil || len(checked.Report.Faults) == 0 || !strings.HasPrefix(checked.Report.Faults[0].Detail, "From 2026-03-01T13:00:00Z: No question") {
		t.Fatalf("what will be was not checked: %+v, %v", checked.Report.Faults, err)
	}
}

// TestRuleEndFails lets a rule come into force that no longer passes its checks: it fails once, and says so.
func TestRuleEndFails(t *testing.T) {
	m := &testbank.Memory{}
	s, c := timed(t, m)
	s.Replace(t, bank.KindRule, "pager-for-operators", `"because":`, `"from":"2026-03-01T13:00:00Z","because":`)
	s.PublishDrafts(t)
	broken := &m.Published[1].Content // as if a newer program were stricter
	testbank.RuleOf(broken, "pager-for-operators").Cases[0].Applies = false
	c.set(testbank.Noon().Add(time.Hour))
	doDue(t, s)
	doDue(t, s)
	list, _, err := s.Publish.Schedules(t.Context())
	if err != nil || len(list) != 1 || list[0].Status != bank.ScheduleFailed || !list[0].Rules || !strings.Contains(list[0].Reason, "It fails its checks: /rules/pager-for-operators/cases") {
		t.Errorf("schedules are %+v, %v", list, err)
	}
	if s.Publish.Notices().Failed != 1 || s.Current().Release.Number != 2 {
		t.Errorf("notices %+v, release %d", s.Publish.Notices(), s.Current().Release.Number)
	}
}
