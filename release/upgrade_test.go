package release_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/release"
)

// body is the body of a draft, as an admin would send it, after a change to its text.
func body(t *testing.T, s *release.Service, kind bank.Kind, id string, change [2]string) (version int, text []byte) {
	t.Helper()
	d, err := s.Draft(t.Context(), kind, id)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(d.Draft.Body), change[0]) {
		t.Fatalf("%s does not hold %q: %s", id, change[0], d.Draft.Body)
	}
	return d.Draft.Version, []byte(strings.ReplaceAll(string(d.Draft.Body), change[0], change[1]))
}

// replace edits a draft.
func replace(t *testing.T, s *release.Service, kind bank.Kind, id string, change ...string) release.Edited {
	t.Helper()
	version, text := body(t, s, kind, id, [2]string(change))
	e, err := s.Replace(t.Context(), "Ada", release.DraftVersion{Kind: kind, ID: id, Version: version}, text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// publish publishes the drafts as they are.
func publish(t *testing.T, s *release.Service) bank.Release {
	t.Helper()
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Publish(t.Context(), "Ada", "for a test", revision)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// changes are those of a diff as text.
func changes(t *testing.T, s *release.Service, from, to string) []string {
	t.Helper()
	list, _, err := s.Diff(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return texts(list)
}

func texts(list []release.PartChange) []string {
	lines := []string{}
	for _, c := range list {
		line := fmt.Sprintf("%s %s %s", c.Kind, c.ID, c.Change)
		for _, f := range c.Fields {
			line += fmt.Sprintf(" %s %s->%s", f.Pointer, f.From, f.To)
		}
		lines = append(lines, strings.ReplaceAll(line, "  ", " "))
	}
	return lines
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// newer is the bank of a newer program: one question is worded otherwise, one takes longer, one is new, one is gone, and
// so is a term.
func newer(c *bank.Content) {
	questionOf(c, "pager").HowToAsk = "Calmly, and once."
	questionOf(c, "doubt").Minutes = 4
	more := question("more", "pay", "Which date in the year is the one when pay is looked at again?")
	c.Questions = append(c.Questions, more)
	c.Questions = slices.DeleteFunc(c.Questions, func(q bank.Question) bool { return q.ID == "raise" })
	c.Vocabulary.Discloses = append(c.Vocabulary.Discloses, term("plans"))
}

// TestUpgradeOfAnUneditedBank publishes what a newer program brings; what it leaves out is retired.
func TestUpgradeOfAnUneditedBank(t *testing.T) {
	m := &memory{}
	started(t, m, small())
	s := started(t, m, with(newer))
	if n := s.Serving().Release.Number; n != 2 {
		t.Fatalf("release %d is in service, want 2", n)
	}
	want(t, "what changed", changes(t, s, "1", "2"),
		"discloses plans added",
		"question doubt changed /minutes 3->4",
		`question more added`,
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`,
		`question raise retired /status "ready"->"retired"`)
	want(t, "left to publish", changes(t, s, "2", "draft"))
	s = started(t, m, small()) // the older program again
	want(t, "back again", changes(t, s, "2", "3"),
		"discloses plans removed",
		"question doubt changed /minutes 4->3",
		`question more retired /status "ready"->"retired"`,
		`question pager changed /how_to_ask "Calmly, and once."->"Calmly."`,
		`question raise restored /status "retired"->"ready"`)
	if again := started(t, m, small()); again.Serving().Release.Number != 3 || len(m.kept) != 3 {
		t.Errorf("a start with nothing new made release %d", again.Serving().Release.Number)
	}
}

// TestUpgradeOfAnEditedBank leaves alone what was edited, offers what the program brings for it, and publishes nothing.
func TestUpgradeOfAnEditedBank(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	replace(t, s, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	replace(t, s, bank.KindQuestion, "raise", `"minutes":3`, `"minutes":6`)
	publish(t, s)
	s = started(t, m, with(newer))
	if n := s.Serving().Release.Number; n != 2 || len(m.kept) != 2 {
		t.Fatalf("release %d of %d is in service, want 2", n, len(m.kept))
	}
	want(t, "to publish", changes(t, s, "2", "draft"), "discloses plans added", "question doubt changed /minutes 3->4", "question more added")
	offers, err := s.Offers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range offers {
		got = append(got, fmt.Sprintf("%s %v %v %v", o.Draft.ID, o.Withdrawn, o.Conflicts, texts([]release.PartChange{{Fields: o.Yours}, {Fields: o.Theirs}})))
	}
	want(t, "offers", got,
		`pager false [] [  /minutes 3->5   /how_to_ask "Calmly."->"Calmly, and once."]`,
		`raise true [] [  /minutes 3->6  ]`)
	again := len(m.audit)
	started(t, m, with(newer))
	if len(m.audit) != again {
		t.Errorf("a second start has written %v", m.audit[again:])
	}
	decide := func(id string, take release.Take) {
		t.Helper()
		d, err := s.Draft(t.Context(), bank.KindQuestion, id)
		if err == nil {
			_, err = s.Decide(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindQuestion, ID: id, Version: d.Draft.Version}, take)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	decide("pager", release.Merged)
	decide("raise", release.Theirs)
	want(t, "to publish, decided", changes(t, s, "2", "draft"),
		"discloses plans added", "question doubt changed /minutes 3->4", "question more added",
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`, `question raise retired /status "ready"->"retired"`)
	if offers, err := s.Offers(t.Context()); err != nil || len(offers) > 0 {
		t.Errorf("still offered: %v, %v", offers, err)
	}
	if _, err := s.Decide(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindQuestion, ID: "pager", Version: 3}, release.Yours); codeOf(err) != bank.CodeStale && codeOf(err) != bank.CodeConflict {
		t.Errorf("deciding twice: %v", err)
	}
	publish(t, s)
	if again := started(t, m, with(newer)); again.Serving().Release.Number != 3 {
		t.Errorf("release %d is in service, want 3", again.Serving().Release.Number)
	}
}

// TestUpgradeConflicts: what both changed is not merged.
func TestUpgradeConflicts(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	replace(t, s, bank.KindQuestion, "pager", `"how_to_ask":"Calmly."`, `"how_to_ask":"Twice."`)
	s = started(t, m, with(newer))
	offers, err := s.Offers(t.Context())
	if err != nil || len(offers) != 1 || !slices.Equal(offers[0].Conflicts, []string{"/how_to_ask"}) {
		t.Fatalf("offers are %+v, %v", offers, err)
	}
	version := offers[0].Draft.Version
	if _, err := s.Decide(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindQuestion, ID: "pager", Version: version}, release.Merged); codeOf(err) != bank.CodeConflict {
		t.Errorf("merged: %v, want code conflict", err)
	}
	if _, err := s.Decide(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindQuestion, ID: "pager", Version: version}, release.Yours); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Draft(t.Context(), bank.KindQuestion, "pager"); err != nil || !strings.Contains(string(d.Draft.Body), "Twice.") {
		t.Errorf("ours is %s, %v", d.Draft.Body, err)
	}
	if started(t, m, with(newer)); len(m.drafts) == 0 {
		t.Error("there are no drafts")
	}
	if offers, err := s.Offers(t.Context()); err != nil || len(offers) > 0 {
		t.Errorf("offered again: %v, %v", offers, err)
	}
}

// TestUpgradeAfterRollBack: who has rolled back does not get the newest again at the next start.
func TestUpgradeAfterRollBack(t *testing.T) {
	m := &memory{}
	started(t, m, small())
	s := started(t, m, with(renamed))
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RollBack(t.Context(), "Ada", "", revision, 1); err != nil {
		t.Fatal(err)
	}
	s = started(t, m, with(newer))
	if n := s.Serving().Release; n.Number != 3 || n.Hash != m.kept[0].Hash {
		t.Errorf("%+v is in service, want the first release as number 3", n)
	}
}

// TestUpgradeFromBeforeDrafts: a database in which there are releases alone has drafts afterwards, and no release more.
func TestUpgradeFromBeforeDrafts(t *testing.T) {
	m := &memory{kept: []bank.Release{frozen(t, bank.Release{}, small())}}
	s := started(t, m, small())
	if len(m.kept) != 1 || len(m.drafts) == 0 || len(m.audit) != 1 {
		t.Errorf("%d releases, %d drafts, %d audit entries; want 1, some, 1", len(m.kept), len(m.drafts), len(m.audit))
	}
	want(t, "to publish", changes(t, s, "1", "draft"))
	m = &memory{kept: []bank.Release{frozen(t, bank.Release{}, small())}}
	if s = started(t, m, with(newer)); s.Serving().Release.Number != 2 {
		t.Errorf("release %d is in service, want 2", s.Serving().Release.Number)
	}
}
