package publish_test

import (
	"errors"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
)

// TestNotesWithHiddenCharacters publishes and rolls back with a note that has an invisible character; a note of several lines
// is fine.
func TestNotesWithHiddenCharacters(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	s.Replace(t, bank.KindQuestion, "pager", "Calmly.", "In passing.")
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const note = "Ask\u202e sooner"
	_, published := s.Publish.Publish(t.Context(), testbank.Ada(), note, revision)
	_, rolledBack := s.Publish.RollBack(t.Context(), testbank.Ada(), note, revision, 1)
	for name, err := range map[string]error{"publish": published, "roll back": rolledBack} {
		e, ok := errors.AsType[*bank.Error](err)
		if !ok || e.Code != bank.CodeInvalidRequest || len(e.Faults) != 1 || e.Faults[0].Pointer != "/note" || e.Faults[0].Fix != "Ask sooner" {
			t.Errorf("%s: got %+v", name, err)
		}
	}
	if _, err := s.Publish.Publish(t.Context(), testbank.Ada(), "Ask sooner,\r\n\tand softer", revision); err != nil {
		t.Errorf("several lines: %v", err)
	}
}

// TestReleaseWithHiddenCharacters rolls back to a release that an older program published with an invisible character.
func TestReleaseWithHiddenCharacters(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	old := m.Published[0]
	old.Content = testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Reveals += "\u200b" })
	old.Content.Normalise()
	m.Published[0].Content = old.Content
	s.Replace(t, bank.KindQuestion, "pager", "Calmly.", "In passing.")
	s.PublishDrafts(t)
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision, 1)
	if err != nil || len(next.Report.Warnings) == 0 || next.Report.Warnings[0].Code != bank.FaultHiddenCharacter {
		t.Errorf("%v, warnings %v", err, next.Report.Warnings)
	}
}
