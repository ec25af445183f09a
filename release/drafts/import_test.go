package drafts_test

import (
	"errors"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestImportConflict: if somebody edits during an import, nothing is written.
func TestImportConflict(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	m.BeforeCommit = func() {
		m.BeforeCommit = nil
		s.Replace(t, bank.KindQuestion, "pager", "Calmly.", "In passing.")
	}
	if imported, err := s.Drafts.Import(t.Context(), bank.Actor{Name: "Bo"}, drafts.Import{Content: testbank.With(testbank.Newer), Write: true}); testbank.CodeOf(err) != bank.CodeStale || len(imported.Changes) > 0 {
		t.Errorf("%v, %v; want code stale", testbank.ChangeTexts(imported.Changes), err)
	}
	s.WantChanges(t, "to publish", "1", "draft", `question pager changed /how_to_ask "Calmly."->"In passing."`)
}

// TestImport shows the changes of an import, writes them, and imports the same bank again.
func TestImport(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	wanted := []string{
		"discloses plans added", "question doubt changed /minutes 3->4", "question more added",
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`, `question raise retired /status "ready"->"retired"`,
	}
	for _, write := range []bool{false, true} {
		before := len(m.Entries)
		imported, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: testbank.With(testbank.Newer), Write: write})
		if err != nil {
			t.Fatal(err)
		}
		testbank.Want(t, "import", testbank.ChangeTexts(imported.Changes), wanted...)
		if wrote := len(m.Entries) > before; wrote != write {
			t.Errorf("written: %v, want %v", wrote, write)
		}
	}
	s.WantChanges(t, "to publish", "1", "draft", wanted...)
	if imported, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: testbank.With(testbank.Newer), Write: true}); err != nil || len(imported.Changes) > 0 {
		t.Errorf("imported again: %v, %v", testbank.ChangeTexts(imported.Changes), err)
	}
	s.PublishDrafts(t)
}

// TestImportReserved: an import cannot bring in the ID of the page for a new part, not even as a trial, unless there is a draft with it.
func TestImportReserved(t *testing.T) {
	t.Parallel()
	rule := func(c *bank.Content) { testbank.RuleOf(c, "doubt-last").ID = drafts.ReservedID }
	reserved := testbank.With(func(c *bank.Content) {
		rule(c)
		testbank.QuestionOf(c, "doubt").ID = drafts.ReservedID
	})
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	before := len(m.Entries)
	for _, write := range []bool{false, true} {
		imported, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: reserved, Write: write})
		e, _ := errors.AsType[*bank.Error](err)
		if testbank.CodeOf(err) != bank.CodeInvalidContent || len(e.Faults) != 2 || len(imported.Changes) > 0 || len(m.Entries) > before {
			t.Fatalf("written: %v: %+v, %+v", write, imported, err)
		}
		got := []string{e.Faults[0].Pointer + " " + e.Faults[0].Fix, e.Faults[1].Pointer + " " + e.Faults[1].Fix}
		testbank.Want(t, "faults", got, "/questions/new/id new-question", "/rules/new/id new-rule")
	}
	old := testbank.Started(t, &testbank.Memory{}, testbank.With(rule))
	if _, err := old.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: testbank.With(rule), Write: true}); err != nil {
		t.Errorf("with drafts from before it was reserved: %v", err)
	}
}
