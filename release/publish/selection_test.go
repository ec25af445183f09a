package publish_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
	"twoway/release/publish"
)

// part returns the ID of a part.
func part(kind bank.Kind, id string) bank.PartID { return bank.PartID{Kind: kind, ID: id} }

// publishOrder publishes an order at the current revision.
func publishOrder(t *testing.T, s testbank.Services, actor bank.Actor, o publish.Order) (bank.Release, error) {
	t.Helper()
	revision, err := s.Drafts.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Publish.PublishOrder(t.Context(), actor, o, revision)
}

// create creates a draft.
func create(t *testing.T, s testbank.Services, kind bank.Kind, body string) {
	t.Helper()
	if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), kind, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// TestPublishChosen publishes one of two edits: the release has just that, and the other stays among the changes.
func TestPublishChosen(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	s.Replace(t, bank.KindQuestion, "doubt", `"minutes":3`, `"minutes":6`)
	order := publish.Order{Only: []bank.PartID{part(bank.KindQuestion, "doubt")}}
	d, err := s.Publish.DiffOrder(t.Context(), "1", publish.DraftState, order)
	if err != nil {
		t.Fatal(err)
	}
	testbank.Want(t, "the diff of the selection", testbank.ChangeTexts(d.Changes), "question doubt changed /minutes 3->6")
	checked, err := s.Publish.CheckOrder(t.Context(), order)
	if err != nil || checked.Hash != d.Hash || len(checked.Report.Faults) > 0 {
		t.Fatalf("checked %+v, %v; the hash of the diff is %s", checked, err, d.Hash)
	}
	r, err := publishOrder(t, s, testbank.Ada(), order)
	if err != nil || r.Hash != checked.Hash {
		t.Fatalf("published %s, %v; checked %s", r.Hash, err, checked.Hash)
	}
	s.WantChanges(t, "what was published", "1", "2", "question doubt changed /minutes 3->6")
	s.WantChanges(t, "what remains", "2", "draft", "question pager changed /minutes 3->5")
	if v := testbank.Versions(r.Content); v["doubt"] != 2 || v["pager"] != 1 {
		t.Errorf("versions are %v", v)
	}
	if _, err := publishOrder(t, s, testbank.Ada(), order); !bank.HasCode(err, bank.CodeConflict) {
		t.Errorf("publishing the same again: %v", err)
	}
	all, err := publishOrder(t, s, testbank.Ada(), publish.Order{})
	if err != nil {
		t.Fatal(err)
	}
	full, err := s.Publish.CheckOrder(t.Context(), publish.Order{})
	if err != nil || full.Hash != all.Hash {
		t.Errorf("all published have the hash %s; the drafts %s, %v", all.Hash, full.Hash, err)
	}
}

// TestChooseToo chooses a question that refers to a new topic, and to a new aspect of a care: the fault names both, and with them it is
// published.
func TestChooseToo(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	create(t, s, bank.KindTopic, `{"id":"rota","name":"Rota","definition":"When one works.","synonyms":[],"asker":"candidate"}`)
	create(t, s, bank.KindStage, `{"id":"lunch","name":"Lunch","definition":"Nothing refers to it.","synonyms":[]}`)
	s.Replace(t, bank.KindCare, "balance", `"id":"overtime"`, `"id":"nights"`)
	s.Replace(t, bank.KindQuestion, "doubt", `"topic":"workload"`, `"topic":"rota"`)
	s.Replace(t, bank.KindQuestion, "doubt", `"aspects":[]`, `"aspects":["nights"]`)
	s.Replace(t, bank.KindQuestion, "doubt", `"cares":[]`, `"cares":["balance"]`)
	order := publish.Order{Only: []bank.PartID{part(bank.KindQuestion, "doubt")}}
	checked, err := s.Publish.CheckOrder(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	want := []bank.PartID{part(bank.KindCare, "balance"), part(bank.KindTopic, "rota")}
	if !slices.Equal(checked.ChooseToo, want) {
		t.Errorf("choose too %v, want %v; faults %v", checked.ChooseToo, want, checked.Report.Faults)
	}
	_, err = publishOrder(t, s, testbank.Ada(), order)
	e, _ := errors.AsType[*bank.Error](err)
	if e == nil || e.Code != bank.CodeInvalidContent || e.Faults[0].Code != bank.FaultNotChosen ||
		!slices.Equal(e.Faults[0].Nearest, []string{"care:balance", "topic:rota"}) {
		t.Fatalf("published without them: %v", err)
	}
	order.Only = append(order.Only, checked.ChooseToo...)
	r, err := publishOrder(t, s, testbank.Ada(), order)
	if err != nil || len(r.Content.Vocabulary.Stages) != 2 {
		t.Fatalf("with them: %v, %d stages", err, len(r.Content.Vocabulary.Stages))
	}
	s.WantChanges(t, "what remains", "2", "draft", "stage lunch added")
}

// TestChooseTooRetired chooses the retirement of a term that the released version of an edited question uses.
func TestChooseTooRetired(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	s.Replace(t, bank.KindQuestion, "raise", `"stages":["offer"]`, `"stages":["panel"]`)
	if _, err := s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindStage, ID: "offer", Version: 1}); err != nil {
		t.Fatal(err)
	}
	checked, err := s.Publish.CheckOrder(t.Context(), publish.Order{Only: []bank.PartID{part(bank.KindStage, "offer")}})
	if err != nil || !slices.Equal(checked.ChooseToo, []bank.PartID{part(bank.KindQuestion, "raise")}) {
		t.Errorf("choose too %v, %v; faults %v", checked.ChooseToo, err, checked.Report.Faults)
	}
}

