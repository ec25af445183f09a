package release_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/release"
)

// TestEditing creates, replaces and retires; each raises the version, is on record, and needs the version that there is.
func TestEditing(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	created, err := s.Create(t.Context(), "Ada", bank.KindRule, []byte(`{"id":"own","asker":"candidate","name":"Own","when":"profile.role = \"x\"",
		"pick":"","effect":{"kind":"boost","points":5},"because":"It is ours.","cases":[]}`))
	if err != nil || created.Draft.Version != 1 || created.Draft.EditedBy != "Ada" || len(created.Review.Faults) == 0 {
		t.Fatalf("created %+v, %v", created, err)
	}
	f := created.Review.Faults[slices.IndexFunc(created.Review.Faults, func(f bank.Fault) bool { return f.Pointer == "/when" })]
	if f.Line != 1 || f.Column != 14 || f.Fix != "==" {
		t.Errorf("the fault is %+v, want one at 1:14 with the fix ==", f)
	}
	for what, err := range map[string]error{
		"create again":   third(s.Create(t.Context(), "Ada", bank.KindRule, created.Draft.Body)),
		"a stale edit":   third(s.Replace(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindRule, ID: "own", Version: 2}, created.Draft.Body)),
		"retire stale":   third(s.Retire(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindRule, ID: "own", Version: 0})),
		"another id":     third(s.Replace(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindRule, ID: "doubt-last", Version: 1}, created.Draft.Body)),
		"nothing":        third(s.Retire(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindRule, ID: "nothing", Version: 1})),
		"a strange body": third(s.Create(t.Context(), "Ada", bank.KindRule, []byte(`{"id":"x","colour":"red"}`))),
	} {
		wanted := map[string]bank.Code{
			"create again": bank.CodeConflict, "a stale edit": bank.CodeStale, "retire stale": bank.CodeStale, "nothing": bank.CodeNotFound,
			"another id": bank.CodeInvalidRequest, "a strange body": bank.CodeInvalidRequest,
		}[what]
		e, _ := errors.AsType[*bank.Error](err)
		if codeOf(err) != wanted || wanted == bank.CodeStale && e.Current != 1 {
			t.Errorf("%s: got %+v, want code %s", what, e, wanted)
		}
	}
	if e := replace(t, s, bank.KindRule, "own", `profile.role = \"x\"`, `profile.minutes > 5`); e.Draft.Version != 2 {
		t.Errorf("version %d, want 2", e.Draft.Version)
	}
	retired, err := s.Retire(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindRule, ID: "own", Version: 2})
	if err != nil || !retired.Draft.Retired || !strings.Contains(string(retired.Draft.Body), `"status":"retired"`) {
		t.Errorf("retired %+v, %v", retired, err)
	}
	if _, err := s.Create(t.Context(), "Ada", bank.KindRule, created.Draft.Body); codeOf(err) != bank.CodeConflict {
		t.Errorf("an id that was retired: %v, want code conflict", err)
	}
	var got []string
	for _, e := range m.audit[1:] {
		got = append(got, fmt.Sprintf("%d %s %s %s %s %d %d", e.Number, e.Author, e.Action, e.Kind, e.ID, e.Version, len(e.Changes)))
	}
	want(t, "audit", got, "2 twoway publish  1 0 0", "3 Ada create rule own 1 10", "4 Ada replace rule own 2 1", "5 Ada retire rule own 3 1")
}

func third(_ release.Edited, err error) error { return err }

// TestEditingTerms retires a term, which the vocabulary then leaves out, and brings it back.
func TestEditingTerms(t *testing.T) {
	s := started(t, &memory{}, small())
	if _, err := s.Create(t.Context(), "Ada", bank.KindDiscloses, []byte(`{"id":"plans","name":"Plans","definition":"What comes next","synonyms":null}`)); err != nil {
		t.Fatal(err)
	}
	want(t, "created", changes(t, s, "1", "draft"), "discloses plans added")
	e, err := s.Retire(t.Context(), "Ada", release.DraftVersion{Kind: bank.KindDiscloses, ID: "plans", Version: 1})
	if err != nil || !e.Draft.Retired {
		t.Fatalf("%+v, %v", e, err)
	}
	want(t, "retired", changes(t, s, "1", "draft"))
	if _, err := s.Create(t.Context(), "Ada", bank.KindDiscloses, e.Draft.Body); codeOf(err) != bank.CodeConflict {
		t.Errorf("created again: %v, want code conflict", err)
	}
	replace(t, s, bank.KindDiscloses, "plans", "next", "then")
	want(t, "brought back", changes(t, s, "1", "draft"), "discloses plans added")
}

