package drafts_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// exportOf returns what an export of a bank says about its versions.
func exportOf(t *testing.T, c bank.Content) *bank.Exported {
	t.Helper()
	c.Normalise()
	parts, err := c.Parts()
	if err != nil {
		t.Fatal(err)
	}
	e := &bank.Exported{Versions: map[bank.PartID]string{}}
	for _, p := range parts {
		e.Versions[bank.PartID{Kind: p.Kind, ID: p.ID}] = p.Fingerprint()
	}
	return e
}

func withoutQuestion(id string) func(c *bank.Content) {
	return func(c *bank.Content) {
		c.Questions = slices.DeleteFunc(c.Questions, func(q bank.Question) bool { return q.ID == id })
	}
}

// TestImportConflicts exports the small bank, lets a colleague make a change, and imports the export with another change.
func TestImportConflicts(t *testing.T) {
	unchanged := func(*bank.Content) {}
	addMore := func(c *bank.Content) {
		c.Questions = append(c.Questions, testbank.Question("more", "pay", "Which date in the year is the one when pay is looked at again?"))
	}
	addOtherMore := func(c *bank.Content) {
		addMore(c)
		testbank.QuestionOf(c, "more").HowToAsk = "In another way."
	}
	dropPeer := func(c *bank.Content) { c.Vocabulary.AskedOf = []bank.Term{} }
	for name, tt := range map[string]struct {
		colleague, import_ func(c *bank.Content)
		want               string // of the only conflict; "" for none
	}{
		"no edit":                {unchanged, testbank.Renamed, ""},
		"an edit of another":     {testbank.Renamed, withoutQuestion("raise"), "question pager was changed"},
		"an old export":          {testbank.Renamed, unchanged, "question pager was changed"},
		"the same edit":          {testbank.Renamed, testbank.Renamed, ""},
		"deleted, edited since":  {testbank.Renamed, withoutQuestion("pager"), "question pager was changed"},
		"deleted, not edited":    {unchanged, withoutQuestion("raise"), ""},
		"added since":            {addMore, unchanged, "question more was added"},
		"added by both":          {addMore, addOtherMore, "question more was added"},
		"added by both, equally": {addMore, addMore, ""},
		"deleted since":          {withoutQuestion("raise"), unchanged, "question raise was changed"},
		"deleted by both":        {withoutQuestion("raise"), withoutQuestion("raise"), ""},
		"term deleted since":     {dropPeer, unchanged, "asked_of peer was deleted"},
		"term deleted by both":   {dropPeer, dropPeer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := &testbank.Memory{}
			s := testbank.Started(t, m, testbank.Small())
			if _, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: testbank.With(tt.colleague), Write: true}); err != nil {
				t.Fatal(err)
			}
			before := len(m.Entries)
			in := drafts.Import{Content: testbank.With(tt.import_), Exported: exportOf(t, testbank.Small())}
			for _, in.Write = range []bool{false, true} {
				_, err := s.Drafts.Import(t.Context(), bank.Actor{Name: "Bo"}, in)
				checkConflict(t, err, tt.want)
			}
			if tt.want == "" {
				return
			}
			if len(m.Entries) > before {
				t.Error("something was written in spite of the conflict")
			}
			in.Overwrite = true
			imported, err := s.Drafts.Import(t.Context(), bank.Actor{Name: "Bo"}, in)
			if err != nil || len(imported.Conflicts) != 1 || len(m.Entries) == before {
				t.Errorf("overwriting: %+v, %v", imported, err)
			}
		})
	}
}

// checkConflict checks that an import was refused because of one change, which Ada has made.
func checkConflict(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	e, ok := errors.AsType[*bank.Error](err)
	if !ok || e.Code != bank.CodeConflict || len(e.Faults) != 1 || e.Faults[0].Code != bank.FaultStale ||
		e.Faults[0].Detail != want+" since the export: by Ada, 2026-03-01 12:00 UTC (import)." {
		t.Errorf("got %v, want one conflict: %s", err, want)
	}
}

// TestImportOfMixedFiles: a part that is missing where files of different exports are mixed is not retired without a word.
func TestImportOfMixedFiles(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	in := drafts.Import{Content: testbank.With(withoutQuestion("raise")), Exported: exportOf(t, testbank.Small())}
	in.Exported.Mixed = []bank.Kind{bank.KindQuestion}
	if _, err := s.Drafts.Import(t.Context(), testbank.Ada(), in); testbank.CodeOf(err) != bank.CodeConflict || !strings.Contains(err.Error(), "question raise was missing") {
		t.Errorf("got %v", err)
	}
}

// TestImportNamesTheEditor: a conflict names who changed the part, not who edited another one later.
func TestImportNamesTheEditor(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	s.Replace(t, bank.KindQuestion, "pager", "Calmly.", "In passing.")
	s.Replace(t, bank.KindQuestion, "doubt", "Calmly.", "In passing.")
	in := drafts.Import{Content: testbank.Small(), Exported: exportOf(t, testbank.With(testbank.Renamed))}
	in.Exported.Versions[bank.PartID{Kind: bank.KindQuestion, ID: "doubt"}] = ""
	_, err := s.Drafts.Import(t.Context(), testbank.Ada(), in)
	for _, want := range []string{"question pager was changed since the export: by Ada", "question doubt was added since the export: by Ada", "(replace)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
