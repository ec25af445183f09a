package drafts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestUpgradeUneditedBank publishes the bank of a newer program; parts that it no longer has are retired.
func TestUpgradeUneditedBank(t *testing.T) {
	m := &testbank.Memory{}
	testbank.Started(t, m, testbank.Small())
	s := testbank.Started(t, m, testbank.With(testbank.Newer))
	if n := s.Current().Release.Number; n != 2 {
		t.Fatalf("release %d is in service, want 2", n)
	}
	s.WantChanges(t, "changes", "1", "2",
		"discloses plans added",
		"question doubt changed /minutes 3->4",
		`question more added`,
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`,
		`question raise retired /status "ready"->"retired"`)
	s.WantChanges(t, "not published", "2", "draft")
	s = testbank.Started(t, m, testbank.Small()) // the older program
	s.WantChanges(t, "changes back", "2", "3",
		"discloses plans removed",
		"question doubt changed /minutes 4->3",
		`question more retired /status "ready"->"retired"`,
		`question pager changed /how_to_ask "Calmly, and once."->"Calmly."`,
		`question raise restored /status "retired"->"ready"`)
	if again := testbank.Started(t, m, testbank.Small()); again.Current().Release.Number != 3 || len(m.Published) != 3 {
		t.Errorf("a start without changes created release %d", again.Current().Release.Number)
	}
}

// TestUpgradeEditedBank keeps edited drafts, offers the changes of the newer program for them, and publishes nothing.
func TestUpgradeEditedBank(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	s.Replace(t, bank.KindQuestion, "raise", `"minutes":3`, `"minutes":6`)
	s.PublishDrafts(t)
	s = testbank.Started(t, m, testbank.With(testbank.Newer))
	if n := s.Current().Release.Number; n != 2 || len(m.Published) != 2 {
		t.Fatalf("release %d of %d is in service, want 2", n, len(m.Published))
	}
	s.WantChanges(t, "to publish", "2", "draft", "discloses plans added", "question doubt changed /minutes 3->4", "question more added")
	offers, err := s.Drafts.Offers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range offers {
		got = append(got, fmt.Sprintf("%s %v %v %v", o.Draft.ID, o.Withdrawn, o.Conflicts, testbank.ChangeTexts([]bank.PartChange{{Fields: o.Yours}, {Fields: o.Theirs}})))
	}
	testbank.Want(t, "offers", got,
		`pager false [] [  /minutes 3->5   /how_to_ask "Calmly."->"Calmly, and once."]`,
		`raise true [] [  /minutes 3->6  ]`)
	before := len(m.Entries)
	testbank.Started(t, m, testbank.With(testbank.Newer))
	if len(m.Entries) != before {
		t.Errorf("a second start has written %v", m.Entries[before:])
	}
	decide := func(id string, take drafts.Take) {
		t.Helper()
		d, err := s.Drafts.Get(t.Context(), bank.KindQuestion, id)
		if err == nil {
			_, err = s.Drafts.Decide(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: id, Version: d.Draft.Version}, take)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	decide("pager", drafts.Merged)
	decide("raise", drafts.Theirs)
	s.WantChanges(t, "to publish after the decisions", "2", "draft",
		"discloses plans added", "question doubt changed /minutes 3->4", "question more added",
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`, `question raise retired /status "ready"->"retired"`)
	if offers, err := s.Drafts.Offers(t.Context()); err != nil || len(offers) > 0 {
		t.Errorf("still offered: %v, %v", offers, err)
	}
	if _, err := s.Drafts.Decide(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: 3}, drafts.Yours); testbank.CodeOf(err) != bank.CodeStale && testbank.CodeOf(err) != bank.CodeConflict {
		t.Errorf("deciding twice: %v", err)
	}
	s.PublishDrafts(t)
	if again := testbank.Started(t, m, testbank.With(testbank.Newer)); again.Current().Release.Number != 3 {
		t.Errorf("release %d is in service, want 3", again.Current().Release.Number)
	}
}

// TestUpgradeConflict: if both sides changed the same field, it is not merged.
func TestUpgradeConflict(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	s.Replace(t, bank.KindQuestion, "pager", `"how_to_ask":"Calmly."`, `"how_to_ask":"Twice."`)
	s = testbank.Started(t, m, testbank.With(testbank.Newer))
	offers, err := s.Drafts.Offers(t.Context())
	if err != nil || len(offers) != 1 || !slices.Equal(offers[0].Conflicts, []string{"/how_to_ask"}) {
		t.Fatalf("offers are %+v, %v", offers, err)
	}
	version := offers[0].Draft.Version
	if _, err := s.Drafts.Decide(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: version}, drafts.Merged); testbank.CodeOf(err) != bank.CodeConflict {
		t.Errorf("merged: %v, want code conflict", err)
	}
	if _, err := s.Drafts.Decide(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: version}, drafts.Yours); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Drafts.Get(t.Context(), bank.KindQuestion, "pager"); err != nil || !strings.Contains(string(d.Draft.Body), "Twice.") {
		t.Errorf("the draft is %s, %v", d.Draft.Body, err)
	}
	if testbank.Started(t, m, testbank.With(testbank.Newer)); len(m.Parts) == 0 {
		t.Error("there are no drafts")
	}
	if offers, err := s.Drafts.Offers(t.Context()); err != nil || len(offers) > 0 {
		t.Errorf("offered again: %v, %v", offers, err)
	}
}

// TestUpgradeAfterRollBack: after a rollback, the next start does not publish the newer bank again.
func TestUpgradeAfterRollBack(t *testing.T) {
	m := &testbank.Memory{}
	testbank.Started(t, m, testbank.Small())
	s := testbank.Started(t, m, testbank.With(testbank.Renamed))
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish.RollBack(t.Context(), testbank.Ada(), "", revision, 1); err != nil {
		t.Fatal(err)
	}
	s = testbank.Started(t, m, testbank.With(testbank.Newer))
	if n := s.Current().Release; n.Number != 3 || n.Hash != m.Published[0].Hash {
		t.Errorf("%+v is in service, want the first release as number 3", n)
	}
}

// TestUpgradeWithoutDrafts upgrades a database that has releases but no drafts: it has drafts afterwards, and a new release
// only if the bank is newer.
func TestUpgradeWithoutDrafts(t *testing.T) {
	m := &testbank.Memory{Published: []bank.Release{testbank.Frozen(t, bank.Release{}, testbank.Small())}}
	s := testbank.Started(t, m, testbank.Small())
	if len(m.Published) != 1 || len(m.Parts) == 0 || len(m.Entries) != 1 {
		t.Errorf("%d releases, %d drafts, %d audit entries; want 1, some, 1", len(m.Published), len(m.Parts), len(m.Entries))
	}
	s.WantChanges(t, "to publish", "1", "draft")
	m = &testbank.Memory{Published: []bank.Release{testbank.Frozen(t, bank.Release{}, testbank.Small())}}
	if s = testbank.Started(t, m, testbank.With(testbank.Newer)); s.Current().Release.Number != 2 {
		t.Errorf("release %d is in service, want 2", s.Current().Release.Number)
	}
}