func TestInvalidSelection(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	_, err := s.Publish.CheckOrder(t.Context(), publish.Order{Only: []bank.PartID{
		part(bank.KindQuestion, "pagr"), part(bank.KindRule, "doubt-last"), part(bank.KindRule, "doubt-last"), part(bank.KindRule, ""),
	}})
	e, _ := errors.AsType[*bank.Error](err)
	if e == nil || e.Code != bank.CodeInvalidRequest || len(e.Faults) != 3 {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Code+" "+f.Pointer+" "+strings.Join(f.Nearest, ","))
	}
	testbank.Want(t, "faults", got, "unknown_value /only/0 pager", "duplicate /only/2 ", "unknown_value /only/3 doubt-last,pager-for-operators")
}

// TestDiscard discards an edit, a retirement and a part that was never released; an undo brings the edit back.
func TestDiscard(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	discard := func(kind bank.Kind, id string, version int) drafts.Edited {
		t.Helper()
		e, err := s.Publish.Discard(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: version})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	s.Replace(t, bank.KindQuestion, "pager", `"minutes":3`, `"minutes":5`)
	create(t, s, bank.KindRule, `{"id":"ours","asker":"candidate","name":"New","when":"","pick":"","effect":{"kind":"boost","points":1},"because":"b","cases":[{"applies":true,"profile":{}}]}`)
	create(t, s, bank.KindStage, `{"id":"lunch","name":"Lunch","definition":"d","synonyms":[]}`)
	if _, err := s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindCare, ID: "money", Version: 1}); err != nil {
		t.Fatal(err)
	}
	discard(bank.KindQuestion, "pager", 2)
	discard(bank.KindRule, "ours", 1)
	discard(bank.KindStage, "lunch", 1)
	discard(bank.KindCare, "money", 2)
	s.WantChanges(t, "after discarding all", "1", "draft")
	if _, err := publishOrder(t, s, testbank.Ada(), publish.Order{}); !bank.HasCode(err, bank.CodeConflict) {
		t.Errorf("publishing nothing: %v", err)
	}
	_, err := s.Publish.Discard(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: 3})
	if !bank.HasCode(err, bank.CodeConflict) {
		t.Errorf("discarding nothing: %v", err)
	}
	if _, err := s.Publish.Discard(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: 2}); !bank.HasCode(err, bank.CodeStale) {
		t.Errorf("discarding an old version: %v", err)
	}
	if _, err := s.Drafts.Undo(t.Context(), testbank.Ada(), drafts.Version{Kind: bank.KindQuestion, ID: "pager", Version: 3}); err != nil {
		t.Fatal(err)
	}
	s.WantChanges(t, "after undoing the first", "1", "draft", "question pager changed /minutes 3->5")
}

// TestDiffShowsNewInFull compares with a part that is new.
func TestDiffShowsNewInFull(t *testing.T) {
	s := testbank.Started(t, &testbank.Memory{}, testbank.Small())
	create(t, s, bank.KindAskedOf, `{"id":"boss","name":"Boss","definition":"Who leads.","synonyms":["chief"]}`)
	changes, _, err := s.Publish.Diff(t.Context(), "1", "draft")
	if err != nil || len(changes) != 1 {
		t.Fatalf("changes %v, %v", changes, err)
	}
	var got []string
	for _, f := range changes[0].Fields {
		got = append(got, f.Pointer+" "+string(f.From)+" "+string(f.To))
	}
	testbank.Want(t, "fields", got, `/definition  "Who leads."`, `/id  "boss"`, `/name  "Boss"`, `/synonyms  ["chief"]`)
}
