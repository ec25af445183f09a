package publish_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

func TestStart(t *testing.T) {
	m := &testbank.Memory{}
	if s := testbank.New(m); s.Current() != nil {
		t.Errorf("before the start %+v is in service", s.Current().Release)
	}
	changed := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = "How many pages came last week?" })
	for i, c := range []struct {
		content bank.Content
		number  int
		version int
	}{
		{testbank.Small(), 1, 1},
		{testbank.Small(), 1, 1},
		{changed, 2, 2},
		{changed, 2, 2},
		{testbank.Small(), 3, 3},
	} {
		serving := testbank.Started(t, m, c.content).Current()
		newest := m.Published[len(m.Published)-1]
		if serving.Release != newest.ID() || newest.Number != c.number || len(m.Published) != c.number {
			t.Errorf("start %d: %+v is in service, %d are stored, the newest is %+v; want %d", i, serving.Release, len(m.Published), newest.ID(), c.number)
		}
		if got := testbank.Versions(serving.Content)["pager"]; got != c.version || testbank.Versions(newest.Content)["pager"] != c.version {
			t.Errorf("start %d: version is %d, want %d", i, got, c.version)
		}
		if diff := cmp.Diff(newest.Content, serving.Content); diff != "" {
			t.Errorf("start %d: content stored (-) and in service (+):\n%s", i, diff)
		}
		if newest.CreatedAt != testbank.Noon() || newest.Note == "" {
			t.Errorf("start %d: created at %v with note %q, want %v and a note", i, newest.CreatedAt, newest.Note, testbank.Noon())
		}
	}
}

func TestSeedDoesNotServe(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.New(m)
	r, err := s.Publish.Seed(t.Context(), testbank.Shipped(testbank.Small()))
	if err != nil || r.Number != 1 || len(m.Published) != 1 || s.Current() != nil {
		t.Errorf("seed returned release %d, %v; %d are stored; in service: %v", r.Number, err, len(m.Published), s.Current())
	}
}

