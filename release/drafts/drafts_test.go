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

// TestEditing creates, replaces and retires a rule. Each edit needs the current version, raises it, and is in the audit.
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
		"existing ID":   errorOf(s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, created.Draft.Body)),
		"stale replace": errorOf(s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "own", Version: 2}, created.Draft.Body)),
		"stale retire":  errorOf(s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "own", Version: 0})),
		"another ID":    errorOf(s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "doubt-last", Version: 1}, created.Draft.Body)),
		"unknown ID":    errorOf(s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindRule, ID: "nothing", Version: 1})),
		"unknown field": errorOf(s.Drafts.Create(t.Context(), testbank.Ada(), bank.KindRule, []byte(`{"id":"x","colour":"red"}`))),
	} {
		wanted := map[string]bank.Code{
			"existing ID": bank.CodeConflict, "stale replace": bank.CodeStale, "stale retire": bank.CodeStale, "unknown ID": bank.CodeNotFound,
			"another ID": bank.CodeInvalidRequest, "unknown field": bank.CodeInvalidRequest,
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
		t.Errorf("the ID of a retired rule: %v, want code conflict", err)
	}
	var got []string
	for _, e := range m.Entries[1:] {
		got = append(got, fmt.Sprintf("%d %s %s %s %s %d %d", e.Number, e.Author, e.Action, e.Kind, e.ID, e.Version, len(e.Changes)))
	}
	testbank.Want(t, "audit", got, "2 twoway publish  1 0 0", "3 Ada create rule own 1 10", "4 Ada replace rule own 2 1", "5 Ada retire rule own 3 1")
}

func errorOf(_ drafts.Edited, err error) error { return err }

// TestEditingTerms retires a term, which removes it from the vocabulary, and restores it.
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
		t.Errorf("created with an ID that exists: %v, want code conflict", err)
	}
	s.Replace(t, bank.KindDiscloses, "plans", "next", "then")
	s.WantChanges(t, "restored", "1", "draft", "discloses plans added")
}

// TestReservedID: no part can be created whose page would be that of a new one; its fault has an ID that can.
func TestReservedID(t *testing.T) {
	t.Parallel()
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	for kind, fix := range map[bank.Kind]string{bank.KindQuestion: "new-question", bank.KindRule: "new-rule", bank.KindCare: "new_care"} {
		_, err := s.Drafts.Create(t.Context(), testbank.Ada(), kind, []byte(`{"id":"new"}`))
		e, _ := errors.AsType[*bank.Error](err)
		if testbank.CodeOf(err) != bank.CodeInvalidRequest || len(e.Faults) != 1 || e.Faults[0].Pointer != "/id" || e.Faults[0].Fix != fix {
			t.Errorf("%s: %+v", kind, e)
		}
		if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), kind, []byte(`{"id":"`+fix+`"}`)); err != nil {
			t.Errorf("%s with its fix: %v", kind, err)
		}
	}
}

// TestConcurrentEdits replaces one rule from the same version several times: one edit succeeds, the others are stale. Other
// parts are created at the same time, all successfully.
func TestConcurrentEdits(t *testing.T) {
	m := &testbank.Memory{}
	s := testbank.Started(t, m, testbank.Small())
	const admins = 8
	version, _ := s.Body(t, bank.KindRule, "doubt-last", "", "")
	errs := make([]error, 2*admins)
	var group sync.WaitGroup
	for i := range admins {
		_, text := s.Body(t, bank.KindRule, "doubt-last", `"because":"`, fmt.Sprintf(`"because":"%d: `, i))
		group.Go(func() {
			errs[i] = errorOf(s.Drafts.Replace(t.Context(), bank.Actor{Name: fmt.Sprint(i)}, drafts.Version{Kind: bank.KindRule, ID: "doubt-last", Version: version}, text))
		})
		group.Go(func() {
			errs[admins+i] = errorOf(s.Drafts.Create(t.Context(), bank.Actor{Name: fmt.Sprint(i)}, bank.KindDiscloses, fmt.Appendf(nil, `{"id":"own_%d","name":"x","definition":"x"}`, i)))
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
