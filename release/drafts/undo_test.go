package drafts_test

import (
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestUndo undoes each kind of change, and undoes that again: the draft is as before each time, in a new version.
func TestUndo(t *testing.T) {
	question, stage := bank.PartID{Kind: bank.KindQuestion, ID: "pager"}, bank.PartID{Kind: bank.KindStage, ID: "offer"}
	for _, c := range []struct {
		name   string
		of     bank.PartID
		change func(t *testing.T, s testbank.Services)
	}{
		{"an edit", question, func(t *testing.T, s testbank.Services) {
			s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5,"format":"open"`)
		}},
		{"a nested edit", bank.PartID{Kind: bank.KindQuestion, ID: "fault"}, func(t *testing.T, s testbank.Services) {
			s.Replace(t, bank.KindQuestion, "fault", `"1":"Guesses."`, `"1":"Shrugs."`)
		}},
		{"a retired question", question, func(t *testing.T, s testbank.Services) { retire(t, s, bank.KindQuestion, "pager") }},
		{"a retired term", stage, func(t *testing.T, s testbank.Services) { retire(t, s, bank.KindStage, "offer") }},
		{"a retired term that was edited", stage, func(t *testing.T, s testbank.Services) {
			retire(t, s, bank.KindStage, "offer")
			s.Replace(t, bank.KindStage, "offer", `"name":"offer"`, `"name":"Offer"`)
		}},
		{"the weights", bank.PartID{Kind: bank.KindWeights, ID: "weights"}, func(t *testing.T, s testbank.Services) {
			s.Replace(t, bank.KindWeights, "weights", `"care_only":40`, `"care_only":41`)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
			c.change(t, s)
			after := get(t, s, c.of)
			var before bank.DraftPart
			for i, want := range []*bank.DraftPart{nil, &after, &before, &after} {
				now := get(t, s, c.of)
				e, err := s.Drafts.Undo(t.Context(), testbank.Ada(), drafts.Version{Kind: c.of.Kind, ID: c.of.ID, Version: now.Version})
				if err != nil {
					t.Fatal(err)
				}
				got := e.Draft
				if want == nil {
					before, want = got, &got
					if string(got.Body) == string(after.Body) && got.Retired == after.Retired {
						t.Error("nothing was undone")
					}
				}
				if string(got.Body) != string(want.Body) || got.Retired != want.Retired || got.Version != now.Version+1 {
					t.Errorf("undo %d: version %d, retired %v, %s\nwant retired %v, %s", i+1, got.Version, got.Retired, got.Body, want.Retired, want.Body)
				}
			}
		})
	}
}

func get(t *testing.T, s testbank.Services, of bank.PartID) bank.DraftPart {
	t.Helper()
	e, err := s.Drafts.Get(t.Context(), of.Kind, of.ID)
	if err != nil {
		t.Fatal(err)
	}
	return e.Draft
}

func retire(t *testing.T, s testbank.Services, kind bank.Kind, id string) {
	t.Helper()
	of := drafts.Version{Kind: kind, ID: id, Version: get(t, s, bank.PartID{Kind: kind, ID: id}).Version}
	if _, err := s.Drafts.Retire(t.Context(), testbank.Ada(), of); err != nil {
		t.Fatal(err)
	}
}

// TestUndoNothing undoes a draft that was new, which retires it, and what cannot be undone.
func TestUndoNothing(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	created, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindStage, []byte(`{"id":"lunch","name":"Lunch","definition":"d","synonyms":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	undone, err := s.Drafts.Undo(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindStage, ID: "lunch", Version: created.Draft.Version})
	if err != nil || !undone.Draft.Retired {
		t.Errorf("undoing the creation: retired %v, %v", undone.Draft.Retired, err)
	}
	again, err := s.Drafts.Undo(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindStage, ID: "lunch", Version: 2})
	if err != nil || again.Draft.Retired {
		t.Errorf("undoing that: retired %v, %v", again.Draft.Retired, err)
	}
	for name, c := range map[string]struct {
		of   drafts.Version
		want bank.Code
	}{
		"shipped":     {drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: 1}, bank.CodeConflict},
		"unknown":     {drafts.Version{Kind: bank.KindQuestion, ID: "no", Version: 1}, bank.CodeNotFound},
		"old version": {drafts.Version{Kind: bank.KindStage, ID: "lunch", Version: 1}, bank.CodeStale},
	} {
		if _, err := s.Drafts.Undo(t.Context(), testbank.Ada(), c.of); testbank.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