// TestTwoAdmins edit one rule from the same version: one of them is told, and nothing is lost. Others edit at the same time.
func TestTwoAdmins(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	const admins = 8
	version, _ := body(t, s, bank.KindRule, "doubt-last", [2]string{})
	errs := make([]error, 2*admins)
	var group sync.WaitGroup
	for i := range admins {
		_, text := body(t, s, bank.KindRule, "doubt-last", [2]string{`"because":"`, fmt.Sprintf(`"because":"%d: `, i)})
		group.Go(func() {
			errs[i] = third(s.Replace(t.Context(), fmt.Sprint(i), release.DraftVersion{Kind: bank.KindRule, ID: "doubt-last", Version: version}, text))
		})
		group.Go(func() {
			errs[admins+i] = third(s.Create(t.Context(), fmt.Sprint(i), bank.KindDiscloses, fmt.Appendf(nil, `{"id":"own_%d","name":"x","definition":"x"}`, i)))
		})
	}
	group.Wait()
	won := -1
	for i, err := range errs[:admins] {
		switch {
		case err == nil && won < 0:
			won = i
		case codeOf(err) != bank.CodeStale:
			t.Errorf("admin %d got %v", i, err)
		}
	}
	if err := errors.Join(errs[admins:]...); err != nil {
		t.Error(err)
	}
	d, err := s.Draft(t.Context(), bank.KindRule, "doubt-last")
	if err != nil || won < 0 || !strings.Contains(string(d.Draft.Body), fmt.Sprintf(`"because":"%d: `, won)) || d.Draft.Version != version+1 {
		t.Errorf("%d won, and there is version %d: %s", won, d.Draft.Version, d.Draft.Body)
	}
	if len(m.audit) != 2+1+admins {
		t.Errorf("%d entries in the audit, want %d", len(m.audit), 3+admins)
	}
}

