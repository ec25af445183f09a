package drafts_test

import (
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