// TestSeedKnown: a shipped bank is loaded once, until another one is shipped, or the database has none of its own.
func TestSeedKnown(t *testing.T) {
	m, loads := &testbank.Memory{}, 0
	changed := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = "How many pages came last week?" })
	seed := func(fingerprint string, content bank.Content) bank.Release {
		t.Helper()
		r, err := testbank.New(m).Publish.Seed(t.Context(), publish.Shipped{Fingerprint: fingerprint, Load: func() (bank.Content, error) {
			loads++
			return content, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for i, c := range []struct {
		fingerprint   string
		content       bank.Content
		number, loads int
	}{
		{"a", testbank.Small(), 1, 1},
		{"a", changed, 1, 1},          // as known, whatever it would load
		{"b", testbank.Small(), 1, 2}, // other files, the same bank
		{"b", testbank.Small(), 1, 2},
		{"c", changed, 2, 3},
		{"c", changed, 2, 3},
		{"", changed, 2, 4}, // unknown: compared each time
	} {
		if r := seed(c.fingerprint, c.content); r.Number != c.number || loads != c.loads {
			t.Errorf("seed %d: release %d after %d loads, want %d after %d", i, r.Number, loads, c.number, c.loads)
		}
	}
	m.Published, m.Parts, m.Entries = nil, nil, nil
	if r := seed("c", changed); r.Number != 1 || loads != 5 {
		t.Errorf("without releases: release %d after %d loads, want 1 after 5", r.Number, loads)
	}
}

// TestStartInvalid: a bank that is not valid is not published, the error has its faults, and the release in service does not
// change.
func TestStartInvalid(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(c *bank.Content)
		pointer string
		column  int
	}{
		"unknown field":    {func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").When = `profile.rôle == "x"` }, "/rules/doubt-last/when", 1},
		"unknown value":    {func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").When = `profile.role == "nurse"` }, "/rules/doubt-last/when", 17},
		"broken pick":      {func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").Pick = `question.id ==` }, "/rules/doubt-last/pick", -1},
		"failing case":     {func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").Cases[1].Question = "doubt" }, "/rules/doubt-last/cases/1", 0},
		"no weights":       {func(c *bank.Content) { c.Weights.CareOrder = nil }, "/weights/care_order", 0},
		"unknown topic":    {func(c *bank.Content) { testbank.QuestionOf(c, "pager").Topic = "x" }, "/questions/pager/topic", 0},
		"a question twice": {func(c *bank.Content) { c.Questions[0] = c.Questions[1] }, "/questions/pager/id", 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := &testbank.Memory{}
			s := testbank.Started(t, m, testbank.Small())
			before := s.Current()
			err := s.Start(t.Context(), testbank.With(c.change))
			e, ok := errors.AsType[*bank.Error](err)
			if !ok || e.Code != bank.CodeInvalidContent || len(e.Faults) == 0 {
				t.Fatalf("error is %v, want one of code invalid_content with faults", err)
			}
			if f := e.Faults[0]; f.Pointer != c.pointer || c.column >= 0 && f.Column != c.column {
				t.Errorf("first fault is %q in column %d, want %s in column %d", f, f.Column, c.pointer, c.column)
			}
			if m.Writes != 1 || s.Current() != before {
				t.Errorf("%d releases were written, and what is in service changed: %v", m.Writes, s.Current() != before)
			}
		})
	}
}

// TestStartWithBrokenRelease: if the newest release cannot serve, no older one does.
func TestStartWithBrokenRelease(t *testing.T) {
	r := testbank.Frozen(t, bank.Release{}, testbank.Small())
	extra := *testbank.RuleOf(&r.Content, "doubt-last")
	extra.ID, extra.Pick = "extra", "what?"
	r.Content.Rules = append(r.Content.Rules, extra)
	s := testbank.New(&testbank.Memory{Published: []bank.Release{r}})
	if err := s.Start(t.Context(), testbank.Small()); testbank.CodeOf(err) != bank.CodeInvalidContent || s.Current() != nil {
		t.Errorf("error is %v, want one of code invalid_content, and nothing in service", err)
	}
}

func TestStartWithoutStore(t *testing.T) {
	down := errors.New("connection refused")
	busy := &bank.Error{Code: bank.CodeUnavailable, Message: "Try again."}
	for name, m := range map[string]*testbank.Memory{
		"read":           {FailCurrent: down},
		"read, coded":    {FailCurrent: busy},
		"publish":        {FailCommit: down},
		"publish, coded": {FailCommit: busy},
	} {
		s := testbank.New(m)
		err := s.Start(t.Context(), testbank.Small())
		if !errors.Is(err, down) && testbank.CodeOf(err) != bank.CodeUnavailable || s.Current() != nil {
			t.Errorf("%s: error is %v, want that of the store, and nothing in service", name, err)
		}
		if m.Reads != 1 || m.Writes > 1 {
			t.Errorf("%s: tried %d and %d times, want once", name, m.Reads, m.Writes)
		}
	}
}

// TestStartConflict: another replica publishes between our read and our write.
func TestStartConflict(t *testing.T) {
	for name, c := range map[string]struct {
		theirs bank.Content
		number int
		text   int
	}{
		"the same":     {testbank.Small(), 1, 1},
		"another bank": {testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Text = "x" }), 2, 2},
	} {
		m := &testbank.Memory{}
		m.BeforeCommit = func() {
			m.BeforeCommit = nil
			testbank.Started(t, m, c.theirs)
		}
		serving := testbank.Started(t, m, testbank.Small()).Current()
		if serving.Release.Number != c.number || len(m.Published) != c.number || testbank.Versions(serving.Content)["pager"] != c.text {
			t.Errorf("%s: release %d of %d is in service with versions %v, want %d", name, serving.Release.Number, len(m.Published), testbank.Versions(serving.Content), c.number)
		}
		if testbank.QuestionOf(&serving.Content, "pager").Text == "x" {
			t.Errorf("%s: the other replica's bank is in service, though ours is newer", name)
		}
	}
}

func TestStartGivesUpOnConflicts(t *testing.T) {
	m := &testbank.Memory{FailCommit: &bank.Error{Code: bank.CodeConflict, Message: "Taken."}}
	s := testbank.New(m)
	if err := s.Start(t.Context(), testbank.Small()); testbank.CodeOf(err) != bank.CodeConflict || m.Writes != 5 || s.Current() != nil {
		t.Errorf("after %d tries the error is %v, want 5 and one of code conflict", m.Writes, err)
	}
}

// TestConcurrentStarts: replicas that start at the same time, even from the same content, create one release.
func TestConcurrentStarts(t *testing.T) {
	m, shipped := &testbank.Memory{}, testbank.Small()
	services := make([]testbank.Services, 6)
	var group sync.WaitGroup
	for i := range services {
		services[i] = testbank.New(m)
		group.Go(func() {
			if err := services[i].Start(t.Context(), shipped); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(m.Published) != 1 {
		t.Fatalf("%d releases are stored, want 1", len(m.Published))
	}
	for i, s := range services {
		if s.Current().Release != m.Published[0].ID() {
			t.Errorf("replica %d serves %+v, want %+v", i, s.Current().Release, m.Published[0].ID())
		}
	}
}
