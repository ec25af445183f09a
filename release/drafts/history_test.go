package drafts_test

import (
	"fmt"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestHistoryOfUpgradesAndImports follows a question that a newer shipped bank changed and an import changed again, and a term that was
// retired and restored.
func TestHistoryOfUpgradesAndImports(t *testing.T) {
	m := &testbank.Memory{}
	testbank.Started(t, m, testbank.Small())
	s := testbank.Started(t, m, testbank.With(testbank.Renamed)) // publishes release 2
	imported := testbank.With(func(c *bank.Content) {
		testbank.Renamed(c)
		testbank.QuestionOf(c, "pager").Minutes = 9
	})
	imported.Normalise()
	if _, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: imported, Write: true}); err != nil {
		t.Fatal(err)
	}
	s.PublishDrafts(t) // 3
	history := func(kind bank.Kind, id string) drafts.History {
		t.Helper()
		releases, err := m.Releases(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		h, err := s.Drafts.History(t.Context(), bank.PartID{Kind: kind, ID: id}, 0, 10, releases)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	h := history(bank.KindQuestion, "pager")
	testbank.Want(t, "the releases of a question", releasedTexts(h), "3 changed Ada", "2 changed twoway", "1 added twoway")
	blamed := map[string]string{}
	for _, b := range h.Blame {
		blamed[b.Field] = fmt.Sprint(b.Author, " ", b.Version)
	}
	if blamed["minutes"] != "Ada 3" || blamed["how_to_ask"] != "twoway 2" || blamed["text"] != "twoway 0" {
		t.Errorf("blamed for minutes: %s, for how to ask: %s, for the text: %s", blamed["minutes"], blamed["how_to_ask"], blamed["text"])
	}
	testbank.Want(t, "the releases of what nobody changed", releasedTexts(history(bank.KindQuestion, "doubt")), "1 added twoway")

	of := drafts.Version{Kind: bank.KindDiscloses, ID: "plans", Version: 1}
	body := []byte(`{"id":"plans","name":"Plans","definition":"What comes next."}`)
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), of.Kind, body); err != nil {
		t.Fatal(err)
	}
	s.PublishDrafts(t) // 4
	if _, err := s.Drafts.Retire(t.Context(), testbank.Ada(), of); err != nil {
		t.Fatal(err)
	}
	s.PublishDrafts(t) // 5
	of.Version = 2
	if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), of, body); err != nil {
		t.Fatal(err)
	}
	s.PublishDrafts(t) // 6
	testbank.Want(t, "the releases of a term", releasedTexts(history(of.Kind, of.ID)), "6 added Ada", "5 removed Ada", "4 added Ada")
}

func releasedTexts(h drafts.History) []string {
	list := []string{}
	for _, r := range h.Releases {
		list = append(list, fmt.Sprint(r.Number, " ", r.Change, " ", r.Author))
	}
	return list
}