// TestPublish publishes an edit, and a set changes; rolls back, and it is the first again, byte for byte.
func TestPublish(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	first, err := s.Serving().Answer(requests["a care"].request)
	if err != nil {
		t.Fatal(err)
	}
	replace(t, s, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	if s.Serving().Release.Number != 1 {
		t.Error("an edit came into service by itself")
	}
	r := publish(t, s)
	if r.Number != 2 || r.Author != "Ada" || r.Note != "for a test" || r.Report.Questions != 4 || s.Serving().Release != r.ID() || r.Report.Meetings == 0 {
		t.Errorf("published %+v, in service %+v", r.Report, s.Serving().Release)
	}
	if v := versions(r.Content); v["pager"] != 2 || v["doubt"] != 1 {
		t.Errorf("versions are %v", v)
	}
	want(t, "diff", changes(t, s, "1", "2"), "question pager changed /minutes 3->5")
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back, err := s.RollBack(t.Context(), "Ada", "too long", revision, 1)
	if err != nil || back.Number != 3 || back.Restores != 1 || back.Hash != m.kept[0].Hash {
		t.Fatalf("rolled back to %+v, %v", back.ID(), err)
	}
	again, err := s.Serving().Answer(requests["a care"].request)
	again.Release.Number = 1
	if fmt.Sprint(idsOf(again)) != fmt.Sprint(idsOf(first)) || again.Release != first.Release || err != nil {
		t.Errorf("after rolling back %v, %v; want %v", idsOf(again), err, idsOf(first))
	}
	want(t, "the drafts keep the edit", changes(t, s, "3", "draft"), "question pager changed /minutes 3->5")
	replace(t, s, bank.KindQuestion, "pager", `"minutes":5`, `"minutes":4`)
	if v := versions(publish(t, s).Content)["pager"]; v != 3 {
		t.Errorf("version %d, want 3: 2 was another text", v)
	}
	last := m.audit[len(m.audit)-1]
	if last.Action != bank.Published || last.ID != "4" {
		t.Errorf("the last entry is %+v", last)
	}
}

// TestPublishRefuses lists everything that is wrong, and publishes nothing.
func TestPublishRefuses(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Publish(t.Context(), "Ada", "", revision); codeOf(err) != bank.CodeConflict {
		t.Errorf("nothing new: %v, want code conflict", err)
	}
	replace(t, s, bank.KindRule, "doubt-last", `"pick":"`, `"pick":"what is `)
	replace(t, s, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":99`)
	replace(t, s, bank.KindQuestion, "doubt", `"softer":"`, `"softer":"Why did you let so many people go, you fools? `)
	if _, err := s.Publish(t.Context(), "Ada", "", revision); codeOf(err) != bank.CodeStale {
		t.Errorf("an old revision: %v, want code stale", err)
	}
	if revision, err = s.Revision(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = s.Publish(t.Context(), "Ada", "", revision)
	e, _ := errors.AsType[*bank.Error](err)
	if codeOf(err) != bank.CodeInvalidContent {
		t.Fatalf("got %v, want code invalid_content", err)
	}
	for _, pointer := range []string{"/rules/doubt-last/pick", "/questions/pager/minutes", "/questions/doubt/softer"} {
		if !slices.ContainsFunc(e.Faults, func(f bank.Fault) bool { return f.Pointer == pointer }) {
			t.Errorf("nothing is said of %s: %v", pointer, e)
		}
	}
	if len(m.kept) != 1 || s.Serving().Release.Number != 1 {
		t.Errorf("%d releases, %+v in service", len(m.kept), s.Serving().Release)
	}
	report, at, err := s.Rehearse(t.Context())
	if err != nil || at != revision || len(report.Faults) != len(e.Faults) {
		t.Errorf("rehearsed %+v at %d, %v", report, at, err)
	}
}

// TestPublishLeavesNobodyWithout: a meeting that had questions must keep some.
func TestPublishLeavesNobodyWithout(t *testing.T) {
	s := started(t, &memory{}, small())
	for id, kind := range map[string]bank.Kind{
		"pager": bank.KindQuestion, "doubt": bank.KindQuestion, "raise": bank.KindQuestion, "doubt-last": bank.KindRule, "pager-for-operators": bank.KindRule,
	} {
		d, err := s.Draft(t.Context(), kind, id)
		if err == nil {
			_, err = s.Retire(t.Context(), "Ada", release.DraftVersion{Kind: kind, ID: id, Version: d.Draft.Version})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	report, _, err := s.Rehearse(t.Context())
	if err != nil || !slices.ContainsFunc(report.Faults, func(f bank.Fault) bool { return f.Code == "no_questions" }) {
		t.Errorf("the report is %+v, %v", report, err)
	}
}

// TestRollBackRefuses what cannot serve, what is there already, and what there is not; the lint only warns.
func TestRollBackRefuses(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	m.add(t, broken)
	m.add(t, func(c *bank.Content) { questionOf(c, "pager").Softer = "Why did you let so many people go, you fools?" })
	m.add(t, renamed)
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for number, code := range map[int]bank.Code{2: bank.CodeInvalidContent, 4: bank.CodeConflict, 9: bank.CodeNotFound} {
		if _, err := s.RollBack(t.Context(), "Ada", "", revision, number); codeOf(err) != code {
			t.Errorf("to %d: %v, want code %s", number, err, code)
		}
	}
	if _, err := s.RollBack(t.Context(), "Ada", "", revision+1, 1); codeOf(err) != bank.CodeStale {
		t.Errorf("of another revision: %v, want code stale", err)
	}
	r, err := s.RollBack(t.Context(), "Ada", "", revision, 3)
	if err != nil || len(r.Report.Faults) > 0 || !slices.ContainsFunc(r.Report.Warnings, func(f bank.Fault) bool { return f.Pointer == "/questions/pager/softer" }) {
		t.Errorf("to 3: %+v, %v", r.Report, err)
	}
}

// TestImportMeetsAnEdit: what is written is what was shown, or nothing.
func TestImportMeetsAnEdit(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	m.meantime = func() {
		m.meantime = nil
		replace(t, s, bank.KindQuestion, "pager", "Calmly.", "In passing.")
	}
	if list, err := s.Import(t.Context(), "Bo", with(newer), true); codeOf(err) != bank.CodeStale || len(list) > 0 {
		t.Errorf("%v, %v; want code stale", texts(list), err)
	}
	want(t, "to publish", changes(t, s, "1", "draft"), `question pager changed /how_to_ask "Calmly."->"In passing."`)
}

// TestImport makes the drafts what a bank holds, once somebody says so.
func TestImport(t *testing.T) {
	m := &memory{}
	s := started(t, m, small())
	wanted := []string{
		"discloses plans added", "question doubt changed /minutes 3->4", "question more added",
		`question pager changed /how_to_ask "Calmly."->"Calmly, and once."`, `question raise retired /status "ready"->"retired"`,
	}
	for _, write := range []bool{false, true} {
		before := len(m.audit)
		list, err := s.Import(t.Context(), "Ada", with(newer), write)
		if err != nil {
			t.Fatal(err)
		}
		want(t, "import", texts(list), wanted...)
		if wrote := len(m.audit) > before; wrote != write {
			t.Errorf("%v was written, want %v", wrote, write)
		}
	}
	want(t, "to publish", changes(t, s, "1", "draft"), wanted...)
	if list, err := s.Import(t.Context(), "Ada", with(newer), true); err != nil || len(list) > 0 {
		t.Errorf("again: %v, %v", texts(list), err)
	}
	publish(t, s)
}
