package publish_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// withCare returns a request with something to care about.
func withCare() bank.Request {
	return bank.Request{Asker: bank.Candidate, Role: "operations", Minutes: 30, Cares: []string{"pager"}}
}

// TestPublish publishes an edit, which raises a version, and rolls it back, after which sets are the same as before.
func TestPublish(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	first, err := s.Current().Answer(withCare())
	if err != nil {
		t.Fatal(err)
	}
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	if s.Current().Release.Number != 1 {
		t.Error("an edit was served without being published")
	}
	r := s.PublishDrafts(t)
	if r.Number != 2 || r.Author != "Ada" || r.Note != "for a test" || r.Report.Questions != 4 || s.Current().Release != r.ID() || r.Report.Meetings == 0 {
		t.Errorf("published %+v, in service %+v", r.Report, s.Current().Release)
	}
	if v := testbank.Versions(r.Content); v["pager"] != 2 || v["doubt"] != 1 {
		t.Errorf("versions are %v", v)
	}
	s.WantChanges(t, "diff", "1", "2", "question pager changed /minutes 3->5")
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "too long", revision, 1)
	if err != nil || back.Number != 3 || back.Restores != 1 || back.Hash != m.Published[0].Hash {
		t.Fatalf("rolled back to %+v, %v", back.ID(), err)
	}
	if v := testbank.Versions(back.Content); v["pager"] != 3 || v["doubt"] != 1 {
		t.Errorf("after rolling back, versions are %v", v)
	}
	after, err := s.Current().Answer(withCare())
	after.Release.Number = 1
	if fmt.Sprint(testbank.IDs(after)) != fmt.Sprint(testbank.IDs(first)) || after.Release != first.Release || err != nil {
		t.Errorf("after rolling back %v, %v; want %v", testbank.IDs(after), err, testbank.IDs(first))
	}
	s.WantChanges(t, "the drafts keep the edit", "3", "draft", "question pager changed /minutes 3->5")
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":5`, `"minutes":4`)
	if v := testbank.Versions(s.PublishDrafts(t).Content)["pager"]; v != 4 {
		t.Errorf("version %d, want 4: the restored text has version 3", v)
	}
	last := m.Entries[len(m.Entries)-1]
	if last.Action != bank.ActionPublish || last.ID != "4" {
		t.Errorf("the last entry is %+v", last)
	}
}

// TestPublishInvalid publishes drafts with several faults: all are reported, and nothing is published.
func TestPublishInvalid(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.Publish(t.Context(), testbank.Ada(), "", revision); testbank.CodeOf(err) != bank.CodeConflict {
		t.Errorf("nothing new: %v, want code conflict", err)
	}
	s.Replace(t, bank.KindRule, "doubt-last", `"pick":"`, `"pick":"what is `)
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":99`)
	s.Replace(t, bank.KindQuestion, "doubt", `"softer":"`, `"softer":"Why did you let so many people go, you fools? `)
	if _, err := s.Publish.Publish(t.Context(), testbank.Ada(), "", revision); testbank.CodeOf(err) != bank.CodeStale {
		t.Errorf("an old revision: %v, want code stale", err)
	}
	if revision, err = s.Drafts.Revision(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = s.Publish.Publish(t.Context(), testbank.Ada(), "", revision)
	e, _ := errors.AsType[*bank.Error](err)
	if testbank.CodeOf(err) != bank.CodeInvalidContent {
		t.Fatalf("got %v, want code invalid_content", err)
	}
	for _, pointer := range []string{"/rules/doubt-last/pick", "/questions/pager/minutes", "/questions/doubt/softer"} {
		if !slices.ContainsFunc(e.Faults, func(f bank.Fault) bool { return f.Pointer == pointer }) {
			t.Errorf("there is no fault at %s: %v", pointer, e)
		}
	}
	if len(m.Published) != 1 || s.Current().Release.Number != 1 {
		t.Errorf("%d releases, %+v in service", len(m.Published), s.Current().Release)
	}
	report, at, err := s.Publish.Check(t.Context())
	if err != nil || at != revision || len(report.Faults) != len(e.Faults) {
		t.Errorf("Check returned %+v for revision %d, %v", report, at, err)
	}
}

// TestPublishChecksCoverage: a meeting that had questions must keep some.
func TestPublishChecksCoverage(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	for id, kind := range map[string]bank.Kind{
		"pager": bank.KindQuestion, "doubt": bank.KindQuestion, "raise": bank.KindQuestion, "doubt-last": bank.KindRule, "pager-for-operators": bank.KindRule,
	} {
		d, err := s.Drafts.Get(t.Context(), kind, id)
		if err == nil {
			_, err = s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: d.Draft.Version})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	report, _, err := s.Publish.Check(t.Context())
	if err != nil || !slices.ContainsFunc(report.Faults, func(f bank.Fault) bool { return f.Code == "no_questions" }) {
		t.Errorf("the report is %+v, %v", report, err)
	}
}

// TestRollBackInvalid rolls back to a release that cannot serve, to the same content, and to an unknown release. Rejections by
// the lint are only warnings.
func TestRollBackInvalid(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	m.Add(t, testbank.Broken)
	m.Add(t, func(c *bank.Content) {
		testbank.QuestionOf(c, "pager").Softer = "Why did you let so many people go, you fools?"
	})
	m.Add(t, testbank.Renamed)
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for number, code := range map[int]bank.Code{2: bank.CodeInvalidContent, 4: bank.CodeConflict, 9: bank.CodeNotFound} {
		if _, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision, number); testbank.CodeOf(err) != code {
			t.Errorf("to %d: %v, want code %s", number, err, code)
		}
	}
	if _, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision+1, 1); testbank.CodeOf(err) != bank.CodeStale {
		t.Errorf("of another revision: %v, want code stale", err)
	}
	r, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision, 3)
	if err != nil || len(r.Report.Faults) > 0 || !slices.ContainsFunc(r.Report.Warnings, func(f bank.Fault) bool { return f.Pointer == "/questions/pager/softer" }) {
		t.Errorf("to 3: %+v, %v", r.Report, err)
	}
}
