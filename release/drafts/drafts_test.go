package drafts_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestEditing creates, replaces and retires; each raises the version, is on record, and needs the version that there is.
func TestEditing(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	created, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, []byte(`{"id":"own","asker":"candidate","name":"Own","when":"profile.role = \"x\"",
		"pick":"","effect":{"kind":"boost","points":5},"because":"It is ours.","cases":[]}`))
	if err != nil || created.Draft.Version != 1 || created.Draft.EditedBy != "Ada" || len(created.Review.Faults) == 0 {
		t.Fatalf("created %+v, %v", created, err)
	}
	f := created.Review.Faults[slices.IndexFunc(created.Review.Faults, func(f bank.Fault) bool { return f.Pointer == "/when" })]
	if f.Line != 1 || f.Column != 14 || f.Fix != "==" {
		t.Errorf("the fault is %+v, want one at 1:14 with the fix ==", f)
	}
	for what, err := range map[string]error{
		"create again":   third(s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, created.Draft.Body)),
		"a stale edit":   third(s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "own", Version: 2}, created.Draft.Body)),
		"retire stale":   third(s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "own", Version: 0})),
		"another id":     third(s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "doubt-last", Version: 1}, created.Draft.Body)),
		"nothing":        third(s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "nothing", Version: 1})),
		"a strange body": third(s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, []byte(`{"id":"x","colour":"red"}`))),
	} {
		wanted := map[string]bank.Code{
			"create again": bank.CodeConflict, "a stale edit": bank.CodeStale, "retire stale": bank.CodeStale, "nothing": bank.CodeNotFound,
			"another id": bank.CodeInvalidRequest, "a strange body": bank.CodeInvalidRequest,
		}[what]
		e, _ := errors.AsType[*bank.Error](err)
		if testbank.CodeOf(err) != wanted || wanted == bank.CodeStale && e.Current != 1 {
			t.Errorf("%s: got %+v, want code %s", what, e, wanted)
		}
	}
	if e := s.Replace(t, bank.KindRule, "own", `profile.role = \"x\"`, `profile.minutes > 5`); e.Draft.Version != 2 {
		t.Errorf("version %d, want 2", e.Draft.Version)
	}
	retired, err := s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "own", Version: 2})
	if err != nil || !retired.Draft.Retired || !strings.Contains(string(retired.Draft.Body), `"status":"retired"`) {
		t.Errorf("retired %+v, %v", retired, err)
	}
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, created.Draft.Body); testbank.CodeOf(err) != bank.CodeConflict {
		t.Errorf("an id that was retired: %v, want code conflict", err)
	}
	var got []string
	for _, e := range m.Entries[1:] {
		got = append(got, fmt.Sprintf("%d %s %s %s %s %d %d", e.Number, e.Author, e.Action, e.Kind, e.ID, e.Version, len(e.Changes)))
	}
	testbank.Want(t, "audit", got, "2 twoway publish  1 0 0", "3 Ada create rule own 1 10", "4 Ada replace rule own 2 1", "5 Ada retire rule own 3 1")
}

func third(_ drafts.Edited, err error) error { return err }

// TestEditingTerms retires a term, which the vocabulary then leaves out, and brings it back.
func TestEditingTerms(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindDiscloses, []byte(`{"id":"plans","name":"Plans","definition":"What comes next","synonyms":null}`)); err != nil {
		t.Fatal(err)
	}
	s.WantChanges(t, "created", "1", "draft", "discloses plans added")
	e, err := s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindDiscloses, ID: "plans", Version: 1})
	if err != nil || !e.Draft.Retired {
		t.Fatalf("%+v, %v", e, err)
	}
	s.WantChanges(t, "retired", "1", "draft")
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindDiscloses, e.Draft.Body); testbank.CodeOf(err) != bank.CodeConflict {
		t.Errorf("created again: %v, want code conflict", err)
	}
	s.Replace(t, bank.KindDiscloses, "plans", "next", "then")
	s.WantChanges(t, "brought back", "1", "draft", "discloses plans added")
}

// TestTwoAdmins edit one rule from the same version: one of them is told, and nothing is lost. Others edit at the same time.
func TestTwoAdmins(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	const admins = 8
	version, _ := s.Body(t, bank.KindRule, "doubt-last", "", "")
	errs := make([]error, 2*admins)
	var group sync.WaitGroup
	for i := range admins {
		_, text := s.Body(t, bank.KindRule, "doubt-last", `"because":"`, fmt.Sprintf(`"because":"%d: `, i))
		group.Go(func() {
			errs[i] = third(s.Drafts.Replace(t.Context(), bank.Actor{Name: fmt.Sprint(i)}, drafts.Version{Kind: bank.KindRule, ID: "doubt-last", Version: version}, text))
		})
		group.Go(func() {
			errs[admins+i] = third(s.Drafts.Create(t.Context(), bank.Actor{Name: fmt.Sprint(i)}, bank.KindDiscloses, fmt.Appendf(nil, `{"id":"own_%d","name":"x","definition":"x"}`, i)))
		})
	}
	group.Wait()
	won := -1
	for i, err := range errs[:admins] {
		switch {
		case err == nil && won < 0:
			won = i
		case testbank.CodeOf(err) != bank.CodeStale:
			t.Errorf("admin %d got %v", i, err)
		}
	}
	if err := errors.Join(errs[admins:]...); err != nil {
		t.Error(err)
	}
	d, err := s.Drafts.Get(t.Context(), bank.KindRule, "doubt-last")
	if err != nil || won < 0 || !strings.Contains(string(d.Draft.Body), fmt.Sprintf(`"because":"%d: `, won)) || d.Draft.Version != version+1 {
		t.Errorf("%d won, and there is version %d: %s", won, d.Draft.Version, d.Draft.Body)
	}
	if len(m.Entries) != 2+1+admins {
		t.Errorf("%d entries in the audit, want %d", len(m.Entries), 3+admins)
	}
}
