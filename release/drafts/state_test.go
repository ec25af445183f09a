package drafts_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestStateLikeAFreshOne edits a bank in many ways through two services on one store. After each edit, what both have in
// memory, and what they say about a draft, is what a service says that reads everything from the store.
func TestStateLikeAFreshOne(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &testbank.Memory{}
		here, there := testbank.Started(t, m, testbank.Small()), testbank.New(m)
		for i := range rapid.IntRange(1, 5).Draw(rt, "edits") {
			by := rapid.SampledFrom([]testbank.Services{here, there}).Draw(rt, "by")
			edit(t, rt, by, i)
			id := rapid.SampledFrom([]bank.PartID{
				{Kind: bank.KindQuestion, ID: "pager"},
				{Kind: bank.KindRule, ID: "doubt-last"},
				{Kind: bank.KindCare, ID: "balance"},
				{Kind: bank.KindWeights, ID: "weights"},
				{Kind: bank.KindDiscloses, ID: "own0"},
			}).Draw(rt, "read")
			fresh := testbank.New(m)
			for name, s := range map[string]testbank.Services{"here": here, "there": there} {
				sameState(t, name, s.Drafts, fresh.Drafts, id)
			}
		}
	})
}

// edit makes one of the changes that there are.
func edit(t *testing.T, rt *rapid.T, s testbank.Services, i int) {
	change := func(kind bank.Kind, id, from, to string) {
		version, text := s.Body(t, kind, id, from, to)
		if _, err := s.Drafts.Replace(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: version}, text); err != nil {
			rt.Fatal(err)
		}
	}
	create := func(kind bank.Kind, body string) {
		if _, err := s.Drafts.Create(t.Context(), testbank.Ada(), kind, []byte(body)); err != nil {
			rt.Fatal(err)
		}
	}
	retire := func(kind bank.Kind, id string) {
		if d, err := s.Drafts.Get(t.Context(), kind, id); err == nil {
			if _, err := s.Drafts.Retire(t.Context(), testbank.Ada(), drafts.Version{Kind: kind, ID: id, Version: d.Draft.Version}); err != nil {
				rt.Fatal(err)
			}
		}
	}
	switch rapid.IntRange(0, 9).Draw(rt, "what") {
	case 0:
		change(bank.KindQuestion, "pager", `"minutes":`, fmt.Sprintf(`"minutes":%d`, 1+i))
	case 1:
		change(bank.KindRule, "doubt-last", `"because":"`, `"because":"!`)
	case 2:
		change(bank.KindCare, "balance", `"name":"`, `"name":"A`)
	case 3:
		create(bank.KindQuestion, fmt.Sprintf(`{"id":"own-%d","asker":"candidate","topic":"pay","text":"Why?"}`, i))
	case 4:
		create(bank.KindDiscloses, fmt.Sprintf(`{"id":"own%d","name":"x","definition":"x"}`, i))
	case 5:
		retire(bank.KindCare, "money")
	case 6:
		retire(bank.KindQuestion, "raise")
	case 7:
		change(bank.KindWeights, "weights", `"variety":`, fmt.Sprintf(`"variety":%d`, 1+i))
	case 8:
		change(bank.KindStage, "panel", `"name":"`, `"name":"B`)
	case 9:
		if _, err := s.Drafts.Import(t.Context(), testbank.Ada(), drafts.Import{Content: testbank.With(testbank.Newer), Write: true}); err != nil {
			rt.Fatal(err)
		}
	}
}

// sameState compares what two services have, and what they say about a draft.
func sameState(t *testing.T, name string, s, fresh *drafts.Service, id bank.PartID) {
	t.Helper()
	got, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := fresh.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Content, got.Content); diff != "" || got.Revision != want.Revision {
		t.Fatalf("%s: revision %d, want %d; content (-fresh +cached):\n%s", name, got.Revision, want.Revision, diff)
	}
	if diff := cmp.Diff(want.Drafts, got.Drafts); diff != "" {
		t.Fatalf("%s: drafts (-fresh +cached):\n%s", name, diff)
	}
	a, errA := s.Get(t.Context(), id.Kind, id.ID)
	b, errB := fresh.Get(t.Context(), id.Kind, id.ID)
	if diff := cmp.Diff(b, a); diff != "" || testbank.CodeOf(errA) != testbank.CodeOf(errB) {
		t.Fatalf("%s: %v, %v; draft (-fresh +cached):\n%s", name, errA, errB, diff)
	}
}

// TestStateReadsWhatChanged: a service reads all drafts once, and afterwards what others have changed.
func TestStateReadsWhatChanged(t *testing.T) {
	m := &testbank.Memory{}
	here, there := testbank.Started(t, m, testbank.Small()), testbank.New(m)
	here.Replace(t, bank.KindQuestion, "pager", "Calmly.", "Softly.")
	if _, err := there.Drafts.Get(t.Context(), bank.KindQuestion, "pager"); err != nil {
		t.Fatal(err)
	}
	whole := m.WholeReads
	for i := range 5 {
		here.Replace(t, bank.KindQuestion, "pager", ly(i), ly(i+1))
		here.PublishDrafts(t)
		d, err := there.Drafts.Get(t.Context(), bank.KindQuestion, "pager")
		if err != nil || d.Draft.Version != i+3 {
			t.Fatalf("version %d, %v; want %d", d.Draft.Version, err, i+3)
		}
	}
	if m.WholeReads != whole {
		t.Errorf("all drafts were read %d times more", m.WholeReads-whole)
	}
	m.Entries = append(m.Entries, bank.AuditEntry{Number: len(m.Entries) + 1, Action: bank.ActionRestore})
	if _, err := there.Drafts.State(t.Context()); err != nil || m.WholeReads != whole+1 {
		t.Errorf("after a backup was restored, all drafts were read %d times, %v; want once", m.WholeReads-whole, err)
	}
}

func ly(i int) string {
	if i == 0 {
		return "Softly."
	}
	return fmt.Sprintf("Softly, %d.", i)
}

// interleaved is a store in which somebody else writes right after the audit was read.
type interleaved struct {
	*testbank.Memory

	afterAudit func()
}

func (i *interleaved) Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error) {
	entries, err := i.Memory.Audit(ctx, before, limit)
	if write := i.afterAudit; write != nil {
		i.afterAudit = nil
		write()
	}
	return entries, err
}

// TestStateMissesNoWrite: what is written while a service reads what has changed is read the next time. Otherwise an edit
// based on the old version would overwrite it.
func TestStateMissesNoWrite(t *testing.T) {
	m := &testbank.Memory{}
	here := testbank.Started(t, m, testbank.Small())
	store := &interleaved{Memory: m}
	there := drafts.New(store, testbank.Noon)
	if _, err := there.State(t.Context()); err != nil {
		t.Fatal(err)
	}
	here.Replace(t, bank.KindQuestion, "pager", "Calmly.", "Softly.")
	store.afterAudit = func() { here.Replace(t, bank.KindQuestion, "doubt", "Calmly.", "Slowly.") }
	for range 2 {
		if _, err := there.State(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	d, err := there.Get(t.Context(), bank.KindQuestion, "doubt")
	if err != nil || d.Draft.Version != 2 {
		t.Errorf("version %d, %v; want 2", d.Draft.Version, err)
	}
}
